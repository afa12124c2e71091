"""Who does a step: on whose word, how far away, and what was not seen."""

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.atlas.building import Tag, TagOrigin
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.foundation.languages import Text
from biovaliance.foundation.places import Coordinates
from biovaliance.synergies.suppliers.signs import bundled_signs, chain, read_signs, telling_concepts
from biovaliance.synergies.suppliers.supply import centre_of, circle_of, suppliers_of, supply_chain
from biovaliance.synergies.suppliers.telling import HEADINGS, gap_text, plain, sign_text, table_of
from biovaliance.synergies.suppliers.values import Actor, Circle, Material, SignKind, Strength
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

THESAURUS = bundled_thesaurus()
BESANCON, DIJON, LYON = Coordinates(47.25, 6.02), Coordinates(47.32, 5.02), Coordinates(45.75, 4.85)


def actor(key: str, country: str = "FR", here: bool | None = None, place: Coordinates | None = None) -> Actor:
    name = key.partition(":")[2].upper()
    return Actor(key, Text(name, name), "company-sme", country, here, "", place)


ACTORS = {
    each.key: each
    for each in (
        actor("organisation:here", here=True, place=BESANCON),
        actor("organisation:other", here=True, place=DIJON),
        actor("organisation:lyon", here=False, place=LYON),
        actor("organisation:paris", here=False),
        actor("organisation:basel", "CH", here=False),
        actor("organisation:boston", "US", here=False),
        actor("organisation:nowhere", ""),
    )
}
NAMES = {
    "platform:suite": Text("Suite", "Salle"),
    "project:vectors": Text("Vectors", "Vecteurs"),
}


def tag(key: str, concept: str, origin: TagOrigin = TagOrigin.STATED, passage: str = "code") -> Tag:
    language = "" if origin is TagOrigin.STATED else "en"
    field = "capability" if origin is TagOrigin.STATED else "description"
    return Tag(key, concept, origin, field, passage, language, source="Example, 2024-10-14")


def material(*tags: Tag, relations: tuple[tuple[str, str, str], ...] = ()) -> Material:
    return Material(ACTORS, NAMES, tags, tuple(Relation(s, c, t, ()) for s, c, t in relations))


def supply(*tags: Tag, step: str = "viral-vector-production", relations=()):
    return suppliers_of(step, material(*tags, relations=relations), THESAURUS, BESANCON)


def test_the_chain_has_twelve_steps_from_the_donor_to_the_patient():
    steps = chain(THESAURUS)

    assert (len(steps), steps[0], steps[-1]) == (12, "starting-material-supply", "hospital-administration")


@pytest.mark.parametrize(
    ("key", "circle"),
    [
        ("here", Circle.REGION),
        ("lyon", Circle.COUNTRY),
        ("basel", Circle.EUROPE),
        ("boston", Circle.ELSEWHERE),
        ("nowhere", Circle.UNPLACED),
    ],
)
def test_where_somebody_is(key, circle):
    assert circle_of(ACTORS[f"organisation:{key}"]) is circle


def test_whoever_does_a_narrower_step_does_the_step():
    found = supply(tag("organisation:here", "vector-harvest"))

    (doer,) = found.of(Circle.REGION)
    assert (doer.strength, doer.concepts, doer.distance_km) == (Strength.DOES, ("vector-harvest",), 0)
    assert found.seen_here
    assert "vector-harvest" not in found.unseen_parts()
    assert len(found.unseen_parts()) == len(found.parts) - 1


def test_the_capability_to_offer_a_step_is_doing_it_and_its_material_is_coming_close():
    offers = supply(tag("organisation:here", "viral-vector-manufacturing"))
    near = supply(tag("organisation:here", "lentiviral-vectors"))

    assert offers.suppliers[0].strength is Strength.DOES
    assert near.suppliers[0].strength is Strength.CLOSE
    assert not near.seen_here


