"""The editor: forms change the text and nothing else, bad input is told in place, keeping gives a link."""

import html
import json
import re
import tomllib

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import override

from biovaliance.bioproduction.library.blank import blank_text
from biovaliance.bioproduction.library.catalogue import entries, process_text
from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.foundation.errors import InputError
from biovaliance.web.bioproduction.scenarios import keeping
from biovaliance.web.bioproduction.scenarios.editing.applying import acted, with_fields
from biovaliance.web.bioproduction.scenarios.editing.declared import FIELDS
from biovaliance.web.bioproduction.scenarios.editing.forms import form_of, part_of, parts_of
from biovaliance.web.bioproduction.scenarios.editing.names import field_name, path_of, path_text
from biovaliance.web.models import ScenarioRow

LANGUAGES = ("en", "fr")
MANUAL = process_text("car-t-manual")


def address(name, *args, language="en"):
    with override(language):
        return reverse(name, args=args)


def begin(client, language="en", **asked):
    return client.get(address("production_edit", language=language), asked)


def post(client, text, do="check", name="production_edit", language="en", **more):
    return client.post(
        address(name, language=language), {"from": "car-t-manual", "text": text, "do": do, **more}
    )


def text_in(page):
    return html.unescape(re.search(r'<textarea id="scenario-text".*?>\n(.*?)</textarea>', page, re.DOTALL)[1])


def seen_in(page):
    return json.loads(html.unescape(re.search(r'name="seen" value="(.*?)"', page)[1]))


def fields_in(text, part):
    raw = tomllib.loads(text)
    form = form_of(raw, part_of(raw, part))
    return form, json.loads(form["seen"])


def written(text, part, **changes):
    """The text after a person changed fields of a part: names with their new values."""
    _form, seen = fields_in(text, part)
    posted = QueryDict(mutable=True)
    for name, values in (seen | changes.get("to", {})).items():
        posted.setlist(name, values if isinstance(values, list) else [values])
    posted["seen"] = json.dumps(seen)
    return tomllib.loads(with_fields(text, posted))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text", [process_text(entry.name) for entry in entries()], ids=[e.name for e in entries()]
)
def test_a_form_that_nobody_changed_changes_nothing(text, language):
    with override(language):
        raw = tomllib.loads(text)
        parts = [each["value"] for group in parts_of(raw, ("scenario",)) for each in group["parts"]]
        assert len(parts) == 3 + sum(
            len(raw.get(name, ())) for name in ("operations", "pools", "materials", "calendars")
        )
        for part in parts:
            _form, seen = fields_in(text, part)
            posted = QueryDict(mutable=True)
            for name, values in seen.items():
                posted.setlist(name, values)
            posted["seen"] = json.dumps(seen)
            assert with_fields(text, posted) == text


@pytest.mark.parametrize("table", FIELDS, ids=[table.__name__ for table in FIELDS])
def test_every_key_of_a_table_has_its_field(table):
    assert {field.key for field in FIELDS[table]} == set(table.model_fields)


@pytest.mark.parametrize(
    "path", [("operations", 2, "pools", "safety cabinet"), ("pools", 0), ("a/b", "#1", "é:%"), ("costs",)]
)
def test_the_name_of_a_field_leads_back_to_its_place(path):
    assert path_of(path_text(path)) == path


def test_a_number_written_in_a_field_is_written_into_the_text():
    place = field_name("f", ("operations", 1, "duration_h", "value"))
    low = field_name("f", ("operations", 1, "duration_h", "low"))
    after = written(MANUAL, "operations/#1", to={place: "3,5", low: ""})
    duration = after["operations"][1]["duration_h"]
    assert duration["value"] == 3.5
    assert "low" not in duration
    assert duration["high"] == 4


def test_a_name_is_changed_wherever_it_is_said():
    after = written(MANUAL, "pools/#0", to={field_name("t", ("pools", 0, "name")): "warm cupboard"})
    assert after["pools"][0]["name"] == "warm cupboard"
    assert any("warm cupboard" in operation.get("pools", {}) for operation in after["operations"])


