"""Feeds and calendars hold to their standards (RFC 4287, RFC 5545) and tell what the pages tell."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
from django.utils import timezone
from icalendar import Calendar

from biovaliance.atlas.fields import Kind
from biovaliance.web.access import PUBLIC
from tests.pages import LANGUAGES

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = {
    "en": ("/en/feeds/news.atom", "/en/feeds/organisations.atom"),
    "fr": ("/fr/flux/actualites.atom", "/fr/flux/organisations.atom"),
}
CALENDARS = {"en": "/en/feeds/events.ics", "fr": "/fr/flux/evenements.ics"}
EVENT = {"en": "/en/events/{}.ics", "fr": "/fr/evenements/{}.ics"}
ADDRESSES = [address for feeds in FEEDS.values() for address in feeds]


def feed(client, address):
    answer = client.get(address)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def texts(element, name):
    return [found.text for found in element.iter(f"{ATOM}{name}")]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_feed_has_all_that_atom_asks_for(client, address):
    root = feed(client, address)

    assert root.tag == f"{ATOM}feed"
    assert root.find(f"{ATOM}author/{ATOM}name").text == "Biovaliance"
    assert root.find(f"{ATOM}id").text == f"http://testserver{address}"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver{address}"
    assert client.get(links["alternate"].removeprefix("http://testserver")).status_code == 200
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 40
    for entry in entries:
        assert all(len(entry.findall(f"{ATOM}{name}")) == 1 for name in ("id", "title", "updated"))
        assert entry.find(f"{ATOM}id").text.startswith("tag:biovaliance,2026:")
        assert " " not in entry.find(f"{ATOM}id").text
        dt.datetime.fromisoformat(entry.find(f"{ATOM}updated").text)
        assert entry.find(f"{ATOM}link").get("href").startswith("http://testserver/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_entries_of_a_feed_are_different_things_the_latest_first(client, address):
    root = feed(client, address)
    identifiers = texts(root, "id")
    days = [entry.find(f"{ATOM}updated").text for entry in root.findall(f"{ATOM}entry")]

    assert len(set(identifiers)) == len(identifiers)
    assert days == sorted(days, reverse=True)
    assert root.find(f"{ATOM}updated").text == days[0]


@pytest.mark.parametrize(("english", "french"), list(zip(FEEDS["en"], FEEDS["fr"], strict=True)))
def test_both_languages_tell_the_same_things_in_other_words(client, english, french):
    told = {address: feed(client, address) for address in (english, french)}
    identifiers = {address: sorted(texts(root, "id")[1:]) for address, root in told.items()}

    assert identifiers[english] == identifiers[french]
    assert texts(told[english], "title")[0] != texts(told[french], "title")[0]
    assert "\u00a0:" in texts(told[french], "title")[0]


def test_news_name_who_says_so_and_nothing_of_tomorrow(client):
    root = feed(client, FEEDS["fr"][0])

    assert all(summary.startswith("Source") for summary in texts(root, "summary"))
    today = timezone.localdate().isoformat()
    assert all(day[:10] <= today for day in texts(root, "updated"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_feed_reader_that_has_it_already_gets_nothing(client, address):
    first = client.get(address)

    for condition in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        assert client.get(address, headers=condition).status_code == 304


def test_an_entry_without_a_date_carries_the_day_of_the_snapshot(client):
    PUBLIC.entities().filter(kind=Kind.ORGANISATION).update(stated_on="")
    root = feed(client, FEEDS["en"][1])

    assert set(texts(root, "updated")) == {"2026-11-02T09:30:00+00:00"}


# ---- calendars


def calendar(client, address):
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content), answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_holds_each_event_whose_day_is_known(client, language):
    found, answer = calendar(client, CALENDARS[language])
    rows = {f"{row.key}@biovaliance": row for row in PUBLIC.entities().filter(kind=Kind.EVENT)}
    known = {uid for uid, row in rows.items() if len(row.start) == 10}
    events = {str(event["uid"]): event for event in found.walk("VEVENT")}

    assert set(events) == known
    assert known < set(rows)
    assert (found["version"], str(found["prodid"])) == ("2.0", "-//Biovaliance//Events//EN")
    for uid, event in events.items():
        row = rows[uid]
        first = dt.date.fromisoformat(row.start)
        last = dt.date.fromisoformat(row.end) if len(row.end) == 10 else first
        assert type(event["dtstart"].dt) is dt.date
        assert event["dtstart"].dt == first
        assert event["dtend"].dt == last + dt.timedelta(days=1)
        assert event["dtstamp"].dt == dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)
        assert str(event["summary"]) == row.title.in_language(language)
        assert str(event["url"]).startswith(f"http://testserver/{language}/")
    assert answer["Content-Disposition"] == 'attachment; filename="events.ics"'


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_of_a_calendar_are_folded_and_ended_as_the_standard_says(client, language):
    _, answer = calendar(client, CALENDARS[language])
    lines = answer.content.split(b"\r\n")

    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_event_can_be_taken_alone_and_its_page_says_where(client, language):
    row = PUBLIC.entities().filter(kind=Kind.EVENT, start__regex=r"^.{10}$").order_by("slug").first()
    address = EVENT[language].format(row.slug)
    found, _ = calendar(client, address)

    assert [str(event["uid"]) for event in found.walk("VEVENT")] == [f"{row.key}@biovaliance"]
    assert address in client.get(address.replace(".ics", "/")).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_event_without_a_day_is_no_calendar_entry_and_its_page_offers_none(client, language):
    vague = [row for row in PUBLIC.entities().filter(kind=Kind.EVENT) if len(row.start) != 10]

    assert vague
    for row in vague:
        address = EVENT[language].format(row.slug)
        assert client.get(address).status_code == 404
        page = client.get(address.replace(".ics", "/"))
        assert page.status_code == 200
        assert address not in page.content.decode()


def test_commas_and_line_breaks_of_a_text_survive(client):
    row = PUBLIC.entities().filter(kind=Kind.EVENT, start__regex=r"^.{10}$").first()
    PUBLIC.entities().filter(key=row.key).update(
        title_en="Cells, genes; and\nmore", summary_en="é" * 200, town="Dole, Jura"
    )
    found, _ = calendar(client, EVENT["en"].format(row.slug))
    (event,) = found.walk("VEVENT")

    assert str(event["summary"]) == "Cells, genes; and\nmore"
    assert str(event["description"]) == "é" * 200
    assert str(event["location"]) == "Dole, Jura"


def test_events_are_past_coming_or_undated_and_never_two_of_these(client):
    today = timezone.localdate().isoformat()
    pages = {
        when: client.get(f"/api/v1/events/?when={when}&limit=200").json()["items"]
        for when in ("past", "coming", "undated")
    }
    total = client.get("/api/v1/events/").json()["total"]

    assert sum(map(len, pages.values())) == total == 23
    for when, items in pages.items():
        for item in items:
            last = item["end"] or item["start"]
            expected = "undated" if not last else ("past" if last < today[: len(last)] else "coming")
            assert when == expected, item["key"]
