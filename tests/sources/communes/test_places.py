"""Places: departments from postal codes, towns and positions; homonyms kept apart."""

import pytest

from biovaliance.foundation.places import Coordinates
from tests.sources.reading import small_gazetteer

PLACES = small_gazetteer()


@pytest.mark.parametrize(
    ("postal_code", "department"),
    [
        ("25000", "25"),
        ("25030", "25"),
        ("01440", "01"),
        ("20090", "2A"),
        ("20250", "2B"),
        ("97110", "971"),
        ("2500", ""),
        ("٢٥٠٠٠", ""),
    ],
)
def test_a_postal_code_says_the_department_also_a_cedex(postal_code, department):
    assert PLACES.of_postal_code(postal_code) == department


@pytest.mark.parametrize("town", ["BESANCON CEDEX 03", "Besançon", "besancon"])
def test_a_town_is_known_in_all_its_spellings(town):
    assert PLACES.of_town(town) == "25"
    assert PLACES.spelled(town) == "Besançon"


def test_a_saint_is_a_saint():
    assert PLACES.of_town("ST CLAUDE") == "39"


def test_a_position_decides_whether_the_town_is_meant():
    assert PLACES.of_town("Dijon", Coordinates(47.32, 5.04)) == "21"
    assert PLACES.of_town("Dijon", Coordinates(41.0, -3.0)) == ""


def test_a_commune_that_is_no_longer_one_is_not_known():
    assert PLACES.of_town("Abergement") == ""


def test_lost_letters_are_found_again():
    assert PLACES.mended("Besan\ufffdon") == "Besançon"
    assert PLACES.mended("\ufffd") == "\ufffd"


def test_the_region_is_known_by_its_codes_and_former_names():
    assert PLACES.is_nuts("FRC21")
    assert not PLACES.is_nuts("")
    assert PLACES.is_subdivision("", "Franche-Comté")
    assert not PLACES.is_subdivision("", "Bretagne")
