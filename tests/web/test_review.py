"""Who came by the printed address decides pairs of records; to everybody else there is nothing there."""

import datetime as dt
import html
import json

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import Resolver404, resolve, set_urlconf
from django.utils.translation import override

from biovaliance.atlas.identity.clusters import Decision
from biovaliance.atlas.identity.judgements import read_judgements
from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.sources.region import bundled_region
from biovaliance.web.access import REVIEW_COOKIE
from biovaliance.web.atlas.loading import load
from biovaliance.web.review import urls as review_urls
from biovaliance.web.review.store import pair_id
from tests.pages import LANGUAGES
from tests.reviewed import BELFORT, CURATED, DIJON, NAME, publish, write_home
from tests.web.crawl import routes

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-one-run"
ROOTS = {"en": "/en/review/", "fr": "/fr/revue/"}
PAIR = pair_id(CURATED, DIJON)
OTHER = pair_id(CURATED, BELFORT)
REVIEW_URLS = "biovaliance.web.review.site_urls"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return write_home(tmp_path_factory.mktemp("review"))


@pytest.fixture
def home(written):
    """The small home, shown by a site that was started for a review; its log is empty again afterwards."""
    home, curated = written
    review = {
        "token": TOKEN,
        "name": "Claire Martin",
        "region": str(bundled_region().directory),
        "sources": {"curated": str(curated), "ror": str(home / "raw/ror")},
    }
    with override_settings(HOME=home, REVIEW=review, ROOT_URLCONF=REVIEW_URLS):
        load(open_snapshot(home))
        cache.clear()
        yield home
    for path in (home / "judgements.jsonl", *home.glob("review-used-*")):
        path.unlink(missing_ok=True)
    set_urlconf(None)


@pytest.fixture
def reviewer(home):
    """Somebody who came in by the printed address, with a browser that forges nothing."""
    client = Client(enforce_csrf_checks=True)
    assert client.get(f"/enter-review/?token={TOKEN}").status_code == 302
    return client


def log(home):
    return read_judgements(home / "judgements.jsonl")[0]


def send(client, address, values):
    page = client.get(ROOTS["en"] + "decisions/")
    assert page.status_code == 200
    if "csrftoken" not in client.cookies:
        client.get(f"{ROOTS['en']}{PAIR}/")
    return client.post(address, values | {"csrfmiddlewaretoken": client.cookies["csrftoken"].value})


def decide(client, decision, pair=PAIR, language="en", **values):
    last = "decide" if language == "en" else "decider"
    return send(client, f"{ROOTS[language]}{pair}/{last}/", {"decision": decision, **values})


def addresses():
    with override_settings(ROOT_URLCONF=REVIEW_URLS):
        set_urlconf(REVIEW_URLS)
        try:
            found = [
                route
                for route in routes()
                if "/review/" in route.path or "/revue/" in route.path or route.name == "review_enter"
            ]
        finally:
            set_urlconf(None)
    return sorted(address for route in found for address in route.addresses({"pair_id": (PAIR,)}))


ADDRESSES = addresses()


