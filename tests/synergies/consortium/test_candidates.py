"""Candidates from profiles and from the atlas: what says that somebody has a competence, and how surely."""

import json

import pytest

from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.foundation.languages import Text
from biovaliance.foundation.places import Coordinates
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.consortium.candidates import atlas_pool, competences_of, concepts_in, pool_of
from biovaliance.synergies.consortium.reading import read_pool
from biovaliance.synergies.profiles import Document, PastLink, Profile, StatedConcept
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.synergies.values import SEEN, tagger

THESAURUS = bundled_thesaurus()
BESANCON, DIJON = Coordinates(47.2378, 6.0241), Coordinates(47.3220, 5.0415)


def strengths(profile: Profile, concept: str, **more):
    """Return the strength of one profile in one competence, None where nothing says so."""
    pool = pool_of((profile,), more, tagger())
    found = pool.candidates(competences_of((concept,), THESAURUS), THESAURUS)[0].strengths
    return found[0] if found else None


def document(text: str, kind: str = "", title: str = "") -> Document:
    return Document(title, text, 2024, kind, "en", SEEN)


def test_what_a_source_states_counts_in_full_and_names_the_source():
    found = strengths(
        Profile("a", "A", concepts=(StatedConcept("quality-control", SEEN),)), "quality-control"
    )
    assert (found.points, found.evidence, found.passage) == (100, SEEN, "")
    assert found.how == Text("stated by a source as a capability", "énoncé par une source comme compétence")


@pytest.mark.parametrize(
    ("kind", "points"), [("organisation", 80), ("platform", 75), ("project", 60), ("", 70)]
)
def test_what_a_document_names_counts_by_what_it_tells_of(kind, points):
    said = Profile("a", "A", (document("Offers quality control. And more.", kind, "Our work"),))
    found = strengths(said, "quality-control")
    assert found.points == points
    assert found.passage == "Offers quality control"
    assert found.evidence == SEEN


def test_a_narrower_concept_counts_a_little_less_and_is_named_but_a_broader_one_does_not_count():
    narrow = Profile("a", "A", concepts=(StatedConcept("clinical-batch-manufacturing", SEEN),))
    found = strengths(narrow, "gmp-manufacturing")
    assert found.points == 90
    assert found.how.en.startswith("by the narrower “Clinical batch manufacturing”")

    broad = Profile("b", "B", concepts=(StatedConcept("gmp-manufacturing", SEEN),))
    assert strengths(broad, "clinical-batch-manufacturing") is None


def test_a_cluster_is_not_said_to_do_what_its_description_tells_of_others():
    from biovaliance.synergies.calls.partners import Partner

    said = Profile("a", "A", (document("Brings together makers of viral vectors."),))
    cluster = Partner("a", "A", frozenset({PartnerKind.CLUSTER}))
    assert strengths(said, "viral-vectors") is not None
    assert strengths(said, "viral-vectors", a=cluster) is None


def test_distance_and_past_work_come_from_the_profile():
    profile = Profile("a", "A", place=DIJON, past_links=(PastLink("b", Text("x", "x")),))
    pool = pool_of((profile,), {}, tagger())
    near = pool.candidates((), THESAURUS, BESANCON)[0]
    assert near.distance_km == pytest.approx(74.7, abs=1)
    assert near.worked_with == frozenset({"b"})
    assert pool.candidates((), THESAURUS)[0].distance_km is None


def test_a_long_sentence_is_cut_at_words_around_what_it_names():
    words = "word " * 60
    said = Profile("a", "A", (document(f"{words}offers quality control for {words}"),))
    passage = strengths(said, "quality-control").passage
    assert "quality control" in passage
    assert passage.startswith("… word")
    assert passage.endswith("word …")
    assert len(passage) < 190


def test_a_general_term_is_not_asked_for_beside_the_one_that_implies_it():
    found = competences_of(("gmp-manufacturing", "clinical-batch-manufacturing", "unknown-thing"), THESAURUS)
    assert [each.key for each in found] == ["clinical-batch-manufacturing"]


