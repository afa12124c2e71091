"""Decisions about a scenario: how to make more, at how many sites, and year by year."""

import csv
import html
import io
import json
import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import override

from biovaliance.web.bioproduction.decisions.asking import read_question
from biovaliance.web.bioproduction.decisions.working import usual_of
from biovaliance.web.bioproduction.opened import open_kept, open_process
from biovaliance.web.bioproduction.results.asking import plain_number
from biovaliance.web.bioproduction.results.runs.presenting import run_figures
from biovaliance.web.bioproduction.results.working import worked_cost
from biovaliance.web.bioproduction.runs.kinds import Kind, work_out
from biovaliance.web.bioproduction.store import keep_scenario
from tests.cli.test_deciding import PATIENTS
from tests.pages import LANGUAGES

pytestmark = pytest.mark.django_db
N = "\u00a0"


@pytest.fixture
def bench(db):
    """A bench of 10,000 euros a year that makes 365 doses; 1 % of the patients who wait are lost a day."""
    return keep_scenario(PATIENTS, "one bench", "", "someone").key


def address(name, language="en"):
    with override(language):
        return reverse("production_decisions", args=[name])


def figures_of(answer):
    parts = answer.context["parts"]
    return {figure.name: figure for part in parts.values() for figure in part["figures"]}


def values(figure, key):
    place = [column.key for column in figure.columns].index(key)
    return [row[place].plain for row in figure.rows]


def test_twice_the_volume_takes_a_second_bench_or_a_second_site(client, bench):
    figures = figures_of(client.get(address(bench), {"doses": "700"}))

    # Two benches of 10,000 euros a year, on one site or on two; a batch here is one patient's.
    assert values(figures["ways"], "cost") == [pytest.approx(20_000 / 700)] * 2 + ["–"]
    assert figures["ways"].title == (
        f"For 700 doses a year, more units on the site or more sites cost the same: EUR{N}28.57 a dose"
    )
    assert values(figures["ways"], "added") == [
        "adds 1 x bench",
        "2 sites as stated",
        "a batch is one patient's, so it cannot be made larger",
    ]


def test_the_ways_are_told_in_french_with_the_words_of_the_library(client):
    answer = client.get(address("car-t-closed-automated", "fr"), {"doses": "192"})
    figures = figures_of(answer)

    assert figures["ways"].title.startswith(
        "Pour 192 doses par an, le moins cher est d’avoir davantage d’unités\u00a0: 52\u202f797"
    )
    assert values(figures["ways"], "added")[0] == "ajoute 3 × automate clos"
    assert "un lot est celui d’un seul patient" in values(figures["ways"], "added")[-1]
    assert "adds" not in " ".join(map(str, values(figures["ways"], "added")))


def test_what_the_line_makes_already_needs_nothing(client, bench):
    figures = figures_of(client.get(address(bench), {"doses": "365"}))

    assert figures["ways"].title == f"The line as it stands makes 365 doses a year, at EUR{N}27.4 each"
    assert values(figures["ways"], "added")[:2] == ["adds nothing", "1 site as stated"]


def test_the_curve_is_that_of_the_single_volumes(client):
    figures = figures_of(client.get(address("mab-fed-batch"), {"doses": "200000"}))
    curve = figures["ways-over-volumes"]
    volume = values(curve, "doses_per_year")[60]
    alone = figures_of(client.get(address("mab-fed-batch"), {"doses": str(round(volume, 6))}))["ways"]

    by_way = dict(zip(values(alone, "way"), values(alone, "cost"), strict=True))
    for key, name in (
        ("scale_up", "Larger batches"),
        ("scale_out", "More units on the site"),
        ("more_sites", "More sites"),
    ):
        assert values(curve, key)[60] == pytest.approx(by_way[name])


def test_sites_near_the_patients_cost_more_and_lose_fewer(client, bench):
    asked = {"doses": "100", "sites": ["1", "4"], "transport": ["100", "100"], "days": ["2", "0"]}
    sites = figures_of(client.get(address(bench), asked))["sites"]

    # A bench each; 25 hours of work, and 2 days on the way or none, at 1 % a day.
    assert values(sites, "cost") == pytest.approx([10_000 / 100 + 100, 10_000 / 25 + 100])
    assert values(sites, "days") == pytest.approx([25 / 24 + 2, 25 / 24])
    assert values(sites, "lost_share") == pytest.approx([0.029959, 0.010362], abs=1e-6)
    # Of 103.09 patients 100 get a dose, of 101.05 as many: 2.04 are kept, for 30,000 euros.
    assert values(sites, "lost_per_year") == pytest.approx([3.0884, 1.0471], abs=1e-4)
    assert sites.title == (
        f"With 1 site a dose costs least; with 4 sites it costs EUR{N}300 more and 2 fewer patients a year "
        f"are lost: EUR{N}14,700 for each one kept"
    )


def test_the_cheapest_layout_that_loses_fewest_is_told_alone(client, bench):
    asked = {"doses": "100", "sites": ["1", "4"], "transport": ["1000", "100"], "days": ["2", "0"]}
    told = figures_of(client.get(address(bench, "fr"), asked))["sites"].title

    assert told == (
        f"C’est avec 4 sites qu’une dose coûte le moins{N}: 500{N}€, contre 1\u202f100{N}€ avec 1 site"
    )