def test_every_address_of_the_review_is_tested_here():
    assert len(ADDRESSES) == 1 + 2 * len(review_urls.urlpatterns)
    assert ROOTS["fr"] in ADDRESSES


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post", "put", "head"])
def test_without_the_cookie_nothing_is_there(home, method, address):
    assert getattr(Client(enforce_csrf_checks=True), method)(address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_cookie_of_another_run_or_of_ones_own_making_opens_nothing(reviewer, home, address):
    stale = reviewer.cookies[REVIEW_COOKIE].value
    for value in ("", "Claire Martin", stale[:-1] + ("a" if stale[-1] != "a" else "b")):
        client = Client()
        client.cookies[REVIEW_COOKIE] = value
        assert client.get(address).status_code == 404
    client = Client()
    client.cookies[REVIEW_COOKIE] = stale
    review = {"token": "another", "name": "Somebody", "region": "", "sources": {}}
    with override_settings(REVIEW=review):
        assert client.get(address).status_code == 404


def test_the_public_site_has_no_such_addresses():
    for language in LANGUAGES:
        with override(language):
            for address in ADDRESSES:
                with pytest.raises(Resolver404):
                    resolve(address)
    assert Client().get(f"/enter-review/?token={TOKEN}").status_code == 404


@pytest.mark.parametrize("token", ["", "wrong", "é", TOKEN[:-1], TOKEN + "x"])
def test_a_wrong_token_lets_nobody_in(home, token):
    client = Client()
    assert client.get("/enter-review/", {"token": token}).status_code == 404
    assert REVIEW_COOKIE not in client.cookies


def test_the_address_works_once_and_its_cookie_stays_in_this_browser_on_this_site(home):
    client = Client()
    answer = client.get(f"/enter-review/?token={TOKEN}")
    cookie = client.cookies[REVIEW_COOKIE]

    assert answer["Location"] == ROOTS["en"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 12 * 3600)
    assert TOKEN not in cookie.value
    assert Client().get(f"/enter-review/?token={TOKEN}").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_kept_nowhere_and_let_no_script_in(reviewer, language):
    for address in (ROOTS[language], f"{ROOTS[language]}{PAIR}/", f"{ROOTS[language]}decisions/"):
        answer = reviewer.get(address)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "onclick" not in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "cause"), [("en", "Not sure enough for a rule"), ("fr", "Pas assez sûr")]
)
def test_the_queue_shows_each_pair_with_its_reasons(reviewer, language, cause):
    page = html.unescape(reviewer.get(ROOTS[language]).content.decode())

    assert page.count('class="review-row"') == 2
    assert cause in page
    assert ("in different towns" if language == "en" else "dans des villes différentes") in page
    assert "Claire Martin" in page


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("en", ("Agree", "Contradict", "One side only")),
        ("fr", ("Concordent", "Se contredisent", "D’un seul côté")),
    ],
)
def test_a_pair_stands_side_by_side_with_sources_and_marks(reviewer, language, marks):
    page = html.unescape(reviewer.get(f"{ROOTS[language]}{PAIR}/").content.decode())

    for mark in marks:
        assert f'<span class="sides-mark">{mark}</span>' in page
    assert page.count(NAME) > 2
    assert "Research Organization Registry (ROR)" in page
    assert ("2 April 2025" if language == "en" else "2 avril 2025").replace(" ", "\u00a0", 1) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_is_kept_with_who_when_and_why_and_the_next_pair_comes(reviewer, home, language):
    answer = decide(reviewer, "different", language=language, why="One is in Dijon.")
    (word,) = log(home)

    assert (answer.status_code, answer["Location"]) == (302, f"{ROOTS[language]}{OTHER}/")
    assert (word.decision, word.decided_by, word.why) == (
        Decision.DIFFERENT,
        "Claire Martin",
        "One is in Dijon.",
    )
    assert word.pair == {CURATED, DIJON}
    assert dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(word.decided_at) < dt.timedelta(minutes=1)
    assert 'class="review-row"' in reviewer.get(ROOTS[language]).content.decode()
    assert PAIR not in reviewer.get(ROOTS[language]).content.decode().partition('class="review-queue"')[2]


def test_a_decision_without_words_rests_on_the_reasons_shown(reviewer, home):
    decide(reviewer, "same")

    assert log(home)[0].why == f"Decided on the evidence shown: same name, “{NAME}”; in different towns."


def test_a_part_is_stated_with_its_direction_date_and_reason(reviewer, home):
    refused = decide(reviewer, "part_of", first="right", since="soon")
    assert refused.status_code == 400
    page = html.unescape(refused.content.decode())
    assert "Write a day, a month or a year" in page
    assert "Say how you know" in page
    assert log(home) == []

    decide(
        reviewer, "part_of", first="right", since="2021-03", why="Its organigram.", address="example.org/o"
    )
    (word,) = log(home)
    assert (word.left_key, word.decision, word.right_key) == (DIJON, Decision.PART_OF, CURATED)
    assert (word.since, word.address) == ("2021-03", "https://example.org/o")


