"""What production costs on the site: figures with their tables and files, scenarios side by side."""

import csv
import io
import json
import re
import time
from urllib.parse import urlencode

import openpyxl
import pytest
from django.test import RequestFactory
from django.utils import timezone, translation

from biovaliance.bioproduction.engine.running import simulate
from biovaliance.bioproduction.engine.timelines import timeline_of_scenario
from biovaliance.bioproduction.library.catalogue import entries, process_text, read_process
from biovaliance.web.bioproduction.opened import open_kept, open_process
from biovaliance.web.bioproduction.results.asking import Asked, read_asked
from biovaliance.web.bioproduction.results.comparison.comparing import MOST_ASKED
from biovaliance.web.bioproduction.results.cost.presenting import present_cost
from biovaliance.web.bioproduction.results.figures import Cell, Figure, columns
from biovaliance.web.bioproduction.results.files import facts_of, figure_file
from biovaliance.web.bioproduction.results.money import tender_of
from biovaliance.web.bioproduction.results.runs.presenting import present_simulation
from biovaliance.web.bioproduction.results.working import shelf
from biovaliance.web.bioproduction.store import keep_scenario
from biovaliance.web.models import RunRow
from biovaliance.web.templatetags.results import unbroken
from tests.house.messages import WEB
from tests.needs import REPOSITORY

CAR_T = ("car-t-manual", "car-t-closed-automated")
MSC = ("msc-allogeneic-planar", "msc-allogeneic-bioreactor")


@pytest.fixture(autouse=True)
def _nothing_kept():
    shelf.cache_clear()


def compare_path(*names, language="en", figure="", **more):
    page = {"en": "/en/production/compare/", "fr": "/fr/production/comparer/"}[language]
    query = urlencode([*(("with", name) for name in names), *more.items()])
    return f"{page}{figure}?{query}"


# ---- cost


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", [entry.name for entry in entries()])
def test_each_process_of_the_library_has_a_cost_with_all_its_figures(name, language):
    with translation.override(language):
        cost = present_cost(open_process(name))["cost"]
    assert set(cost["figures"]) == {"lines", "volumes", "rests-on", "unknowns", "tornado", "volume"}
    for figure in cost["figures"].values():
        assert figure.title
        assert figure.rows or figure.title in (
            "No number of this cost is assumed",
            "Aucun nombre de ce coût n’est supposé",
        )
        assert all(len(row) == len(figure.columns) for row in figure.rows)
        assert [label for label, _ in figure.downloads] == ["CSV", "XLSX", "JSON"]


def test_a_number_that_moves_nothing_has_a_row_and_no_bar():
    figure = present_cost(open_process("car-t-manual"))["cost"]["figures"]["tornado"]
    typical = figure.drawing["middle"]
    swings = [row[5].value for row in figure.rows]
    still = sum(swing <= typical / 1000 for swing in swings)
    assert still > 0
    assert all(abs(bar["high"] - bar["low"]) > typical / 1000 for bar in figure.drawing["items"])
    assert figure.note == (
        f"{still} numbers move the cost by less than 0.1\u00a0% and stand in the table only."
    )


def test_the_lines_of_a_dose_add_up_to_its_cost():
    figure = present_cost(open_process("car-t-manual"))["cost"]["figures"]["lines"]
    *lines, total = (row[1].value for row in figure.rows)
    assert sum(lines) == pytest.approx(total)
    assert total == pytest.approx(52_832.08, abs=0.01)
    assert figure.drawing["items"][-1] == {"name": "Released dose", "value": total, "total": True}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "all_rows", "first_rows"),
    [
        ("en", "All 23 rows", "Only the first 5 rows"),
        ("fr", "Toutes les 23 lignes", "Les 5 premières lignes seules"),
    ],
)
def test_of_the_unknowns_the_largest_are_seen_and_the_others_are_on_the_page_too(
    client, language, all_rows, first_rows
):
    path = {"en": "/en/production/library/car-t-manual/", "fr": "/fr/production/bibliotheque/car-t-manual/"}
    page = client.get(path[language]).content.decode()
    figure = page.split('id="figure-unknowns"')[1].split("</figure>")[0]
    first, further = figure.split('<tbody class="table-further">')
    assert first.count('<th scope="row">') == 5
    assert further.count('<th scope="row">') == 18
    assert all_rows in further
    assert first_rows in further


