"""Search: what is found, in which order, and with which reasons."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from biovaliance.atlas.building import Tag, TagOrigin
from biovaliance.atlas.entities import Entity, FieldValue
from biovaliance.atlas.fields import Kind
from biovaliance.foundation.errors import NotFoundError
from biovaliance.foundation.places import Coordinates
from biovaliance.showcase.documents import ConceptMark, LocalText, SearchDocument, document_of
from biovaliance.showcase.search import Filters, Hit, Reason, SearchIndex, build_index
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

THESAURUS = bundled_thesaurus()
BESANCON, MARCHAUX, DIJON = (
    Coordinates(47.2488, 6.0182),
    Coordinates(47.322, 6.133),
    Coordinates(47.3167, 5.0167),
)


CAR_T = "car-t-cells"
BROADER = next(c for c in THESAURUS.concepts if c != CAR_T and CAR_T in THESAURUS.narrower_closure(c))


def document(
    name: str,
    english: str = "",
    french: str = "",
    *,
    aliases: Iterable[str] = (),
    marks: Iterable[ConceptMark] = (),
    town: str = "",
    position: Coordinates | None = None,
    department: str = "",
    kind: str = "organisation",
    currency: str = "current",
) -> SearchDocument:
    slug = name.lower().replace(" ", "-")
    texts = [LocalText("description", language, t) for language, t in (("en", english), ("fr", french)) if t]
    names = [LocalText("name", "", name), *(LocalText("alias", "", alias) for alias in aliases)]
    return SearchDocument(
        f"{kind}:{slug}", kind, slug, tuple(names), tuple(texts), tuple(marks), town, department, position,
        "laboratory", currency,
    )  # fmt: skip


DOCUMENTS = (
    document(
        "Advesya",
        "Start-up bringing a CAR-T against leukaemia to a phase 1 trial.",
        marks=[ConceptMark(CAR_T, True)],
        town="Besançon",
        position=BESANCON,
        department="25",
    ),
    document(
        "Dijon Cells",
        "Works on CAR-T cells.",
        "Travaille sur les cellules CAR-T.",
        marks=[ConceptMark(CAR_T, False, "CAR-T cells", "en")],
        town="Dijon",
        position=DIJON,
        department="21",
    ),
    document(
        "FEMTO-ST", "Institute of microtechnology.", "Institut de microtechniques, créé à l’université."
    ),
    document("Aurea", "Spin-off of FEMTO-ST.", "Essaimage de FEMTO-ST, dispositifs médicaux."),
    document("RD-Biotech", french="Producteur d'ADN plasmidique."),
    document("Smaltis", "Makes plasmids.", aliases=["SML"], currency="historical"),
    document("Smaltis Deux", "Makes plasmids.", town="Marchaux", position=MARCHAUX, department="25"),
    document("BioIMP", french="Procédés de biomédicaments.", kind="project"),
    document("SON", "Nanoparticles.", "Nanoparticules sur mesure."),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder = tmp_path_factory.mktemp("search")
    build_index(folder, DOCUMENTS, THESAURUS, {"21": "Côte-d’Or", "25": "Doubs"})
    return SearchIndex.open(folder, THESAURUS)


def found(index: SearchIndex, query: str, language: str = "fr", **options: object) -> list[str]:
    """Return the names found that are no concepts, best first."""
    hits = index.search(query, language, **options).hits  # type: ignore[arg-type]
    return [hit.name.en for hit in hits if hit.kind != "concept"]


def hit_of(index: SearchIndex, query: str, name: str, language: str = "fr") -> Hit:
    return next(hit for hit in index.search(query, language).hits if hit.name.en == name)


def marked(reason: Reason) -> list[str]:
    return [text for text, met in reason.parts if met]


@pytest.mark.parametrize(
    "query",
    ["FEMTO-ST", "femto st", "femtost", "FEMTO‑ST", "fémto-st", "femto", "l’institut femto-st", "femot-st"],
)
def test_a_name_is_found_however_it_is_typed(index: SearchIndex, query: str):
    assert found(index, query)[0] == "FEMTO-ST"


@pytest.mark.parametrize("query", ["nanoparticules", "nanoparticule", "NANOPARTICLES", "nanoparticle"])
def test_plurals_and_capitals_do_not_matter(index: SearchIndex, query: str):
    assert found(index, query) == ["SON"]


@pytest.mark.parametrize(
    ("query", "name"), [("cree universite", "FEMTO-ST"), ("dispositif medical", "Aurea")]
)
def test_accents_and_elision_do_not_matter(index: SearchIndex, query: str, name: str):
    assert found(index, query) == [name]


def test_an_acronym_that_looks_like_a_filler_word_is_found(index: SearchIndex):
    assert found(index, "SON nanoparticules") == ["SON"]
    assert found(index, "SON")[0] == "SON"


def test_a_name_comes_before_those_who_mention_it(index: SearchIndex):
    assert found(index, "femto-st") == ["FEMTO-ST", "Aurea"]


def test_what_is_past_comes_after_what_is_current(index: SearchIndex):
    names = found(index, "plasmids")

    assert names.index("Smaltis Deux") < names.index("Smaltis")


def test_a_typing_error_is_mended_and_said(index: SearchIndex):
    results = index.search("advessya", "fr")

    assert results.hits[0].name.en == "Advesya"
    assert results.did_you_mean == "Advesya"


def test_what_is_known_is_not_mended(index: SearchIndex):
    assert index.search("nanoparticules", "fr").did_you_mean == ""


def test_the_last_word_may_be_unfinished_but_no_other(index: SearchIndex):
    assert found(index, "nanopar") == ["SON"]
    assert "Advesya" in found(index, "adve")


def test_a_french_query_finds_what_is_told_in_english_and_says_how(index: SearchIndex):
    label = THESAURUS.concepts[CAR_T].label
    results = index.search(label.fr, "fr")

    assert CAR_T in results.query_concepts
    reason = next(r for r in hit_of(index, label.fr, "Advesya").reasons if r.kind == "concept")
    assert reason.concept_id == CAR_T
    assert f"« {label.fr} »" in reason.explanation.fr
    assert f"“{label.en}”" in reason.explanation.en


def test_a_recognised_concept_shows_the_words_that_say_it(index: SearchIndex):
    reason = next(r for r in hit_of(index, "cellules CAR-T", "Dijon Cells").reasons if r.kind == "concept")

    assert (reason.language, marked(reason)) == ("en", ["CAR-T cells"])
    assert "en anglais" in reason.explanation.fr


def test_a_broader_concept_finds_the_narrower_one(index: SearchIndex):
    label = THESAURUS.concepts[BROADER].label

    assert "Advesya" in found(index, label.en, "en", limit=100)


@pytest.mark.parametrize("query", ["CAR-T près de Besançon", "car-t near besancon", "CAR-T à Besançon"])
def test_a_place_asked_for_outright_is_a_condition(index: SearchIndex, query: str):
    assert found(index, query) == ["Advesya"]


def test_a_place_beside_other_words_is_a_wish(index: SearchIndex):
    assert found(index, "car-t dijon") == ["Dijon Cells", "Advesya"]
    assert found(index, "car-t besançon") == ["Advesya", "Dijon Cells"]


def test_near_means_within_thirty_kilometres(index: SearchIndex):
    results = index.search("plasmides près de Besançon", "fr")

    assert [hit.name.en for hit in results.hits] == ["Smaltis Deux"]
    place = next(reason for reason in results.hits[0].reasons if reason.kind == "place")
    # 47.2488 N 6.0182 E to 47.3220 N 6.1330 E: 8.15 km north, 8.66 km east
    assert place.explanation.fr == "Situé à Marchaux, à 12 km de Besançon"
    assert results.query_places == ("Besançon",)


def test_a_department_is_a_place(index: SearchIndex):
    assert found(index, "CAR-T dans le Doubs") == ["Advesya"]


def test_kinds_and_filters_narrow_and_facets_count(index: SearchIndex):
    everything = index.search("car-t", "fr")
    narrowed = index.search("car-t", "fr", filters=Filters(departments=frozenset({"21"})))

    assert [hit.name.en for hit in narrowed.hits] == ["Dijon Cells"]
    assert dict(narrowed.facets["department"]) == {"21": 1, "25": 1}
    assert dict(everything.facets["kind"])["organisation"] == 2
    assert found(index, "bioimp", kinds=["organisation"]) == []
    assert found(index, "bioimp", kinds=["project"]) == ["BioIMP"]


def test_a_concept_filter_includes_narrower_concepts(index: SearchIndex):

    assert "Advesya" in found(index, "leukaemia", filters=Filters(concepts=frozenset({BROADER})))


def test_too_many_words_find_what_meets_some_of_them(index: SearchIndex):
    results = index.search("nanoparticules procédés inexistantissime", "fr")

    assert results.relaxed
    assert {"SON", "BioIMP"} <= {hit.name.en for hit in results.hits}


def test_pages_follow_each_other(index: SearchIndex):
    whole = [hit.key for hit in index.search("car-t plasmides femto", "fr", limit=50).hits]
    pages = [
        index.search("car-t plasmides femto", "fr", offset=at, limit=2).hits for at in range(0, len(whole), 2)
    ]

    assert [hit.key for page in pages for hit in page] == whole


def test_the_best_of_each_kind_are_those_of_the_whole_answer_in_their_order(index):
    whole = index.search("car-t plasmides femto", "fr", limit=50)
    few = index.search("car-t plasmides femto", "fr", limit=50, per_kind=2)
    kinds = {hit.kind for hit in whole.hits}

    assert len(kinds) > 1
    assert max(sum(hit.kind == kind for hit in whole.hits) for kind in kinds) > 2
    for kind in kinds:
        best = [hit for hit in whole.hits if hit.kind == kind][:2]
        assert [hit for hit in few.hits if hit.kind == kind] == best
    assert few.total == whole.total


def test_suggestions_go_on_from_what_is_typed(index: SearchIndex):
    groups = index.suggest("fem", "fr")

    assert (groups[0].kind, groups[0].suggestions[0].name.fr) == ("organisation", "FEMTO-ST")
    assert groups[0].suggestions[0].parts == (("FEMTO", True), ("-ST", False))
    assert index.suggest("sml", "fr")[0].suggestions[0].parts == (("SML", True),)


def test_a_query_without_an_answer_is_given_the_nearest_names(index: SearchIndex):
    results = index.search("advexxa", "fr")

    assert results.total == 0
    assert [near.name.en for near in results.suggestions] == ["Advesya"]


@pytest.mark.parametrize("query", ["", " ", "?!… —", "\x00", "😀", "***", "((("])
def test_a_query_without_words_finds_nothing(index: SearchIndex, query: str):
    assert index.search(query, "fr").total == 0
    assert index.suggest(query, "fr") == ()


HOSTILE = (
    'name:"femto" AND (',
    "femto~2 OR -st",
    "femto*",
    "[a TO z]",
    "femto^9",
    "\x00femto\x00",
    "e\u0301" * 9,
    "a" * 40_000,
    "l'" * 20_000,
)
WORDS = ["car-t", "à", "femto", "st", "près", "de", "dijon", "l’", "\x00", "son", "CAR"]
TYPED = st.lists(st.sampled_from(WORDS))


@pytest.mark.parametrize("query", HOSTILE)
def test_signs_of_a_query_language_are_only_signs(index: SearchIndex, query: str):
    results = index.search(query, "fr")

    assert results.total >= 0
    index.suggest(query, "en")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60) | TYPED.map(" ".join))
def test_nothing_that_can_be_typed_breaks_the_search(index: SearchIndex, query: str):
    results = index.search(query, "fr", limit=5)
    index.suggest(query, "en")

    assert len(results.hits) <= min(5, results.total)
    by_key = {document.key: document for document in DOCUMENTS}
    for hit in results.hits:
        for reason in hit.reasons if hit.key in by_key else ():
            # Parts put together are the text itself: nothing is invented, doubled or lost.
            texts = [text.text for text in (*by_key[hit.key].names, *by_key[hit.key].texts)]
            assert not reason.parts or reason.kind == "place" or "".join(t for t, _ in reason.parts) in texts


def test_an_absent_index_is_told(tmp_path: Path):
    with pytest.raises(NotFoundError, match="No search index in"):
        SearchIndex.open(tmp_path, THESAURUS)


def test_an_entity_becomes_a_document_with_every_value_said():
    def values(*said: tuple[str, str, bool]) -> tuple[FieldValue, ...]:
        return tuple(FieldValue(value, language, (), chosen) for value, language, chosen in said)

    entity = Entity(
        "organisation:right",
        Kind.ORGANISATION,
        "right",
        {
            "name": values(("RIGHT", "", True), ("Right", "", False)),
            "alias": values(("UMR 1098", "", True)),
            "description": values(
                ("Immunotherapy unit.", "en", True), ("Unité d'immunothérapie.", "fr", True)
            ),
            "town": values(("Besanc\u0327on", "", True)),
            "coordinates": values(("47.2488,6.0182", "", True)),
            "status": values(("superseded", "", True)),
        },
    )
    tags = [
        Tag(entity.key, CAR_T, TagOrigin.STATED, "capability", "car_t"),
        Tag(entity.key, "gone", TagOrigin.STATED, "x", ""),
    ]

    made = document_of(entity, tags, THESAURUS)

    assert [name.text for name in made.names] == ["RIGHT", "Right", "UMR 1098"]
    assert made.concepts == (ConceptMark(CAR_T, True),)
    assert (made.town, made.coordinates, made.currency) == ("Besançon", BESANCON, "historical")
    assert SearchDocument.loads(made.dumps()) == made
