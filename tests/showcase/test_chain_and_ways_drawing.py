"""The pictures of ways and of the value chain: marks, names, links, and numbers that add up."""

from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.showcase.chain_drawing import ChainCell, ChainRow, chain_svg
from biovaliance.showcase.svg import Caption
from biovaliance.showcase.ways_drawing import joined_svg, ways_svg
from biovaliance.synergies.connections.joining import joined
from biovaliance.synergies.connections.paths import paths_between
from biovaliance.synergies.connections.walking import Walk
from tests.showcase.test_network_drawing import SVG, count, parsed
from tests.synergies.values import graph_of

CAPTION = Caption("drawn", "A <title>", "The table says the same.")
KEY = {"does": "does it", "close": "comes close", "involved": "takes part"}
WALK = Walk.of(
    graph_of(
        ("A & B <ltd>", "takes_part_in_project", "P"),
        ("C", "takes_part_in_project", "P"),
        ("D", "takes_part_in_project", "P"),
        ("A & B <ltd>", "partner_of", "M"),
        ("M", "partner_of", "C"),
    ),
    2026,
)


def test_ways_fan_out_between_two_ends_that_stand_once():
    paths = paths_between(WALK, "A & B <ltd>", "C")
    root = parsed(ways_svg(paths, "en", CAPTION, {"P": "/en/projects/p/"}))

    assert len(paths) == 2
    assert count(root, "path", "edge") == 4
    assert count(root, "circle", "node--centre") == 2
    assert count(root, "circle", "node") == 3  # both ends, and M
    assert count(root, "rect", "node--project") == 1
    assert [link.get("href") for link in root.iter(SVG + "a")] == ["/en/projects/p/"]


def test_what_joins_several_is_a_tree_with_each_thing_once():
    root = parsed(joined_svg(joined(WALK, ["A & B <ltd>", "C", "D"]), "fr", CAPTION, {}))

    assert count(root, "path", "edge") == 3
    assert count(root, "circle", "node--centre") == 3
    titles = [title.text for title in root.iter(SVG + "title")]
    assert "A & B <ltd> participe à P." in titles


def test_the_chain_has_a_line_per_step_and_a_mark_per_organisation():
    rows = [
        ChainRow("Seen", "/seen/", (ChainCell(2, 1, 3), ChainCell(0, 0, 0))),
        ChainRow("Not seen", "/not/", (ChainCell(0, 0, 0), ChainCell(0, 1, 0))),
    ]
    root = parsed(chain_svg(rows, [("Here", 250.0), ("There", 150.0)], KEY, "en", CAPTION))

    key = 1  # each sort stands once in the key
    assert count(root, "circle", "chain-mark--does") == 2 + key
    assert count(root, "circle", "chain-mark--close") == 2 + key
    assert count(root, "circle", "chain-mark--involved") == 3 + key
    assert count(root, "circle", "chain-step--unseen") == 1
    assert "not seen" in {text.text for text in root.iter(SVG + "text")}


CELLS = st.builds(ChainCell, st.integers(0, 90), st.integers(0, 90), st.integers(0, 90))


@settings(max_examples=40, deadline=None)
@given(CELLS)
def test_marks_and_the_number_of_those_without_room_add_up(cell: ChainCell):
    root = parsed(chain_svg([ChainRow("Step", "", (cell,))], [("Here", 250.0)], KEY, "fr", CAPTION))

    marks = count(root, "circle", "chain-mark") - len(KEY)
    hidden = [int(text.text[1:]) for text in root.iter(SVG + "text") if (text.text or "").startswith("+")]
    assert marks + sum(hidden) == cell.does + cell.close + cell.involved
    width = float(root.get("viewBox").split()[2])
    assert all(float(circle.get("cx")) < width for circle in root.iter(SVG + "circle"))