def test_a_table_is_folded_where_it_has_more_rows_than_are_seen_at_first():
    def figure(rows_at_first):
        return Figure(
            "x",
            "X",
            "",
            columns(("what", "What")),
            ((Cell("a"),), (Cell("b"),)),
            "",
            rows_at_first=rows_at_first,
        )

    assert [figure(number).is_folded for number in (0, 1, 2, 3)] == [False, True, False, False]


def test_a_table_of_more_than_three_columns_names_each_cell_for_a_narrow_screen():
    three = columns(("a", "A"), ("b", "B"), ("c", "C"))
    assert not Figure("x", "X", "", three, (), "").is_wide
    assert Figure("x", "X", "", (*three, *columns(("d", "D"))), (), "").is_wide


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Autologous CAR-T, open", 'Autologous <span class="unbroken">CAR-T</span>, open'),
        ("fed-batch and E-CAR-T", "fed-batch and E-CAR-T"),
        ("<b>CAR-T</b>", '&lt;b&gt;<span class="unbroken">CAR-T</span>&lt;/b&gt;'),
        ("", ""),
    ],
)
def test_no_line_ends_within_a_name_with_one_letter_behind_its_hyphen(words, kept):
    assert unbroken(words) == kept


def test_a_cost_can_be_told_in_another_year_and_currency():
    worked = present_cost(open_process("car-t-manual"), Asked(year=2022, currency="USD"))["cost"]
    figure = worked["figures"]["lines"]
    in_2022 = present_cost(open_process("car-t-manual"), Asked(year=2022))["cost"]["figures"]["lines"]
    assert figure.unit == "Cost of a released dose, USD of 2022"
    assert figure.rows[-1][1].value == pytest.approx(in_2022.rows[-1][1].value * 1.053, rel=1e-3)
    assert in_2022.rows[-1][1].value < 52_832
    assert figure.downloads[0][1].endswith("lines.csv?year=2022&currency=USD")


@pytest.mark.parametrize(
    ("language", "paid_back", "converted"),
    [
        (
            "en",
            "in equal yearly payments, at 10 % a year.",
            "1 EUR of 2022 counts as 1.0697 EUR of 2024, by consumer prices of France (World Bank",
        ),
        (
            "fr",
            "par annuités constantes, à 10 % par an.",
            "1\u00a0EUR de 2022 compte pour 1,0697\u00a0EUR de 2024, par les prix à la consommation",
        ),
    ],
)
def test_a_cost_names_the_rate_of_its_annuities_and_how_money_was_converted(language, paid_back, converted):
    with translation.override(language):
        told = present_cost(open_process("car-t-manual"))["cost"]
        dollars = present_cost(open_process("mrna"))["cost"]
    assert told["paid_back"].replace("\u00a0", " ").endswith(paid_back)
    assert any(line.startswith(converted) for line in told["conversions"])
    assert dollars["paid_back"] == ""
    assert len(dollars["conversions"]) == 1


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("50000", 50_000),
        ("50,000", 50_000),
        ("50 000 €", 50_000),
        ("49,5", 49.5),
        ("0", None),
        ("abc", None),
        ("1e9", None),
        ("-5", None),
        ("9" * 30, None),
    ],
)
def test_a_wanted_cost_is_read_as_either_language_writes_it(written, amount):
    query = RequestFactory().get("/", {"target": written, "year": "99999", "currency": "<b>"}).GET
    asked = read_asked(query)
    assert asked.target == amount
    assert (asked.year, asked.currency) == (None, "EUR")


