"""Changes to a scenario's text: what was asked for changes, all else stays as its author wrote it."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.bioproduction.library.catalogue import entries, process_text, read_process
from biovaliance.bioproduction.library.swapping import others_of, with_technology
from biovaliance.bioproduction.scenarios import editing
from biovaliance.bioproduction.scenarios.differences import Difference, differences
from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.foundation.errors import InputError, NotFoundError

NAMES = [entry.name for entry in entries()]
TEXT = """# A line of my own.
[scenario]
name = "Mine"  # of mine
patients = 10

[arrivals]
kind = "poisson"
rate_per_d = 0.5

[[pools]]
name = "bench"
count = 2

[[operations]]
name = "grow"
duration_h = 24
pools = { bench = 1 }
failure = { share = 0.1, then = "grow" }

[[operations]]
name = "test"  # quickly
after = ["grow"]
duration_h = { value = 4, source = "a paper", status = "seen" }

[[materials]]
name = "medium"
price_eur = 12
"""


def put(text, path, value):
    return editing.changed(text, lambda document: editing.put(document, path, value))


def unchanged(_document):
    """Change nothing."""


def lines(text):
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("name", NAMES)
def test_a_text_that_is_not_changed_keeps_every_line_and_means_the_same(name):
    text = process_text(name)
    same = editing.changed(text, unchanged)
    assert tomllib.loads(same) == tomllib.loads(text)
    assert sorted(lines(same)) == sorted(lines(text))
    assert editing.changed(same, unchanged) == same


def test_one_number_changes_one_line_and_comments_stay():
    text = put(TEXT, ("operations", 1, "duration_h", "value"), 6)
    changed = [
        (before, after) for before, after in zip(lines(TEXT), lines(text), strict=True) if before != after
    ]
    assert changed == [
        (
            'duration_h = { value = 4, source = "a paper", status = "seen" }',
            'duration_h = { value = 6, source = "a paper", status = "seen" }',
        )
    ]


def test_a_short_number_stays_short_until_more_is_told_of_it():
    text = put(TEXT, ("operations", 0, "duration_h", "value"), 30)
    assert "duration_h = 30\n" in text
    text = put(text, ("operations", 0, "duration_h", "status"), "derived")
    assert tomllib.loads(text)["operations"][0]["duration_h"] == {"value": 30, "status": "derived"}


def test_what_is_emptied_goes_and_a_table_with_nothing_left_goes_with_it():
    text = put(TEXT, ("operations", 0, "pools", "bench"), None)
    assert "pools" not in tomllib.loads(text)["operations"][0]
    assert tomllib.loads(put(TEXT, ("costs", "doses_per_batch", "low"), None)) == tomllib.loads(TEXT)


def test_a_table_is_made_where_there_was_none():
    text = put(TEXT, ("costs", "doses_per_batch", "value"), 3)
    assert tomllib.loads(text)["costs"] == {"doses_per_batch": 3}
    text = put(TEXT, ("operations", 1, "next", 0, "to"), "end")
    assert tomllib.loads(text)["operations"][1]["next"] == [{"to": "end"}]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("4", 4),
        (" 1 234,5 ", 1234.5),
        ("0.25", 0.25),
        ("-3", -3),
        ("1e9", 1_000_000_000),
        ("1\u202f000", 1000),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_a_number_is_read_with_a_comma_or_a_point(written, meant):
    assert editing.number_or_text(written) == meant


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_by_the_computer_is_read_as_it_is(number):
    assert editing.number_or_text(repr(number)) == number


def test_a_thing_that_is_renamed_is_renamed_wherever_it_is_named():
    text = editing.changed(TEXT, lambda document: editing.rename(document, "operations", 0, "expand"))
    operations = tomllib.loads(text)["operations"]
    assert operations[0]["failure"]["then"] == "expand"
    assert operations[1]["after"] == ["expand"]
    text = editing.changed(text, lambda document: editing.rename(document, "pools", 0, "shelf"))
    assert tomllib.loads(text)["operations"][0]["pools"] == {"shelf": 1}
    assert "# of mine" in text


def test_a_thing_that_is_removed_is_named_no_more():
    text = editing.changed(TEXT, lambda document: editing.remove(document, "pools", 0))
    assert "pools" not in tomllib.loads(text)
    assert tomllib.loads(text)["operations"][0]["pools"] == {}
    text = editing.changed(TEXT, lambda document: editing.remove(document, "operations", 0))
    assert tomllib.loads(text)["operations"][0]["after"] == []
    read_scenario(text)


def test_an_operation_moves_up_and_down_and_stays_at_the_ends():
    def names(text):
        return [each["name"] for each in tomllib.loads(text)["operations"]]

    moved = editing.changed(TEXT, lambda document: editing.move(document, "operations", 0, 1))
    assert names(moved) == ["test", "grow"]
    assert sorted(lines(moved)) == sorted(lines(TEXT))
    assert names(editing.changed(TEXT, lambda document: editing.move(document, "operations", 0, -1))) == [
        "grow",
        "test",
    ]


def test_a_thing_is_added_at_the_end_of_its_list():
    text = editing.changed(
        TEXT, lambda document: editing.add(document, "calendars", {"name": "day", "windows": []})
    )
    assert tomllib.loads(text)["calendars"] == [{"name": "day", "windows": []}]


@pytest.mark.parametrize("text", ["[scenario", "a = " + "[" * 10_000, "x" * 300_001])
def test_a_text_that_cannot_be_changed_is_told_in_a_sentence(text):
    with pytest.raises(InputError, match="The scenario"):
        editing.changed(text, unchanged)


def test_a_text_with_another_layout_is_told_so():
    with pytest.raises(InputError, match="laid out"):
        editing.changed("operations = 3\n", lambda document: editing.rename(document, "operations", 0, "x"))


def test_differences_name_what_changed_by_the_names_of_things():
    after = put(TEXT, ("operations", 1, "duration_h", "value"), 6)
    after = editing.changed(after, lambda document: editing.move(document, "operations", 0, 0))
    after = put(after, ("pools", 0, "count"), 3)
    assert differences(read_scenario(TEXT), read_scenario(after)) == (
        Difference(("pools", "bench", "count"), 2.0, 3.0),
        Difference(("operations", "test", "duration_h"), 4.0, 6.0),
    )
    assert differences(read_scenario(TEXT), read_scenario(TEXT)) == ()


def test_a_removed_thing_differs_in_all_that_it_said():
    less = editing.changed(TEXT, lambda document: editing.remove(document, "materials", 0))
    found = differences(read_scenario(TEXT), read_scenario(less))
    assert Difference(("materials", "medium", "price_eur"), 12.0, None) in found


def test_a_technology_swapped_in_as_it_stands_is_the_librarys_own_text():
    assert others_of("car-t-manual") == ("car-t-semi-automated", "car-t-closed-automated")
    assert with_technology(process_text("car-t-manual"), "car-t-closed-automated") == process_text(
        "car-t-closed-automated"
    )


def test_a_technology_swapped_in_keeps_the_patients_and_the_facility():
    mine = put(process_text("car-t-manual"), ("arrivals", "rate_per_d", "value"), 0.28)
    place = [pool.name for pool in read_process("car-t-manual").pools].index("operators")
    mine = put(mine, ("pools", place, "count"), 12)
    mine = put(mine, ("costs", "utilisation_share", "value"), 0.7)
    other = read_scenario(with_technology(mine, "car-t-closed-automated"))
    before = read_process("car-t-closed-automated")
    assert {(each.place, each.before, each.after) for each in differences(before, other)} == {
        (("arrivals", "rate_per_d"), before.arrivals.rate_per_d.number, 0.28),
        (("pools", "operators", "count"), 8.0, 12.0),
        (("costs", "utilisation_share"), 0.8, 0.7),
    }


def test_what_the_library_does_not_have_cannot_be_swapped_in():
    with pytest.raises(NotFoundError, match="no process"):
        with_technology(TEXT, "alchemy")
