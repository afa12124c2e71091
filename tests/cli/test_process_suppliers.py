"""Who supplies a process, from the command line."""

import json

LINE = """
[scenario]
name = "line"
patients = 10
[arrivals]
kind = "interval"
interval_d = 1
[[operations]]
name = "measure"
concept = "sensors"
duration_h = 1
[[operations]]
name = "make vector"
concept = "lentiviral-vectors"
duration_h = 1
[[operations]]
name = "wait"
duration_h = 1
"""


def test_each_part_is_told_with_who_does_it_and_a_gap_as_not_seen(run, home, tmp_path):
    file = tmp_path / "line.toml"
    file.write_text(LINE, encoding="utf-8")

    ran = run("bioproduction", "suppliers", str(file))

    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == "operation 'measure': Sensors and instrumentation"
    assert lines[1].startswith("  In the region: ")
    assert "FEMTO-ST" in lines[1]
    assert lines[2] == "operation 'make vector': Lentiviral vector"
    assert "not seen is not absent" in lines[3]
    assert lines[-1] == "operation 'wait': no term of the vocabulary says what it is"


def test_the_same_is_told_in_french_and_as_json(run, home):
    french = run("bioproduction", "suppliers", "car-t-manual", "--language", "fr")
    told = json.loads(run("bioproduction", "suppliers", "car-t-manual", "--json").out)

    assert "matière 'lentiviral vector': Vecteur lentiviral" in french.out
    vector = next(each for each in told["parts"] if each["name"] == "lentiviral vector")
    assert (vector["is_gap"], vector["supply"]["step"]) == (True, "lentiviral-vectors")


def test_before_the_first_build_it_says_what_to_do(run, empty_home):
    ran = run("bioproduction", "suppliers", "car-t-manual")

    assert ran.code == 1
    assert "build one with `biovaliance atlas build`" in ran.err