def test_what_must_be_true_names_numbers_alone_and_in_pairs_or_says_it_is_out_of_reach():
    opened = open_process("car-t-manual")
    near = present_cost(opened, Asked(target=47_000, target_text="47000"))["cost"]["target"]
    assert [way["number"] for way in near["alone"]] == [
        "Lentiviral vector: price of a unit",
        "Release tests: quality test, price of a test",
    ] or near["alone"]
    assert near["pairs"]
    far = present_cost(opened, Asked(target=100, target_text="100"))["cost"]["target"]
    assert far["is_out_of_reach"]
    there = present_cost(opened, Asked(target=60_000, target_text="60000"))["cost"]["target"]
    assert "is reached already" in there["reached"]
    odd = present_cost(opened, Asked(target=None, target_text="<script>"))["cost"]["target"]
    assert "is no amount" in odd["refusal"]


@pytest.mark.django_db
def test_a_scenario_without_a_price_year_says_why_it_has_no_cost():
    text = process_text("car-t-manual").replace("price_year = 2024\n", "", 1)
    row = keep_scenario(text, "no year", "", "me")
    told = present_cost(open_kept(row.key))
    assert told["cost"] is None
    assert "price_year" in told["cost_refusal"]


def test_a_cost_worked_out_once_is_shown_again_within_a_tenth_of_a_second():
    opened = open_process("car-t-manual")
    present_cost(opened)
    started = time.process_time()
    present_cost(opened)
    assert time.process_time() - started < 0.1


# ---- files


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_figure_of_the_cost_is_the_same_as_csv_excel_and_json(client, language):
    page = {"en": "/en/production/costs/", "fr": "/fr/production/couts/"}[language]
    files = {code: client.get(f"{page}car-t-manual/lines.{code}") for code in ("csv", "xlsx", "json")}
    assert {answer.status_code for answer in files.values()} == {200}
    assert files["csv"]["Content-Disposition"] == 'attachment; filename="biovaliance-lines.csv"'
    head, *rows = csv.reader(io.StringIO(files["csv"].content.decode("utf-8-sig")))
    told = json.loads(files["json"].content)
    assert told["scenario_key"] == open_process("car-t-manual").key
    assert (told["price_year"], told["currency"], told["seed"]) == (2024, "EUR", 1)
    assert told["software"].startswith("Biovaliance ")
    assert (
        head[-6:]
        == {
            "en": ["Scenario", "Key of the scenario", "Price year", "Currency", "Seed", "Software"],
            "fr": ["Scénario", "Clé du scénario", "Année des prix", "Monnaie", "Graine", "Logiciel"],
        }[language]
    )
    facility = {"en": "Facility", "fr": "Locaux"}[language]
    assert facility in [row[0] for row in rows]
    assert "facility" in [row["line"] for row in told["rows"]]
    assert float(rows[-1][1]) == told["rows"][-1]["at_demand"]
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"].content))
    table, about = book
    assert table.cell(len(rows) + 1, 2).value == told["rows"][-1]["at_demand"]
    assert (head[-5], told["scenario_key"]) in [tuple(row) for row in about.values]


def test_the_files_of_the_unknowns_say_status_source_and_note_in_the_language_of_the_reader(client):
    address = "/fr/production/couts/car-t-manual/unknowns."
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}csv").content.decode("utf-8-sig"))))
    vector = next(row for row in rows if row["Nombre"] == "Vecteur lentiviral\u00a0: prix d’une unité")
    assert (vector["Statut"], vector["Source"], vector["Note"]) == (
        "supposé",
        "valeur d’attente du modélisateur\u00a0: aucune source trouvée ici",
        "ligne\u00a0: CAR-T autologue | ensemble | vecteur | vecteur lentiviral par dose",
    )
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}xlsx").content))
    assert book.sheetnames == ["Tableau", "À propos"]
    assert [cell.value for cell in next(book["Tableau"].rows)][-1] == "Note"
    told = json.loads(client.get(f"{address}json").content)
    assert {row["status"] for row in told["rows"]} <= {"assumed", "unverified"}
    assert vector["Note"] in [row["note"] for row in told["rows"]]


