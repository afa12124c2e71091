"""A wrong row of a CSV file: told with file, line, field, value and mend; every other row is kept."""

import json

import pytest

from tests.cli.small import CELLQUEST, FEMTO, ORGANISATIONS, RELATIONS, UBFC, write_files

WRONG = FEMTO.replace("femto-st,FEMTO-ST", "wrong,Wrong")


def row(old: str, new: str) -> str:
    """Return the row of `wrong` with one cell replaced."""
    assert old in WRONG
    return WRONG.replace(old, new)


CHECK = "(check the decimal point, and that latitude and longitude are not swapped)."
FAULTS = {
    # name: (the row, field, value, message, mend, is the row dropped)
    "a day that is none": (
        row(",2004,", ",2004-02-30,"),
        *("founded", "2004-02-30", "this is no date of the calendar."),
        *("Write YYYY, YYYY-MM or YYYY-MM-DD.", False),
    ),
    "a latitude outside the world": (
        row("47.24878", "147.2"),
        *("latitude", "147.2"),
        "latitude is 147.2; expected degrees between -90 and 90 " + CHECK,
        *("The row is kept without its position.", False),
    ),
    "a longitude outside the world": (
        row("6.01815", "601815"),
        *("longitude", "601815"),
        "longitude is 601815; expected degrees between -180 and 180 " + CHECK,
        *("The row is kept without its position.", False),
    ),
    "an identifier that another row has": (
        row("wrong,Wrong", "femto-st,Wrong"),
        *("id", "femto-st", "line 2 has this identifier already; this row is left out."),
        *("Give it another identifier.", True),
    ),
    "a formula": (
        row("Research on microsystems.", "=1+cmd()"),
        *("description_en", "=1+cmd()", "the cell begins with '=', which a spreadsheet runs as a formula."),
        *("Begin with a letter.", True),
    ),
    "a type that is unknown": (
        row(",laboratory,", ",labratory,"),
        *("type", "labratory", "this is no type of organisation. Did you mean 'laboratory'?"),
        *("Expected one of ", False),
    ),
    "a capability that is unknown": (
        row(",sensors,", ",sensors;sensros,"),
        *("capabilities", "sensros", "this is no capability, so it is left out. Did you mean 'sensors'?"),
        *("Write a code of capability_codes.csv.", False),
    ),
    "a ROR identifier with a wrong check": (
        row("004fmxv66", "004fmxv67"),
        *("ror_id", "https://ror.org/004fmxv67", "this is no ROR identifier."),
        *("Write https://ror.org/ and its nine characters.", False),
    ),
    "no name": (row("wrong,Wrong", "wrong,"), "name", "", "the row has no name.", "Write one.", True),
    "no identifier": (row("wrong,Wrong", ",Wrong"), "id", "", "there is no identifier.", "Write one.", True),
    "a cell too few": (
        "wrong,Wrong\n",
        *("", "wrong", "the row has 2 cells, the header 21."),
        *("Check commas and quotes: a cell with a comma stands in quotes.", True),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_row_is_told_with_its_place_and_mend_and_the_others_are_kept(
    run, empty_home, tmp_path, fault
):
    text, field, value, message, mend, dropped = FAULTS[fault]
    rows = FEMTO + text + CELLQUEST.format(founded="2023")
    data = write_files(tmp_path / "data", organisations=ORGANISATIONS + rows)
    ran = run("atlas", "build", "--source", f"curated={data}", "--json")
    told = json.loads(ran.out)
    (problem,) = told["problems"]
    assert (problem["file"], problem["line"]) == ("organisations.csv", 3)
    assert (problem["field"], problem["value"], problem["message"]) == (field, value, message)
    assert problem["mend"].startswith(mend)
    assert (problem["row_dropped"], told["rows_read"], told["rows_kept"]) == (dropped, 3, 3 - dropped)
    (line,) = ran.error_lines
    assert line.startswith("organisations.csv:3:")
    assert message in line
    assert "femto-st" in run("atlas", "search", "FEMTO-ST").out
    assert "cellquest" in run("atlas", "search", "CellQuest").out


def test_bytes_that_are_not_utf_8_cost_their_own_row_only(run, empty_home, tmp_path):
    broken = WRONG.encode().replace("Besançon".encode(), "Besançon".encode("cp1252"))
    data = write_files(
        tmp_path / "data", organisations=(ORGANISATIONS + FEMTO).encode() + broken + UBFC.encode()
    )
    ran = run("atlas", "build", "--source", f"curated={data}")
    (line,) = ran.error_lines
    assert line == (
        "organisations.csv:3: city 'Besan\ufffdon': the cell holds bytes that are not UTF-8. "
        "Save the file as UTF-8 (not cp1252)."
    )
    assert ran.out.endswith("2 of 3 rows kept, 1 left out, 1 problems reported\n")


def test_an_unknown_column_is_told_once_and_every_row_is_kept(run, empty_home, tmp_path):
    header = ORGANISATIONS.replace(",status\n", ",status,height\n")
    data = write_files(tmp_path / "data", organisations=header + FEMTO.replace("\n", ",12\n"))
    ran = run("atlas", "build", "--source", f"curated={data}")
    (line,) = ran.error_lines
    assert line.startswith("organisations.csv:1: height: this column is not known and is left out. Expected ")
    assert ran.out.endswith("1 of 1 rows kept, 0 left out, 1 problems reported\n")


def test_a_reference_to_no_row_is_told_with_the_nearest_one(run, empty_home, tmp_path):
    relations = RELATIONS + "femto-st,partner_of,cellqest,https://example.org/,high\n"
    rows = FEMTO + CELLQUEST.format(founded="2023")
    data = write_files(tmp_path / "data", organisations=ORGANISATIONS + rows, relations=relations)
    ran = run("atlas", "build", "--source", f"curated={data}")
    (line,) = ran.error_lines
    assert line == (
        "relations.csv:2: target_id 'cellqest': no organisation has this identifier, so the reference is "
        "left out. Did you mean 'cellquest'? Expected the id of a row of the organisations file."
    )
    assert ran.out.splitlines()[-1].startswith("2 of 3 rows kept")


def test_all_kinds_of_wrong_rows_at_once_lose_no_good_one(run, empty_home, tmp_path):
    wrong = "".join(text.replace("wrong,", f"wrong-{n},") for n, (text, *_) in enumerate(FAULTS.values()))
    data = write_files(tmp_path / "data", organisations=ORGANISATIONS + FEMTO + wrong + UBFC)
    ran = run("atlas", "build", "--source", f"curated={data}", "--json")
    told = json.loads(ran.out)
    dropped = sum(dropped for *_, dropped in FAULTS.values())
    assert len(told["problems"]) == len(ran.error_lines) == len(FAULTS)
    assert sum(problem["row_dropped"] for problem in told["problems"]) == dropped
    assert told["rows_kept"] == told["rows_read"] - dropped
    assert told["counts"]["organisation"] == told["rows_kept"]


def test_the_same_files_in_another_folder_give_the_same_content(run, empty_home, tmp_path):
    hashes = set()
    for name in ("one", "two"):
        data = write_files(tmp_path / name, organisations=ORGANISATIONS + FEMTO)
        (data / "trials.csv").unlink()
        run("atlas", "build", "--source", f"curated={data}", "--out", tmp_path / f"home-{name}")
        (listed,) = json.loads(run("atlas", "list", "--out", tmp_path / f"home-{name}", "--json").out)
        hashes.add(listed["content_sha256"])
    assert len(hashes) == 1
