"""Runs as the pages show them and the queue keeps them; `test_production_workers` has them worked out."""

import csv
import datetime as dt
import io
import re
import zlib
from collections import Counter
from itertools import permutations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.library.catalogue import read_process
from biovaliance.web import settings as site_settings
from biovaliance.web.access import RUNS_COOKIE
from biovaliance.web.bioproduction.opened import open_process
from biovaliance.web.bioproduction.runs import store
from biovaliance.web.bioproduction.runs.forms import RunForm
from biovaliance.web.bioproduction.runs.order import Waiting, in_turn
from biovaliance.web.bioproduction.runs.presenting import present_start
from biovaliance.web.bioproduction.runs.store import Order
from biovaliance.web.bioproduction.store import keep_scenario
from biovaliance.web.models import RunRow, RunState, ScenarioRow

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
RESULT = {"simulation": simulate(read_process("mrna"), 2, 1).to_json()}


def ask(client, **fields):
    asked = {"scenario": "mrna", "kind": "simulation", "replications": "5", "seed": "1", **fields}
    return client.post("/en/production/runs/", asked)


def asked_run(client, **fields) -> RunRow:
    answer = ask(client, **fields)
    assert answer.status_code == 303, answer.content.decode()
    return RunRow.objects.get(key=answer["Location"].rstrip("/").rpartition("/")[2])


def ended(row, state=RunState.DONE, **values):
    """End a run as a worker does."""
    RunRow.objects.filter(pk=row.pk).update(
        state=state, started_at=timezone.now(), ended_at=timezone.now(), **values
    )
    row.refresh_from_db()
    return row


def page(client, row, language="en"):
    word = {"en": "runs", "fr": "calculs"}[language]
    return client.get(f"/{language}/production/{word}/{row.key}/").content.decode()


# ---- asking


def test_a_question_waits_under_the_name_of_all_that_decides_its_answer(client):
    row = asked_run(client)
    assert (row.state, row.kind, row.settings) == ("waiting", "simulation", {"seed": 1, "replications": 5})
    assert row.scenario.text == open_process("mrna").text
    assert set(row.versions) == {"biovaliance", "bioproduction", "numpy", "numba", "salib", "ortools"}
    others = [{"seed": "2"}, {"replications": "6"}, {"kind": "next-unit"}]
    assert (
        len(
            {
                row.key,
                *(asked_run(Client(REMOTE_ADDR=f"10.0.0.{n}"), **each).key for n, each in enumerate(others)),
            }
        )
        == 4
    )


def test_the_same_question_is_worked_out_once_and_an_answer_is_shown_whatever_the_limits(client, settings):
    row = asked_run(client)
    settings.RUNS_OPEN = settings.RUNS_PER_HOUR = settings.RUNS_WAITING = 1
    assert asked_run(client).pk == row.pk
    ended(row, result=RESULT)
    assert asked_run(Client()).pk == row.pk
    assert RunRow.objects.get().result == RESULT


