"""The pages of the calls: directory, call, which fit, calendar, API."""

import datetime as dt
import html
import json
import re

import pytest
from django.utils import timezone
from icalendar import Calendar

from biovaliance.synergies.calls.bundle import bundled_calls

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch):
    """Read the site on 27 November 2026."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def text_of(client, address: str, status: int = 200) -> str:
    """Return what a page says, without its markup."""
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def names_of(client, address: str) -> list[str]:
    """Return the names of the calls a page lists."""
    found = re.findall(r'class="row-name"><a href="[^"]+">([^<]+)</a>', client.get(address).content.decode())
    return [html.unescape(name) for name in found]


def test_open_calls_come_first_with_their_days_left(client):
    assert names_of(client, "/en/calls/")[:3] == [
        "EIC Accelerator",
        "Cifre (industrial doctoral agreement)",
        "Innosuisse innovation project with implementation partner",
    ]
    assert "17\u00a0December 2026, 20 days left" in client.get("/en/calls/").content.decode()
    assert "17\u00a0décembre 2026, 20 jours restants" in client.get("/fr/appels/").content.decode()


def test_filters_narrow_the_directory_and_can_be_taken_away(client):
    address = "/en/calls/?status=forthcoming&theme=therapeutic-antibodies"
    assert len(names_of(client, address)) == 2
    page = client.get(address).content.decode()
    assert 'href="/en/calls/?theme=therapeutic-antibodies" rel="nofollow"' in page
    assert names_of(client, "/en/calls/?level=cross-border&kind=company") == [
        "Interreg VI France-Switzerland"
    ]
    assert "No call matches these filters" in text_of(client, "/en/calls/?q=zzzzz")


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=999", "?page=x", "?status=%00&theme=nothing", "?q=%00", "?level="]
)
def test_a_question_that_makes_no_sense_gets_an_answer(client, query):
    assert client.get(f"/en/calls/{query}").status_code == 200


def test_a_call_shows_each_rule_with_edition_confidence_and_source(client):
    page = client.get("/en/calls/fr-idemo-reg-bfc/").content.decode()
    told = text_of(client, "/en/calls/fr-idemo-reg-bfc/")
    assert "Company At least two companies. rules common to all regions, undated page Medium" in told
    assert "Partners, at least At least 3 partners. stated in short by the pages read" in told
    assert "It may be open, to come, or over: ask its operator." in told
    assert "https://www.zabala.fr/actualites/i-demo-regionalise/" in page


def test_what_was_not_seen_is_told_in_the_reader_s_language(client):
    told = text_of(client, "/fr/appels/xb-interreg-frch/")
    assert "Aucune page lue ne dit\u00a0:".replace("\u00a0", " ") in told
    assert "taux FEDER et taille de projet" in told


def test_a_topic_shows_the_default_rules_it_takes_over_and_who_here_works_on_its_themes(client):
    told = text_of(client, "/en/calls/horizon-hlth-2027-01-ind-01/")
    assert "Three legal entities independent of each other. default" in told
    assert "Rules marked “default” are those of Horizon Europe research and innovation action (RIA)" in told
    assert "137 days left" in told
    page = client.get("/en/calls/horizon-hlth-2027-01-ind-01/").content.decode()
    assert 'href="/en/calls/eu-he-ria/"' in page
    assert page.count('class="row-name"') == 12


def test_an_hour_is_told_in_paris_time_and_a_missing_one_as_not_seen(client):
    assert (
        "12\u00a0novembre 2026 à 17 h 00 (heure de Paris)"
        in client.get("/fr/appels/eu-i3-s1/").content.decode()
    )
    assert "hour not seen" in text_of(client, "/en/calls/eu-eic-acc/")


def test_french_public_money_shows_the_ceilings_of_state_aid_and_european_money_does_not(client):
    told = text_of(client, "/en/calls/fr-idemo-reg-ara/")
    assert "Industrial research 70 % / 80 % 60 % / 75 % 50 % / 65 %" in told
    assert "Small company 60 %" in told
    assert "651/2014" not in text_of(client, "/en/calls/eu-he-ria/")


def test_a_call_says_what_it_is_to_machines(client):
    page = client.get("/en/calls/horizon-hlth-2027-01-ind-01/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.+?)</script>', page)[1])
    assert (data["@type"], data["identifier"]) == ("MonetaryGrant", "HORIZON-HLTH-2027-01-IND-01")
    assert data["amount"] == {
        "@type": "MonetaryAmount",
        "currency": "EUR",
        "minValue": 6000000,
        "maxValue": 8000000,
    }


def test_every_call_has_a_page_in_both_languages(client):
    for call in bundled_calls().values():
        for address in (f"/en/calls/{call.slug}/", f"/fr/appels/{call.slug}/"):
            assert client.get(address).status_code == 200, address
    assert client.get("/en/calls/nothing/").status_code == 404


def test_dijon_is_told_that_it_lies_outside_the_zone_of_interreg(client):
    told = text_of(client, "/en/calls/fit/?organisation=CHU+Dijon")
    zone = "French zone: Doubs, Jura, Territoire de Belfort, Ain, Haute-Savoie."
    assert f"CHU Dijon Bourgogne (Dijon) lies outside. {zone}" in told


def test_an_idea_is_answered_in_french_and_in_english_with_the_same_topic_first(client):
    for address in (
        "/fr/appels/convenir/?text=synthèse+acellulaire+de+protéines+pour+la+bioproduction",
        "/en/calls/fit/?text=cell-free+protein+synthesis+for+bioproduction",
    ):
        assert client.get(address).status_code == 200
        assert names_of(client, address)[0] == bundled_calls()[
            "HORIZON-HLTH-2027-01-IND-01"
        ].name.in_language(address[1:3])


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?text=&organisation=", "Name an organisation, or say in a sentence what the project is about."),
        ("?text=...!?", "There is no word in the text"),
        ("?organisation=nobody+at+all", "No organisation of the atlas has this name."),
        ("?text=cells&trl=12", "The readiness is a level from 1 to 9."),
        ("?text=Herstellung+von+Zellen", "No term of the vocabulary was recognised"),
        (f"?text={'cellules+CAR-T+' * 900}", "What was understood"),
        ("?text=%00", "Name an organisation, or say in a sentence"),
    ],
)
def test_bad_input_gets_a_clear_answer(client, query, told):
    assert told in text_of(client, f"/en/calls/fit/{query}")


def test_the_calendar_holds_every_deadline_in_its_own_hour(client):
    answer = client.get("/fr/flux/appels.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) == sum(len(call.deadlines) for call in bundled_calls().values()) + 3
    by_uid = {str(event["uid"]): event for event in events}
    assert len(by_uid) == len(events)
    exact = by_uid["call:eu-i3-s1:2026-11-12:closing@biovaliance"]
    assert exact.decoded("dtstart") == dt.datetime(2026, 11, 12, 16, tzinfo=dt.UTC)
    all_day = by_uid["call:eu-eic-acc:2026-12-17:stage@biovaliance"]
    assert (all_day.decoded("dtstart"), all_day.decoded("dtend")) == (
        dt.date(2026, 12, 17),
        dt.date(2026, 12, 18),
    )
    assert str(all_day["description"]).startswith("L’heure n’a pas été vue")


def test_a_call_without_a_date_has_an_empty_calendar_and_no_call_has_none(client):
    empty = client.get("/en/calls/fr-idemo-reg-bfc.ics")
    assert Calendar.from_ical(empty.content).walk("VEVENT") == []
    assert client.get("/en/calls/nothing.ics").status_code == 404


def test_the_api_lists_narrows_and_pages(client):
    first = client.get("/api/v1/calls/?limit=10").json()
    assert (len(first["items"]), first["total"], first["items"][0]["id"]) == (10, 67, "EU-EIC-ACC")
    following = client.get(first["next"].replace("http://testserver", "")).json()
    assert following["offset"] == 10
    closed = client.get("/api/v1/calls/?status=closed&level=region").json()
    assert [item["id"] for item in closed["items"]] == ["FR-IDEMO-REG-ARA"]
    assert client.get("/api/v1/calls/?status=nearly").status_code == 422


def test_the_api_tells_a_call_with_its_rules_and_what_was_not_seen(client):
    found = client.get("/api/v1/calls/xb-interreg-frch/").json()
    assert found["rules"][2]["values"] == ["FR-25", "FR-39", "FR-90", "FR-01", "FR-74"]
    assert found["not_seen"][0]["fr"] == "taux FEDER et taille de projet"
    assert found["url"].endswith("/en/calls/xb-interreg-frch/")
    assert client.get("/api/v1/calls/nothing/").status_code == 404


def test_a_programme_leads_to_its_call_and_back(client):
    assert (
        'href="/en/calls/xb-interreg-frch/"' in client.get("/en/programmes/interreg-fr-ch/").content.decode()
    )
    assert (
        'href="/en/programmes/interreg-fr-ch/"' in client.get("/en/calls/xb-interreg-frch/").content.decode()
    )


def test_calls_are_in_the_sitemap_and_in_the_menu(client):
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/fr/appels/xb-interreg-frch/</loc>" in sitemap
    assert 'href="/en/calls/"' in client.get("/en/").content.decode()
