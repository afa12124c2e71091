"""The thesaurus as SKOS, in Turtle and in JSON-LD.

Source:
    A. Miles, S. Bechhofer (2009), SKOS Simple Knowledge Organization System Reference, W3C.
"""

import json

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from biovaliance.foundation.languages import LANGUAGES, Text
from biovaliance.vocabulary.thesaurus import Thesaurus

BASE = "urn:biovaliance:"
"""Identifiers that do not change with the address of an installation."""
CONCEPT = Namespace(f"{BASE}concept:")
SCHEME = Namespace(f"{BASE}scheme:")


def to_graph(thesaurus: Thesaurus) -> Graph:
    """Return the thesaurus as an RDF graph in SKOS terms; broader and narrower are both stated."""
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)
    graph.bind("concept", CONCEPT)
    graph.bind("scheme", SCHEME)
    for scheme in thesaurus.schemes.values():
        node = SCHEME[scheme.id]
        graph.add((node, RDF.type, SKOS.ConceptScheme))
        _add_text(graph, node, SKOS.prefLabel, scheme.label)
        _add_text(graph, node, SKOS.definition, scheme.definition)
        for top in thesaurus.top_concepts(scheme.id):
            graph.add((node, SKOS.hasTopConcept, CONCEPT[top.id]))
            graph.add((CONCEPT[top.id], SKOS.topConceptOf, node))
    for concept in thesaurus.concepts.values():
        node = CONCEPT[concept.id]
        graph.add((node, RDF.type, SKOS.Concept))
        graph.add((node, SKOS.inScheme, SCHEME[concept.scheme]))
        graph.add((node, SKOS.notation, Literal(concept.id)))
        _add_text(graph, node, SKOS.prefLabel, concept.label)
        _add_text(graph, node, SKOS.definition, concept.definition)
        for language in LANGUAGES:
            for label in concept.alternatives[language]:
                graph.add((node, SKOS.altLabel, Literal(label, lang=language)))
        for relation, others in (
            (SKOS.broader, concept.broader),
            (SKOS.narrower, concept.narrower),
            (SKOS.related, concept.related),
        ):
            for other in others:
                graph.add((node, relation, CONCEPT[other]))
        for link in concept.links:
            graph.add((node, SKOS.closeMatch, URIRef(link)))
    return graph


def to_turtle(thesaurus: Thesaurus) -> str:
    """Return the thesaurus in Turtle, the same text for the same thesaurus."""
    return to_graph(thesaurus).serialize(format="turtle")


def to_json_ld(thesaurus: Thesaurus) -> str:
    """Return the thesaurus in JSON-LD, the same text for the same thesaurus."""
    context = {"skos": str(SKOS), "concept": str(CONCEPT), "scheme": str(SCHEME)}
    text = to_graph(thesaurus).serialize(format="json-ld", context=context)
    data = json.loads(text)
    data["@graph"] = sorted(data["@graph"], key=lambda node: node["@id"])
    return json.dumps(_sorted(data), ensure_ascii=False, indent=1, sort_keys=True)


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [_sorted(item) for item in value]
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True, ensure_ascii=False))
    return value


def _add_text(graph: Graph, node: URIRef, relation: URIRef, text: Text) -> None:
    for language in LANGUAGES:
        graph.add((node, relation, Literal(text.in_language(language), lang=language)))