@pytest.mark.parametrize("state", [RunState.STOPPED, RunState.FAILED])
def test_a_run_that_did_not_reach_its_end_is_begun_anew_when_it_is_asked_for_again(client, state):
    row = ended(
        asked_run(client), state, result=RESULT, problem={"code": "time", "seconds": 2}, done=2, attempts=2
    )
    again = asked_run(client)
    assert again.pk == row.pk
    assert (again.state, again.result, again.problem, again.done, again.attempts) == (
        "waiting",
        None,
        None,
        0,
        0,
    )
    assert again.asked_at > row.asked_at


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "magic"}, "“magic” is nothing that can be worked out; choose from the list."),
        ({"kind": ""}, "Choose what is to be worked out."),
        ({"replications": "0"}, "Replications: write a number from 1 to 100,000."),
        ({"replications": "-3"}, "Replications: write a number from 1 to 100,000."),
        ({"replications": "100001"}, "Replications: write a number from 1 to 100,000."),
        ({"replications": "many"}, "Replications: write a whole number, such as 100."),
        ({"replications": "1", "kind": "next-unit"}, "Replications: write a number from 2 to 100,000."),
        ({"replications": "1", "kind": "day"}, "Replications: write a number from 2 to 100,000."),
        ({"patients": "0", "kind": "schedule"}, "Patients: write a number from 1 to 100."),
        ({"patients": "101", "kind": "schedule"}, "Patients: write a number from 1 to 100."),
        ({"patients": "few", "kind": "schedule"}, "Patients: write a whole number, such as 20."),
        ({"seconds": "0", "kind": "schedule"}, "Seconds of search: write a number from 1 to 60."),
        ({"seconds": "61", "kind": "schedule"}, "Seconds of search: write a number from 1 to 60."),
        ({"seconds": "1.5", "kind": "schedule"}, "Seconds of search: write a whole number, such as 20."),
        ({"seed": "-1"}, "Seed: write a number from 0 to 2,147,483,647."),
        ({"seed": "9" * 40}, "Seed: write a number from 0 to 2,147,483,647."),
        ({"seed": "luck"}, "Seed: write a whole number, such as 1."),
        ({"seed": "NaN"}, "Seed: write a whole number, such as 1."),
    ],
)
def test_a_question_that_cannot_be_is_refused_with_a_sentence_and_the_form_keeps_what_was_written(
    client, fields, sentence
):
    answer = ask(client, **fields)
    told = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in told
    for name, value in fields.items():
        if name != "kind" and len(value) < 10:
            assert f'value="{value}"' in told
    assert not RunRow.objects.exists()


def test_the_kinds_keep_only_what_they_use():
    for kind, expected in (
        ("simulation", {"seed": 1, "replications": 100}),
        ("next-unit", {"seed": 1, "replications": 20}),
        ("day", {"seed": 1, "replications": 400}),
        ("morris", {"seed": 1, "trajectories": 50}),
        ("sobol", {"seed": 1, "base_points": 1024}),
        ("schedule", {"seed": 1, "patients": 20, "seconds": 20}),
    ):
        form = RunForm({"scenario": "mrna", "kind": kind})
        assert form.is_valid()
        assert form.settings() == expected


def test_a_scenario_that_is_not_there_is_not_found(client):
    for name in ("no-such-process", "", "a\x00b", "x" * 5000):
        assert ask(client, scenario=name).status_code == 404
    assert client.get("/en/production/runs/nosuchrun/").status_code == 404
    assert client.get("/en/production/runs/nosuchrun/progress.json").status_code == 404
    assert client.post("/en/production/runs/nosuchrun/stop/").status_code == 404
    assert client.get("/api/v1/runs/nosuchrun/").status_code == 404


def test_a_scenario_that_todays_software_refuses_is_not_run_and_its_runs_are_still_shown(client):
    old = keep_scenario("[scenario]\nname = 3\n", "Old", "", "someone")
    answer = ask(client, scenario=old.key)
    assert answer.status_code == 400
    assert "This scenario cannot be run as it stands:" in answer.content.decode()
    row = RunRow.objects.create(
        key="oldrun", scenario=old, kind="simulation", settings={"seed": 1, "replications": 2},
        versions={"biovaliance": "0.0", "bioproduction": "x"}, state="done", result=RESULT, asked_at=NOW,
    )  # fmt: skip
    shown = page(client, row)
    assert "Made with another version" in shown


def test_whoever_looks_at_the_address_of_the_form_is_led_to_the_processes(client):
    assert client.get("/en/production/runs/")["Location"] == "/en/production/"


def test_a_form_from_another_site_is_refused():
    strict = Client(enforce_csrf_checks=True)
    assert ask(strict).status_code == 403
    row = asked_run(Client())
    assert strict.post(f"/en/production/runs/{row.key}/stop/").status_code == 403
    assert RunRow.objects.get().state == "waiting"


# ---- limits


def test_a_run_that_would_be_too_long_is_refused_with_how_much_is_possible(client, settings):
    settings.RUN_EVENTS = 50_000
    told = ask(client, replications="1000").content.decode()
    most = int(re.search(r"Ask for up to ([\d,]+) replications", told)[1].replace(",", ""))
    assert ask(client, replications=str(most)).status_code == 303
    assert ask(client, replications=str(most + 2)).status_code == 400
    settings.RUN_EVENTS = 10
    assert "One replication of this would take about" in ask(client, seed="5").content.decode()


