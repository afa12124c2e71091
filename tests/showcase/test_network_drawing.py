"""Pictures: well formed, named, safe whatever the data holds."""

from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.showcase.drawing import (
    Neighbour,
    PipelineItem,
    ego_svg,
    neighbours_of,
    network_svg,
    stage_pipeline_svg,
)
from biovaliance.showcase.network import layout
from biovaliance.showcase.svg import Caption, FreeSpace, shortened
from tests.showcase.test_network import graph_of

SVG = "{http://www.w3.org/2000/svg}"
CAPTION = Caption("picture", "Title & more", "What <it> shows")


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
    lines = [
        path.get("d", "") for path in root.iter(SVG + "path") if "edge--partner_of" in path.get("class", "")
    ]
    assert [drawn.count("M") for drawn in lines] == [2]  # one path per type, a stroke per relation
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
