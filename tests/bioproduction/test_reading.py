"""Scenarios: what is read, and what is refused with a sentence that says where, what, and how to mend."""

import json

import pytest

from biovaliance.bioproduction.scenarios.calendars import work_hours
from biovaliance.bioproduction.scenarios.checks import loads, notices
from biovaliance.bioproduction.scenarios.document import Calendar
from biovaliance.bioproduction.scenarios.flow import flow_of
from biovaliance.bioproduction.scenarios.parameters import Status
from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.bioproduction.scenarios.schema import scenario_schema
from biovaliance.bioproduction.scenarios.statuses import parameters, worst_status
from tests import wrong_files
from tests.wrong_files import changed

GOOD = """
[scenario]
name = "Small"
patients = 100

[arrivals]
kind = "poisson"
rate_per_d = 2

[[calendars]]
name = "day"
windows = [{ days = "Mon-Fri", from = "08:00", to = "18:00" }]

[[pools]]
name = "operator"
count = 2
calendar = "day"
cost_eur_per_h = { low = 35, mode = 45, high = 60, unit = "EUR/h", status = "SEEN", grade = "A" }

[[operations]]
name = "culture"
duration_h = { distribution = "lognormal", mean = 5, cv = 0.3, source = "a paper", status = "derived" }
pools = { operator = 1 }
hands_on_share = 0.5
materials = { medium = 500 }
failure = { share = 0.05, then = "repeat", max_attempts = 2 }

[[operations]]
name = "test"
duration_h = 2
[operations.test]
where = "external"
price_eur = 300

[[materials]]
name = "medium"
unit = "mL"
price_eur = 0.4
"""


def refused(text):
    return wrong_files.refused(read_scenario, text, "bad.toml")


def test_a_scenario_is_read_into_frozen_values():
    scenario = read_scenario(GOOD)
    pool = scenario.pools[0]
    assert pool.cost_eur_per_h.number == 45
    assert pool.cost_eur_per_h.span == (35, 60)
    assert pool.cost_eur_per_h.status is Status.SEEN
    assert scenario.operations[0].duration_h.mean_h == 5
    assert scenario.operations[0].failure.max_attempts == 2
    assert scenario.operations[1].test.price_eur.number == 300
    assert scenario.materials[0].price_eur.number == 0.4
    assert flow_of(scenario.operations).successors == ((1,), ())
    with pytest.raises(ValueError, match="frozen"):
        pool.count = 3


def test_phases_say_what_is_done_within_an_operation_and_change_no_figure():
    named = changed(GOOD, ('name = "culture"', 'name = "culture"\nphases = ["thaw", "seed", "expand"]'))
    scenario = read_scenario(named)

    assert scenario.operations[0].phases == ("thaw", "seed", "expand")
    assert scenario.operations[1].phases == ()
    assert list(parameters(scenario)) == list(parameters(read_scenario(GOOD)))
    first, *_ = refused(changed(named, ('"thaw", "seed", "expand"', "1, 2")))
    assert first.startswith(
        "bad.toml:22: operation 'culture', phases[1] '1': is of the wrong kind; expected a text"
    )


def test_the_worst_status_is_that_of_the_least_sure_number():
    assert worst_status(read_scenario(GOOD)) is Status.ASSUMED  # plain numbers have no source
    places = [path for path, _ in parameters(read_scenario(GOOD))]
    assert ("operations", 0, "duration_h", "mean") in places