def test_text_that_a_spreadsheet_would_run_is_disarmed_and_numbers_stay_numbers():
    figure = Figure(
        name="x",
        title="=cmd()",
        unit="",
        columns=columns(("what", "=What"), ("value", "Value")),
        rows=((Cell("=HYPERLINK(1)"), Cell("−5", -5.0)), (Cell("@SUM"), Cell("–", None))),
        source="",
    )
    facts = facts_of(scenario="+evil", key="k")
    rows = list(csv.reader(io.StringIO(figure_file(figure, "csv", facts).content.decode("utf-8-sig"))))
    assert rows[0][0] == "'=What"
    assert [row[0] for row in rows[1:]] == ["'=HYPERLINK(1)", "'@SUM"]
    assert rows[1][1] == "-5.0"
    assert rows[1][2] == "'+evil"
    book = openpyxl.load_workbook(io.BytesIO(figure_file(figure, "xlsx", facts).content))
    assert [cell.value for cell in book["Table"][2]] == ["'=HYPERLINK(1)", -5]
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "costs/car-t-manual/lines.exe",
        "costs/car-t-manual/nothing.csv",
        "costs/nobody/lines.csv",
        "compare/columns.csv?with=car-t-manual",
        "runs/nothing/waits.csv",
    ],
)
def test_a_file_there_is_not_is_not_found(client, path):
    assert client.get(f"/en/production/{path}").status_code == 404


# ---- side by side


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Below 8 doses a year Allogeneic MSC, planar is cheaper; above, Allogeneic MSC, bioreactor"),
        (
            "fr",
            "En dessous de 8 doses par an, «\u00a0CSM allogéniques, en surface plane\u00a0» est moins cher",
        ),
    ],
)
def test_a_comparison_begins_with_what_it_means(client, language, sentence):
    answer = client.get(compare_path(*MSC, language=language))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert page.index(sentence) < page.index('id="columns-head"')
    assert 'data-island="charts"' in page


@pytest.mark.django_db
def test_a_comparison_says_where_there_is_no_break_even(client):
    page = client.get(compare_path(*CAR_T)).content.decode()
    assert (
        "is cheaper than Autologous CAR-T, closed and automated at any volume with the numbers as stated"
        in page
    )
    assert "as there is no break-even" in page


@pytest.mark.django_db
def test_four_scenarios_stand_beside_each_other_and_kept_ones_too(client):
    row = keep_scenario(
        process_text("car-t-manual").replace("value = 12000", "value = 9000"),
        "cheaper vector",
        "car-t-manual",
        "me",
    )
    answer = client.get(compare_path(*CAR_T, "car-t-semi-automated", row.key))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('class="verdict"') == 3
    assert f'value="{row.key}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("names", "status", "told"),
    [
        ((), 200, "Choose two to four"),
        (("car-t-manual",), 200, "Choose at least one more"),
        (("car-t-manual", "car-t-manual"), 200, "Choose at least one more"),
        (
            ("car-t-manual", "no-such"),
            404,
            "No process of the library and no kept scenario is called “no-such”.",
        ),
        (tuple(entry.name for entry in entries())[:5], 422, "Up to four scenarios can be compared."),
        (("<script>", "'; drop"), 200, "Choose two to four"),
    ],
)
def test_a_comparison_that_cannot_be_made_says_what_to_change(client, names, status, told):
    answer = client.get(compare_path(*names))
    assert answer.status_code == status
    assert told in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.django_db
def test_a_kept_scenario_that_is_refused_today_is_told_in_a_comparison(client):
    row = keep_scenario("nonsense = 1\n", "old", "", "me")
    answer = client.get(compare_path("car-t-manual", row.key))
    assert answer.status_code == 422
    assert "cannot be used as it stands" in answer.content.decode()