def test_what_one_operates_one_does_and_what_one_takes_part_in_one_works_on_with_others():
    relations = (
        ("organisation:here", "operates_platform", "platform:suite"),
        ("organisation:lyon", "takes_part_in_project", "project:vectors"),
        ("organisation:lyon", "leads_project", "project:vectors"),
    )
    found = supply(
        tag("platform:suite", "viral-vector-production"),
        tag("project:vectors", "viral-vector-production", TagOrigin.RECOGNISED, "viral vectors"),
        relations=relations,
    )

    here, lyon = found.suppliers
    assert (here.strength, here.signs[0].kind, here.signs[0].via_key) == (
        Strength.DOES,
        SignKind.PLATFORM,
        "platform:suite",
    )
    assert (lyon.strength, lyon.signs[0].kind, lyon.signs[0].relation_code) == (
        Strength.INVOLVED,
        SignKind.PROJECT,
        "leads_project",
    )
    assert len(lyon.signs) == 1


def test_a_sign_is_told_with_its_passage_and_source_in_both_languages():
    found = supply(
        tag("organisation:here", "viral-vector-production"),
        tag("organisation:here", "vector-harvest", TagOrigin.RECOGNISED, "harvest of vectors"),
        tag("platform:suite", "vector-harvest", TagOrigin.RECOGNISED, "harvests"),
        relations=(("organisation:here", "operates_platform", "platform:suite"),),
    )

    told = [sign_text(sign, THESAURUS) for sign in found.suppliers[0].signs]
    harvest = "Vector harvest and clarification"

    assert [each.en for each in told] == [
        "Viral vector production: recorded as a capability (Example, 14\u00a0October 2024).",
        f"{harvest}: it operates Suite, whose description says “harvests” (Example, 14\u00a0October 2024).",
        f"{harvest}: its description says “harvest of vectors” (Example, 14\u00a0October 2024).",
    ]
    assert told[1].fr == (
        "Récolte et clarification du vecteur\u00a0: exploite Salle, dont la rubrique "
        "«\u00a0description\u00a0» dit «\u00a0harvests\u00a0» (Example, 14\u00a0octobre 2024)."
    )


def test_a_code_that_stands_for_a_step_and_its_service_is_one_sign():
    found = supply(
        tag("organisation:here", "quality-control", passage="quality_control"),
        tag("organisation:here", "quality-control-services", passage="quality_control"),
        step="quality-control",
    )

    assert [sign.concept_id for sign in found.suppliers[0].signs] == ["quality-control"]


def test_a_gap_tells_who_is_nearest_and_that_not_seen_is_not_absent():
    found = supply(
        tag("organisation:lyon", "viral-vectors"),
        tag("organisation:paris", "viral-vector-manufacturing"),
        tag("organisation:basel", "viral-vector-production"),
        tag("organisation:other", "viral-vectors"),
    )

    # Those who do it come first, then the nearer circle, then the nearer place.
    assert [each.actor.key for each in found.nearest()] == [
        "organisation:paris",
        "organisation:basel",
        "organisation:lyon",
    ]
    assert gap_text(found) == Text(
        "No source read so far says that somebody in the region does this; not seen is not absent. One "
        "organisation comes close to it or works on it with others. Nearest elsewhere: PARIS (in the rest of "
        "France, does it).",
        "Aucune source lue ne dit que quelqu’un le fait dans la région\u202f; non vu ne veut pas dire "
        "absent. Une organisation s’en approche ou y travaille avec d’autres. Au plus près ailleurs\u00a0: "
        "PARIS (dans le reste de la France, le fait).",
    )
    lyon = found.of(Circle.COUNTRY, Strength.CLOSE)[0]
    assert lyon.distance_km == pytest.approx(189, abs=2)  # Besançon to Lyon as the crow flies


def test_where_nobody_is_seen_anywhere_that_is_said():
    assert gap_text(supply()).en.endswith("Nobody elsewhere is seen either in what the atlas holds.")


def test_where_somebody_is_seen_no_gap_and_no_single_supplier_is_pointed_at():
    found = supply(tag("organisation:here", "viral-vector-production"))

    assert gap_text(found) == Text("", "")
    assert plain(found)["gap_en"] == ""


def test_an_unknown_concept_is_refused_with_examples():
    with pytest.raises(NotFoundError, match="'vektor' is no concept of the vocabulary"):
        suppliers_of("vektor", material(), THESAURUS)


def test_the_table_has_a_row_per_sign_and_json_counts_by_circle():
    found = supply(tag("organisation:here", "vector-harvest"), tag("organisation:basel", "viral-vectors"))
    rows = table_of([found], THESAURUS, "fr")

    assert [len(row) for row in rows] == [len(HEADINGS["fr"])] * 2
    assert rows[1][:6] == [
        "Production de vecteurs viraux",
        "Dans le reste de l’Europe",
        "BASEL",
        "organisation:basel",
        "",
        "CH",
    ]
    assert plain(found)["counts"]["europe"] == {"does": 0, "close": 1, "involved": 0}


