"""Where scenarios come from and results go to: standard input, pipes, devices, folders, links."""

import io
import os
import sys

import pytest

from biovaliance.bioproduction.library.catalogue import process_text
from biovaliance.cli.files import whole_file

LINE = """
[scenario]
name = "Line"
patients = 5
[arrivals]
kind = "interval"
interval_d = 1
[[operations]]
name = "fill"
duration_h = 2
"""
ENDLESS = LINE.replace("patients = 5", "patients = 9_000_000")


@pytest.fixture
def line(tmp_path):
    file = tmp_path / "line.toml"
    file.write_text(LINE, encoding="utf-8")
    return file


def standard_input(monkeypatch, written):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(written)))


def test_a_scenario_is_read_from_standard_input(run, monkeypatch):
    standard_input(monkeypatch, b"\xef\xbb\xbf" + LINE.replace("\n", "\r\n").encode())
    ran = run("bioproduction", "check", "-")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Line: 1 operations, 0 pools;")


def test_a_fault_on_standard_input_is_told_with_its_line(run, monkeypatch):
    standard_input(monkeypatch, LINE.replace("= 2", "= -2").encode())
    ran = run("bioproduction", "check", "-")
    assert ran.code == 1
    assert ran.error_lines[0] == (
        "standard input:10: operation 'fill', duration_h: -2 is out of range; expected a number in h, at "
        "least 0."
    )


def test_what_is_endless_on_standard_input_is_not_read_to_its_end(run, monkeypatch):
    standard_input(monkeypatch, b"#" * 8_000_001)
    ran = run("bioproduction", "check", "-")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "Error: Scenario '-' has more than 8 MB; expected up to 2,000,000 characters (describe one process a "
        "file, and keep data out of it).\n"
    )


def test_a_scenario_is_read_from_a_pipe(run, tmp_path):
    reading, writing = os.pipe()
    os.write(writing, LINE.encode())
    os.close(writing)
    ran = run("bioproduction", "check", f"/dev/fd/{reading}")
    os.close(reading)
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("option", ["--trace", "--genealogy"])
def test_a_run_is_not_begun_for_a_place_that_takes_no_file(run, tmp_path, option):
    endless = tmp_path / "endless.toml"
    endless.write_text(ENDLESS, encoding="utf-8")
    ran = run("bioproduction", "simulate", endless, option, tmp_path / "none" / "x.csv")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"Error: Output '{tmp_path}/none/x.csv': its folder does not exist; create it, or write elsewhere.\n"
    )
    ran = run("bioproduction", "simulate", endless, option, tmp_path)
    assert ran.err == f"Error: Output '{tmp_path}' is a folder; name a file in it.\n"


def test_a_calendar_without_dates_is_refused_before_the_search(run, line, tmp_path):
    ran = run("bioproduction", "schedule", line, "--ics", tmp_path / "x.ics")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "Error: The schedule has no date, and a calendar needs one; make it with --from DATE.\n"
    )


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_of_another_age_is_refused(run, line, day):
    ran = run("bioproduction", "schedule", line, "--from", day)
    assert ran.code == 1
    assert ran.err == f"Error: Day '{day}' is in the year {int(day[:4])}; expected 1900 to 2200.\n"


def test_a_device_is_written_to_and_never_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with whole_file(pipe) as file:
        file.write("a line\n")
    assert os.read(reading, 100) == b"a line\n"
    os.close(reading)
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_what_a_link_leads_to_is_written_and_the_link_stays(run, tmp_path):
    link, file = tmp_path / "link.toml", tmp_path / "file.toml"
    link.symlink_to(file)
    assert run("bioproduction", "library", "copy", "car-t-manual", link).code == 0
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == process_text("car-t-manual")


def test_a_file_that_is_no_trace_is_refused_in_a_sentence(run, tmp_path):
    file = tmp_path / "big.csv"
    file.write_text("#" * 200_000, encoding="utf-8")
    ran = run("bioproduction", "lots", file)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "Error: Line 1 of the trace cannot be read; expected time_h, patient and attempt as numbers: write "
        "the trace again.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["compare", "mrna", "mrna", "--volumes", "1e300-1e308"],
            "do not rise from above 0 to at most 1e+12",
        ),
        (["compare", "mrna", "mrna", "--volumes", "100-10"], "do not rise from above 0 to at most 1e+12"),
        (["decide", "ramp", "mrna", "--doses", "1,1e300"], "Doses '1,1e300': 1e+300 is too large;"),
        (["decide", "volume", "mrna", "--doses", "1e300"], "less than or equal to 1000000000000"),
    ],
    ids=["volumes", "falling", "ramp", "doses"],
)
def test_numbers_beyond_all_meaning_are_refused(run, arguments, told):
    ran = run("bioproduction", *arguments)
    assert ran.code in {1, 2}
    assert told in ran.err
    assert "Warning" not in ran.err


def test_many_patients_are_told_in_figures_that_can_be_read(run, line):
    line.write_text(LINE.replace("patients = 5", "patients = 200000"), encoding="utf-8")
    ran = run("bioproduction", "simulate", line, "--replications", "1")
    assert ran.out.startswith(
        "Line: 200,000 of 200,000 patients released, 0 lost waiting, 0 unfinished at the end "
        "(1 replication, seed 1)"
    )
