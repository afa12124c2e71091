"""The picture of the region: nothing is stacked, nothing is lost, towns nearby stand together."""

import re
from xml.etree import ElementTree

from biovaliance.foundation.places import Coordinates
from biovaliance.showcase.region_sheet import PlacedActor, gather, region_sheet_svg
from biovaliance.showcase.svg import Caption

DIJON, CHENOVE, BESANCON = (
    Coordinates(47.31344, 5.01391),
    Coordinates(47.29323, 5.00457),
    Coordinates(47.24878, 6.01815),
)
CAPTION = Caption("region", "Organisations by town", "One mark per organisation.")


def actors() -> list[PlacedActor]:
    return [
        *[PlacedActor("laboratory", "Dijon", DIJON)] * 6,
        PlacedActor("company", "Chenôve", CHENOVE),
        *[PlacedActor("hospital", "Besançon", BESANCON)] * 5,
    ]


def test_a_suburb_joins_its_town():
    assert [(place.town, len(place.groups)) for place in gather(actors())] == [("Dijon", 7), ("Besançon", 5)]


def test_every_organisation_has_its_own_place_on_the_sheet():
    root = ElementTree.fromstring(region_sheet_svg(actors(), CAPTION, "en"))
    marks = [(use.get("x"), use.get("y")) for use in root.iter("{http://www.w3.org/2000/svg}use")]
    assert len(marks) == len(set(marks)) == 12


def test_the_sheet_names_towns_with_their_totals_and_carries_no_style():
    drawn = region_sheet_svg(actors(), CAPTION, "fr")
    assert re.search(r"Dijon <tspan[^>]*>7<", drawn)
    assert re.search(r"Besançon <tspan[^>]*>5<", drawn)
    assert "5°\u00a0E" in drawn
    assert "style=" not in drawn


def test_nobody_with_a_place_makes_no_picture():
    assert region_sheet_svg([], CAPTION, "en") == ""
