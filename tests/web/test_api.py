"""The read API: its description holds, answers can be asked for again, errors are told in words."""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import biovaliance
from biovaliance.atlas.fields import Kind
from biovaliance.web.addresses import LIST_NAMES
from biovaliance.web.wsgi import application

pytestmark = pytest.mark.django_db
LISTS = list(LIST_NAMES.values())
DESCRIPTION = "/api/v1/openapi.json"


def read(client, address, **headers):
    answer = client.get(address, headers=headers)
    return answer.status_code, json.loads(answer.content)


# ---- what it says of itself

schema = schemathesis.openapi.from_wsgi(DESCRIPTION, application)


@pytest.fixture
def one_connection():
    """Keep the test's connection, as Django's own client does: else a request ends it and its transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.django_db(transaction=False)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@schema.parametrize()
@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_the_description_says(case):
    case.call_and_validate(
        headers={"accept-encoding": "identity"},
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )


def test_the_description_names_every_list_and_every_answer(client):
    description = client.get(DESCRIPTION).json()

    assert description["info"] | {"title": "Biovaliance", "version": "1"} == description["info"]
    assert set(description["paths"]) == {
        "/api/v1/calls/",
        "/api/v1/calls/{call_slug}/",
        "/api/v1/changes/",
        "/api/v1/connections/",
        "/api/v1/partners/",
        "/api/v1/concepts/",
        "/api/v1/concepts/{concept_id}/",
        "/api/v1/runs/{run_key}/",
        "/api/v1/search/",
        "/api/v1/value-chain/",
        "/api/v1/value-chain/{step}/",
        "/api/v1/{name}/",
        "/api/v1/{name}/{slug}/",
    }
    assert all(set(operations) == {"get"} for operations in description["paths"].values())
    (name,) = [p for p in description["paths"]["/api/v1/{name}/"]["get"]["parameters"] if p["name"] == "name"]
    assert name["schema"]["enum"] == LISTS


# ---- pages and filters


@pytest.mark.parametrize("name", LISTS)
def test_the_pages_of_a_list_together_are_the_list(client, name):
    _, whole = read(client, f"/api/v1/{name}/?limit=200")
    keys, address = [], f"/api/v1/{name}/?limit=7"
    while address:
        status, page = read(client, address)
        assert status == 200
        assert page["total"] == whole["total"]
        assert len(page["items"]) <= 7
        keys += [item["key"] for item in page["items"]]
        address = page["next"]

    assert keys == [item["key"] for item in whole["items"]]
    assert len(keys) == len(set(keys)) == whole["total"]


def test_a_page_past_the_end_is_empty_and_says_the_total(client):
    _, page = read(client, "/api/v1/projects/?offset=5000")

    assert (page["items"], page["next"], page["total"]) == ([], None, 20)


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("type=laboratory", lambda item: item["type"] == "laboratory"),
        ("department=25&department=90", lambda item: item["department"] in ("25", "90")),
        ("region=no", lambda item: item["currency"] == "current"),
        ("currency=historical", lambda item: item["currency"] == "historical"),
        ("concept=car-t-cells", lambda item: item["concepts"]),
        ("near=besancon&km=1", lambda item: item["town"].startswith("Besançon")),
        ("q=femto", lambda item: item["summary_en"]),
    ],
)
def test_a_filter_gives_what_passes_it_and_the_same_as_the_directory(client, question, holds):
    _, page = read(client, f"/api/v1/organisations/?limit=200&{question}")
    shown = client.get(f"/en/organisations/?{question}").context

    assert 0 < page["total"] < 201
    assert all(holds(item) for item in page["items"])
    assert page["total"] == shown["total"]
    assert [item["key"] for item in page["items"]][: len(shown["rows"])] == [r["key"] for r in shown["rows"]]


def test_things_no_longer_active_are_left_out_unless_asked_for(client):
    _, usual = read(client, "/api/v1/organisations/?limit=200")
    _, former = read(client, "/api/v1/organisations/?limit=200&currency=historical")
    usual_keys, former_keys = ({item["key"] for item in page["items"]} for page in (usual, former))

    assert {item["currency"] for item in usual["items"]} == {"current"}
    assert "organisation:ubfc" in former_keys - usual_keys


@pytest.mark.parametrize("name", LISTS)
def test_a_thing_carries_the_evidence_of_each_value(client, name):
    _, page = read(client, f"/api/v1/{name}/?limit=1")
    kind, slug = page["items"][0]["key"].split(":")
    status, thing = read(client, f"/api/v1/{name}/{slug}/")

    assert (status, Kind(kind)) == (200, next(k for k, n in LIST_NAMES.items() if n == name))
    assert thing["key"] == f"{kind}:{slug}"
    assert all(
        value["evidence"] and all(item["publisher"] and item["licence"] for item in value["evidence"])
        for values in thing["fields"].values()
        for value in values
    )
    assert client.get(thing["url"].removeprefix("http://testserver")).status_code == 200


# ---- kept and asked for again


@pytest.mark.parametrize(
    "address",
    ["/api/v1/organisations/", "/api/v1/projects/bioimp/", "/api/v1/concepts/", "/api/v1/search/?q=femto"],
)
def test_an_answer_that_has_not_changed_is_not_sent_again(client, address):
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    other = client.get(address, headers={"if-none-match": '"another"'})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (other.status_code, other.content) == (200, first.content)
    assert first["Cache-Control"] == "public, max-age=300"


def test_the_tag_of_an_answer_holds_under_compression(client):
    first = client.get("/api/v1/organisations/", headers={"accept-encoding": "gzip"})
    again = client.get(
        "/api/v1/organisations/", headers={"accept-encoding": "gzip", "if-none-match": first["ETag"]}
    )

    assert first["Content-Encoding"] == "gzip"
    assert again.status_code == 304


def test_another_question_host_or_version_has_another_tag(client, monkeypatch):
    tags = {client.get(f"/api/v1/organisations/?limit={limit}")["ETag"] for limit in (1, 2)}
    tags.add(client.get("/api/v1/organisations/?limit=1", headers={"host": "localhost"})["ETag"])
    monkeypatch.setattr(biovaliance, "__version__", "99")
    tags.add(client.get("/api/v1/organisations/?limit=1")["ETag"])

    assert len(tags) == 4


def test_the_head_alone_can_be_asked_for(client):
    whole, head = client.get("/api/v1/events/"), client.head("/api/v1/events/")

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == whole["ETag"]


# ---- other sites may read, not write


@pytest.mark.parametrize(
    "address", ["/api/v1/organisations/", "/en/exports/projects.csv", "/fr/flux/actualites.atom"]
)
def test_scripts_of_any_site_may_read(client, address):
    answer = client.get(address, headers={"origin": "https://other.example"})
    asked = client.options(
        address,
        headers={
            "origin": "https://other.example",
            "access-control-request-method": "GET",
            "access-control-request-headers": "if-none-match",
        },
    )

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Expose-Headers"] == "etag"
    assert "Access-Control-Allow-Credentials" not in answer
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert asked["Access-Control-Allow-Headers"] == "accept, if-none-match"


@pytest.mark.parametrize("address", ["/en/correction/", "/en/organisations/", "/en/", "/sitemap.xml"])
def test_scripts_of_other_sites_do_not_read_the_pages(client, address):
    answer = client.get(address, headers={"origin": "https://other.example"})

    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "address",
    ["/api/v1/organisations/", "/api/v1/projects/bioimp/", "/en/organisations/", "/en/exports/projects.csv"],
)
def test_nothing_can_be_written(client, method, address):
    assert getattr(client, method)(address).status_code == 405


# ---- errors


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/api/v1/organisations/?limit=0", 422, "limit: Input should be greater than or equal to 1"),
        ("/api/v1/organisations/?limit=201", 422, "limit: Input should be less than or equal to 200"),
        ("/api/v1/organisations/?limit=many", 422, "limit: Input should be a valid integer"),
        ("/api/v1/organisations/?offset=-1", 422, "offset: Input should be greater than or equal to 0"),
        ("/api/v1/organisations/?km=far", 422, "km: Input should be a valid integer"),
        ("/api/v1/people/", 422, "name: Input should be 'organisations', 'platforms'"),
        ("/api/v1/search/", 422, "q: Field required"),
        ("/api/v1/search/?q=x&language=de", 422, "language: Input should be 'en' or 'fr'"),
        ("/api/v1/organisations/nobody/", 404, "No organisations entry is called 'nobody'"),
        ("/api/v1/organisations/no%00body/", 404, "No organisations entry"),
        ("/api/v1/concepts/nothing/", 404, "No concept is called 'nothing'"),
        (
            "/api/v1/organisations/femto-st/people/",
            404,
            "Nothing is at /api/v1/organisations/femto-st/people/",
        ),
        ("/api/v2/", 404, "Nothing is at /api/v2/"),
    ],
)
def test_an_error_says_in_words_what_is_wrong(client, address, status, said):
    answer = client.get(address)

    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/json")
    assert set(answer.json()) == {"detail"}
    assert said in answer.json()["detail"]
    assert "/api/v1/" in answer.json()["detail"]


@pytest.mark.parametrize("address", ["/api/v1/organisations/", "/api/v1/events/x/", "/api/v1/search/?q=x"])
def test_before_the_first_build_the_api_says_so(client, empty_atlas, address):
    status, answer = read(client, address)

    assert (status, answer) == (503, {"detail": "No snapshot is loaded yet; build the atlas first."})


@pytest.mark.parametrize(
    "question", ["%00", "a" * 2500, "%F0%9F%92%89", "%ED%A0%80", "AND%20OR%20(", '"', "*", "\\"]
)
def test_no_words_at_all_break_the_search(client, question):
    for address in (f"/api/v1/search/?q={question}", f"/api/v1/organisations/?q={question[:300]}"):
        assert client.get(address).status_code == 200