@pytest.mark.django_db
def test_the_files_of_a_comparison_hold_its_intervals_and_what_they_rest_on(client):
    answer = client.get(compare_path(*MSC, figure="columns.json"))
    told = json.loads(answer.content)
    even = told["against_first"][0]["break_even"]
    assert even["crossings"][0]["doses_per_year"] == pytest.approx(7.97, abs=0.01)
    assert even["doses_per_year_ci95"] == pytest.approx([1.4955, 25.8978], abs=1e-3)
    assert sum(told["against_first"][0]["rests_on"]["shares"].values()) == pytest.approx(1)
    assert told["scenario_key"].count(" / ") == 1
    table = client.get(compare_path(*MSC, figure="rests-on-b.csv"))
    assert "bioreactor" in table.content.decode().lower()


@pytest.mark.django_db
def test_a_sender_of_very_many_new_comparisons_is_asked_to_wait(client, settings):
    from django.core.cache import cache

    from biovaliance.web.atlas.corrections import sender_digest

    request = RequestFactory().get("/")
    cache.set(f"comparisons:{sender_digest(request)}", MOST_ASKED, 300)
    assert client.get(compare_path(*CAR_T)).status_code == 429


@pytest.mark.django_db
def test_a_comparison_asks_the_tables_once_for_each_kept_scenario(client, django_assert_num_queries):
    client.get(compare_path(*CAR_T))
    with django_assert_num_queries(0):
        client.get(compare_path(*CAR_T, figure="columns.csv"))


# ---- runs


@pytest.fixture(scope="module")
def ran():
    """A short run of a process as its row keeps it."""
    scenario = read_process("car-t-closed-automated")
    short = scenario.model_copy(
        update={"scenario": scenario.scenario.model_copy(update={"patients": 12, "warm_up_patients": 0})}
    )
    found = simulate(short, 3, 5, engine="reference")
    return {
        "simulation": found.to_json(),
        "histograms": found.histograms_json(),
        "timeline": timeline_of_scenario(short, 5, engine="reference").to_json(),
    }


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_run_is_told_by_its_figures(ran, language):
    with translation.override(language):
        told = present_simulation(
            json.loads(json.dumps(ran)), open_process("car-t-closed-automated"), "runkey"
        )
    assert {"leaving", "time", "waits", "pools", "gantt", "queues", "busy"} >= set(told["figures"])
    assert {"leaving", "waits", "pools", "gantt", "busy"} <= set(told["figures"])
    assert told["worst_status"] == "assumed"
    gantt = told["figures"]["gantt"]
    assert len(gantt.drawing["bars"]) == len(gantt.rows) == len(ran["timeline"]["bars"])
    assert gantt.downloads[0][1].endswith("/runkey/gantt.csv")
    limit = [row for row in told["figures"]["pools"].rows if row[-1].value == "yes"]
    assert [row[0].value for row in limit] == [ran["simulation"]["bottleneck"]]


@pytest.mark.parametrize(
    ("language", "label", "left_out"),
    [
        ("en", "from arrival to release, mean", "Tests whose result comes after the release are not in it"),
        (
            "fr",
            "de l’arrivée à la libération, en moyenne",
            "Les contrôles dont le résultat vient après la libération n’y sont pas comptés",
        ),
    ],
)
def test_the_times_of_a_run_are_told_to_end_with_the_release_as_they_do(ran, language, label, left_out):
    # The culture for sterility takes 14 days more: with it nobody would be through in less than 24.
    assert ran["simulation"]["time_in_system_h"]["mean"] < 24 * 24
    with translation.override(language):
        told = present_simulation(json.loads(json.dumps(ran)), open_process("car-t-closed-automated"))
    assert label in [tile["label"] for tile in told["tiles"]]
    assert left_out in told["figures"]["time"].note