def test_a_need_names_the_same_concepts_in_either_language():
    french = concepts_in(
        "produire un lot clinique de CAR-T, cherche vecteur viral BPF et contrôle qualité",
        tagger(),
        THESAURUS,
    )
    english = concepts_in(
        "make a clinical batch of CAR-T, looking for GMP viral vector and quality control",
        tagger(),
        THESAURUS,
    )
    assert set(french) == set(english)


def test_the_organisations_of_the_atlas_are_candidates_with_kinds_places_and_ties(demo_home):
    snapshot = open_snapshot(demo_home)
    pool = atlas_pool(snapshot.entities(), snapshot.relations(), snapshot.tags(), "2026-11-02")
    members = {each.partner.key: each for each in pool.members}

    femto = members["organisation:femto-st"]
    assert femto.partner.kinds == frozenset({PartnerKind.ACADEMIC})
    assert (femto.partner.country, femto.partner.area) == ("FR", "FR-25")
    assert femto.partner.linked_to
    assert femto.place is not None
    stated = members["organisation:rd-biotech"].shown["quality-control"]
    assert stated.points == 100
    assert stated.evidence.publisher
    assert pool.as_of == "2026-11-02"


def test_what_no_longer_exists_or_is_not_confirmed_is_no_candidate(demo_home):
    snapshot = open_snapshot(demo_home)
    entities = snapshot.entities()
    pool = atlas_pool(entities, snapshot.relations(), snapshot.tags())
    statuses = {entities[each.partner.key].value("status") for each in pool.members}
    assert statuses <= {"", "active", "planned"}


ROW = {
    "id": "a",
    "name": "A",
    "documents": [],
    "kinds": ["SME", "startup"],
    "country": "fr",
    "area": "FR-25",
    "region": "BFC",
    "town": "Besançon",
    "coordinates": [47.2, 6.0],
    "founded": "2019-05",
    "linked_to": [],
    "worked_with": ["b"],
}


def read(*rows):
    return read_pool([json.dumps(row) for row in rows], "p.jsonl", tagger(), THESAURUS)


def test_a_profile_may_tell_what_calls_ask():
    pool, problems = read(ROW)
    member = pool.members[0]
    partner = member.partner
    assert problems == ()
    assert partner.kinds == frozenset({PartnerKind.SME, PartnerKind.STARTUP})
    assert (partner.country, partner.area, partner.region, partner.place) == (
        "FR",
        "FR-25",
        "BFC",
        "Besançon",
    )
    assert (str(partner.founded), partner.ties_known) == ("2019-05", True)
    assert (member.place, member.worked_with) == (Coordinates(47.2, 6.0), frozenset({"b"}))


def test_a_profile_that_tells_nothing_of_it_is_unknown_in_all():
    partner = read({"id": "a", "name": "A"})[0].members[0].partner
    assert (partner.kinds, partner.country, partner.area, partner.ties_known) == (frozenset(), "", "", False)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kinds", ["wizard"]),
        ("kinds", "sme"),
        ("country", "France"),
        ("country", 33),
        ("area", "Doubs"),
        ("region", ["x"]),
        ("town", {}),
        ("coordinates", [91, 0]),
        ("coordinates", [47]),
        ("coordinates", "47,6"),
        ("coordinates", [True, 6]),
        ("coordinates", [1e400, 6]),
        ("founded", "last year"),
        ("linked_to", "b"),
        ("worked_with", [3]),
    ],
)
def test_what_is_wrong_in_a_row_is_told_with_its_line_and_the_row_is_kept(key, value):
    pool, problems = read({"id": "before", "name": "B"}, {"id": "a", "name": "A", key: value})
    assert [each.partner.key for each in pool.members] == ["before", "a"]
    assert [(problem.line, problem.row_dropped) for problem in problems] == [(2, False)]
    assert problems[0].field == key
    assert problems[0].mend


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("quality control and fermentation", ("quality-control", "fermentation")),
        ("We make viral vectors.", ("viral-vector-manufacturing",)),
        ("looking for a viral vector", ("viral-vectors",)),
    ],
)
def test_each_part_of_a_need_is_asked_for_once(text, concepts):
    assert concepts_in(text, tagger(), THESAURUS) == concepts
