"""The words of the form: every key of every table, in both languages, and no others."""

import re

import pytest

from biovaliance.bioproduction.scenarios.fields import TABLES, _words, field_words

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
