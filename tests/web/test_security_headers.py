"""What a browser is told to refuse, what the site refuses itself, and that no address breaks it."""

import os
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from tests.pages import LANGUAGES, SENT
from tests.web.crawl import body_of, routes

pytestmark = pytest.mark.django_db
VALUES = {
    "slug": (
        *("femto-st", "bioimp", "mimento-clean-room", "car-t-il1rap", "resolve-aml-001", "assises-2024-1"),
        *("grand-defi-biomedicaments", "ubfc", "nobody"),
    ),
    "name": ("organisations", "events"),
    "file_format": ("csv", "geojson"),
    "concept_id": ("car-t-cells", "laboratory", "nothing"),
    "number": ("1", "0"),
    "call_slug": ("fr-idemo-reg-bfc", "no-such-call"),
    "step": ("viral-vector-production", "no-such-step"),
    "process": ("car-t-closed-automated", "no-such-process"),
    "scenario_key": ("nosuchkey",),
    "run_key": ("nosuchkey",),
    "decision": ("ways", "no-such-decision"),
    "figure": ("lines", "no-such-figure"),
    "figure_format": ("csv", "exe"),
}
ROUTES = routes()
PAGES = [route for route in ROUTES if route.is_page and route.name != "suggest"]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}


def policy_of(answer):
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


