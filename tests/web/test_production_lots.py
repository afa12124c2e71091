"""The lots of a run: its tables, and one lot followed from where it came from to what became of it."""

import csv
import io
import zlib

import pytest

from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.web.bioproduction.runs.kinds import Kind, work_out
from biovaliance.web.bioproduction.runs.lots import safe_table
from biovaliance.web.bioproduction.store import keep_scenario
from biovaliance.web.models import RunState
from tests.bioproduction.pooled_platelets import PLATELETS
from tests.web.test_production_runs import asked_run, ended, page

pytestmark = pytest.mark.django_db
HOSTILE = PLATELETS.replace('"separate"', '"=separate"')
"""An operation whose name a spreadsheet would take for a formula."""


@pytest.fixture
def run(client):
    """Return a finished run of a line that pools, worked out as a worker does."""
    kept = keep_scenario(HOSTILE, "Platelets of buffy coats", "", "someone")
    row = asked_run(client, scenario=kept.key, replications="1")
    scenario = read_scenario(HOSTILE, "scenario.toml")
    asked = {"replications": 1, "seed": 1}
    worked = work_out(Kind.SIMULATION, scenario, asked, lambda *_: None, lambda: False)
    return ended(row, result=worked.result, trace=worked.trace, done=1, of=1)


def lots(client, run, query="", language="en"):
    word = {"en": "runs", "fr": "calculs"}[language]
    return client.get(f"/{language}/production/{word}/{run.key}/lots/{query}")


def test_a_run_leads_to_its_lots_and_tells_what_was_pooled(client, run):
    shown = page(client, run)
    assert f'href="/en/production/runs/{run.key}/lots/"' in shown
    assert f'href="/en/production/runs/{run.key}/lots.csv"' in shown
    assert "2 lots are released of 10 that came; 8 became part of another" in shown
    assert "2 lots libérés pour 10 arrivés\u00a0; 8 ont été réunis à un autre" in page(client, run, "fr")


def test_the_lots_are_summed_up_and_offered(client, run):
    shown = lots(client, run).content.decode()
    assert "12 lots, of which 2 pooled of several; 2 released, 2 doses." in shown
    assert '<option value="P0.2">' in shown
    assert "Lots of Platelets of buffy coats" in shown
    assert 'name="robots" content="noindex"' in shown


def test_every_lot_is_listed_and_leads_to_its_story(client, run):
    shown = lots(client, run).content.decode()
    for number in range(10):
        assert f'href="/en/production/runs/{run.key}/lots/?lot=P{number}.1"' in shown
    assert "more lot" not in shown
    assert "Tous les lots" in lots(client, run, language="fr").content.decode()
    assert "All lots</h2>" not in lots(client, run, "?lot=P0.2").content.decode()


def test_a_pool_is_followed_to_its_donors_and_to_its_release(client, run):
    shown = lots(client, run, "?lot=P0.2").content.decode()
    assert (
        "P0.2: released at 28 hours. The last operation before the release: “fill”. "
        "Results still to come at the release: culture."
    ) in shown
    assert "P0.2 is made of 5 lots" in shown
    assert "A recall of P0.2 calls back 1 released lot, 1 dose" in shown
    french = lots(client, run, "?lot=P0.2", "fr").content.decode()
    assert "P0.2\u00a0: libéré à 28 heures." in french
    assert "P0.2 est fait de 5 lots" in french
    assert "Un rappel de P0.2 fait revenir 1 lot libéré, 1 dose" in french


def test_a_donation_is_followed_to_the_pool_it_went_into(client, run):
    shown = lots(client, run, "?lot=P3.1").content.decode()
    assert "P3.1: pooled with others at 27 hours." in shown
    assert "P0.1, P1.1, P2.1, P4.1" in shown  # with whom it was pooled
    assert "A recall of P3.1 calls back 1 released lot, 1 dose" in shown


def test_a_lot_that_was_not_there_is_said_so(client, run):
    answer = lots(client, run, "?lot=%3Cb%3E99")
    assert answer.status_code == 404
    assert "There is no such lot in this run" in answer.content.decode()
    assert 'value="&lt;b&gt;99"' in answer.content.decode()


def test_no_cell_of_the_tables_is_a_formula(client, run):
    events = client.get(f"/en/production/runs/{run.key}/events.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(events)))
    assert {row["operation"] for row in rows} == {"", "'=separate", "pool", "fill", "culture"}
    table = client.get(f"/en/production/runs/{run.key}/lots.csv")
    assert table["Content-Disposition"] == f'attachment; filename="run-{run.key}-lots.csv"'
    lines = list(csv.DictReader(io.StringIO(table.content.decode())))
    assert [row["lot"] for row in lines if row["end"] == "released"] == ["P0.2", "P5.2"]
    figures = client.get(f"/en/production/runs/{run.key}/result.csv").content.decode()
    assert not any(cell.startswith("=") for row in csv.reader(io.StringIO(figures)) for cell in row)
    assert safe_table("a,+1\n-2,b\n") == "a,'+1\n'-2,b\n"


def test_a_run_too_long_to_keep_its_events_says_so_and_offers_none(client, run):
    ended(run, trace=None)
    shown = page(client, run)
    assert "are kept of runs of up to about 50,000 events a replication; this one is longer" in shown
    assert "events.csv" not in shown
    assert lots(client, run).status_code == 404
    assert client.get(f"/en/production/runs/{run.key}/lots.csv").status_code == 404


def test_events_that_cannot_be_read_are_as_none(client, run):
    ended(run, trace=zlib.compress(b"time_h\n"))
    assert lots(client, run).status_code == 404


def test_a_run_that_was_stopped_has_no_lots_to_follow(client, run):
    ended(run, RunState.STOPPED, trace=None)
    assert "lots/" not in page(client, run)
