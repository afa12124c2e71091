"""The schedule of the next weeks as a run of the site: worked out, shown in both languages, taken away."""

import csv
import io
import re
import threading

import pytest
import tomlkit
from django.utils import timezone
from django.utils.translation import override

from biovaliance.bioproduction.library.catalogue import read_process
from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.bioproduction.schedule.planning import Wish, not_honoured
from biovaliance.foundation.errors import InputError
from biovaliance.web.bioproduction.opened import open_kept
from biovaliance.web.bioproduction.results.runs.plan_tiles import plan_tiles, present_plan
from biovaliance.web.bioproduction.results.runs.plan_words import moment_words
from biovaliance.web.bioproduction.results.runs.planned import _unit_rows, plan_figures
from biovaliance.web.bioproduction.runs import kinds, store
from biovaliance.web.bioproduction.runs.kinds import Kind, work_out
from biovaliance.web.bioproduction.runs.presenting import present_progress
from biovaliance.web.bioproduction.runs.worker import TELLS_WITHIN_S, _Watched
from biovaliance.web.bioproduction.store import keep_scenario
from biovaliance.web.models import RunRow, RunState
from tests.bioproduction.schedule.lines import generated

SETTINGS = {"seed": 1, "patients": 2, "seconds": 5}
EVENING = """
[scenario]
name = "evening"
price_year = 2024

[arrivals]
kind = "schedule"
times_d = [{times}]

[[calendars]]
name = "day"
windows = [{{ days = "Mon-Fri", from = "08:00", to = "18:00" }}]

[[pools]]
name = "bench"
count = 1

[[pools]]
name = "staff"
count = 1
calendar = "day"

[[operations]]
name = "collect"
duration_h = 2
pools = {{ bench = 1 }}

[[operations]]
name = "fill"
duration_h = {fill}
pools = {{ staff = 1 }}
max_hold_h = 2
"""
"""P1 comes Monday 08:00, P2 at 15:00. Collecting takes two hours of the bench; within two hours more a
person begins to fill, for four hours, by day. P1: collected till 10:00, filled till 14:00. P2 collected
at once would be ready at 17:00, an hour before closing, and kept too long by the morning: first come
first served loses him. The best fills him first thing on Tuesday, 08:00 to 12:00, 21 hours after he
came.
"""
TIMES = f"{8 / 24}, {15 / 24}"
TEXT = EVENING.format(times=TIMES, fill=4)
HARD = tomlkit.dumps(
    generated(2, 12).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    | {"scenario": {"name": "hard", "price_year": 2024}}
)
"""Far from proven within some seconds."""


NIGHT = """
[[calendars]]
name = "night"
windows = [{ days = "Mon-Fri", from = "20:00", to = "24:00" }]

[[pools]]
name = "night"
count = 1
calendar = "night"
"""


def scenario_of(text=TEXT):
    return read_scenario(text, "evening")


def worked(text=TEXT, *, stop=lambda: False, told=None, **settings):
    progress = (lambda *each: told.append(each)) if told is not None else lambda *_: None
    return work_out(Kind.SCHEDULE, scenario_of(text), SETTINGS | settings, progress, stop)


@pytest.fixture(scope="module")
def best():
    return worked()


def figure(found, name, text=TEXT):
    return next(
        each for each in plan_figures(found.result["schedule"], scenario_of(text)) if each.name == name
    )


def values(figure):
    return [tuple(cell.plain for cell in row) for row in figure.rows]


# ---- worked out


def test_the_plan_is_the_one_that_can_be_written_down_and_is_proven_the_best(best):
    plan = best.result["schedule"]
    assert best.is_whole
    assert (plan["status"], plan["gap_share"], plan["patients_planned"]) == ("optimal", 0.0, 2)
    assert [
        (each["patient"], each["arrival_h"], each["release_h"], each["vein_to_vein_h"])
        for each in plan["patients"]
    ] == [("P1", 8.0, 14.0, 6.0), ("P2", 15.0, 36.0, 21.0)]
    fills = [(row["start_h"], row["end_h"]) for row in plan["operations"] if row["operation"] == "fill"]
    assert fills == [(10.0, 14.0), (32.0, 36.0)]
    assert plan["first_come_first_served"]["patients_lost"] == 1
    assert plan["operations_left_out"] == 0


def test_progress_begins_at_nothing_and_ends_with_all_seconds():
    told = []
    worked(told=told)
    assert told[0] == (0, 5)
    assert told[-1] == (5, 5)
    assert told == sorted(set(told))