BAD = [
    ("mean = 5", "mean = -5", "bad.toml:22: operation 'culture', duration_h.mean: -5 is out of range;"),
    ("mean = 5", "mean = -5", "expected a number in h, above 0."),
    (
        "duration_h = 2\n",
        "\n",
        "operation 'test', duration_h: is missing. Give a value (in the text: 'duration_h = ...').",
    ),
    ("operator = 1", "operater = 1", "is no pool of this scenario. Did you mean 'operator'?"),
    (
        "share = 0.05",
        "share = 1",
        "failure.share: 1 is out of range; expected a share (0.2 for 20 %), at least 0,",
    ),
    (
        "count = 2",
        "count = 0",
        "bad.toml:16: pool 'operator', count '0': is out of range; expected at least 1.",
    ),
    (
        "= 2\n[",
        '= { value = 2, unit = "d" }\n[',
        "unit 'd' does not fit; expected 'h'. Write 48 with unit = 'h'",
    ),
    ("= 2\n[", '= { value = 2, unit = "EUR" }\n[', "unit 'EUR' does not fit; expected 'h'."),
    (
        "patients = 100",
        "patients = 1_000_000_000",
        "'1000000000': is out of range; expected up to 10,000,000.",
    ),
    ("rate_per_d = 2", "rate_per_d = nan", "'nan': is not a finite number; expected a number in 1/d."),
    ("rate_per_d = 2", "rate_per_d = inf", "is not a finite number"),
    ("rate_per_d = 2", "rate_per_d = true", "is not a number"),
    ("patients = 100", "patients = 100\ncolour = 1", "bad.toml:5: scenario.colour: is no key of this table."),
    ('calendar = "day"', 'calender = "day"', "calender: is no key of this table. Did you mean 'calendar'?"),
    ('"lognormal"', '"weibull"', "duration_h 'weibull': is not known here. Expected one of 'deterministic'"),
    (
        "cv = 0.3",
        "cv = 0.3, sd = 1",
        "duration_h.sd: is no key of this table. Known keys: cv, distribution, grade",
    ),
    ('grade = "A"', 'grade = "D"', "has grade D; such a number is never used as a value."),
    ("low = 35", "low = 50", "is 45, outside its own range of 50 to 60; expected a number within it"),
    ("low = 35", "low = 70", "has its range in the wrong order; expected low <= high (70 <= 60 fails)."),
    ('"Mon-Fri"', '"Mon-Fry"', "'Mon-Fry' names no days; expected 'Mon', 'Mon-Fri' or 'Mon, Wed'."),
    ('"08:00"', '"8:00"', 'is not written as expected; write hours as "08:00".'),
    ('"08:00"', '"25:00"', "'25:00' is no hour of the day"),
    (
        "operator = 1",
        "operator = 3",
        "is more than pool 'operator' has (2), so the operation can never start;",
    ),
    ('then = "repeat"', 'then = "nowhere"', "is no operation of this scenario."),
    ('name = "test"', 'name = "culture"', "name 'culture': is used twice; give each its own name."),
    ('name = "test"', 'name = "scrap"', "is a word with a meaning of its own;"),
    ("patients = 100", "", "does not say how long it runs. Add 'patients = 1000' or 'horizon_d = 365'."),
    ("patients = 100", "patients = 100\nwarm_up_patients = 100", "leaves no patient to count;"),
    ("patients = 100", "horizon_d = 10_000_000", "expected a number in d, above 0, up to 365,000"),
    ("medium = 500", "medum = 500", "is no material of this scenario. Did you mean 'medium'?"),
]


@pytest.mark.parametrize(("old", "new", "told"), BAD, ids=range(len(BAD)))
def test_a_bad_key_is_told_with_its_line_its_value_and_a_mend(old, new, told):
    lines = refused(changed(GOOD, (old, new)))
    assert any(told in line for line in lines), lines
    assert len(lines) == 1, lines


def test_all_faults_are_told_at_once_in_the_order_of_the_file():
    changes = (("count = 2", "count = 0"), ("mean = 5", "mean = 0"), ("patients = 100", "patients = 0"))
    lines = refused(changed(GOOD, *changes))
    assert [line.split(":")[1] for line in lines] == ["4", "16", "22"]


def test_a_calendar_without_a_working_hour_is_refused():
    text = changed(GOOD, ('to = "18:00" }]', f'to = "18:00" }}]\nclosed_d = {list(range(364))}'))
    assert "has no working hour left;" in refused(text)[0]


def test_a_cycle_without_exit_is_refused():
    text = GOOD.replace("duration_h = 2\n", 'duration_h = 2\nnext = [{ to = "culture", share = 1 }]\n')
    assert "is in a cycle without exit;" in refused(text)[0]
    rounds = GOOD.replace("duration_h = 2\n", 'duration_h = 2\nnext = [{ to = "culture", share = 0.9 }]\n')
    assert "the other 0.1 are released there" in " ".join(
        notice.en for notice in notices(read_scenario(rounds))
    )


