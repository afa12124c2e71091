"""Are two records the same thing? Real pairs from the sources of the region, merged and kept apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.identity.clusters import Decision, group
from biovaliance.atlas.identity.matching import ACCEPTED, HINT, compare
from biovaliance.atlas.identity.naming import name_keys, unit_codes
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from tests.atlas.values import evidence, judgement, ruled, statement

ONCE = frozenset({"curated", "ror", "health_sites", "recherche_entreprises"})


def body(key: str, name: str, *more: str, kind: Kind = Kind.ORGANISATION) -> Record:
    """Return a record 'source:id' with a name and 'field=value' statements."""
    source, _colon, identifier = key.partition(":")
    said = [statement("name", name), *(statement(*item.split("=", 1)) for item in more)]
    return Record(
        source, kind, identifier, tuple(said), 0 if source == "curated" else 10, (), f"{identifier}-{source}"
    )


FEMTO = body(
    "curated:femto-st", "FEMTO-ST", "town=Besançon", "alias=UMR 6174", "ror=https://ror.org/004fmxv66"
)
SAME = [
    (
        "one ROR identifier under two names",
        FEMTO,
        body("ror:004fmxv66", "Franche-Comté Électronique Mécanique", "ror=https://ror.org/004fmxv66"),
        1.0,
    ),
    (
        "a hospital and its legal entity: SIREN, abbreviation",
        body(
            "curated:ch-dole",
            "Centre hospitalier Louis-Pasteur de Dole",
            "town=Dole",
            "siren=263900045",
            "type=hospital",
        ),
        body(
            "health_sites:390000222", "CH Louis Pasteur Dole", "town=Dole", "siren=263900045", "type=hospital"
        ),
        0.97,
    ),
    (
        "a hospital under its official name elsewhere in the department",
        body(
            *("curated:hco", "Centre hospitalier de la Haute Côte-d'Or (Montbard)", "town=Montbard"),
            *("siren=200047819", "type=hospital"),
        ),
        body(
            *(
                "health_sites:siren-200047819",
                "CH HCO Centre Hospitalier de la Haute Cote d Or",
                "town=Vitteaux",
            ),
            *("siren=200047819", "type=hospital"),
        ),
        0.9,
    ),
    (
        "a laboratory by its number, renumbered from EA to UR",
        body(
            "anr:200014489D", "Centre de Recherche sur les Stratégies Economiques (EA 3190)", "town=Besançon"
        ),
        body("ror:00y7p5s85", "CRESE", "town=Besançon", "alias=CRESE (UR 3190)"),
        0.93,
    ),
    (
        "a name that has lost its apostrophes",
        body(
            "anr:199511717M", "LABORATOIRE DETUDE DE LAPPRENTISSAGE ET DU DEVELOPPEMENT", "town=DIJON CEDEX"
        ),
        body("ror:04mp4zc06", "Laboratoire d'étude de l'apprentissage et du développement", "town=Dijon"),
        0.92,
    ),
    (
        "a ministry's way of naming universities",
        body("anr:u", "UNIVERSITE DE DIJON [BOURGOGNE]", "town=Dijon"),
        body("curated:univ-bourgogne", "Université de Bourgogne", "town=Dijon"),
        0.92,
    ),
    (
        "a legal form more",
        body("anr:chematech-dijon", "SAS CHEMATECH", "town=Dijon"),
        body("curated:chematech", "CheMatech", "town=Dijon"),
        0.92,
    ),
    (
        "a spelling mistake",
        body("anr:201221515N", "Laboratoire dimmunologie et imunothérapie des cancers", "town=Dijon"),
        body("curated:liic", "Laboratoire d'Immunologie et d'Immunothérapie des Cancers", "town=Dijon"),
        0.87,
    ),
    (
        "a laboratory that is named after its school",
        body(
            "anr:200214907Z",
            "Ecole Nationale Superieure Darts et Metiers - Laboratoire Bourguignon des Materiaux et Procedes",
            "town=Cluny",
        ),
        body("ror:00hbc1k35", "Laboratoire Bourguignon des Matériaux et Procédés", "town=Cluny"),
        0.92,
    ),
    (
        "a laboratory whose name holds its body and its university",
        body("anr:199512001W", "UMR CNRS BioGéoSciences, Université de Bourgogne", "town=Dijon"),
        body("anr:biogeosciences", "Biogéosciences UMR 5561 CNRS", "town=Dijon"),
        0.92,
    ),
    (
        "a hospital with the name of its house in brackets",
        body("curated:ch-macon", "Centre hospitalier de Mâcon (Les Chanaux)", "town=Mâcon"),
        body("clinicaltrials:ch-macon-macon", "CH Mâcon", "town=Mâcon"),
        0.92,
    ),
    (
        "a university that repeats its town",
        body("anr:universitebourgognedijon-dijon", "Université de Bourgogne - Dijon", "town=Dijon"),
        body("curated:univ-bourgogne", "Université de Bourgogne", "town=Dijon"),
        0.92,
    ),
    (
        "a university with its town in the midst of its name",
        body("cordis:999839820", "Universite Dijon Bourgogne", "town=Dijon"),
        body("curated:univ-bourgogne", "Université de Bourgogne", "town=Dijon"),
        0.92,
    ),
    (
        "a cluster with and without its title",
        body("anr:vitagorapole-dijon", "Vitagora Pôle", "town=Dijon"),
        body("curated:vitagora", "Vitagora", "town=Dijon"),
        0.92,
    ),
    (
        "a name so long that it needs no place",
        body("anr:inserm-dijon", "Institut National de la Santé et de la Recherche Médicale", "town=Dijon"),
        body("ror:02vjkv261", "Institut national de la santé et de la recherche médicale"),
        0.88,
    ),
]
APART = [
    (
        "homonyms in two towns",
        body("ror:03n6qxm88", "Hôpital Saint-Jacques", "town=Besançon"),
        body("health_sites:1", "HOPITAL SAINT-JACQUES", "town=Saint-Amour"),
    ),
    (
        "homonyms of which one has no place",
        body("anr:200014487B", "Laboratoire de Psychologie", "town=Besançon"),
        body("openalex:1", "Laboratoire de psychologie"),
    ),
    (
        "a company and its successor that kept the SIREN",
        body("curated:oncodesign-pm", "Oncodesign Precision Medicine", "town=Dijon", "siren=399693811"),
        body("recherche_entreprises:399693811", "ONCODESIGN SERVICES", "town=Dijon", "siren=399693811"),
    ),
    (
        "a laboratory that carries the SIREN of its hospital",
        body(
            "anr:gad",
            "Génétique des anomalies du développement",
            "town=Dijon",
            "siren=262100076",
            "type=laboratory",
        ),
        body("curated:chu-dijon", "CHU Dijon Bourgogne", "town=Dijon", "siren=262100076", "type=hospital"),
    ),
    (
        "two registry identifiers under one name in one town",
        body(
            "ror:04asdee31", "Université de Franche-Comté", "town=Besançon", "ror=https://ror.org/04asdee31"
        ),
        body("openalex:2", "Université de Franche-Comté", "town=Besançon", "ror=https://ror.org/03pcc9z86"),
    ),
    (
        "the whole and its regional centre",
        body("ror:003vg9w96", "INRAE"),
        body("curated:inrae-bfc", "INRAE Centre Bourgogne-Franche-Comté", "town=Dijon"),
    ),
    (
        "a company abroad",
        body("cordis:1", "GILSON", "country=US", "town=Middleton"),
        body("curated:gilson", "Gilson", "country=FR", "town=Middleton"),
    ),
    (
        "a school and its campus in another town",
        body("anr:ebi", "Ecole de Biologie Industrielle", "town=Cergy"),
        body("curated:ebi-dijon", "École de Biologie Industrielle (Dijon)", "town=Dijon"),
    ),
    (
        "two universities of one town that differ in their number",
        body("anr:u1", "Université de Rennes I", "town=Rennes"),
        body("anr:u2", "Université de Rennes II", "town=Rennes"),
    ),
    (
        "a university and the one that came of it",
        body("anr:u1", "Université Montpellier", "town=Montpellier"),
        body("anr:u2", "Université de Montpellier II", "town=Montpellier"),
    ),
    (
        "a unit that is named by its body",
        body("anr:u866", "Institut National de la Santé et de la Recherche Médicale (U866)", "town=Dijon"),
        body("ror:02vjkv261", "Institut national de la santé et de la recherche médicale"),
    ),
    (
        "two teams of one unit",
        body(
            "anr:reglys",
            "Université Paris Diderot, Unité de Biologie Fonctionnelle et Adaptative, équipe REGLYS",
            "town=Paris",
        ),
        body(
            "anr:coffee",
            "Université Paris Diderot, Unité de Biologie Fonctionnelle et Adaptative, équipe COFFEE",
            "town=Paris",
        ),
    ),
    (
        "two sectors that differ in their letter",
        body("anr:199712632Y", "CNRS Delegation Regionale Ile-de-France Secteur Paris B", "town=Paris"),
        body("anr:paris-a", "CNRS Delegation Regionale Ile-de-France Secteur Paris a", "town=Paris"),
    ),
    (
        "the whole and the establishment of a town, named in brackets",
        body("anr:efs", "Etablissement Français du sang (Besançon)", "town=Besançon"),
        body("ror:037hby126", "Établissement Français du Sang"),
    ),
    (
        "two units of one body, named in brackets",
        body("anr:u773", "Institut National de la Santé et de la Recherche Médicale (U773)", "town=Paris"),
        body("anr:u1016", "Institut National de la Santé et de la Recherche Médicale (U1016)", "town=Paris"),
    ),
    (
        "a school and the laboratory named after it",
        body("anr:ensam", "Ecole Nationale Supérieure dArts et Métiers", "town=Cluny"),
        body(
            "anr:200214907Z",
            "Ecole Nationale Superieure Darts et Metiers - Laboratoire Bourguignon des Materiaux et Procedes",
            "town=Cluny",
        ),
    ),
    (
        "a hospital and a university hospital",
        body("anr:ch", "Centre Hospitalier de Clermont-Ferrand", "town=Clermont-Ferrand"),
        body("anr:chu", "CHU de Clermont-Ferrand", "town=Clermont-Ferrand"),
    ),
    (
        "initials that many share",
        body("anr:icb", "ICB", "town=Dijon"),
        body("curated:icb", "ICB", "town=Dijon"),
    ),
]


@pytest.mark.parametrize(
    ("left", "right", "score"), [each[1:] for each in SAME], ids=[each[0] for each in SAME]
)
def test_the_same_thing_is_recognised(left, right, score):
    comparison = compare(left, right)
    assert comparison.score == score
    assert comparison.score >= ACCEPTED
    assert all(reason.text.en and reason.text.fr for reason in comparison.reasons)


@pytest.mark.parametrize(("left", "right"), [each[1:] for each in APART], ids=[each[0] for each in APART])
def test_different_things_are_kept_apart(left, right):
    assert compare(left, right).score < ACCEPTED


def test_a_company_of_one_name_in_two_towns_of_a_department_is_for_a_person_to_see():
    seat = body("curated:proteor", "Proteor", "town=Dijon", "department=21", "type=company-large")
    works = body("anr:proteor-seurre", "PROTEOR", "town=Seurre", "department=21", "type=company-sme")
    found = compare(seat, works)
    assert (found.score, found.reasons[-1].code) == (HINT, "site")
    abroad = body("anr:proteor-lyon", "PROTEOR", "town=Lyon", "department=69", "type=company-sme")
    assert compare(seat, abroad).score < HINT
    school = body("anr:proteor-school", "PROTEOR", "town=Seurre", "department=21", "type=university")
    assert compare(seat, school).score < HINT


def test_initials_in_one_town_are_for_a_person_to_see():
    found = compare(
        body("anr:imb-dijon", "IMB", "town=Dijon"),
        body("ror:021f0sa24", "Institut de Mathématiques de Bourgogne", "town=Dijon", "alias=IMB"),
    )
    assert found.score == 0.7
    assert found.why == "same short name, “imb”; in the same town"
    elsewhere = body("anr:imb-bordeaux", "IMB", "town=Talence")
    assert compare(elsewhere, body("anr:imb-dijon", "IMB", "town=Dijon")).score == 0.0


def test_things_of_two_kinds_are_never_the_same():
    trial = body("clinicaltrials:NCT02883803", "CHOCMSC", "registry_id=NCT02883803", kind=Kind.TRIAL)
    assert compare(trial, FEMTO).score == 0.0
    same = body("curated:chocmsc", "CHOCMSC", "registry_id=NCT02883803", kind=Kind.TRIAL)
    assert compare(trial, same).score == 1.0


def test_the_reasons_tell_what_agrees_in_both_languages():
    comparison = compare(SAME[1][1], SAME[1][2])
    assert comparison.why == "same SIREN, 263900045; same name, “Centre hospitalier Louis-Pasteur de Dole”"
    assert comparison.reasons[0].text.fr == "même SIREN, 263900045"


NAMES = st.sampled_from(
    ["CHU de Dijon", "CHRU DIJON", "FEMTO-ST", "UMR 6174", "Inserm", "Laboratoire X UMR 1098", ""]
)
BODIES = st.builds(
    lambda name, town, siren, ror: body("anr:x", name or "Y", f"town={town}", f"siren={siren}", f"ror={ror}"),
    NAMES,
    st.sampled_from(["Dijon", "DIJON CEDEX", "Besançon"]),
    st.sampled_from(["262100076", "399693811"]),
    st.sampled_from(["https://ror.org/004fmxv66", "https://ror.org/04asdee31"]),
)


@given(BODIES, BODIES)
def test_a_comparison_does_not_depend_on_the_order(left, right):
    there, back = compare(left, right), compare(right, left)
    assert there.score == back.score
    assert 0.0 <= there.score <= 1.0
    assert [reason.code for reason in there.reasons] == [reason.code for reason in back.reasons]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("UMR 1098 RIGHT", {"umr1098"}),
        ("INSERM U1093", {"umr1093"}),
        ("UMR_S 1231, UMR6303", {"umr1231", "umr6303"}),
        ("EA 7270", {"ur7270"}),
        ("CIC-P 803", {"cic803"}),
        ("UMR A1324", {"umra1324"}),
        ("Route 66, U 2", set()),
    ],
)
def test_numbers_of_units_are_recognised_in_all_their_spellings(text, codes):
    assert unit_codes(text) == codes


def test_names_meet_under_a_common_key():
    for left, right in [
        ("CHRU de Besançon", "Centre Hospitalier Régional Universitaire de Besançon"),
        ("CH Auxerre", "Centre hospitalier d’Auxerre"),
        ("Laboratoire Chrono-environnement", "CHRONO-ENVIRONNEMENT - UMR 6249"),
        ("Institut de Chimie Moléculaire de l'Université", "Institut de Chimie Moléculaire de lUniversité"),
        ("CH Autun Site Latouche", "Centre hospitalier d'Autun"),
        ("Université Rennes 1", "UNIVERSITE DE RENNES I"),
        ("CTRE HOSPITALIER REG UNIVERSITAIRE DIJON", "CHU de Dijon"),
    ]:
        assert name_keys(left) & name_keys(right), (left, right)


# ---- all records together


def test_a_source_that_names_things_once_never_has_two_of_them_in_a_group():
    records = [
        body("curated:oncodesign", "Oncodesign", "town=Dijon"),
        body("curated:oncodesign-services", "Oncodesign Services", "town=Dijon", "alias=Oncodesign"),
        body("anr:oncodesign-dijon", "Oncodesign", "town=Dijon"),
    ]
    found = ruled(records, [], ONCE)
    assert [sorted(each.pair) for each in found.judgements] == [
        ["anr:organisation:oncodesign-dijon", "curated:organisation:oncodesign"]
    ]


def test_who_looks_like_two_of_a_source_equally_is_joined_with_neither():
    records = [
        body("curated:a", "Institut des sciences", "town=Dijon", "in_region=yes"),
        body("curated:b", "Institut des Sciences", "town=Dijon", "in_region=yes"),
        body("anr:c", "INSTITUT DES SCIENCES", "town=Dijon"),
    ]
    found = ruled(records, [], ONCE)
    assert found.judgements == ()
    assert {hint.why.split("; ")[-1] for hint in found.hints} == {"another one is as like it"}


def test_what_is_part_of_the_other_is_not_the_other():
    whole = body("health_sites:siren-1", "CH du Jura", "town=Lons-le-Saunier", "in_region=yes")
    part = body("anr:x", "CH du Jura", "town=Lons-le-Saunier")
    tie = Relation(part.key, "part_of", whole.key, (evidence(),))
    assert len(ruled([whole, part], [], ONCE).judgements) == 1
    found = ruled([whole, part], [tie], ONCE)
    assert found.judgements == ()
    assert found.hints[0].why.endswith("one is part or successor of the other")


def test_identifiers_that_differ_keep_groups_apart_also_through_a_third():
    records = [
        body("ror:1", "Institut des sciences", "town=Dijon", "ror=https://ror.org/0000pc329"),
        body("anr:2", "Institut des sciences", "town=Dijon", "in_region=yes"),
        body(
            "hal:3", "Institut des sciences", "town=Dijon", "ror=https://ror.org/004fmxv66", "in_region=yes"
        ),
    ]
    found = ruled(records, [], frozenset())
    assert len(found.judgements) == 1
    assert any("different ROR identifiers" in hint.why for hint in found.hints)


def test_a_person_s_refusal_outranks_the_rule_and_taking_it_back_restores_the_merge():
    other = body("ror:004fmxv66", "Franche-Comté Électronique", "ror=https://ror.org/004fmxv66")
    found = ruled([FEMTO, other], [], ONCE)
    refusal = judgement(FEMTO.key, other.key, Decision.DIFFERENT)
    assert len(group([FEMTO, other], found.judgements)) == 1
    assert len(group([FEMTO, other], [*found.judgements, refusal])) == 2
    assert [each.slug for each in group([FEMTO, other], found.judgements)] == ["femto-st-curated"]


def test_pairs_below_the_threshold_are_hints_where_the_region_is_concerned():
    left = body("anr:1", "Laboratoire de Psychologie", "town=Besançon", "in_region=yes")
    right = body("openalex:1", "Laboratoire de psychologie")
    found = ruled([left, right], [], ONCE)
    assert found.judgements == ()
    assert [(hint.left_key, hint.score) for hint in found.hints] == [(left.key, 0.7)]
    assert HINT <= found.hints[0].score < ACCEPTED
    assert ruled([body("anr:1", "Laboratoire de Psychologie", "town=Besançon"), right], [], ONCE).hints == ()


def test_rules_give_the_same_judgements_whatever_the_order_of_records():
    records = [record for _name, left, right, _score in SAME for record in (left, right)]
    assert ruled(records, [], ONCE) == ruled(records[::-1], [], ONCE)