def test_a_search_that_is_stopped_keeps_its_best_schedule_and_is_not_whole():
    found = worked(HARD, stop=lambda: True, patients=12)
    plan = found.result["schedule"]
    assert not found.is_whole
    assert (plan["stopped"], plan["status"], plan["windows"]) == (True, "feasible", 0)
    assert plan["patients_planned"] + plan["patients_lost"] == 12
    ours, theirs = plan["objective"], plan["first_come_first_served"]["objective"]
    assert (ours["lost"], ours["slots"]) <= (theirs["lost"], theirs["slots"])


def test_a_long_search_ends_soon_after_it_is_asked_to():
    asked = threading.Event()
    threading.Timer(0.5, asked.set).start()
    found = worked(HARD, stop=asked.is_set, patients=12, seconds=60)
    assert not found.is_whole
    assert found.result["schedule"]["seconds"] < 30


def test_no_more_operations_are_kept_than_a_page_can_hold_and_the_rest_is_told(best, monkeypatch):
    monkeypatch.setattr(kinds, "MOST_KEPT_OPERATIONS", 3)
    found = worked()
    assert found.result["schedule"]["operations"] == best.result["schedule"]["operations"][:3]
    assert found.result["schedule"]["operations_left_out"] == 1
    assert "1 later starts are left out" in figure(found, "plan-gantt").note.replace("1.0", "1")


@pytest.mark.parametrize(
    ("text", "settings", "english", "french"),
    [
        (
            EVENING.format(times=TIMES, fill=4),
            {"patients": 3},
            "Scenario 'evening' names 2 arrivals, and 3 patients were asked for;",
            "Le scénario « evening » nomme 2 arrivées, et 3 patients sont demandés ; demandez-en autant",
        ),
        (
            TEXT.replace(
                'count = 1\ncalendar = "day"', 'count = 1\ncalendar = "day"\nat_close = "fit"'
            ).replace("pools = { staff = 1 }", "pools = { staff = 1, night = 1 }")
            + NIGHT,
            {},
            "Operation 'fill' can never start: it takes 4 h, and 'staff', 'night' are never open together",
            "L’opération « répartition aseptique » ne peut jamais commencer : elle dure 4 h, et « staff », «",
        ),
        (
            TEXT.replace("max_hold_h = 2", 'max_hold_h = 2\nat_max_hold = "block"\nbatch = 2'),
            {},
            "Operation 'fill' blocks the operation before it, and 'fill' is done in batches:",
            "L’opération « répartition aseptique » bloque celle qui la précède, et « répartition aseptique »",
        ),
    ],
)
def test_what_cannot_be_scheduled_is_refused_with_its_sentence(text, settings, english, french):
    with pytest.raises(InputError) as refused:
        worked(text, **settings)
    assert refused.value.text.en.startswith(english)
    assert re.sub("[\u00a0\u202f]", " ", refused.value.text.fr).startswith(french)


# ---- its figures


def test_the_list_of_starts_is_what_people_work_by(best):
    with override("en"):
        days = values(figure(best, "plan-days"))
    filled = [row for row in days if row[3] == "fill"]
    assert filled == [
        (1, "10:00", "P1", "fill", "staff 1", "week 1, Mon 14:00"),
        (2, "08:00", "P2", "fill", "staff 1", "week 1, Tue 12:00"),
    ]


def test_moments_are_told_in_week_day_and_hour():
    with override("en"):
        assert moment_words(0) == "week 1, Mon 00:00"
        assert moment_words(24 * 13 + 23.75) == "week 2, Sun 23:45"
    with override("fr"):
        assert moment_words(24 + 8.25) == "semaine 1, mar 08:15"


def test_it_stands_beside_first_come_first_served_and_says_when_means_cannot_be_compared(best):
    with override("en"):
        compared = figure(best, "plan-compared")
    assert compared.title == "1 patient is treated whom first come first served loses"
    ours, theirs = values(compared)
    assert ours[:3] == ("This schedule", 2, 0)
    assert ours[3:] == pytest.approx((13.5 / 24, 21 / 24, 21 / 24))
    assert theirs[:3] == ("First come first served", 1, 1)
    assert theirs[3:] == pytest.approx((6 / 24, 6 / 24, 6 / 24))
    assert "means cannot be compared" in compared.note


def test_the_chart_has_a_row_for_each_patient_and_each_unit(best):
    drawing = figure(best, "plan-gantt").drawing
    assert drawing["kind"] == "gantt"
    assert {bar["patient"] for bar in drawing["bars"]} == {0, 1}
    assert {f"P{bar['patient'] + drawing['first']}" for bar in drawing["bars"]} == {
        row[0].text for row in figure(best, "plan-gantt").rows
    }
    assert [bar["pools"] for bar in drawing["bars"]] == [["bench 1"], ["staff 1"], ["bench 1"], ["staff 1"]]
    assert drawing["pools"] == ["bench 1", "staff 1"]
    last = drawing["bars"][-1]
    assert (last["start"], last["end"]) == pytest.approx((32 / 24, 36 / 24))