class Inline(HTMLParser):
    """Gathers what a strict policy would refuse: styles, handlers and scripts inside a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.found += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.found += [f"{tag} {v}" for v in given.values() if (v or "").lower().startswith("javascript:")]
        if tag == "style":
            self.found.append(tag)
        is_data = given.get("type", "") in ("application/json", "application/ld+json")
        if tag == "script" and "src" not in given and not is_data:
            self.found.append("script without src")


def inline_parts(text):
    parser = Inline()
    parser.feed(text)
    return parser.found


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.path)
def test_a_page_keeps_to_the_policy_it_sends(client, route):
    widget = (route.name or "").startswith("widget_")
    for address in route.addresses(VALUES):
        answer = client.get(address)
        expected = POLICY | {"frame-ancestors": "*" if widget and answer.status_code == 200 else "'none'"}
        assert policy_of(answer) == expected, address
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert ("X-Frame-Options" in answer) is (expected["frame-ancestors"] == "'none'")
        assert inline_parts(answer.content.decode()) == [], address


def test_what_the_policy_refuses_would_be_noticed():
    text = '<p style="color:red" onclick="x()"><script>1</script><a href="javascript:1"><style></style>'

    assert inline_parts(text) == ["p style", "p onclick", "script without src", "a javascript:1", "style"]


# ---- hosts, transport, redirects


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost.evil.example", "a b", ""])
def test_a_host_that_is_not_ours_is_refused(client, host):
    answer = client.get("/en/", headers={"host": host})

    assert answer.status_code == 400
    assert inline_parts(answer.content.decode()) == []


def test_a_forwarded_host_is_not_believed(client):
    page = client.get("/en/about/", headers={"x-forwarded-host": "evil.example"}).content.decode()

    assert "evil.example" not in page


def headers_at(origin):
    """Return the headers of the home page on a site with this public address, as JSON lines."""
    script = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "from urllib.parse import urlsplit\n"
        f"origin = urlsplit({origin!r})\n"
        "secure = origin.scheme == 'https'\n"
        "answer = Client().get('/healthz', secure=secure, headers={'host': origin.hostname})\n"
        "print(answer.status_code)\n"
        "for name, value in answer.items(): print(f'{name}: {value}')\n"
        "from django.conf import settings\n"
        "print(settings.CSRF_COOKIE_SECURE, settings.CSRF_TRUSTED_ORIGINS)\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "biovaliance.web.settings"}
    environment |= {"BIOVALIANCE_ORIGIN": origin, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_a_site_with_a_secure_address_asks_browsers_to_stay_with_it():
    told = headers_at("https://atlas.example")

    assert told[0] == "200"
    assert "Strict-Transport-Security: max-age=31536000" in told
    assert told[-1] == "True ['https://atlas.example']"


def test_a_site_without_one_does_not(client):
    told = headers_at("http://atlas.example")

    assert told[0] == "200"
    assert not [line for line in told if line.startswith("Strict-Transport-Security")]
    assert told[-1] == "False ['http://atlas.example']"


@pytest.mark.parametrize(
    "address",
    [
        "/?next=https://evil.example/",
        "//evil.example/",
        "//evil.example",
        "///evil.example/en",
        "/\\evil.example",
        "/en/organisations?next=//evil.example",
        "/organisations/",
        "/en//evil.example/..",
        "/en/correction/?next=//evil.example",
    ],
)
def test_no_redirect_leaves_the_site(client, address):
    answer = client.get(address)

    if answer.status_code in (301, 302):
        target = answer["Location"]
        assert target.startswith("/")
        assert not target.startswith(("//", "/\\"))
    else:
        assert answer.status_code in (200, 404)


@pytest.mark.parametrize(
    ("accepted", "home"),
    [("fr-FR,fr;q=0.9", "/fr/"), ("de,fr;q=0.5", "/fr/"), ("en-GB", "/en/"), ("de", "/en/"), ("", "/en/")],
)
def test_the_root_leads_to_the_language_of_the_reader(client, accepted, home):
    answer = client.get("/", headers={"accept-language": accepted})

    assert (answer.status_code, answer["Location"]) == (302, home)
    assert "Accept-Language" in answer["Vary"]


# ---- wrong input

WRONG = [
    "page=-1",
    "page=9999",
    "page=99999999999999999999",
    "page=two",
    "page=%D9%A3",
    "km=abc&near=besancon",
    "km=-5&near=besancon",
    "near=nowhere",
    "type=nothing&department=999&stage=x&currency=y&region=z&when=never",
    "type=%00&concept=%00&q=%00",
    "concept=nothing",
    "sort=colour",
    "q=" + "long+" * 1500,
    "q=%22%28%5B%2A%3A",
    "q=%ED%A0%80%FF",
    "kind=nothing&about=nothing&from=a&to=%00",
    "about=organisation:%00&from=%00&to=%00",
    "about=organisation:" + "x" * 500,
    "&".join(f"type=t{number}" for number in range(900)),
    "offset=-1&limit=0",
    "%00=%00",
]
COSTLY = {"skos_turtle", "skos_json_ld", "sitemap", "list_concepts", "concepts"}  # and deaf to questions
ASKED = [
    route
    for route in ROUTES
    if not route.parameters and "/fr/" not in route.path and route.name not in COSTLY
]


@pytest.mark.parametrize("question", WRONG, ids=lambda text: text[:40])
def test_no_question_breaks_an_address(client, question):
    client.raise_request_exception = False
    for route in ASKED:
        answer = client.get(f"{route.path}?{question}")
        allowed = (405,) if route.name in SENT else (200, 302, 400, 404, 422)
        assert answer.status_code in (*allowed, 302), route.path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", WRONG, ids=lambda text: text[:40])
def test_a_directory_says_something_sensible_to_a_wrong_question(client, language, question):
    answer = client.get(f"/{language}/organisations/?{question}")

    assert answer.status_code in (200, 400)
    assert f'<html lang="{language}"' in answer.content.decode()


def test_a_page_past_the_last_one_shows_the_last_one(client):
    total = client.get("/en/organisations/").context["total"]
    last_page = -(-total // 25)
    past, last = (client.get(f"/en/organisations/?page={page}").context for page in (9999, last_page))

    assert len(past["rows"]) == total - 25 * (last_page - 1)
    assert [row["key"] for row in past["rows"]] == [row["key"] for row in last["rows"]]


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.parameters], ids=lambda route: route.path
)
def test_names_that_nothing_has_are_told_so(client, route):
    wrong = ("nothing", "%00", "..%2f..%2fetc%2fpasswd", "%27%20or%201=1--", "x" * 300, "%C3%A9t%C3%A9")
    for address in route.addresses(dict.fromkeys(route.parameters, wrong)):
        assert client.get(address).status_code in (404, 422), address


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_a_fault_of_ours_keeps_to_the_policy(rf, language):
    from biovaliance.web.showcase.views import failed

    answer = failed(rf.get(f"/{language}/"))

    assert answer.status_code == 500
    assert inline_parts(body_of(answer)) == []


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize(
    "name", ["home", "search", "map", "network", "organisations", "organisation", "widget_map"]
)
def test_pages_take_no_other_method(client, method, name):
    for route in ROUTES:
        if route.name == name and route.is_page:
            for address in route.addresses({"slug": ("femto-st",)}):
                assert getattr(client, method)(address).status_code == 405
