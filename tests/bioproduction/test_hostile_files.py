"""Files nobody would write on purpose: each is refused at once, with what is wrong and how to mend it."""

import time

import pytest

from biovaliance.bioproduction.scenarios.extent import expected_events
from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.foundation.errors import InputError, on_one_line
from biovaliance.foundation.toml_lines import read_toml_text

LINE = """
[scenario]
name = "Line"
patients = 50

[arrivals]
kind = "poisson"
rate_per_d = 1

[[calendars]]
name = "day"
windows = [{ days = "Mon-Fri", from = "08:00", to = "16:00" }]

[[pools]]
name = "people"
count = 2
calendar = "day"

[[operations]]
name = "fill"
duration_h = 2
pools = { people = 1 }

[[operations]]
name = "close"
duration_h = 3
"""


NO_SUCH_NUMBER = (
    "line.toml is no TOML: a number has thousands of digits; check quotation marks, brackets and commas "
    "there."
)


def told(text):
    began = time.process_time()
    with pytest.raises(InputError) as refused:
        read_scenario(text, "line.toml")
    assert time.process_time() - began < 30
    return [*(str(problem) for problem in refused.value.problems), str(refused.value)]


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("duration_h = 2", "duration_h = 1e15", 2, "scenario: a run would last about"),
        ("rate_per_d = 1", "rate_per_d = 1e-300", 2, "scenario: a run would last about"),
        ("count = 2", "count = 2\nabsence_share = 0.99999999999", 2, "let fewer patients come, or faster"),
        (
            "count = 2",
            "count = 2\nbreakdown = { between_h = 1e-9, repair_h = 1e-9 }",
            2,
            "expected up to 1,000,000,000",
        ),
        (
            "count = 2",
            "count = 2\nbreakdown = { between_h = 0, repair_h = 1 }",
            17,
            (
                "pool 'people', breakdown.between_h '0': means a unit that breaks as soon as it is repaired, "
                "and never works; expected hours between breakdowns above 0, or no breakdown."
            ),
        ),
        (
            "duration_h = 2",
            "duration_h = 1e300",
            21,
            (
                "operation 'fill', duration_h: 1e+300 is larger than anything that can be meant; expected a "
                "number in h, up to 1e+15."
            ),
        ),
        (
            "duration_h = 2",
            'duration_h = 2\nfailure = { share = 0.9999999999, then = "repeat" }',
            19,
            "operation 'fill': is done thousands of times for each patient; lower the share",
        ),
    ],
    ids=["duration", "rate", "absence", "breakdown", "no time", "too large", "failure"],
)
def test_a_run_without_an_end_is_refused(before, after, line, words):
    problems = told(LINE.replace(before, after, 1))
    assert problems[0].startswith(f"line.toml:{line}: ")
    assert words in problems[0]


def test_a_limit_on_attempts_ends_what_would_fail_for_ever():
    failing = 'duration_h = 2\nfailure = { share = 0.9999999999, then = "repeat", max_attempts = 3 }'
    scenario = read_scenario(LINE.replace("duration_h = 2", failing))
    assert expected_events(scenario) < 2_000


def test_a_long_study_is_not_refused():
    scenario = read_scenario(LINE.replace("patients = 50", "patients = 1_000_000"))
    assert 5e6 < expected_events(scenario) < 1e7


@pytest.mark.parametrize(
    "name", ["fill\\u0000", "fill\\u001b[31m", "fill\\nError", "\\u202efill", "fill\\u2028"]
)
def test_a_name_with_signs_that_a_screen_obeys_is_refused(name):
    problems = told(LINE.replace('"fill"', f'"{name}"'))
    assert "has characters that are no text" in problems[0]
    assert on_one_line(problems[0]).isprintable()


def test_a_blank_name_is_refused_and_other_scripts_are_not():
    assert "is blank; expected a text that is not empty." in told(LINE.replace('"fill"', '"  "'))[0]
    written = read_scenario(LINE.replace('"fill"', '"Prélèvement 細胞 🧬 2 µL"'))
    assert written.operations[0].name == "Prélèvement 細胞 🧬 2 µL"


def test_a_message_never_colours_the_terminal():
    assert on_one_line("pool '\x1b[31mred\x07'\nsecond\u202e") == ("pool '\\x1b[31mred\\x07' second\\u202e")


def test_operations_that_wait_for_themselves_are_told_so():
    itself = told(LINE.replace("duration_h = 2", 'duration_h = 2\nafter = ["fill"]'))
    assert itself[0] == (
        "line.toml:22: operation 'fill', after 'fill': waits for an operation that comes only after it; take "
        "that one out of after, or lead back to it by next or failure."
    )
    assert itself[1:] == ["line.toml cannot be used: 1 problem, told above."]
    both = LINE.replace("duration_h = 2", 'duration_h = 2\nafter = ["close"]').replace(
        "duration_h = 3", 'duration_h = 3\nafter = ["fill"]'
    )
    assert [problem.partition(":")[2].partition(":")[0] for problem in told(both)[:2]] == ["22", "28"]


def test_a_key_is_named_as_the_file_names_it():
    assert told(LINE.replace("duration_h = 2", "duration_h = -2"))[0] == (
        "line.toml:21: operation 'fill', duration_h: -2 is out of range; expected a number in h, at least 0."
    )


def test_a_key_of_thousands_of_parts_and_a_number_of_thousands_of_digits_are_refused_at_once():
    assert told(LINE + "\n[" + ".".join("a" * 100_000) + "]\nx = 1\n") == [
        "line.toml is nested too deeply; expected tables as in the reference."
    ]
    assert told(LINE + "\nx = { " + '"a" . ' * 100_000 + "b = 1 }\n") == [
        "line.toml is nested too deeply; expected tables as in the reference."
    ]
    assert told(LINE.replace("patients = 50", "patients = 1" + "0" * 5_000)) == [NO_SUCH_NUMBER]
    prose = "a." * 63 + "a"
    assert read_toml_text(f'note = "{prose}"') == {"note": prose}


def test_tens_of_thousands_of_unknown_keys_are_counted_and_the_first_are_told():
    text = LINE + "\n[costs]\n" + "".join(f"unknown_{number} = 1\n" for number in range(50_000))
    problems = told(text)
    assert len(problems) == 51
    assert problems[-1] == "line.toml cannot be used: 50,000 problems, the first 50 told above."
