"""A region with more organisations than can be told apart: one disc per town, whose area is their number."""

import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.foundation.places import Coordinates
from biovaliance.showcase.region_sheet import MOST_MARKS, SHAPES, PlacedActor, region_sheet_svg
from biovaliance.showcase.svg import Caption
from biovaliance.showcase.town_discs import LARGEST, RINGED_FROM, Disc, town_discs

SVG = "{http://www.w3.org/2000/svg}"
CAPTION = Caption("region", "Organisations by town", "One disc per town.")
DIJON, CHENOVE, BESANCON, DOLE = (
    Coordinates(47.31344, 5.01391),
    Coordinates(47.29323, 5.00457),
    Coordinates(47.24878, 6.01815),
    Coordinates(47.09225, 5.48966),
)


def many_actors() -> list[PlacedActor]:
    """Return 257 organisations: 160 in Dijon and Chenôve, 96 in Besançon, 1 in Dole."""
    return [
        *[PlacedActor("laboratory", "Dijon", DIJON)] * 80,
        *[PlacedActor("company", "Dijon", DIJON)] * 79,
        PlacedActor("company", "Chenôve", CHENOVE),
        *[PlacedActor("hospital", "Besançon", BESANCON)] * 96,
        PlacedActor("hospital", "Dole", DOLE),
    ]


def drawn(actors: list[PlacedActor], language: str = "en") -> ElementTree.Element:
    address = lambda towns: "/list/?" + "&".join(towns)  # noqa: E731 -- one line says it
    return ElementTree.fromstring(region_sheet_svg(actors, CAPTION, language, None, address))


def count(root: ElementTree.Element, name: str) -> int:
    return sum(name in element.get("class", "").split() for element in root.iter())


def test_below_the_limit_each_organisation_has_its_mark_and_above_it_each_town_a_disc():
    few, many = drawn(many_actors()[:MOST_MARKS]), drawn(many_actors())

    assert (count(few, "mark"), count(few, "disc")) == (MOST_MARKS, 0)
    assert (count(many, "mark"), count(many, "disc")) == (0, 3)


def test_a_disc_leads_to_the_list_of_all_the_towns_it_stands_for():
    links = [link.get("href") for link in drawn(many_actors()).iter(SVG + "a")]

    assert links == ["/list/?Dijon&Chenôve", "/list/?Besançon", "/list/?Dole"]


def test_the_number_stands_inside_and_the_title_tells_the_groups_in_both_languages():
    english = [title.text for title in drawn(many_actors()).iter(SVG + "title")]
    french = [title.text for title in drawn(many_actors(), "fr").iter(SVG + "title")]
    inside = [e.text for e in drawn(many_actors()).iter(SVG + "text") if e.get("class") == "inside"]

    assert inside == ["160", "96"]
    assert english[1] == (
        "Dijon and Chenôve: 160 organisations. Laboratory or research institute: 80, Company: 80"
    )
    assert french[3] == "Dole\u00a0: 1 organisation. Hôpital ou établissement du sang\u00a0: 1"


def test_four_times_as_many_make_twice_the_radius():
    groups = ("hospital",)
    discs = [Disc("A", 100, 100, groups * 160, ("A",)), Disc("B", 300, 100, groups * 40, ("B",))]

    parts = "".join(town_discs(discs, 560, 26, "en"))
    along = [float(radius) for radius in re.findall(r'class="arc[^>]* r="([\d.]+)"', parts)]

    # A ring of 5 is drawn along its middle, 2.5 inside the edge: 30 - 2.5 and 15 - 2.5.
    assert along == [27.5, 12.5]


def test_the_arcs_of_a_ring_go_once_around_it():
    disc = Disc("A", 100, 100, ("laboratory",) * 3 + ("company",), ("A",))

    arcs = re.findall(
        r'd="M([\d. ]+)A([\d.]+) [\d.]+ 0 (\d) 1 ([\d. ]+)"', "".join(town_discs([disc], 560, 26, "en"))
    )

    # Three quarters clockwise from the top to the left, then back to the top.
    assert [(large, end) for _, _, large, end in arcs] == [("1", "72.5 100"), ("0", "100 72.5")]
    assert arcs[1][0] == arcs[0][3]


@given(st.lists(st.integers(1, 400), min_size=1, max_size=40))
def test_no_disc_is_larger_than_the_largest_and_areas_keep_their_order(counts: list[int]):
    discs = [
        Disc(f"T{place}", 10.0 * place, 50, ("company",) * number, (f"T{place}",))
        for place, number in enumerate(counts)
    ]

    parts = "".join(town_discs(discs, 560, 26, "en"))
    along = [float(radius) for radius in re.findall(r'class="arc[^>]* r="([\d.]+)"', parts)]

    assert len(along) == len(counts)
    assert max(along) == pytest.approx(LARGEST - 2.5)
    radii = [r + 2.5 if r > RINGED_FROM / 2 else 2 * r for r in along]
    assert radii == sorted(radii, reverse=True)
    assert all(math.isfinite(radius) for radius in radii)


def test_a_town_without_room_for_its_number_tells_it_beside_its_name():
    small = Disc("Dole", 300, 100, ("hospital",) * 9, ("Dole",))
    large = Disc("Dijon", 100, 100, ("hospital",) * 160, ("Dijon",))

    names = re.findall(r'label--hub"[^>]*>([^<]+)<', "".join(town_discs([small, large], 560, 26, "en")))

    assert names == ["Dijon", "Dole 9"]


def test_every_group_has_a_colour_of_its_own_on_the_ring():
    disc = Disc("A", 100, 100, tuple(SHAPES), ("A",))

    assert len(set(re.findall(r'"arc (type-\w+)"', "".join(town_discs([disc], 560, 26, "en"))))) == len(
        SHAPES
    )