def test_a_renamed_thing_needs_its_former_name(reviewer, home):
    assert decide(reviewer, "renamed", first="left").status_code == 400
    decide(reviewer, "renamed", first="left", former_name="Laboratoire des membranes")
    (word,) = log(home)

    assert (word.left_key, word.former_name) == (CURATED, "Laboratoire des membranes")


def test_a_pair_put_aside_is_still_there_and_says_by_whom(reviewer, home):
    decide(reviewer, "skipped")
    page = html.unescape(reviewer.get(ROOTS["en"]).content.decode())

    assert page.count('class="review-row"') == 2
    assert "put aside by Claire Martin" in page


def test_a_decision_taken_back_stays_in_the_list_and_the_pair_waits_again(reviewer, home):
    decide(reviewer, "same", why="The same director.")
    (word,) = log(home)
    answer = send(reviewer, f"{ROOTS['en']}decisions/undo/", {"pair": PAIR, "decided_at": word.decided_at})
    listed = html.unescape(reviewer.get(f"{ROOTS['en']}decisions/").content.decode())

    assert answer["Location"] == f"{ROOTS['en']}{PAIR}/"
    assert log(home)[0].withdrawn_by == "Claire Martin"
    assert "The same director." in listed
    assert "taken back by Claire Martin" in listed
    assert reviewer.get(ROOTS["en"]).content.decode().count('class="review-row"') == 2


def test_two_people_on_one_pair_do_not_overrule_each_other_unseen(reviewer, home):
    decide(reviewer, "same")
    answer = decide(reviewer, "different")

    assert answer.status_code == 409
    assert "was decided or taken back meanwhile" in answer.content.decode()
    assert len(log(home)) == 1
    decide(reviewer, "different", seen=log(home)[0].decided_at)
    assert [word.decision for word in log(home)] == [Decision.SAME, Decision.DIFFERENT]


@pytest.mark.parametrize("path", [f"{PAIR}/decide/", "decisions/undo/"])
def test_a_form_sent_from_elsewhere_is_refused(reviewer, home, path):
    answer = reviewer.post(ROOTS["en"] + path, {"decision": "same"})

    assert answer.status_code == 403
    assert log(home) == []


@pytest.mark.parametrize("value", ["", "merge", "same\x00", "x" * 5000])
def test_nonsense_decides_nothing(reviewer, home, value):
    assert decide(reviewer, value).status_code == 400
    assert log(home) == []
    assert reviewer.get(f"{ROOTS['en']}no-such-pair/").status_code == 404


def test_a_wrong_merge_that_was_split_stays_split_after_a_build(reviewer, home, written):
    def public():
        return set(open_snapshot(home).entities())

    try:
        decide(reviewer, "same")
        publish(home, written[1], dt.datetime(2026, 11, 3, tzinfo=dt.UTC))
        assert "organisation:01aaaaa11" not in {key.replace("ror-", "") for key in public()}
        merged = public()
        (word,) = log(home)
        decide(reviewer, "different", seen=word.decided_at)
        publish(home, written[1], dt.datetime(2026, 11, 4, tzinfo=dt.UTC))
        assert len(public()) == len(merged) + 1
        publish(home, written[1], dt.datetime(2026, 11, 5, tzinfo=dt.UTC))
        assert len(public()) == len(merged) + 1
    finally:
        (home / "judgements.jsonl").unlink()
        publish(home, written[1], dt.datetime(2026, 11, 6, tzinfo=dt.UTC))


def test_what_is_not_built_yet_is_said_with_the_command(reviewer, home):
    decide(reviewer, "same")
    page = reviewer.get(ROOTS["en"]).content.decode()

    assert "biovaliance atlas build" in page
    assert json.loads((home / "judgements.jsonl").read_text())["decision"] == "same"
