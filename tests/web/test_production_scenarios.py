"""The library and the pages of scenarios in both languages: what they say, lead to and refuse."""

import re
import tomllib
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils.translation import override

from biovaliance.bioproduction.library.catalogue import entries, process_text
from biovaliance.bioproduction.scenarios.editing import changed, put
from biovaliance.web.bioproduction.scenarios import figures, keeping
from biovaliance.web.bioproduction.store import keep_scenario
from biovaliance.web.models import ScenarioRow

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr")
ENTRIES = entries()


def address(name, *args, language="en"):
    with override(language):
        return reverse(name, args=args)


def get(client, name, *args, language="en", **asked):
    return client.get(address(name, *args, language=language), asked)


def keep(text, begun_from="car-t-manual", name="Mine"):
    return keep_scenario(text, name, begun_from, "nobody").key


def manual_with(path, value):
    return changed(process_text("car-t-manual"), lambda document: put(document, path, value))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_library_shows_every_process_with_its_cost_time_and_how_much_is_assumed(client, language):
    page = get(client, "production", language=language).content.decode()
    for entry in ENTRIES:
        assert entry.title(language) in page
        assert address("production_process", entry.name, language=language) in page
    assert page.count("share-bar-part") == len(ENTRIES)
    cost = figures.library_cost(ENTRIES[0])
    assert (
        f"{round(cost.cost_eur_per_released_dose):,}".replace(",", "\u202f" if language == "fr" else ",")
        in page
    )
    assert {"en": "Start from a blank", "fr": "Partir d’une page blanche"}[language] in page


def test_the_library_is_sorted_and_narrowed_as_asked(client):
    page = get(client, "production", sort="cost").content.decode()
    found = re.findall(r'href="/en/production/library/([\w-]+)/"', page)
    costs = [
        next(figures.library_cost(each).cost_eur_per_released_dose for each in ENTRIES if each.name == name)
        for name in found
    ]
    assert len(found) == 14
    assert costs == sorted(costs)
    page = get(client, "production", family="car-t").content.decode()
    assert len(re.findall(r'href="/en/production/library/[\w-]+/"', page)) == 3
    assert get(client, "production", sort="nonsense", family="nonsense").status_code == 200


def test_the_library_asks_nothing_of_the_tables_but_the_snapshot(client, django_assert_max_num_queries):
    get(client, "production")
    with django_assert_max_num_queries(2):
        get(client, "production")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.name for entry in ENTRIES])
def test_a_process_has_a_page_with_its_drawing_and_its_tables(client, entry, language):
    answer = get(client, "production_process", entry.name, language=language)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert entry.title(language) in page
    assert '<svg class="flow"' in page
    assert 'role="img" aria-labelledby="flow-title flow-description"' in page
    assert "{# section" not in page
    if language == "fr":
        assert entry.description_fr[:60].split("’")[0] in page


def test_the_french_page_says_the_librarys_words_in_french(client):
    page = get(client, "production_process", "car-t-manual", language="fr").content.decode()
    for word in ("leucaphérèse", "poste de sécurité microbiologique", "vecteur lentiviral", "jour ouvré"):
        assert word in page
    assert "safety cabinet" not in page.split('id="as-text"')[0].replace("biosafety cabinet", "")
    assert 'lang="en"' in page  # sources and notes stay in the language they were written in


def test_every_number_with_a_source_opens_it(client):
    page = get(client, "production_process", "car-t-manual").content.decode()
    assert "Dana-Farber patient page" in page
    assert page.count("evidence-panel") > 30
    assert "status-assumed" in page


@pytest.mark.parametrize(
    ("language", "phases"),
    [
        ("en", "phases: harvest, formulation, filling"),
        ("fr", "phases\xa0: récolte, formulation, répartition"),
    ],
)
def test_an_operation_names_its_phases(client, language, phases):
    page = get(client, "production_process", "car-t-manual", language=language).content.decode()

    assert page.count(phases) == 1


@pytest.mark.parametrize(
    ("language", "price", "counted"),
    [
        (
            "en",
            '>EUR\xa09,604</span> <span class="stated-range">(2021)<',
            "held too long, are not counted",
        ),
        (
            "fr",
            '>9\u202f604\xa0€</span> <span class="stated-range">(2021)<',
            "trop longtemps ne sont pas comptés",
        ),
    ],
)
def test_a_price_names_its_year_and_a_cost_what_it_does_not_count(client, language, price, counted):
    page = get(client, "production_process", "car-t-manual", language=language).content.decode()

    assert price in page
    assert counted in page


@pytest.mark.parametrize("name", ["production_process", "production_scenario"])
def test_what_does_not_exist_is_not_found(client, name):
    assert get(client, name, "no-such-thing").status_code == 404
    assert get(client, "production_toml", "no-such-thing").status_code == 404
    assert get(client, "production_drawing", "no-such-thing").status_code == 404