def test_a_visitor_has_so_many_runs_at_once_and_another_one_too(client, settings):
    settings.RUNS_OPEN = 2
    rows = [asked_run(client, seed=str(seed)) for seed in range(2)]
    answer = ask(client, seed="9")
    assert (answer.status_code, answer["Retry-After"]) == (429, "30")
    assert "2 runs of yours wait or are being worked out." in answer.content.decode()
    assert ask(Client(REMOTE_ADDR="10.1.1.1"), seed="9").status_code == 303
    ended(rows[0], result=RESULT)
    assert ask(client, seed="10").status_code == 303


def test_a_visitor_asks_for_so_many_runs_an_hour_and_is_told_when_to_come_again(client, settings):
    settings.RUNS_PER_HOUR = 2
    for seed, minutes in ((1, 50), (2, 10)):
        row = ended(asked_run(client, seed=str(seed)), result=RESULT)
        RunRow.objects.filter(pk=row.pk).update(asked_at=timezone.now() - dt.timedelta(minutes=minutes))
    answer = ask(client, seed="3")
    assert answer.status_code == 429
    assert 590 <= int(answer["Retry-After"]) <= 601
    assert re.search(
        r"You have asked for 2 runs within an hour. Come again in (10|11) minutes.", answer.content.decode()
    )
    RunRow.objects.update(asked_at=timezone.now() - dt.timedelta(minutes=61))
    assert ask(client, seed="3").status_code == 303


def test_a_queue_that_is_full_takes_no_more(client, settings):
    settings.RUNS_WAITING = 1
    asked_run(Client(REMOTE_ADDR="10.1.1.1"))
    answer = ask(client, seed="2")
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Too many runs of all visitors are waiting" in answer.content.decode()


@pytest.mark.parametrize("said", ["0", "-1", "1e6", "many", "9" * 30, "１"])
def test_a_limit_that_is_no_number_is_refused_with_its_name(monkeypatch, said):
    monkeypatch.setenv("BIOVALIANCE_RUN_SECONDS", said)
    with pytest.raises(
        ImproperlyConfigured, match=r"BIOVALIANCE_RUN_SECONDS is '.+'; expected a whole number"
    ):
        site_settings._whole("BIOVALIANCE_RUN_SECONDS", 120)


# ---- who may stop


def test_the_right_to_stop_is_a_signed_cookie_that_scripts_and_other_sites_cannot_use(client):
    answer = ask(client)
    cookie = answer.cookies[RUNS_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 86400)


@pytest.mark.parametrize("forged", ["", "x", "WyJhIl0:1:1", '["run"]'])
def test_without_the_right_a_run_goes_on(client, forged):
    row = asked_run(client)
    other = Client()
    other.cookies[RUNS_COOKIE] = forged
    answer = other.post(f"/en/production/runs/{row.key}/stop/")
    assert answer.status_code == 403
    assert "This run is not yours to stop" in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.is_asked_to_stop) == ("waiting", False)


def test_the_right_ends_with_the_run_it_was_given_for(client):
    row = ended(asked_run(client), RunState.STOPPED)
    other = Client(REMOTE_ADDR="10.1.1.1")
    assert asked_run(other).pk == row.pk
    assert client.post(f"/en/production/runs/{row.key}/stop/").status_code == 403
    assert other.post(f"/en/production/runs/{row.key}/stop/").status_code == 303


def test_a_run_that_waits_is_stopped_at_once_and_one_that_runs_by_its_worker(client):
    waiting, running = asked_run(client), asked_run(client, seed="2")
    RunRow.objects.filter(pk=running.pk).update(state=RunState.RUNNING)
    for row in (waiting, running):
        assert client.post(f"/en/production/runs/{row.key}/stop/").status_code == 303
        row.refresh_from_db()
    assert (waiting.state, running.state, running.is_asked_to_stop) == ("stopped", "running", True)
    assert client.get(f"/en/production/runs/{running.key}/progress.json").json()["text"] == "Being stopped."
    done = ended(running, result=RESULT)
    assert client.post(f"/en/production/runs/{done.key}/stop/").status_code == 303
    assert page(client, done).count("Stop it") == 0