def test_a_pool_is_chosen_by_name_from_what_is_there():
    form, _seen = fields_in(MANUAL, "operations/#1")
    takes = next(field for field in form["fields"] if field["path"][-1] == "pools")
    assert [row["label"] for row in takes["rows"]] == ["operators"]
    assert "suite" in [option["value"] for option in takes["new"]["options"]]
    assert "operators" not in [option["value"] for option in takes["new"]["options"]]
    name = field_name("n", ("operations", 1, "pools"))
    after = written(
        MANUAL, "operations/#1", to={name: "suite", field_name("c", ("operations", 1, "pools")): "2"}
    )
    assert after["operations"][1]["pools"] == {"operators": 1, "suite": 2}


@pytest.mark.parametrize(
    ("shape", "keys"),
    [
        ("exponential", {"distribution", "mean"}),
        ("lognormal", {"distribution", "mean", "cv"}),
        ("gamma", {"distribution", "mean", "cv"}),
        ("triangular", {"distribution", "low", "mode", "high"}),
        ("normal", {"distribution", "mean", "sd"}),
        ("empirical", {"distribution", "values"}),
    ],
)
def test_a_duration_may_vary_and_keeps_its_mean_and_what_is_said_of_it(shape, keys):
    name = field_name("d", ("operations", 1, "duration_h"))
    after = written(MANUAL, "operations/#1", to={name: shape})
    duration = after["operations"][1]["duration_h"]
    assert set(duration) == keys | {"status", "note"}
    import tomlkit

    scenario = read_scenario(tomlkit.dumps(after))
    assert scenario.operations[1].duration_h.mean_h == pytest.approx(2, rel=0.01)
    back = written(tomlkit.dumps(after), "operations/#1", to={name: ""})
    assert back["operations"][1]["duration_h"]["value"] == pytest.approx(2)


@pytest.mark.parametrize(
    ("kind", "key"), [("interval", "interval_d"), ("schedule", "times_d"), ("poisson", "rate_per_d")]
)
def test_arrivals_of_another_kind_bring_as_many(kind, key):
    blank = (
        blank_text("en")
        .replace('kind = "poisson"', 'kind = "interval"')
        .replace("rate_per_d = 0.2", "interval_d = 5")
    )
    text = blank if kind == "poisson" else blank_text("en")
    after = written(text, "arrivals", to={field_name("t", ("arrivals", "kind")): kind})
    assert after["arrivals"]["kind"] == kind
    assert (
        after["arrivals"][key]
        == {"interval_d": 5, "times_d": [5.0 * n for n in range(10)], "rate_per_d": 0.2}[key]
    )


def test_what_comes_before_is_chosen_among_the_operations():
    mode, names = field_name("a", ("operations", 3, "after")), field_name("o", ("operations", 3, "after"))
    after = written(
        MANUAL, "operations/#3", to={mode: "names", names: ["leukapheresis", "receive and check"]}
    )
    assert after["operations"][3]["after"] == ["leukapheresis", "receive and check"]
    after = written(MANUAL, "operations/#3", to={mode: "arrival"})
    assert after["operations"][3]["after"] == []


@pytest.mark.parametrize(
    ("do", "check"),
    [
        ("add:operations", lambda raw: raw["operations"][-1] == {"name": "new operation", "duration_h": 1}),
        ("add:pools", lambda raw: raw["pools"][-1] == {"name": "new pool", "count": 1}),
        ("remove:operations/#1", lambda raw: raw["operations"][1]["name"] == "select and activate"),
        ("down:operations/#1", lambda raw: raw["operations"][2]["name"] == "receive and check"),
        ("up:operations/#1", lambda raw: raw["operations"][0]["name"] == "receive and check"),
        ("with:operations/#1/failure", lambda raw: raw["operations"][1]["failure"]["then"] == "scrap"),
        ("with:operations/#1/test", lambda raw: raw["operations"][1]["test"] == {"where": "in-house"}),
        ("with:pools/#0/breakdown", lambda raw: raw["pools"][0]["breakdown"]["repair_h"] == 8),
        ("drop:operations/#1/pools/operators", lambda raw: "pools" not in raw["operations"][1]),
        ("row:operations/#1/next", lambda raw: raw["operations"][1]["next"] == [{"to": "end", "share": 0.5}]),
        ("row:calendars/#0/windows", lambda raw: len(raw["calendars"][0]["windows"]) == 2),
    ],
)
def test_a_button_does_what_it_says_and_the_result_can_be_shown(do, check):
    text, part = acted(MANUAL, do, "operations/#1")
    raw = tomllib.loads(text)
    assert check(raw)
    assert form_of(raw, part_of(raw, part))["fields"]


