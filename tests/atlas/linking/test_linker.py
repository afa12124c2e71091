"""Texts are linked to the organisation they name: the part before the whole, the right namesake."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from biovaliance.foundation.errors import NotFoundError
from tests.atlas.linking import values
from tests.atlas.linking.values import ROR, small_linker

LINKER = small_linker()


def linked(text):
    (answers,) = LINKER.link([text])
    return [answer.ror_id.removeprefix(ROR) for answer in answers if answer.accepted]


def first(text):
    (answers,) = LINKER.link([text], top=10)
    return answers[0].ror_id.removeprefix(ROR)


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("Dept. of Electron. Eng., Tsinghua Univ., Beijing, China", values.TSINGHUA),
        ("清华大学电子工程系", values.TSINGHUA),
        ("Tsinghau University, Beijing", values.TSINGHUA),
        ("Department of Physics, TsinghuaUniversity, Beijing 100084, China#TAB#", values.TSINGHUA),
        ("Technische UniversitÃ¤t MÃ¼nchen, Germany", values.MUNICH),
        ("Service d'oncologie, CHU de Besançon, 25000 Besançon, France", values.CHU_BESANCON),
        ("Établissement français du sang Bourgogne-Franche-Comté, Besançon", values.EFS),
        ("Institut FEMTO-ST, UMR 6174 CNRS, Besançon, France", values.FEMTO_ST),
        ("Université de Franche-Comté, Besançon, France", values.FRANCHE_COMTE),
        ("State University of New York at Stony Brook, Stony Brook, NY", values.STONY_BROOK),
        ("Dept. of Agronomy, Kansas State Univ., Manhattan, KS, USA", values.KANSAS_STATE),
        ("Monash Univ., Clayton, Vic.", values.MONASH),
    ],
)
def test_a_text_is_linked_to_the_organisation_it_names(text, organisation):
    assert first(text) == organisation
    assert organisation in linked(text)


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("Northeastern University, Shenyang 110819, China", values.NORTHEASTERN_CN),
        ("Northeastern University, Boston, MA, USA", values.NORTHEASTERN_US),
        ("Department of Chemistry, York University, Toronto, Canada", values.YORK_CA),
        ("Department of Chemistry, University of York, York, UK", values.YORK_GB),
        ("Institute of Automation, Dresden, Germany", values.AUTOMATION_DE),
    ],
)
def test_place_tells_namesakes_apart(text, organisation):
    assert first(text) == organisation


def test_a_part_that_is_named_in_full_comes_before_its_parent_when_parts_are_preferred():
    text = "Hôpital de jour, Institut FEMTO-ST, UMR 6174, Université Marie et Louis Pasteur, Besançon, France"

    (answers,) = LINKER.link([text], prefer_parts=True)

    accepted = [answer for answer in answers if answer.accepted]
    assert [answer.ror_id for answer in accepted][:2] == [ROR + values.FEMTO_ST, ROR + values.UMLP]
    assert [answer.rank for answer in answers] == list(range(1, len(answers) + 1))


def test_a_part_says_which_parent_is_named_with_it():
    text = "Inst. of Autom., Chinese Acad. of Sci., Beijing, China"

    found = LINKER.explain(text, ROR + values.AUTOMATION_CN)

    assert "it is part of Chinese Academy of Sciences, which the text names too" in [
        reason.sentence for reason in found.reasons
    ]


def test_a_laboratory_that_is_not_in_the_registry_is_answered_by_its_parent():
    text = "State Key Laboratory of Tribology, Tsinghua University, Beijing, China"

    (answers,) = LINKER.link([text])

    assert answers[0].ror_id == ROR + values.TSINGHUA
    assert "the unit named with it has no record of its own: its parent stands for it" in answers[0].reason


@pytest.mark.parametrize(
    "text", ["", "   ", "#TAB#", "Octosig Consulting", "REV", "Division of Neurosurgery", "12345"]
)
def test_a_text_that_names_nothing_known_is_not_linked(text):
    (answers,) = LINKER.link([text])

    assert [answer.accepted for answer in answers] == [False]
    assert answers[0].reason


def test_an_abstention_has_no_organisation():
    (answers,) = LINKER.link(["zzz"])

    assert (answers[0].ror_id, answers[0].rank, answers[0].accepted) == ("", 1, False)


def test_texts_keep_their_order():
    texts = ["Monash University", "", "Tsinghua University"] * 100

    ids = [answers[0].ror_id.removeprefix(ROR) for answers in LINKER.link(texts)]

    assert ids == [values.MONASH, "", values.TSINGHUA] * 100


def test_more_answers_are_given_when_asked_for():
    (answers,) = LINKER.link(["Northeastern University"], top=2)

    assert {answer.ror_id for answer in answers} == {
        ROR + values.NORTHEASTERN_CN,
        ROR + values.NORTHEASTERN_US,
    }
    assert [answer.rank for answer in answers] == [1, 2]


@settings(max_examples=150)
@given(
    some.lists(
        some.text(max_size=120) | some.sampled_from(["Univ. York,", "CNRS (", "清华", "&amp;", "Ã©"]),
        max_size=6,
    )
)
def test_any_texts_get_their_answers(parts):
    texts = [*parts, " ".join(parts)]

    found = list(LINKER.link(texts, top=3))

    assert len(found) == len(texts)
    for answers in found:
        assert answers
        assert [answer.rank for answer in answers] == list(range(1, len(answers) + 1))
        assert all(0 <= answer.score <= 1 for answer in answers)
        assert all(answer.ror_id for answer in answers if answer.accepted)


def test_the_same_text_gets_the_same_answers_whatever_stands_beside_it():
    text = "Department of Chemistry, York University, Toronto, Canada"

    (alone,) = LINKER.link([text], top=5)
    beside = list(LINKER.link(["Tsinghua University", text, "CNRS"], top=5))[1]

    assert alone == beside


def test_a_pair_is_explained_by_reasons():
    found = LINKER.explain("Dept. of Chemistry, University of York, York, UK", ROR + values.YORK_GB)

    assert (found.rank, found.accepted, found.name) == (1, True, "University of York")
    assert [reason.sentence for reason in found.reasons[:2]] == [
        "the name 'university of york' stands in the text word for word",
        "the text names its place, York, United Kingdom",
    ]


def test_a_wrong_pair_is_explained_by_what_speaks_against_it():
    found = LINKER.explain("Northeastern University, Shenyang, China", ROR + values.NORTHEASTERN_US)

    assert not found.accepted
    assert "the text names another country than Boston, United States" in [
        each.sentence for each in found.reasons
    ]


def test_a_pair_without_a_common_word_says_so():
    found = LINKER.explain("Monash University, Melbourne", ROR + values.EFS)

    assert (found.rank, found.score) == (None, 0.0)
    assert found.reasons[0].sentence == "no word of 'Établissement Français du Sang' is in the text"


def test_an_unknown_organisation_cannot_be_explained():
    with pytest.raises(NotFoundError, match=r"'https://ror\.org/0' is not in the registry"):
        LINKER.explain("Monash University", "https://ror.org/0")