# ---- the queue

runs = st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 50)), max_size=25).map(
    lambda asked: [
        Waiting(number, sender, NOW + dt.timedelta(seconds=second))
        for number, (sender, second) in enumerate(asked)
    ]
)
served_before = st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 50)).map(
    lambda found: {sender: NOW - dt.timedelta(seconds=second) for sender, second in found.items()}
)


@given(runs, served_before)
def test_each_visitors_runs_keep_their_order_and_nobody_is_two_turns_ahead_of_who_waits(waiting, served):
    order = in_turn(waiting, served)
    assert sorted(order, key=lambda run: run.number) == waiting
    left = Counter(run.sender for run in waiting)
    had: Counter[str] = Counter()
    for run in order:
        left[run.sender] -= 1
        had[run.sender] += 1
        assert all(had[one] - had[other] <= 1 for one, other in permutations(left, 2) if left[other])
    for sender in left:
        own = [run for run in order if run.sender == sender]
        assert own == sorted(own, key=lambda run: (run.asked_at, run.number))


def test_visitors_take_turns_whoever_asked_first(client):
    one, other = Client(REMOTE_ADDR="10.0.0.1"), Client(REMOTE_ADDR="10.0.0.2")
    first = [asked_run(one, seed=str(seed)) for seed in (1, 2, 3)]
    late = asked_run(other, seed="9")
    shown = [
        client.get(f"/en/production/runs/{row.key}/progress.json").json()["text"] for row in (*first, late)
    ]
    assert shown == [
        "Waiting: it is the next one.",
        "Waiting: 2 runs go before it.",
        "Waiting: 3 runs go before it.",
        "Waiting: 1 run goes before it.",
    ]
    taken = []
    while (row := store.claim("worker")) is not None:
        taken.append(row.key)
        store.end(row, RunState.DONE, result=RESULT)
    assert taken == [first[0].key, late.key, first[1].key, first[2].key]


def test_a_run_is_taken_up_by_one_worker_only(client):
    asked_run(client)
    row = store.claim("one")
    assert (row.state, row.worker, row.attempts) == ("running", "one", 1)
    assert store.claim("other") is None
    assert store.beat(row, 2, 5) is Order.GO_ON
    assert client.get(f"/en/production/runs/{row.key}/progress.json").json() == {
        "state": "running", "state_words": "Being worked out", "is_over": False, "done": 2, "of": 5,
        "text": "2 of 5 replications finished.",
    }  # fmt: skip


def silent_for(row, seconds):
    RunRow.objects.filter(pk=row.pk).update(beat_at=timezone.now() - dt.timedelta(seconds=seconds))


def test_a_run_whose_worker_is_silent_is_taken_up_again_once_and_the_old_worker_writes_nothing(client):
    asked_run(client)
    first = store.claim("one")
    silent_for(first, store.LEASE_S - 5)
    assert store.take_up_lost() == 0
    silent_for(first, store.LEASE_S + 5)
    assert store.take_up_lost() == 1
    second = store.claim("other")
    assert second.attempts == 2
    assert store.beat(first, 1, 2) is Order.LEAVE
    assert store.end(first, RunState.DONE, result=RESULT) is False
    silent_for(second, store.LEASE_S + 5)
    assert store.take_up_lost() == 1
    row = RunRow.objects.get()
    assert (row.state, row.problem, row.result) == ("failed", {"code": "lost"}, None)
    assert "ended twice without a word" in page(client, row)


def test_a_run_that_was_to_stop_when_its_worker_died_is_stopped(client):
    asked_run(client)
    row = store.claim("one")
    store.ask_to_stop(row)
    silent_for(row, store.LEASE_S + 5)
    assert store.take_up_lost() == 1
    assert RunRow.objects.get().state == "stopped"


