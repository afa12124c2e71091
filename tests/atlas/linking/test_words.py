"""Abbreviations and translations of a word share one key."""

import pytest

from biovaliance.atlas.linking.words import bundled_countries, bundled_families, read_families
from biovaliance.foundation.errors import InputError


@pytest.mark.parametrize(
    "form", ["univ", "universitat", "universite", "universidad", "yliopisto", "university"]
)
def test_forms_of_university_are_one_word(form):
    assert bundled_families().key(form) == "university"


def test_an_unlisted_word_loses_its_plural_only():
    families = bundled_families()

    assert [families.key(word) for word in ("robots", "campus", "glass", "tokyo")] == [
        "robot",
        "campus",
        "glass",
        "tokyo",
    ]


def test_a_form_under_two_keys_is_refused():
    with pytest.raises(InputError, match="'univ' already belongs to 'university'"):
        read_families(["key,kind,forms", "university,university,univ", "universe,,univ"])


def test_an_unknown_kind_is_refused():
    with pytest.raises(InputError, match="kind is 'planet'"):
        read_families(["key,kind,forms", "earth,planet,"])


def test_countries_are_known_by_names_of_several_languages():
    countries = bundled_countries()

    assert {
        countries[name] for name in ("germany", "deutschland", "allemagne", "federal republic of germany")
    } == {"DE"}
    assert countries["cedex"] == "FR"
