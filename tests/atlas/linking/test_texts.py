"""Free text is read as tokens, whatever noise it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from biovaliance.atlas.linking.texts import LONGEST_TEXT, LONGEST_TOKENS, fold, mend, read_text


def words(text):
    return [token.folded for token in read_text(text).tokens]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Besançon", "besancon"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Œuvre", "oeuvre"),
        ("Kırşehir", "kirsehir"),
    ],
)
def test_folding_leaves_plain_letters(text, folded):
    assert fold(text) == folded


def test_entities_marks_and_addresses_are_taken_out():
    text = "Aerospace Science &#x0026; Industry,#N#Shenzhen#TAB# info@example.org https://example.org/x"

    assert words(text) == ["aerospace", "science", "industry", "shenzhen"]


def test_text_decoded_in_the_wrong_code_page_is_decoded_again():
    assert mend("UniversitÃ© de Franche-ComtÃ©") == "Université de Franche-Comté"


def test_a_letter_lost_in_a_word_does_not_cut_it():
    assert words("Universidad Nacional Autónoma de M?xico")[-1] == "mxico"


def test_words_written_together_are_told_apart_by_their_capitals():
    assert words("Peking UniversityShenzhen Graduate School") == [
        "peking",
        "university",
        "shenzhen",
        "graduate",
        "school",
    ]
    assert words("McGill and DeVry") == ["mcgill", "and", "devry"]


def test_initials_and_short_pairs_are_one_word():
    assert words("C.N.R.S. Texas A&M R&D P.O. Box 8") == ["cnrs", "texas", "am", "rd", "po", "box", "8"]


def test_articles_before_an_apostrophe_are_left_out():
    assert words("Institut de Cancérologie de l'Ouest, Children's Hospital") == [
        *("institut", "de", "cancerologie", "de", "ouest", "childrens", "hospital"),
    ]


def test_commas_and_brackets_part_segments():
    read = read_text("Dept. of Physics, Univ. of Bergen (UiB); Norway")

    assert [(token.folded, token.segment) for token in read.tokens] == [
        *(
            ("dept", 0),
            ("of", 0),
            ("physics", 0),
            ("univ", 1),
            ("of", 1),
            ("bergen", 1),
            ("uib", 2),
            ("norway", 3),
        ),
    ]
    assert [token.folded for token in read.tokens if token.dotted] == ["dept", "univ"]
    assert [token.folded for token in read.tokens if token.bracketed] == ["uib"]


def test_signs_of_scripts_without_spaces_are_words_of_their_own():
    assert words("清华大学 Tsinghua") == ["清", "华", "大", "学", "tsinghua"]


@given(some.text(max_size=400))
def test_any_text_can_be_read(text):
    read = read_text(text)

    assert all(token.folded for token in read.tokens)
    assert [token.segment for token in read.tokens] == sorted(token.segment for token in read.tokens)


def test_a_very_long_text_is_cut():
    read = read_text("word " * LONGEST_TEXT)

    assert len(read.tokens) == LONGEST_TOKENS