def test_units_of_a_pool_stand_together_though_they_are_first_used_at_other_times():
    rows = [
        {"units": {"staff": [3]}},
        {"units": {"bench": [1], "staff": [10, 2]}},
    ]
    with override("en"):
        assert _unit_rows(rows, ["bench", "staff"]) == ["bench 1", "staff 2", "staff 3", "staff 10"]


def test_what_no_schedule_foresees_is_told_with_names_and_nothing_where_all_is_certain():
    told = list(not_honoured(read_process("car-t-closed-automated"), Wish()))
    assert list(not_honoured(scenario_of(), Wish())) == []
    assert told[0].en.startswith("All work is planned to succeed; what may fail: select, activate")
    assert told[1].en == (
        "Pool 'operators': all 8 are planned to be there, though 8% are absent on an average day."
    )
    assert told[1].fr == (
        "Ressource «\u00a0opérateurs\u00a0»\u00a0: toutes les unités (8) sont planifiées comme "
        "présentes, alors que 8\u00a0% sont absentes un jour moyen."
    )
    assert all("--" not in each.en + each.fr for each in told)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_plan_tells_in_the_language_of_the_reader_what_it_does_not_foresee(best, language):
    told = {"notices": ["All is sure."], "notices_fr": ["Tout est sûr."]}
    with override(language):
        shown = present_plan({**best.result["schedule"], **told}, scenario_of())
    assert shown["not_foreseen"] == told["notices_fr" if language == "fr" else "notices"]


def test_what_jams_is_told_by_pool(best):
    jams = {row[0]: row for row in values(figure(best, "plan-jams"))}
    assert set(jams) == {"bench", "staff"}
    assert [jams[jam["pool"]][1] for jam in best.result["schedule"]["jams"]] == [
        jam["waited_h"] for jam in best.result["schedule"]["jams"]
    ]


def test_the_tiles_say_planned_days_gap_and_overtime(best):
    with override("en"):
        tiles = plan_tiles(best.result["schedule"])
    assert [(tile["value"], tile["label"]) for tile in tiles] == [
        ("2", "patients planned"),
        ("0.6\u00a0d", "from vein to vein, mean"),
        ("Proven", "no schedule is better"),
        ("0\u00a0h", "worked after closing"),
    ]
    assert tiles[0]["note"] == "0 not; first come first served loses 1"


def test_an_unproven_plan_says_how_much_better_there_could_be_at_most(best):
    plan = best.result["schedule"] | {"status": "feasible", "gap_share": 0.031}
    with override("en"):
        tile = plan_tiles(plan)[2]
    assert (tile["value"], tile["label"]) == ("3.1\u00a0%", "better could be possible, at most")
    fewer = plan | {"objective": {"lost": 2, "slots": 0}, "bound": {"lost": 0, "slots": 0}}
    with override("en"):
        assert plan_tiles(fewer)[2]["value"] == "2"


# ---- on the site


@pytest.fixture
def kept(db):
    return keep_scenario(TEXT, "evening", "", "someone")


def asked(client, kept, **fields):
    answer = client.post(
        "/en/production/runs/",
        {"scenario": kept.key, "kind": "schedule", "patients": "2", "seconds": "5", **fields},
    )
    assert answer.status_code == 303, answer.content.decode()
    return RunRow.objects.get(key=answer["Location"].rstrip("/").rpartition("/")[2])


def ended(row, found, state=RunState.DONE, **values):
    RunRow.objects.filter(pk=row.pk).update(
        state=state,
        result=found.result,
        started_at=timezone.now(),
        ended_at=timezone.now(),
        done=5,
        of=5,
        **values,
    )
    row.refresh_from_db()
    return row