def test_a_growing_volume_buys_a_bench_and_keeps_it(client, bench):
    growth = figures_of(client.get(address(bench), {"growth": ["300", "", "700", "300"]}))["growth"]

    assert values(growth, "doses_per_year") == [300, 700, 300]
    assert values(growth, "cost") == pytest.approx([10_000 / 300, 20_000 / 700, 20_000 / 300])
    assert values(growth, "added") == ["nothing", f"1{N}×{N}bench", "nothing"]
    assert growth.title == (
        f"Over 3 years a dose costs EUR{N}38.46: EUR{N}33.33 in the first, EUR{N}66.67 in the last"
    )


def test_a_rate_makes_later_years_count_less(client, bench):
    growth = figures_of(client.get(address(bench), {"growth": ["300", "700"], "rate": "10"}))["growth"]

    levelised = (10_000 + 20_000 / 1.1) / (300 + 700 / 1.1)
    assert f"costs EUR{N}{levelised:.4g}:" in growth.title
    assert f"Money and doses to come count less by 10{N}% a year. That is the rate asked for; " in growth.note
    plain = figures_of(client.get(address(bench), {"growth": ["300", "700"]}))["growth"]
    assert "count as those of today: the scenario states no discount rate." in plain.note


@pytest.mark.parametrize(
    ("language", "own", "asked"),
    [
        (
            "en",
            f"10{N}% a year. That is the rate of the scenario's own annuities (seen, BioProcess ",
            f"4{N}% a year. That is the rate asked for; the scenario's own is 10{N}%.",
        ),
        (
            "fr",
            f"10{N}% par an. C’est le taux des annuités du scénario lui-même (vu, BioProcess ",
            f"4{N}% par an. C’est le taux demandé\u202f; celui du scénario est de 10{N}%.",
        ),
    ],
)
def test_years_are_discounted_as_the_scenario_does_until_another_rate_is_asked_for(
    client, language, own, asked
):
    page = address("car-t-manual", language)
    assert own in figures_of(client.get(page))["growth"].note
    assert own in figures_of(client.get(page, {"rate": "10"}))["growth"].note
    assert asked in figures_of(client.get(page, {"rate": "4"}))["growth"].note


@pytest.mark.parametrize(
    ("asked", "field", "told"),
    [
        ({"doses": "many"}, "more-doses", "Write a number from 1 to 1,000,000,000."),
        ({"doses": "0"}, "more-doses", "Write a number from 1 to 1,000,000,000."),
        ({"doses": "1e9"}, "more-doses", "Write a number from 1 to 1,000,000,000."),
        ({"lost": "101"}, "places-lost", "Write a number from 0 to 100."),
        ({"sites": "1.5", "transport": "1", "days": "1"}, "layout-1-sites", "Write a whole number from 1 to"),
        ({"sites": "2", "transport": "-5", "days": "1"}, "layout-1-transport", "from 0 to 1,000,000."),
        ({"sites": "2", "transport": "5"}, "layout-1-days", "Write a number from 0 to 365."),
        ({"growth": ["5", "x\x00"]}, "year-2", "Write a number from 1 to"),
        ({"rate": "nan"}, "growing-rate", "Write a number from 0 to 100."),
    ],
)
def test_what_cannot_be_meant_is_told_beside_its_field(client, bench, asked, field, told):
    answer = client.get(address(bench), asked)
    page = html.unescape(answer.content.decode())

    assert answer.status_code == 422
    assert re.search(rf'id="{field}"[^>]*aria-describedby="[^"]*{field}-error"[^>]*aria-invalid="true"', page)
    assert told in re.search(rf'<p class="error" id="{field}-error">([^<]*)</p>', page)[1]


def test_a_refused_box_leaves_the_answers_of_the_others(client, bench):
    answer = client.get(address(bench, "fr"), {"rate": "-1"})

    assert {"ways", "sites"} <= set(figures_of(answer))
    assert "growth" not in figures_of(answer)
    assert "Écrivez un nombre de 0 à 100." in answer.content.decode()


def test_numbers_are_read_as_either_language_writes_them():
    usual = usual_of(worked_cost(open_process("car-t-manual")))
    for written in ("1,500", "1 500", "1\u202f500", "1500"):
        assert read_question(QueryDict(urlencode({"doses": written})), usual).doses.value == 1500
    assert read_question(QueryDict("lost=0,25"), usual).lost.value == 0.25


def test_a_french_decimal_that_begins_with_a_nought_is_no_number_of_thousands():
    assert plain_number("0,025") == 0.025
    assert plain_number("0,125") == 0.125
    assert plain_number("1,250") == 1250


