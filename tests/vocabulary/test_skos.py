import json

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS

from biovaliance.vocabulary.skos import CONCEPT, SCHEME, to_graph, to_json_ld, to_turtle
from biovaliance.vocabulary.thesaurus import bundled_thesaurus, read_thesaurus
from tests.vocabulary.small import write


@pytest.fixture(scope="module")
def graph():
    return to_graph(bundled_thesaurus())


def test_a_concept_is_told_in_both_languages_with_its_neighbours(tmp_path):
    graph = to_graph(read_thesaurus(write(tmp_path)))
    cells = CONCEPT["car-t-cells"]

    assert {str(label) for label in graph.objects(cells, SKOS.prefLabel)} == {"CAR-T cells", "Cellules CAR-T"}
    assert set(graph.objects(cells, SKOS.broader)) == {CONCEPT["cell-therapy"]}
    assert set(graph.objects(CONCEPT["cell-therapy"], SKOS.narrower)) == {cells}
    assert set(graph.objects(cells, SKOS.related)) == {CONCEPT["car-t-research"]}
    assert set(graph.objects(CONCEPT["car-t-research"], SKOS.closeMatch)) == {URIRef("https://example.org/1")}
    assert set(graph.objects(SCHEME["therapy"], SKOS.hasTopConcept)) == {CONCEPT["medicine"]}
    assert set(graph.objects(CONCEPT["medicine"], SKOS.topConceptOf)) == {SCHEME["therapy"]}


# rdflib's own JSON-LD reader still makes a class that rdflib deprecates.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_both_forms_say_the_same(graph):
    thesaurus = bundled_thesaurus()
    turtle = Graph().parse(data=to_turtle(thesaurus), format="turtle")
    linked = Graph().parse(data=to_json_ld(thesaurus), format="json-ld")

    assert set(turtle) == set(graph)
    assert set(linked) == set(graph)


def test_the_text_does_not_change_from_one_time_to_the_next(tmp_path):
    thesaurus = read_thesaurus(write(tmp_path))

    assert to_turtle(thesaurus) == to_turtle(read_thesaurus(tmp_path))
    assert to_json_ld(thesaurus) == to_json_ld(read_thesaurus(tmp_path))
    assert json.loads(to_json_ld(thesaurus))["@graph"]


def test_every_concept_and_scheme_is_there(graph):
    assert set(graph.subjects(RDF.type, SKOS.Concept)) == {
        CONCEPT[key] for key in bundled_thesaurus().concepts
    }
    assert set(graph.subjects(RDF.type, SKOS.ConceptScheme)) == {
        SCHEME[key] for key in bundled_thesaurus().schemes
    }


# The integrity conditions of the SKOS Reference, by their numbers there.


def test_s9_no_concept_is_a_scheme(graph):
    assert not set(graph.subjects(RDF.type, SKOS.Concept)) & set(graph.subjects(RDF.type, SKOS.ConceptScheme))


def test_s13_no_label_is_both_preferred_and_alternative(graph):
    assert not set(graph.subject_objects(SKOS.prefLabel)) & set(graph.subject_objects(SKOS.altLabel))


def test_s14_one_preferred_label_per_language(graph):
    for node in graph.subjects(RDF.type, SKOS.Concept):
        languages = sorted(str(label.language) for label in graph.objects(node, SKOS.prefLabel))
        assert languages == ["en", "fr"], node


def test_s27_related_concepts_are_not_of_one_line():
    thesaurus = bundled_thesaurus()
    for concept in thesaurus.concepts.values():
        assert not set(concept.related) & thesaurus.broader_closure(concept.id), concept.id


def test_s46_no_close_match_is_broader(graph):
    assert not set(graph.subject_objects(SKOS.closeMatch)) & set(graph.subject_objects(SKOS.broader))