def page(client, row, language="en"):
    word = {"en": "runs", "fr": "calculs"}[language]
    answer = client.get(f"/{language}/production/{word}/{row.key}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_form_offers_it_and_says_what_it_gives_and_how_long_it_takes(client, kept):
    shown = client.get(f"/en/production/scenarios/{kept.key}/").content.decode()
    assert "Schedule of the next weeks" in shown
    assert "Who is treated when, by whom and in what" in shown
    assert "Up to 20 seconds for 20 patients" in shown
    assert 'name="patients"' in shown
    assert 'max="60"' in shown


def test_a_search_is_shorter_than_a_run_may_be(client, kept, settings):
    settings.RUN_SECONDS = 30
    answer = client.post("/en/production/runs/", {"scenario": kept.key, "kind": "schedule", "seconds": "16"})
    assert answer.status_code == 400
    assert "Seconds of search: write a number from 1 to 15." in answer.content.decode()
    row = asked(client, kept, seconds="")
    assert row.settings == {"seed": 1, "patients": 2, "seconds": 15}


def test_no_more_patients_are_asked_for_than_the_scenario_names(client, kept):
    assert asked(client, kept, patients="").settings == {"seed": 1, "patients": 2, "seconds": 5}


def test_a_refused_schedule_says_why_in_the_readers_language(client, kept):
    row = asked(client, kept)
    with pytest.raises(InputError) as refused:
        worked(patients=3)
    reason = {"en": refused.value.text.en, "fr": refused.value.text.fr}
    RunRow.objects.filter(pk=row.pk).update(
        state=RunState.FAILED, problem={"code": "refused", "reason": reason}, ended_at=timezone.now()
    )
    assert "names 2 arrivals, and 3 patients were asked for" in page(client, row)
    assert "nomme 2 arrivées, et 3 patients sont demandés" in page(client, row, "fr")


def test_the_page_of_a_run_shows_the_plan_in_both_languages(client, kept, best):
    row = ended(asked(client, kept), best)
    english, french = page(client, row), page(client, row, "fr")
    for words in (
        "Schedule of the next weeks: evening",
        "2 patients, up to 5 seconds of search, seed 1",
        "1 patient is treated whom first come first served loses",
        "biovaliance bioproduction schedule scenario.toml --patients 2 --time-limit 5 --seed 1",
        "week 1, Tue 12:00",
    ):
        assert words in english
    plain = re.sub("[\u00a0\u202f]", " ", french)
    for words in (
        "Planning des prochaines semaines : evening",
        "2 patients, jusqu’à 5 secondes de recherche, graine 1",
        "1 patient est traité que le premier arrivé, premier servi perd",
        "semaine 1, mar 12:00",
        "aucun planning n’est meilleur",
    ):
        assert words in plain
    assert {"plan-gantt", "plan-compared", "plan-jams", "plan-days", "plan-patients"} == set(
        re.findall(r'id="figure-([a-z-]+)"', english)
    )


def test_a_stopped_search_is_shown_with_the_best_plan_so_far(client, db):
    kept = keep_scenario(HARD, "hard", "", "someone")
    found = worked(HARD, stop=lambda: True, patients=12)
    row = ended(asked(client, kept, patients="12"), found, RunState.STOPPED)
    shown = page(client, row)
    assert "The best schedule found until then is shown." in shown
    assert shown.lower().count("stopped") == shown.count("run-state-stopped") + 2  # the state, the notice
    again = re.search(r'<form method="post"[^>]*class="run-again">(.*?)</form>', shown, re.DOTALL)[1]
    assert 'name="patients" value="12"' in again
    assert 'name="seconds" value="5"' in again


def test_a_search_asked_to_stop_is_waited_for_as_it_always_has_a_plan(kept, client):
    row = asked(client, kept)
    assert _Watched(row).patience_s == TELLS_WITHIN_S


def test_how_far_a_search_is_is_told_in_seconds(client, kept):
    row = asked(client, kept)
    RunRow.objects.filter(pk=row.pk).update(state=RunState.RUNNING, done=3, of=5)
    assert present_progress(store.read_run(row.key))["text"] == "3 of up to 5 seconds searched."
    RunRow.objects.filter(pk=row.pk).update(done=5)
    assert present_progress(store.read_run(row.key))["text"] == (
        "The search has ended; what jams is being worked out."
    )


def test_every_figure_is_taken_away_as_a_file_with_what_makes_it_again(client, kept, best):
    row = ended(asked(client, kept), best)
    opened = open_kept(kept.key)
    with override("en"):
        names = [each.name for each in plan_figures(best.result["schedule"], opened.scenario)]
    shown = page(client, row)
    for name in names:
        for kind in ("csv", "xlsx", "json"):
            address = re.search(rf'href="(/[^"]*{name}[^"]*{kind}[^"]*)"', shown)[1]
            assert client.get(address).status_code == 200
    address = re.search(r'href="(/[^"]*plan-days[^"]*csv[^"]*)"', shown)[1]
    lines = list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))
    assert [line["Operation"] for line in lines].count("fill") == 2
    assert {line["Seed"] for line in lines} == {"1"}
    whole = client.get(f"/en/production/runs/{row.key}/result.json").json()
    assert whole["result"] == best.result
