"""The words of the form: every key of every table, in both languages, and no others."""

import re

import pytest

from biovaliance.bioproduction.scenarios.document import Failure, Head, Operation, Pool
from biovaliance.bioproduction.scenarios.fields import TABLES, _words, field_words
from biovaliance.foundation.languages import Text

NAMES = [table.__name__ for table in TABLES]
KEYS = [(table, key) for table in TABLES for key in table.model_fields]


def test_every_key_has_words_and_no_words_are_left_of_a_key_that_went():
    assert {name: set(keys) for name, keys in _words().items()} == {
        table.__name__: set(table.model_fields) for table in TABLES
    }


@pytest.mark.parametrize(("table", "key"), KEYS, ids=[f"{table.__name__}.{key}" for table, key in KEYS])
def test_a_key_has_a_label_and_a_help_in_both_languages(table, key):
    words = field_words(table, key)
    for text in (words.label, words.help):
        assert text.en
        assert text.fr
        assert "'" not in text.fr
        assert not re.search(r"[^\u00a0\u202f][;:!?»%](\s|$)", text.fr)
    assert words.help.fr.endswith(".")
    assert words.help.en.endswith(".")
    # A key, which no form shows.
    assert not re.search(r"`|\b[a-z]+_[a-z_]+\b", words.help.en + words.help.fr)


def test_a_help_says_what_is_meant_in_which_unit_and_within_which_limits():
    helps = {(table, key): field_words(table, key).help for table, key in KEYS}
    assert helps[Pool, "cleaning_h"] == Text(
        "Cleaning after each use, during which the unit cannot be taken. In hours: at least 0.",
        "Nettoyage après chaque usage, pendant lequel l’unité n’est pas disponible. "
        "En heures\u00a0: au moins 0.",
    )
    assert helps[Head, "horizon_d"].en.endswith("In days: above 0, up to 365,000.")
    assert helps[Head, "price_year"].fr.endswith("Une année de 1950 à 2100.")
    assert helps[Pool, "count"].en.endswith("A whole number from 1 to 100,000.")
    assert helps[Operation, "queue_limit"].fr.endswith("Un nombre entier, au moins 0.")
    assert helps[Operation, "duration_h"].en.endswith("In hours: at least 0.")
    assert helps[Failure, "share"].en.endswith("A share, 0.2 for 20 %: at least 0, below 1.")
    for (_table, key), text in helps.items():
        assert key != "name" or min(len(text.en.split()), len(text.fr.split())) > 8
