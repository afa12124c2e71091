"""Needs are read, or refused with a clear answer; a bad row never takes a good one with it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.synergies.needs import read_needs
from biovaliance.synergies.profiles import read_profiles
from biovaliance.synergies.speech import Speech, speech_of
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.synergies.values import tagger


def read(*rows, language="en"):
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    return read_needs(lines, "needs.jsonl", tagger(), bundled_thesaurus(), language)


def refused(text, language="en"):
    needs, problems = read({"id": "n", "title": "", "text": text}, language=language)
    assert needs == ()
    (problem,) = problems
    return str(problem)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We look for a partner who makes viral vectors for our clinical trial.", Speech.ENGLISH),
        ("Nous cherchons un partenaire pour produire des vecteurs viraux.", Speech.FRENCH),
        ("Wir suchen einen Partner für die Herstellung von viralen Vektoren mit Zulassung.", Speech.OTHER),
        ("Buscamos un socio para la producción de vectores virales en nuestra región.", Speech.OTHER),
        ("Cerchiamo un partner per la produzione di vettori virali nella nostra regione.", Speech.OTHER),
        ("Мы ищем партнёра для производства вирусных векторов", Speech.OTHER),
        ("CAR-T GMP", Speech.UNKNOWN),
    ],
)
def test_the_language_of_a_text_is_told_by_its_small_words(text, language):
    assert speech_of(text) is language


def test_a_need_of_three_words_that_say_nothing_is_refused_in_the_language_of_the_reader():
    assert refused("please help us") == (
        "needs.jsonl:1: id 'n': the need has 1 telling word and names no known activity; at least 3 are "
        "needed. Say in a sentence what you look for: a skill, a piece of equipment, a product, a disease."
    )
    assert refused("aidez nous vite", "fr").startswith(
        "needs.jsonl:1: id 'n': le besoin compte 2 mots porteurs de sens et ne nomme aucune activité connue"
    )


def test_a_need_of_two_words_that_name_a_concept_is_answered():
    needs, problems = read({"id": "n", "title": "", "text": "vecteurs viraux"})
    assert [need.text for need in needs] == ["vecteurs viraux"]
    assert problems == ()


def test_a_need_of_forty_thousand_words_is_refused():
    assert refused("vector " * 40_000) == (
        "needs.jsonl:1: id 'n': the need has 40,000 words; at most 10,000 are read. "
        "Keep the part that says what is looked for."
    )


def test_a_need_in_a_third_language_is_refused():
    assert refused("Wir suchen einen Partner für die Herstellung von viralen Vektoren mit der Zulassung") == (
        "needs.jsonl:1: id 'n': the need is neither in French nor in English; it would be compared by "
        "chance. Write it in French or in English."
    )


def test_a_need_of_only_punctuation_is_refused():
    assert refused("... !? — ;;;") == (
        "needs.jsonl:1: id 'n': the need has no words. Say in a sentence what you look for."
    )


def test_a_need_without_words_is_answered_where_it_states_a_concept():
    needs, problems = read({"id": "n", "title": "", "text": "", "concepts": ["viral-vectors"]})
    assert (needs[0].concepts, problems) == (("viral-vectors",), ())


def test_good_rows_beside_bad_ones_are_kept_and_each_bad_one_is_named_with_its_line():
    needs, problems = read(
        {"id": "a", "title": "Viral vectors", "text": ""},
        "{not json",
        [1, 2],
        {"title": "no identifier"},
        {"id": "a", "title": "Viral vectors", "text": "again"},
        {"id": "b", "title": 3, "text": ""},
        "",
        {"id": 7, "title": "Cell therapy", "text": None, "concepts": None, "exclude": ["x", "x"]},
    )
    assert [(need.id, need.excluded) for need in needs] == [("a", frozenset()), ("7", frozenset({"x"}))]
    assert [(problem.line, problem.field) for problem in problems] == [
        (2, ""),
        (3, ""),
        (4, "id"),
        (5, "id"),
        (6, "title"),
    ]


def test_an_unknown_concept_is_named_and_the_need_kept():
    needs, problems = read({"id": "n", "title": "Viral vectors", "text": "", "concepts": ["no-such-thing"]})
    assert needs[0].concepts == ()
    assert str(problems[0]) == (
        "needs.jsonl:1: concepts 'no-such-thing': is no concept of the vocabulary; the row is kept without "
        "it. Take an identifier of the vocabulary."
    )


def test_a_code_of_the_sources_stands_for_its_concepts():
    needs, problems = read({"id": "n", "title": "Partner", "text": "", "concepts": ["cell_therapy"]})
    assert needs[0].concepts
    assert problems == ()


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_and_never_breaks(text):
    needs, problems = read({"id": "n", "title": text, "text": text})
    assert len(needs) + len([problem for problem in problems if problem.row_dropped]) == 1


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=4), st.lists, max_leaves=6))
def test_whatever_stands_in_the_place_of_documents_is_read_or_reported(found):
    line = json.dumps({"id": "p", "name": "P", "documents": found})
    profiles, _problems = read_profiles([line], "profiles.jsonl", tagger(), bundled_thesaurus())
    assert [profile.id for profile in profiles] == ["p"]


def test_a_document_with_a_wrong_year_is_kept_without_it():
    line = json.dumps({"id": "p", "name": "", "documents": [{"title": "T", "text": "", "year": "soon"}]})
    profiles, problems = read_profiles([line], "profiles.jsonl", tagger(), bundled_thesaurus())
    assert (profiles[0].name, profiles[0].documents[0].year) == ("p", None)
    assert str(problems[0]) == (
        "profiles.jsonl:1: documents[1].year 'soon': is no year; the document is kept without it. "
        "Write four digits."
    )