@pytest.mark.parametrize(
    "do", ["", "open:", "add:nonsense", "remove:pools/#99", "up:", "with:scenario", "row:x", "zap"]
)
def test_a_button_that_is_not_there_does_no_harm(client, db, do):
    assert post(client, MANUAL, do).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("begun", ["blank", "car-t-manual", "mrna"])
def test_the_editor_begins_with_a_text_that_can_be_used(client, begun, language):
    page = begin(client, language, **{"from": begun}).content.decode()
    assert {"en": "The scenario can be used.", "fr": "Le scénario est utilisable."}[language] in page
    assert read_scenario(text_in(page))
    assert seen_in(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_blank_explains_itself_runs_and_has_a_cost(language):
    from biovaliance.bioproduction.costs.costing import cost_of
    from biovaliance.bioproduction.prices import bundled_prices
    from biovaliance.bioproduction.scenarios.checks import notices

    scenario = read_scenario(blank_text(language))
    assert notices(scenario) == ()
    assert cost_of(scenario, bundled_prices()).cost_eur_per_released_dose > 3000
    assert blank_text(language).count("#") >= 8


@pytest.mark.django_db
def test_what_is_not_there_cannot_be_edited(client):
    assert begin(client, **{"from": "no-such-thing"}).status_code == 404


@pytest.mark.django_db
def test_every_part_of_a_process_has_its_form(client):
    for part in (
        "scenario",
        "arrivals",
        "costs",
        "operations/#5",
        "pools/#0",
        "materials/#0",
        "calendars/#0",
    ):
        page = post(client, MANUAL, f"open:{part}").content.decode()
        assert f'name="part" value="{part}"' in page
        assert text_in(page) == MANUAL


@pytest.mark.django_db
def test_the_answer_tells_the_cost_now_against_before(client):
    text = MANUAL.replace("duration_h = { value = 264, low = 192", "duration_h = { value = 300, low = 192")
    assert text != MANUAL
    page = post(client, text, name="production_check").content.decode()
    assert "1 change so far" in page
    assert re.search(
        r"Lead time</th><td class=\"number soft\">14.4 days</td><td class=\"number\">15.9 days", page
    )
    assert "<html" not in page


BAD = {
    "a negative duration": ("duration_h = 4\n", "duration_h = -4\n", "at least 0"),
    "a missing duration": ("duration_h = 4\n", "", "is missing"),
    "an unknown pool": (
        "pools = { operators = 1 }\nmaterials",
        "pools = { nobody = 1 }\nmaterials",
        "is no pool",
    ),
    "a cycle without exit": (
        'test = { where = "in-house"',
        'next = [{ to = "prepare", share = 1 }]\ntest = { where = "in-house"',
        "cycle without exit",
    ),
    "a failure share of 1": ("share = 0.05", "share = 1", "below 1"),
    "a pool of 0": ("count = 2", "count = 0", "at least 1"),
    "a unit that does not fit": (
        "duration_h = 4\n",
        'duration_h = { value = 4, unit = "L" }\n',
        "does not fit",
    ),
    "a thousand million patients": ("patients = 200 ", "patients = 1000000000 ", "up to 10,000,000"),
    "a calendar without a working hour": (
        'windows = [{ days = "Mon-Fri", from = "08:00", to = "18:00" }]',
        "windows = []",
        "at least 1",
    ),
    "a number that is none": ("duration_h = 4\n", "duration_h = nan\n", "finite"),
    "an endless number": ("rate_per_d = 0.2", "rate_per_d = inf", "finite"),
    "a text that is no TOML": ("[scenario]", "[scenario", "no TOML"),
    "an unknown key": ("count = 2", "counts = 2", "no key"),
}


def french(text):
    """What is wrong with a text, as a reader of French is told it."""
    with pytest.raises(InputError) as refusal:
        read_scenario(text)
    error = refusal.value
    return [problem.french.message for problem in error.problems] or [error.text.fr]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("name", ["production_edit", "production_check"])
def test_bad_input_is_told_in_a_sentence_in_place_and_the_text_stays(client, case, language, name):
    before, after, words = BAD[case]
    text = blank_text("en").replace(before, after, 1)
    assert text != blank_text("en")
    answer = client.post(address(name, language=language), {"from": "blank", "text": text, "do": "check"})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 200
    for said in (words,) if language == "en" else french(text):
        assert said in page
    assert text_in(answer.content.decode()) == text
    assert "is-wrong" in page


@pytest.mark.django_db
@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_not_kept(client, case):
    before, after, _words = BAD[case]
    text = blank_text("en").replace(before, after, 1)
    assert (
        client.post(address("production_edit"), {"from": "blank", "text": text, "do": "keep"}).status_code
        == 422
    )
    assert ScenarioRow.objects.count() == 0


@pytest.mark.django_db
def test_a_problem_stands_beside_its_field_and_leads_to_its_form(client):
    text = blank_text("en").replace("duration_h = 4\n", "duration_h = -4\n")
    page = post(client, text, "open:operations/#0", **{"from": "blank"}).content.decode()
    assert re.search(r'id="field-operations-0-duration_h-error"><p class="field-error">[^<]+at least 0', page)
    assert 'value="open:operations/#0"' in page
    assert re.search(r"line \d+", page)


LABELLED = [
    ("duration_h = { value = { value = -4 } }\n", "Duration", "Durée"),
    ('duration_h = { value = 4, status = "sure" }\n', "Duration, Status", "Durée, Statut"),
    (
        'duration_h = { distribution = "lognormal", mean = -4, cv = 1 }\n',
        "Duration, mean, h",
        "Durée, moyenne, h",
    ),
    ("duration_h = 4\nfailure = { share = 2 }\n", "Share that fails", "Part d’échecs"),
    ("", "Duration", "Durée"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("written", "en", "fr"), LABELLED, ids=[each[0].strip() for each in LABELLED])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_problem_names_its_field_as_the_form_labels_it(client, language, written, en, fr):
    text = blank_text("en").replace("duration_h = 4\n", written, 1)
    page = post(client, text, "open:operations/#0", language=language, **{"from": "blank"})
    shown = html.unescape(page.content.decode())
    beside = re.search(r'<p class="field-error">([^<]*)</p>', shown)[1]
    listed = re.search(r'<ol class="problems">.*?<strong>([^<]*)</strong>', shown, re.DOTALL)[1]
    label = {"en": en, "fr": fr}[language]
    assert beside.startswith(f"{label}: " if language == "en" else f"{label}\u00a0: ")
    assert listed.endswith(f", {label}")
    assert "duration_h." not in beside + listed


@pytest.mark.django_db
def test_a_number_refused_in_a_form_is_told_beside_it(client):
    place = field_name("f", ("operations", 1, "duration_h", "value"))
    _form, seen = fields_in(MANUAL, "operations/#1")
    posted = {**seen, place: ["soon"], "seen": json.dumps(seen), "part": "operations/#1"}
    page = post(client, MANUAL, **posted).content.decode()
    assert re.search(r'id="field-operations-1-duration_h-error"><p class="field-error">', page)
    assert "soon" in text_in(page)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "50.0 MB were sent; up to 8.4 MB are taken."),
        ("fr", "50,0 Mo ont été envoyés ; au plus 8,4 Mo sont acceptés."),
    ],
)
def test_fifty_megabytes_are_refused_with_a_sentence(client, language, words):
    answer = client.post(
        address("production_edit", language=language),
        b"text=" + b"x" * 50_000_000,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 413
    assert words in answer.content.decode().replace(" ", " ")


@pytest.mark.django_db
def test_only_the_editor_takes_more_than_a_form_needs(client):
    body = b"message=" + b"x" * 300_000
    answer = client.post(address("correction"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


@pytest.mark.django_db
def test_a_text_longer_than_is_read_is_told_so(client):
    answer = post(client, "# " + "x" * 2_000_001)
    assert answer.status_code == 200
    assert "2,000,000" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("seen", ["", "[", "[1]", '{"f:x": 3}', '{"f:": ["1"]}', "null"])
def test_a_form_that_was_tampered_with_does_no_harm(client, seen):
    assert post(client, MANUAL, seen=seen, part="pools/#x", **{"f:": "1"}).status_code == 200


@pytest.mark.django_db
def test_keeping_gives_a_link_that_shows_the_text_and_what_it_was_made_from(client):
    text = MANUAL.replace("count = 10", "count = 12")
    answer = post(client, text, "keep")
    assert answer.status_code == 303
    row = ScenarioRow.objects.get()
    assert answer["Location"] == address("production_scenario", row.key)
    assert (row.begun_from, row.text) == ("car-t-manual", text)
    assert post(client, text, "keep")["Location"] == answer["Location"]
    assert ScenarioRow.objects.count() == 1


@pytest.mark.django_db
def test_a_process_that_was_not_changed_is_not_kept_again(client):
    answer = post(client, MANUAL, "keep")
    assert answer["Location"] == address("production_process", "car-t-manual")
    assert ScenarioRow.objects.count() == 0


@pytest.mark.django_db
def test_a_kept_scenario_can_be_duplicated(client):
    post(client, MANUAL.replace("count = 10", "count = 12"), "keep")
    key = ScenarioRow.objects.get().key
    page = begin(client, **{"from": key}).content.decode()
    assert "count = 12" in text_in(page)
    assert f'name="from" value="{key}"' in page


@pytest.mark.django_db
def test_too_many_kept_within_an_hour_are_told_and_the_text_stays(client, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_KEPT_PER_HOUR", 0)
    text = MANUAL.replace("count = 10", "count = 12")
    answer = post(client, text, "keep")
    assert answer.status_code == 429
    assert text_in(answer.content.decode()) == text


@pytest.mark.django_db
def test_checks_are_limited_for_each_visitor(client, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_CHECKS", 2)
    assert [post(client, MANUAL, name="production_check").status_code for _ in range(3)] == [200, 200, 429]
    assert post(client, MANUAL).status_code == 429  # the same work, asked for by a button


@pytest.mark.parametrize(
    ("name", "leads_to"), [("production_check", "production_edit"), ("production_swap", "production")]
)
def test_an_address_that_only_takes_forms_leads_whoever_opens_it_on(client, name, leads_to):
    answer = client.get(address(name))
    assert (answer.status_code, answer["Location"]) == (302, address(leads_to))


@pytest.mark.django_db
def test_the_editor_asks_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        post(client, MANUAL, name="production_check")


ODD = [
    "operations = 3",
    "pools = [1, 2]",
    "[operations]\nname = 'x'",
    "arrivals = { kind = ['a'] }",
    "arrivals = { kind = 'schedule', times_d = 3 }",
    "scenario = { name = 2020-01-01, patients = true }",
    "calendars = [{ name = 'a', windows = [1, { days = 1 }], closed_d = 3 }]",
    "costs = { room_price_eur_per_m2 = 3 }",
    "operations = [{ name = 3, pools = 3, skills = [1], materials = 'x', next = 3, after = 3, test = 2 }]",
    "operations = [{ name = 'a', duration_h = { distribution = ['x'] }, next = [1, { to = 3 }] }]",
    "operations = [{ name = 'a', failure = { then = [1], share = {} }, pools = { b = [1] } }]",
    "pools = [{ name = 'a', skills = 3, breakdown = 3, calendar = [1], price_eur = [1] }]",
]
BUTTONS = [
    *("check", "open:arrivals", "open:costs", "with:arrivals/loss", "row:operations/#0/next"),
    *("drop:operations/#0/pools/b", "row:calendars/#0/windows", "with:operations/#0/failure"),
    *(f"add:{table}" for table in ("operations", "pools", "materials", "calendars")),
    *(f"{verb}:operations/#{place}" for verb in ("open", "up", "down", "remove") for place in (0, 1)),
    *("open:pools/#0", "remove:pools/#0", "open:calendars/#0"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ODD)
def test_tables_where_none_are_meant_never_break_the_editor(client, text):
    for button in BUTTONS:
        answer = post(client, text, button, "production_check")
        assert answer.status_code == 200, button
        assert "is-wrong" in answer.content.decode(), button


@pytest.mark.django_db
def test_a_process_is_begun_in_a_facility_that_is_named_and_in_its_usual_one_otherwise(client):
    for asked in ({}, {"facility": "two-suites"}, {"facility": "nowhere"}):
        page = begin(client, **{"from": "car-t-manual"}, **asked).content.decode()
        assert text_in(page) == MANUAL