def test_the_text_and_the_drawing_can_be_taken_away(client):
    text = get(client, "production_toml", "mrna")
    assert tomllib.loads(text.content.decode()) == tomllib.loads(process_text("mrna"))
    assert text["Content-Disposition"] == 'attachment; filename="mrna.toml"'
    drawing = get(client, "production_drawing", "mrna", language="fr")
    assert drawing["Content-Type"].startswith("image/svg+xml")
    root = ElementTree.fromstring(drawing.content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "ARN messager" in root.find("{http://www.w3.org/2000/svg}title").text


def test_a_kept_scenario_says_what_it_was_made_from_and_what_differs(client):
    key = keep(manual_with(("operations", 1, "duration_h", "value"), 3))
    page = get(client, "production_scenario", key).content.decode()
    assert "Made from" in page
    assert "Operations › receive and check › Duration" in page
    row = re.search(
        r"receive and check › Duration</th><td class=\"number\">(.*?)</td><td class=\"number\">(.*?)</td>",
        page,
    )
    assert row.groups() == ("2", "3")
    assert "noindex" in page
    french = get(client, "production_scenario", key, language="fr").content.decode()
    assert "Opérations › réception et contrôle › Durée" in french


def test_a_kept_scenario_costs_the_same_queries_whatever_differs(client, django_assert_max_num_queries):
    one = keep(manual_with(("operations", 1, "duration_h", "value"), 3))
    with django_assert_max_num_queries(5):
        get(client, "production_scenario", one)


def test_a_text_that_this_version_refuses_is_shown_with_its_problems(client):
    key = keep(manual_with(("operations", 1, "duration_h", "value"), -3), name="Old")
    answer = get(client, "production_scenario", key)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "This version refuses the text" in page
    assert "receive and check" in page
    assert "outside its own range of 1 to 4" in page
    assert "duration_h" in page
    assert get(client, "production_drawing", key).status_code == 404
    assert get(client, "production_toml", key).status_code == 200


def test_a_number_of_a_reader_is_never_read_as_markup(client):
    text = manual_with(("operations", 1, "name"), "<script>alert(1)</script>")
    text = changed(
        text, lambda document: put(document, ("operations", 1, "duration_h", "source"), "<img src=x>")
    )
    page = get(client, "production_scenario", keep(text)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page


def test_another_technology_is_one_click_away_and_keeps_nothing_that_the_library_has(client):
    page = get(client, "production_process", "car-t-manual").content.decode()
    assert 'name="to" value="car-t-closed-automated"' in page
    answer = client.post(address("production_swap"), {"from": "car-t-manual", "to": "car-t-closed-automated"})
    assert answer.status_code == 303
    assert "car-t-closed-automated" in answer["Location"]
    assert ScenarioRow.objects.count() == 0


def test_a_technology_swapped_into_ones_own_scenario_is_kept_with_its_patients(client):
    key = keep(manual_with(("arrivals", "rate_per_d", "value"), 0.28))
    answer = client.post(address("production_swap"), {"from": key, "to": "car-t-closed-automated"})
    row = ScenarioRow.objects.exclude(key=key).get()
    assert row.key in answer["Location"]
    assert tomllib.loads(row.text)["arrivals"]["rate_per_d"]["value"] == 0.28
    assert "closed" in row.name
    assert row.begun_from == key


@pytest.mark.parametrize(("begun", "to"), [("nowhere", "mrna"), ("car-t-manual", "nothing"), ("", "")])
def test_a_swap_of_what_is_not_there_is_not_found(client, begun, to):
    assert client.post(address("production_swap"), {"from": begun, "to": to}).status_code == 404


def test_who_opens_the_address_of_a_swap_is_led_to_the_processes(client):
    answer = client.get(address("production_swap"))
    assert (answer.status_code, answer["Location"]) == (302, address("production"))


def test_keeping_is_limited_for_each_visitor(client, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_KEPT_PER_HOUR", 1)
    for number, status in ((3, 303), (4, 429)):
        text = manual_with(("operations", 1, "duration_h", "value"), number)
        posted = {"from": "car-t-manual", "text": text, "do": "keep"}
        assert client.post(address("production_edit"), posted).status_code == status


@pytest.mark.parametrize("name", ["\x00", "no-such-process", "A" * 16, "a" * 17, "éééééééééééééééé"])
def test_what_has_not_the_shape_of_a_key_is_asked_of_no_database(django_assert_num_queries, name):
    from biovaliance.web.bioproduction.store import read_scenario_row

    with django_assert_num_queries(0):
        assert read_scenario_row(name) is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            {
                "stock at the beginning": "6",
                "reorder point": "2",
                "ordered up to": "8",
                "looked at every": "7",
            },
        ),
        ("fr", {"stock de départ": "6", "point de commande": "2", "recomplété à": "8", "revu tous les": "7"}),
    ],
)
def test_a_material_that_can_run_out_says_how_more_of_it_comes(client, language, words):
    text = process_text("car-t-manual")
    for key, value in (("stock", 6), ("reorder_point", 2), ("order_up_to", 8), ("review_every_d", 7)):
        text = changed(text, lambda document: put(document, ("materials", 2, key), value))  # noqa: B023 -- at once
    page = get(client, "production_scenario", keep(text), language=language).content.decode()
    for label, value in words.items():
        assert re.search(
            rf'<span class="soft">{label}</span> <span class="stated"><span class="stated-value">{value}',
            page,
        )
