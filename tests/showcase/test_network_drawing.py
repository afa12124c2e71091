"""Pictures: well formed, named, safe whatever the data holds."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.foundation.places import Coordinates
from biovaliance.showcase.drawing import (
    MapPlace,
    Neighbour,
    PipelineItem,
    ego_svg,
    neighbours_of,
    network_svg,
    projection,
    region_map_svg,
    stage_pipeline_svg,
)
from biovaliance.showcase.network import layout
from biovaliance.showcase.svg import Caption, FreeSpace, shortened
from tests.showcase.test_network import graph_of

SVG = "{http://www.w3.org/2000/svg}"
CAPTION = Caption("picture", "Title & more", "What <it> shows")
SQUARE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": "25"},
            "geometry": {"type": "Polygon", "coordinates": [[[5, 47], [7, 47], [7, 48], [5, 48], [5, 47]]]},
        },
        {
            "type": "Feature",
            "properties": {"town": "X"},
            "geometry": {"type": "Point", "coordinates": [6, 47]},
        },
    ],
}


def parsed(svg: str) -> ElementTree.Element:
    root = ElementTree.fromstring(svg)
    # An image hides its links from assistive technology, so a picture with links is a group.
    assert root.get("role") == ("group" if any(root.iter(SVG + "a")) else "img")
    identifiers = {element.get("id") for element in root.iter() if element.get("id")}
    assert set(root.get("aria-labelledby", "").split()) == identifiers
    assert all(element.get("style") is None for element in root.iter())
    return root


def count(root: ElementTree.Element, tag: str, name: str) -> int:
    return sum(name in (element.get("class") or "").split() for element in root.iter(SVG + tag))


def test_the_network_has_a_mark_per_thing_and_a_line_per_relation():
    graph = graph_of("ab", "bc")

    root = parsed(network_svg(graph, layout(graph), CAPTION, "en", urls={"a": "/en/a/?x=1&y=2"}))

    assert count(root, "circle", "node--type-laboratory") == 3
    assert count(root, "line", "edge--partner_of") == 2
    assert [link.get("href") for link in root.iter(SVG + "a")] == ["/en/a/?x=1&y=2"]
    assert root.findtext(SVG + "title") == "Title & more"


def test_an_empty_network_is_an_empty_picture():
    assert count(parsed(network_svg(graph_of(), {}, CAPTION, "en")), "circle", "node") == 0


def test_an_ego_picture_names_the_neighbours_and_counts_the_others():
    graph = graph_of("ab", "ac", "ad")

    root = parsed(ego_svg("a", "organisation", neighbours_of(graph, "a", "fr"), "fr", limit=2))

    words = [text.text for text in root.iter(SVG + "text")]
    assert {"a", "b", "c", "est partenaire de", "et 1 de plus"} <= set(words)
    assert count(root, "circle", "node--centre") == 1


def test_a_neighbour_stands_once_whatever_the_number_of_relations():
    graph = graph_of("ab", "ba")

    assert neighbours_of(graph, "a", "en") == (
        Neighbour("b", "b", "organisation", "laboratory", "", "is a partner of"),
    )


def test_towns_are_drawn_by_area_and_named_without_overlap():
    places = [
        MapPlace("Besançon", Coordinates(47.25, 6.02), 16, "/fr/b/"),
        MapPlace("Dole", Coordinates(47.1, 5.5), 4),
        MapPlace("Paris", Coordinates(48.85, 2.35), 9),
    ]

    root = parsed(region_map_svg(SQUARE, places, CAPTION))

    radii = [float(circle.get("r", 0)) for circle in root.iter(SVG + "circle")]
    assert radii == [26.0, 13.0]  # four times fewer: half the radius; Paris lies outside
    assert count(root, "path", "department") == 1
    assert [text.text for text in root.iter(SVG + "text")] == ["Besançon", "Dole"]


def test_a_map_without_an_outline_shows_its_places():
    places = [MapPlace("A", Coordinates(47, 5), 1), MapPlace("B", Coordinates(48, 6), 1)]

    assert count(parsed(region_map_svg(None, places, CAPTION)), "circle", "place") == 2
    assert count(parsed(region_map_svg(None, [], CAPTION)), "circle", "place") == 0


def test_a_degree_of_longitude_shrinks_with_the_cosine_of_latitude():
    view = projection([(0, 60), (1, 60)], 200, 100, 10)

    left, right = view.point(0, 60), view.point(1, 60)
    north = view.point(0, 60.5)
    # At 60 degrees a degree east is half as long as a degree north.
    assert right[0] - left[0] == pytest.approx((left[1] - north[1]) * 2 * 0.5)


def test_the_pipeline_keeps_empty_stages_and_counts_the_others():
    items = [
        PipelineItem("ZENEO", "technology", "market", "/z/"),
        PipelineItem("CHOCMSC", "trial", "phase-1"),
    ]

    root = parsed(
        stage_pipeline_svg(items, {"phase-1": "Phase 1", "phase-2": "Phase 2", "market": "Market"}, "en")
    )

    counts = [text.text for text in root.iter(SVG + "text") if text.get("class") == "count"]
    assert counts == ["1", "0", "1"]
    assert root.findtext(SVG + "desc") == "Phase 1: 1, Phase 2: 0, Market: 1"


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60), st.text(max_size=30))
def test_nothing_in_the_data_breaks_a_picture(words: str, url: str):
    near = Neighbour("k", words, words, words, url, words)

    parsed(ego_svg(words, words, [near] * 5, "en"))
    parsed(stage_pipeline_svg([PipelineItem(words, words, words, url)], {words: words}, "fr"))
    parsed(region_map_svg(None, [MapPlace(words, Coordinates(47, 5), 1, url)], Caption("m", words, words)))


@given(st.text(max_size=80), st.integers(2, 40))
def test_a_shortened_text_is_no_longer_than_asked(words: str, letters: int):
    assert len(shortened(words, letters)) <= letters


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=12))
def test_labels_do_not_overlap(points: list[tuple[float, float]]):
    space = FreeSpace(100, 100)

    for x, y in points:
        space.place_label("abc", x, y, 1, 10)

    taken = space._taken
    for number, (left, top, right, bottom) in enumerate(taken):
        assert not any(
            left < r and x < right and top < b and y < bottom for x, y, r, b in taken[number + 1 :]
        )