def test_an_operation_that_is_never_reached_is_refused():
    text = GOOD.replace("hands_on_share = 0.5", 'hands_on_share = 0.5\nnext = [{ to = "end", share = 1 }]')
    assert "operation 'test': is never reached;" in refused(text)[0]


def test_an_operation_that_waits_for_what_comes_after_it_is_refused():
    text = GOOD + '\n[[operations]]\nname = "last"\nduration_h = 1\nafter = ["test", "culture"]\n'
    assert read_scenario(text)
    text = text.replace("duration_h = 2\n", 'duration_h = 2\nafter = ["culture", "last"]\n')
    assert any("waits for an operation that comes only after it;" in line for line in refused(text))


def test_a_demand_above_capacity_is_answered_with_a_sentence():
    text = GOOD.replace("rate_per_d = 2", "rate_per_d = 20")
    (told,) = notices(read_scenario(text))
    # 20 a day / 24 h, 1.05 runs of 5 h by 2 operators who work 50 of 168 hours.
    assert loads(read_scenario(text))["operator"] == pytest.approx(20 / 24 * 5 / 0.95 / (2 * 50 / 168))
    assert told.en.startswith("Pool 'operator' is asked for 7.37 times what it can give")
    assert "Add units or hours, or let fewer patients arrive." in told.en


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[scenario\n", "bad.toml is no TOML"),
        ("", "scenario: is missing. Add it (in the text: '[scenario]' and its keys below)."),
        ("[scenario]\nname = 'x'\n", "operations: is missing. Add it (in the text: '[[operations]]' and its"),
        ("scenario = 3", "scenario '3': is of the wrong kind; expected a table."),
        ("x = " + "[" * 20_000 + "]" * 20_000, "bad.toml is"),
        ("#" * 2_000_001, "bad.toml has 2,000,001 characters; expected up to 2,000,000"),
    ],
    ids=["torn", "empty", "no operations", "number", "deep", "large"],
)
def test_what_is_no_scenario_is_refused_in_one_line(text, told):
    assert any(told in line for line in refused(text))


@pytest.mark.parametrize(
    ("windows", "share", "longest"),
    [
        ([("Mon-Fri", "08:00", "18:00")], 50 / 168, 10),
        ([("Mon-Sun", "00:00", "24:00")], 1.0, 168),
        ([("Mon-Sun", "22:00", "06:00")], 8 / 24, 8),
        ([("Mon-Fri", "06:00", "14:00"), ("Mon-Fri", "14:00", "22:00")], 80 / 168, 16),
        ([("Fri-Mon", "09:00", "10:00")], 4 / 168, 1),
    ],
)
def test_hours_of_work_are_open_intervals_of_the_week(windows, share, longest):
    calendar = Calendar.model_validate(
        {"name": "c", "windows": tuple({"days": d, "from": a, "to": b} for d, a, b in windows)}
    )
    hours = work_hours(calendar)
    assert hours.open_share == pytest.approx(share)
    assert hours.longest_h == pytest.approx(longest)


def test_holidays_close_a_day_of_the_year():
    calendar = Calendar.model_validate(
        {"name": "c", "windows": ({"days": "Mon", "from": "08:00", "to": "10:00"},), "closed_d": (7,)}
    )
    assert work_hours(calendar).open_share == pytest.approx(51 * 2 / (52 * 168))


def test_the_schema_knows_the_same_keys_and_limits():
    schema = scenario_schema()
    pool = schema["$defs"]["Pool"]["properties"]
    assert pool["count"]["minimum"] == 1
    assert pool["cost_eur_per_h"]["anyOf"][0]["unit"] == "EUR/h"
    assert schema["$defs"]["Failure"]["properties"]["share"]["anyOf"][0]["exclusiveMaximum"] == 1
    assert json.loads(json.dumps(schema)) == schema
    assert all(
        part.get("additionalProperties") is False for part in schema["$defs"].values() if "properties" in part
    )


def test_the_scenario_of_the_reference_can_be_read(repository):
    page = (repository / "docs" / "reference" / "scenario-format.md").read_text(encoding="utf-8")
    text = page.split("```toml\n")[1].split("```")[0]
    scenario = read_scenario(text)
    assert len(scenario.operations) == 5
    assert notices(scenario) == ()