def test_at_first_the_scenario_itself_is_asked_about():
    worked = worked_cost(open_process("car-t-manual"))
    usual = usual_of(worked)

    demand = worked.result.at_demand.released_doses_per_year
    assert usual.growth[0] == round(demand)
    assert usual.hazard_per_d == 0.002
    assert [layout.sites for layout in usual.layouts] == [1, 2]
    assert usual.doses % 10 == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_form_keeps_what_the_others_hold(client, bench, language):
    asked = {"doses": "700", "growth": ["300", "700"], "rate": "5", "lost": "2"}
    page = client.get(address(bench, language), asked).content.decode()
    forms = re.findall(r'<form method="get"[^>]*class="decision-form">.*?</form>', page, re.S)

    assert len(forms) == 3
    for form in forms:
        held = re.findall(r'name="(\w+)"[^>]*value="([^"]+)"', form)
        assert {("doses", "700"), ("growth", "300"), ("rate", "5"), ("lost", "2")} <= set(held)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("figure", ["ways", "ways-over-volumes", "sites", "growth"])
def test_a_figure_is_downloaded_as_it_is_shown(client, bench, language, figure):
    answer = client.get(address(bench, language), {"doses": "700", "growth": ["300", "700"]})
    shown = figures_of(answer)[figure]
    links = dict(shown.downloads)

    lines = list(csv.reader(io.StringIO(client.get(links["CSV"]).content.decode("utf-8-sig"))))
    told = json.loads(client.get(links["JSON"]).content)
    assert lines[0][: len(shown.columns)] == [column.label for column in shown.columns]
    assert len(lines) - 1 == len(told["rows"]) == len(shown.rows)
    assert told["title"] == shown.title
    assert "doses=700" in told["question"]
    assert client.get(links["XLSX"]).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "no-such-process/decisions/",
        "car-t-manual/decisions/none.csv",
        "car-t-manual/decisions/ways.exe",
        "car-t-manual/decisions/growth.csv?growth=x",
    ],
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(f"/en/production/{path}").status_code == 404


def test_a_line_without_capacity_says_so_and_answers_the_rest(client):
    text = PATIENTS.replace("pools = { bench = 1 }\n", "").replace("pools = { freezer = 1 }\n", "")
    key = keep_scenario(text, "no pools", "", "someone").key
    answer = client.get(address(key, "fr"))

    assert "n’a aucune ressource qui le limite" in answer.context["parts"]["ways"]["refusal"]
    assert {"sites", "growth"} <= set(figures_of(answer))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (PATIENTS.replace("price_year = 2024\n", ""), "ne dit pas de quelle année sont ses prix"),
        ("[scenario]\nname = 3\n", ""),
    ],
)
def test_a_scenario_that_cannot_be_costed_says_why_and_leads_back(client, text, told):
    key = keep_scenario(text, "one bench", "", "someone").key
    answer = client.get(address(key, "fr"))

    assert answer.status_code == 200
    assert told in answer.context["refusal"]
    assert f'href="/fr/production/scenarios/{key}/"' in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_scenario_leads_to_its_decisions(client, language):
    with override(language):
        page = client.get(reverse("production_process", args=["mrna"]))

    assert f'href="{address("mrna", language)}"' in page.content.decode()


def test_the_page_asks_for_the_runs_made_of_it_and_the_snapshot_and_for_no_more(
    client, django_assert_num_queries
):
    client.get(address("mrna"))
    with django_assert_num_queries(2):  # the runs made of it, and the snapshot at the foot
        client.get(address("mrna"))


def test_a_day_is_run_from_the_page_where_patients_are_lost(client, bench):
    of_bench, of_mrna = (client.get(address(name)).context["runs"] for name in (bench, "mrna"))

    assert [run["value"] for run in of_bench] == ["day", "next-unit"]
    assert of_bench[0]["refusal"] == ""
    assert "loses no patient who waits" in of_mrna[0]["refusal"]
    asked = client.post("/en/production/runs/", {"scenario": bench, "kind": "day"})
    assert asked.status_code == 303
    (listed,) = client.get(address(bench)).context["runs"][0]["runs"]
    assert listed["url"] == asked["Location"]
    command = client.get(f"/api/v1{asked['Location'].removeprefix('/en/production')}").json()["command"]
    assert command == "biovaliance bioproduction decide day scenario.toml --replications 400 --seed 1"


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Each day of waiting costs"), ("fr", "Chaque jour d’attente coûte")],
)
def test_what_a_day_is_worth_is_told_for_a_year_and_for_a_hundred_patients(bench, language, told):
    opened = open_kept(bench)
    found = work_out(
        Kind.DAY, opened.scenario, {"seed": 1, "replications": 20}, lambda *_: None, lambda: False
    )
    with override(language):
        (figure,) = run_figures(found.result, opened)

    day = found.result["day"]
    assert figure.title.startswith(told)
    assert figure.statuses_told == (str(opened.scenario.arrivals.loss.hazard_per_d.status),)
    # 0.8 patients a day come: of a hundred as many are lost as the share says, of 292 a year as many more.
    assert values(figure, "mean")[2] == pytest.approx(100 * day["lost_share_per_day"]["mean"])
    assert values(figure, "mean")[3] == pytest.approx(292 * day["lost_share_per_day"]["mean"])
    assert values(figure, "low")[3] == pytest.approx(292 * day["lost_share_per_day"]["ci95"][0])