def test_a_run_names_its_operations_in_the_readers_language(ran):
    with translation.override("fr"):
        told = present_simulation(json.loads(json.dumps(ran)), open_process("car-t-closed-automated"))
    waits = told["figures"]["waits"]
    named = [item["name"] for item in waits.drawing["items"]]
    assert named == [row[0].text for row in waits.rows]
    assert "tests de libération" in named
    notes = " ".join(tile["note"] for tile in told["tiles"])
    assert ":" not in re.sub("\u00a0:", "", notes)


def test_a_run_that_kept_figures_alone_is_told_without_time_line(ran):
    told = present_simulation({"simulation": ran["simulation"]}, open_process("car-t-closed-automated"))
    assert "gantt" not in told["figures"]
    assert told["figures"]["waits"].downloads == ()


@pytest.mark.django_db
def test_the_figures_of_a_kept_run_can_be_downloaded_with_its_seed(client, ran):
    row = keep_scenario(process_text("car-t-closed-automated"), "closed", "", "me")
    RunRow.objects.create(
        key="a" * 16,
        scenario=row,
        kind="simulation",
        settings={"seed": 5},
        versions={},
        result=ran,
        state="done",
        asked_at=timezone.now(),
    )
    told = json.loads(client.get(f"/en/production/runs/{'a' * 16}/waits.json").content)
    assert (told["seed"], told["run_key"], told["scenario_key"]) == (5, "a" * 16, row.key)
    assert len(told["rows"]) == len(ran["simulation"]["operations"])


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_a_study_is_told_by_what_matters_most(method):
    from biovaliance.bioproduction.costs.numbers import numbers_of
    from biovaliance.bioproduction.costs.studies import cost_model, cost_study
    from biovaliance.bioproduction.prices import bundled_prices

    study = cost_study(cost_model(numbers_of(read_process("mrna"), bundled_prices())), method, runs=8)
    figure = present_simulation({"study": study}, open_process("mrna"))["figures"][method]
    assert len(figure.rows) == len(study["parameters"])
    assert figure.drawing["items"][0]["name"] in figure.title


def test_one_more_unit_is_told_with_what_it_costs():
    pool = "closed instrument"
    sure = {
        "pool": pool,
        "days_saved": {"mean": 1.5, "ci95": [1.0, 2.0]},
        "lost_share_change": {"mean": -0.02, "ci95": [-0.03, -0.01]},
        "eur_per_year": 40_000,
    }
    told = present_simulation({"next_unit": {"units": [sure]}}, open_process("car-t-closed-automated"))
    assert (
        told["figures"]["next-unit"].title
        == "One more unit of “closed instrument” saves a patient 36\u00a0h, for EUR\u00a040,000 a year"
    )
    unsure = {**sure, "days_saved": {"mean": 0.1, "ci95": [-0.1, 0.3]}}
    told = present_simulation({"next_unit": {"units": [unsure]}}, open_process("car-t-closed-automated"))
    assert "more than chance" in told["figures"]["next-unit"].title


def test_money_is_written_as_each_language_does():
    tender = tender_of("CHF", 2024)
    assert tender.factor == pytest.approx(0.9526, abs=1e-3)
    with translation.override("fr"):
        assert tender_of("EUR", 2024).text(52_832.07) == "52\u202f832\u00a0€"
        assert tender_of("EUR", 2024).text(-12.5) == "−12,5\u00a0€"
    assert tender_of("EUR", 2024).text(54.262) == "EUR\u00a054.26"


def test_saved_figures_have_the_colours_of_the_light_theme():
    tokens = (WEB / "static" / "site" / "tokens.css").read_text(encoding="utf-8").partition("Dark, by")[0]
    palette = (REPOSITORY / "frontend" / "src" / "charts" / "palette.ts").read_text(encoding="utf-8")
    paper = dict(re.findall(r"^ {2}\'?([\w-]+)\'?: \'(#[0-9a-f]{6})\',$", palette, re.MULTILINE))
    assert len(paper) == 16
    assert paper.pop("ground") == "#ffffff"
    assert {name: f"--{name}: {colour};" in tokens for name, colour in paper.items()} == dict.fromkeys(
        paper, True
    )