def test_the_middle_of_the_region_is_that_of_its_placed_organisations():
    assert centre_of(ACTORS.values()) == Coordinates((47.25 + 47.32) / 2, (6.02 + 5.02) / 2)
    assert centre_of([ACTORS["organisation:lyon"]]) is None


# ---- the table of signs


def test_the_bundled_signs_are_sound_and_reach_every_step():
    reached = {
        step for step in chain(THESAURUS) if len(telling_concepts(step, THESAURUS, bundled_signs())) > 1
    }

    assert reached == set(chain(THESAURUS))
    assert (
        telling_concepts("plasmid-production", THESAURUS, bundled_signs())["fermentation"] is Strength.CLOSE
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("vektors,viral-vector-production,does,no,x", "concept 'vektors' is not in the vocabulary"),
        ("viral-vectors,cell-therapy,does,no,x", "step 'cell-therapy' is no process step"),
        ("viral-vectors,viral-vector-production,perhaps,no,x", "says 'perhaps'; expected 'does' or 'close'"),
        ("viral-vectors,viral-vector-production,does,maybe,x", "with_narrower is 'maybe'"),
        ("viral-vectors,viral-vector-production,does,no,", "why is empty"),
    ],
)
def test_a_wrong_row_of_the_table_is_told_with_its_line(tmp_path: Path, row: str, told: str):
    file = tmp_path / "signs.csv"
    file.write_text(f"concept,step,says,with_narrower,why\n{row}\n", encoding="utf-8")

    with pytest.raises(InputError, match=f"signs.csv:2: {told}"):
        read_signs(file, THESAURUS)


def test_a_table_with_other_columns_is_refused(tmp_path: Path):
    (tmp_path / "signs.csv").write_text("concept,step\n", encoding="utf-8")

    with pytest.raises(InputError, match="expected the columns concept, step, says"):
        read_signs(tmp_path / "signs.csv", THESAURUS)


def test_every_row_of_the_bundled_table_says_why():
    lines = (files("biovaliance.synergies.suppliers") / "signs.csv").read_text(encoding="utf-8").splitlines()

    assert len(lines) > 50
    assert all(line.rsplit(",", 1)[1].strip() for line in lines)


# ---- what must always hold

CONCEPTS = [*chain(THESAURUS), "cell-sorting", "viral-vectors", "viral-vector-manufacturing", "cell-therapy"]
TAGS = st.lists(
    st.builds(
        tag,
        st.sampled_from([*ACTORS, *NAMES]),
        st.sampled_from(CONCEPTS),
        st.sampled_from(list(TagOrigin)),
    ),
    max_size=20,
)


@settings(max_examples=60, deadline=None)
@given(TAGS, st.randoms(use_true_random=False))
def test_every_supplier_has_a_sign_that_a_tag_says_and_order_does_not_matter(tags: list[Tag], random):
    relations = (
        ("organisation:here", "operates_platform", "platform:suite"),
        ("organisation:lyon", "takes_part_in_project", "project:vectors"),
    )
    shuffled = list(tags)
    random.shuffle(shuffled)

    found = supply_chain(chain(THESAURUS), material(*tags, relations=relations), THESAURUS, BESANCON)
    again = supply_chain(chain(THESAURUS), material(*shuffled, relations=relations), THESAURUS, BESANCON)

    said = {(each.concept_id, each.entity_key) for each in tags if each.origin is not TagOrigin.RELATED}
    for one, other in zip(found, again, strict=True):
        assert [(s.actor.key, s.strength, s.signs) for s in one.suppliers] == [
            (s.actor.key, s.strength, s.signs) for s in other.suppliers
        ]
        assert len({each.actor.key for each in one.suppliers}) == len(one.suppliers)
        for each in one.suppliers:
            assert each.strength is min((s.strength for s in each.signs), key=lambda s: s.rank)
            assert all((sign.concept_id, sign.via_key or each.actor.key) in said for sign in each.signs)
            assert all(sign_text(sign, THESAURUS).fr.endswith(").") for sign in each.signs)