def test_a_run_that_is_given_back_waits_as_before(client):
    asked = asked_run(client)
    store.give_back(store.claim("one"))
    row = RunRow.objects.get()
    assert (row.state, row.attempts, row.worker, row.started_at, row.asked_at) == (
        "waiting", 0, "", None, asked.asked_at,
    )  # fmt: skip


def test_what_is_kept_too_long_is_dropped_and_can_be_run_again(client, settings):
    settings.RUN_KEPT_DAYS = 90
    old, new = asked_run(client), asked_run(client, seed="2")
    for row, days in ((old, 91), (new, 89)):
        ended(row, result=RESULT, trace=zlib.compress(b"time_h\n"))
        moment = timezone.now() - dt.timedelta(days=days)
        RunRow.objects.filter(pk=row.pk).update(ended_at=moment, asked_at=moment)
    ScenarioRow.objects.update(created_at=timezone.now() - dt.timedelta(days=3))
    said = io.StringIO()
    call_command("tidy_runs", stdout=said)
    assert said.getvalue() == "Dropped 1 results and 3 digests of senders\n"
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.result, old.trace, old.sender_digest, new.result) == (None, None, "", RESULT)
    assert [kept.sender_digest for kept in ScenarioRow.objects.all()] == [""]
    shown = page(client, old)
    assert "What came out is no longer kept" in shown
    assert 'name="seed" value="1"' in shown
    assert client.get(f"/en/production/runs/{old.key}/result.csv").status_code == 404
    assert client.get(f"/en/production/runs/{old.key}/events.csv").status_code == 404
    assert client.get(f"/en/production/runs/{old.key}/result.json").json()["result"] is None
    again = asked_run(client)
    assert (again.pk, again.state) == (old.pk, "waiting")
    assert store.tidy() == (0, 0)


# ---- pages, files, API


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "Being worked out",
                "5 replications, seed 1",
                "Look again",
                "On your own machine, in a terminal:",
            ),
        ),
        ("fr", ("En cours de calcul", "5 réplications, graine 1", "Regarder à nouveau", "dans un terminal")),
    ],
)
def test_the_page_of_a_run_says_how_far_it_is_and_how_to_do_the_same(client, language, words):
    row = asked_run(client)
    RunRow.objects.filter(pk=row.pk).update(state=RunState.RUNNING, done=2, of=5)
    shown = page(client, row, language)
    for word in words:
        assert word in shown
    assert '<meta name="robots" content="noindex">' in shown
    assert '<progress data-bar aria-labelledby="run-now" max="5" value="2">' in shown
    assert "biovaliance bioproduction simulate mrna --replications 5 --seed 1" in shown


def test_the_way_to_do_the_same_is_that_of_each_kind(client):
    kept = keep_scenario(f"# changed\n{open_process('mrna').text}", "Changed", "mrna", "someone")
    commands = [
        client.get(
            f"/api/v1/runs/{asked_run(Client(REMOTE_ADDR=kind), scenario=name, kind=kind).key}/"
        ).json()["command"]
        for kind, name in (
            ("morris", "mrna"),
            ("sobol", "mrna"),
            ("simulation", kept.key),
            ("next-unit", kept.key),
        )
    ]
    assert commands[:3] == [
        "biovaliance bioproduction sensitivity mrna --method morris --runs 50 --seed 1",
        "biovaliance bioproduction sensitivity mrna --method sobol --runs 1024 --seed 1",
        "biovaliance bioproduction simulate scenario.toml --replications 5 --seed 1",
    ]
    compile(commands[3], "command", "exec")
    row = RunRow.objects.get(kind="next-unit")
    toml = client.get(f"/en/production/runs/{row.key}/scenario.toml")
    assert toml.content.decode() == kept.text
    assert toml["Content-Disposition"] == 'attachment; filename="scenario.toml"'


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ({"code": "time", "seconds": 120}, "It took longer than the 120 seconds a run may take here."),
        ({"code": "memory", "megabytes": 1024}, "It needed more than the 1,024 MB of memory"),
        ({"code": "ended"}, "Its process was ended from outside"),
        (
            {"code": "refused", "reason": {"en": "Too <many>.", "fr": "Trop."}},
            "The engine refuses it: Too &lt;many&gt;.",
        ),
        ({"code": "fault", "reason": "KeyError: x"}, "This is a fault of the program: KeyError: x."),
    ],
)
def test_a_run_that_failed_says_why_and_can_be_run_again_unless_it_was_refused(client, problem, words):
    row = ended(asked_run(client), RunState.FAILED, problem=problem)
    shown = page(client, row)
    assert words in shown
    assert ("Run it again" in shown) is (problem["code"] != "refused")
    assert "Le calcul a échoué" in page(client, row, "fr")


