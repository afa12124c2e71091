"""The drawing of a process: nothing overlaps, every way is drawn, one text always gives one drawing."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.bioproduction.diagram.layers import end_of, start_of
from biovaliance.bioproduction.diagram.layout import BETWEEN, BOX_WIDTH, CLOSE, drawing_of
from biovaliance.bioproduction.diagram.lettering import broken, text_width
from biovaliance.bioproduction.library.catalogue import entries, read_process
from biovaliance.bioproduction.scenarios.flow import flow_of
from biovaliance.bioproduction.scenarios.reading import check_scenario
from biovaliance.foundation.errors import InputError
from tests.bioproduction.random_models import random_table

NAMES = [entry.name for entry in entries()]
LANGUAGES = ("en", "fr")


def scenario(*operations, **more):
    return check_scenario(
        {
            "scenario": {"name": "Small", "patients": 10},
            "arrivals": {"kind": "interval", "interval_d": 2},
            "operations": list(operations),
            **more,
        }
    )


def operation(name, **more):
    return {"name": name, "duration_h": 1, **more}


def overlap(one, other):
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def ways(process):
    """All ways of a process as the flow tells them: (kind, from, to)."""
    flow = flow_of(process.operations)
    start, end = start_of(flow), end_of(flow)
    found = {("next", start, first) for first in flow.first}
    for number, operation_ in enumerate(process.operations):
        found |= {("next", number, to) for to in flow.successors[number]}
        found |= {("branch", number, to) for to, share in flow.branches[number] if to >= 0 and share > 0}
        if operation_.next is None and not flow.successors[number]:
            found.add(("next", number, end))
        shares = {-1: 0.0, -2: 0.0}
        for to, share in flow.branches[number]:
            if to < 0:
                shares[to] += share
        missing = 1 - sum(share for _, share in flow.branches[number])
        if operation_.next and (shares[-1] > 0 or missing > 1e-9):
            found.add(("branch", number, end))
        retry = flow.retries[number]
        if shares[-2] > 0 or retry == -2:
            found.add(("scrap", number, -2))
        if retry is not None and retry >= 0:
            found.add(("repeat" if retry == number else "rework", number, retry))
    return found


def check_drawing(process, language):
    drawing = drawing_of(process, language)
    for one, other in combinations(drawing.boxes, 2):
        assert not overlap(one, other), (one.card.title, other.card.title)
    for one, other in combinations(drawing.bands, 2):
        assert not overlap(one, other), (one.label, other.label)
    drawn = [(edge.kind, edge.source, edge.target) for edge in drawing.edges]
    assert len(set(drawn)) == len(drawn)
    assert set(drawn) == ways(process)
    check_clear(drawing)
    boxes = {box.number: box for box in drawing.boxes}
    for edge in drawing.edges:
        check_ends(edge, boxes)
        for x, y in edge.points:
            assert 0 <= x <= drawing.width
            assert 0 <= y <= drawing.height
    for box in drawing.boxes:
        assert box.x >= 0
        assert box.right <= drawing.width
        assert box.bottom <= drawing.height
        for text in (*box.card.title, *(line.text for line in box.card.lines)):
            assert text_width(text, 13) <= BOX_WIDTH
    return drawing


def along(edge):
    """Points of an arrow as it is drawn, ends left out."""
    for (x, y), (then_x, then_y) in pairwise(edge.points):
        middle = (y + then_y) / 2
        for step in range(1, 20):
            t, s = step / 20, 1 - step / 20
            if x != then_x and y != then_y:
                yield (
                    x * (s**3 + 3 * s**2 * t) + then_x * (3 * s * t**2 + t**3),
                    y * s**3 + middle * (3 * s**2 * t + 3 * s * t**2) + then_y * t**3,
                )
            else:
                yield x * s + then_x * t, y * s + then_y * t


def check_clear(drawing):
    for edge in drawing.edges:
        for x, y in along(edge):
            crossed = [
                box.card.title for box in drawing.boxes if box.x < x < box.right and box.y < y < box.bottom
            ]
            assert crossed == [], (edge.kind, edge.source, edge.target)


def check_ends(edge, boxes):
    """An arrow begins on the rim of the box it leaves and ends on that of the one it leads to."""
    for (x, y), number in ((edge.points[0], edge.source), (edge.points[-1], edge.target)):
        if number in boxes:
            box = boxes[number]
            assert box.x <= x <= box.right
            assert box.y <= y <= box.bottom


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_process_of_the_library_is_drawn_whole_and_nothing_overlaps(name, language):
    process = read_process(name)
    drawing = check_drawing(process, language)
    assert sum(box.kind == "operation" for box in drawing.boxes) == len(process.operations)
    assert drawing == drawing_of(process, language)


@given(st.integers(0, 100_000), st.sampled_from(LANGUAGES))
def test_whatever_the_process_nothing_overlaps_and_every_way_is_drawn(seed, language):
    try:
        process = check_scenario(random_table(seed))
    except InputError:
        return
    assert check_drawing(process, language) == drawing_of(process, language)


@given(st.integers(2, 12), st.data())
def test_whatever_joins_and_forks_there_are_nothing_overlaps(size, data):
    operations = [operation("step 0")]
    for number in range(1, size):
        before = data.draw(st.sets(st.integers(0, number - 1), min_size=1, max_size=3))
        group = data.draw(st.sampled_from(["", "upstream", "downstream"]))
        more = {"unit_procedure": group} if group else {}
        operations.append(
            operation(f"step {number}", after=[f"step {each}" for each in sorted(before)], **more)
        )
    check_drawing(scenario(*operations), "en")


def test_arrows_do_not_run_through_boxes():
    process = scenario(
        operation("a"),
        operation("b"),
        operation("c"),
        operation("d", after=["a", "c"]),
        operation("e", after=["b"]),
    )
    drawing = drawing_of(process, "en")
    check_clear(drawing)


def test_a_branch_tells_its_share_and_what_is_missing_to_one_is_released():
    process = scenario(
        operation("test", next=[{"to": "again", "share": 0.25}, {"to": "scrap", "share": 0.05}]),
        operation("again", next=[{"to": "test", "share": 0.5}]),
    )
    labels = {(edge.source, edge.target): edge.label for edge in drawing_of(process, "en").edges}
    assert labels[0, 1] == "25\u00a0%"
    assert labels[0, 3] == "70\u00a0%"
    assert labels[1, 0] == "50\u00a0%"
    lines = [line.text for line in drawing_of(process, "fr").boxes[1].card.lines]
    assert "5\u00a0% détruits" in lines


def test_a_box_says_in_the_readers_language_what_the_operation_takes_and_how_it_fails():
    process = scenario(
        operation(
            "fill",
            duration_h={"distribution": "exponential", "mean": 0.5},
            pools={"operators": 2},
            materials={"bag": 3},
            failure={"share": 0.1, "then": "repeat", "max_attempts": 3},
        ),
        pools=[{"name": "operators", "kind": "staff", "count": 2}],
        materials=[{"name": "bag"}],
    )
    said = {
        language: [line.text for line in drawing_of(process, language).boxes[1].card.lines]
        for language in LANGUAGES
    }
    assert said["en"] == [
        "30\u00a0min on average",
        "2\u00a0× operators",
        "3\u00a0× bag",
        "10\u00a0% done again, 3 times at most",
    ]
    assert said["fr"] == [
        "30\u00a0min en moyenne",
        "2\u00a0× opérateurs",
        "3\u00a0× poche",
        "10\u00a0% refaits, 3 fois au plus",
    ]


def test_parallel_tests_stand_in_one_row_and_unit_procedures_are_bands():
    drawing = drawing_of(read_process("car-t-manual"), "en")
    tops = {box.card.title[0]: box.y for box in drawing.boxes}
    assert tops["Release tests"] == tops["Flow cytometry"] == tops["Sterility and later tests"]
    assert [band.label for band in drawing.bands] == [
        "starting material",
        "culture",
        "quality control",
        "release",
    ]


def test_a_text_is_broken_between_words_and_a_long_word_within():
    assert broken("harvest, formulate and fill", 100, 13, 4) == ("harvest,", "formulate and", "fill")
    lines = broken("anticonstitutionnellement" * 3, 80, 13, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(text_width(line, 13) <= 80 for line in lines)
    assert broken("", 80, 13, 2) == ()


def test_four_hundred_operations_are_drawn():
    drawing = drawing_of(scenario(*(operation(f"step {number}") for number in range(400))), "en")
    assert sum(box.kind == "operation" for box in drawing.boxes) == 400


def test_rows_stand_closer_where_no_share_and_no_way_back_has_to_pass_between_them():
    def gap(then):
        second = operation("b", failure={"share": 0.1, "then": then})
        boxes = {box.number: box for box in drawing_of(scenario(operation("a"), second), "en").boxes}
        return boxes[1].y - boxes[0].bottom

    assert (gap("scrap"), gap("repeat"), gap("a")) == (CLOSE, CLOSE, BETWEEN)