def test_a_finished_run_is_taken_away_whole(client):
    row = ended(
        asked_run(client), result=RESULT, trace=zlib.compress(b"time_h,event\n0,arrived\n"), done=5, of=5
    )
    found = client.get(f"/en/production/runs/{row.key}/result.json")
    assert found["Content-Disposition"] == f'attachment; filename="run-{row.key}.json"'
    told = found.json()
    assert (told["key"], told["state"], told["settings"], told["versions"], told["result"]) == (
        row.key, "done", row.settings, row.versions, RESULT,
    )  # fmt: skip
    assert told["scenario"]["text"] == row.scenario.text
    api = client.get(f"/api/v1/runs/{row.key}/")
    assert api.json() == told | {
        name: api.json()[name] for name in ("url", "asked_at", "started_at", "ended_at")
    } | {"scenario": api.json()["scenario"]}
    assert client.get(f"/api/v1/runs/{row.key}/", headers={"If-None-Match": api["ETag"]}).status_code == 304
    lines = list(
        csv.reader(io.StringIO(client.get(f"/en/production/runs/{row.key}/result.csv").content.decode()))
    )
    assert lines[0] == ["Figure", "Value"]
    figures = dict(lines[1:])
    told = RESULT["simulation"]
    assert (figures["simulation.seed"], figures["simulation.replications"]) == ("1", "2")
    assert figures["simulation.time_in_system_h.mean"] == str(told["time_in_system_h"]["mean"])
    assert figures["simulation.throughput_ci95.0"] == str(told["throughput_ci95"][0])
    events = client.get(f"/en/production/runs/{row.key}/events.csv").content.decode()
    assert events == "time_h,event\n0,arrived\n"


def test_a_run_under_way_is_not_kept_by_caches(client):
    row = asked_run(client)
    assert client.get(f"/api/v1/runs/{row.key}/")["Cache-Control"] == "no-store"
    assert client.get(f"/en/production/runs/{row.key}/progress.json")["Cache-Control"] == "no-store"
    assert client.get(f"/en/production/runs/{row.key}/")["Cache-Control"] == "private, no-cache"


def test_the_form_says_what_each_kind_gives_and_lists_the_runs_there_are(client):
    row = asked_run(client)
    start = present_start(open_process("mrna"))["run_start"]
    assert [kind["value"] for kind in start["kinds"]] == [
        "simulation", "schedule", "next-unit", "day", "morris", "sobol",
    ]  # fmt: skip
    assert start["kinds"][0]["takes"] == "100 replications take about 16,000 events."
    assert [run["url"] for run in start["runs"]] == [f"/en/production/runs/{row.key}/"]
    listed = client.get(f"/en/production/scenarios/{row.scenario.key}/runs/").content.decode()
    assert f'href="/en/production/runs/{row.key}/"' in listed


def queries_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_page_asks_the_database_as_much_whatever_the_queue(client, settings):
    settings.RUNS_OPEN = settings.RUNS_PER_HOUR = 100
    row = asked_run(client)
    asked_run(client, seed="90")
    addresses = [
        f"/en/production/runs/{row.key}/",
        f"/en/production/runs/{row.key}/progress.json",
        f"/en/production/scenarios/{row.scenario.key}/runs/",
        f"/api/v1/runs/{row.key}/",
    ]
    few = [queries_of(client, address) for address in addresses]
    for seed in range(20):
        asked_run(Client(REMOTE_ADDR=f"10.0.0.{seed % 7}"), seed=str(100 + seed))
    assert [queries_of(client, address) for address in addresses] == few
    assert few[1] <= 3
    assert max(few) <= 6
