"""A page asks the database as many questions for forty organisations as for five."""

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.showcase.publication import publish_region
from biovaliance.sources.region import bundled_region
from biovaliance.web.addresses import LIST_NAMES
from biovaliance.web.atlas.loading import load
from biovaliance.web.machines.exports import FORMATS
from tests.conftest import BUILT_AT
from tests.pages import KEPT, SENT
from tests.web.crawl import body_of, routes
from tests.web.sized import SLUG, write_sized

pytestmark = pytest.mark.django_db
SIZES = (5, 40)
OF_VISITORS = {*KEPT, *SENT, "result_compare", "production_edit"}
MOST_WHEN_WARM = 10
NEED_WORDS = ("/api/v1/search/", "/api/v1/connections/", "/api/v1/partners/")
"""Where an address without a question is refused."""
ROUTES = [
    route
    for route in routes()
    if "/fr/" not in route.path and "run_key" not in route.parameters and route.name not in OF_VISITORS
]
"""Without what visitors keep, which has its own tests and does not grow with the atlas."""
VALUES = {
    "slug": (SLUG,),
    "name": tuple(LIST_NAMES.values()),
    "file_format": tuple(FORMATS),
    "step": ("cell-selection-and-activation",),
    "concept_id": ("cell-therapy", "laboratory", "phase-1"),
    "number": ("1",),
    "process": ("car-t-closed-automated",),
    "decision": ("ways",),
    "figure": ("lines",),
    "figure_format": ("csv", "json"),
    "call_slug": ("fr-idemo-reg-bfc", "xb-interreg-frch", "horizon-hlth-2027-01-ind-01"),
}
QUESTIONS = (
    "",
    "?q=cell+therapy",
    (
        "?concept=cell-therapy&near=besancon&km=30&sort=name"
        f"&about=organisation:{SLUG}&from=organisation:{SLUG}&to=project:{SLUG}"
    ),
)
ADDRESSES = [
    address + question
    for route in ROUTES
    for address in route.addresses(VALUES)
    for question in (QUESTIONS if not route.parameters or route.name == "list_things" else ("",))
]
Counts = dict[str, tuple[int, int, int]]


@pytest.fixture(scope="module")
def counts(django_db_setup, django_db_blocker, tmp_path_factory) -> dict[int, Counts]:
    """How many queries each address asks (cold, warm) and how long its answer is, for each size."""
    found: dict[int, Counts] = {}
    for size in SIZES:
        folder = tmp_path_factory.mktemp(f"sized-{size}")
        sources = {"curated": write_sized(folder / "files", size)}
        published = publish_region(folder / "home", bundled_region(), sources, BUILT_AT)
        with django_db_blocker.unblock(), override_settings(HOME=folder / "home"), transaction.atomic():
            load(open_snapshot(folder / "home", published.manifest.identifier))
            cache.clear()
            found[size] = {address: _count(address) for address in ADDRESSES}
            transaction.set_rollback(True)
    cache.clear()
    return found


def _count(address: str) -> tuple[int, int, int]:
    asked, length = [], 0
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            answer = Client().get(address)
            length = len(body_of(answer))
        assert answer.status_code < 400 or address.startswith(NEED_WORDS), address
        asked.append(len(queries))
    return asked[0], asked[1], length


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_asks_as_many_questions_whatever_the_size_of_the_atlas(counts, address):
    small, large = (counts[size][address] for size in SIZES)

    assert small[:2] == large[:2]
    assert large[1] <= MOST_WHEN_WARM


@pytest.mark.parametrize("name", LIST_NAMES.values())
def test_the_larger_atlas_does_show_more(counts, name):
    address = f"/api/v1/{name}/"

    assert counts[40][address][2] > 5 * counts[5][address][2]


@pytest.mark.parametrize("address", ["/en/map/?q=cell", "/fr/search/?q=cell", "/en/network/", "/en/changes/"])
def test_a_page_asks_once_which_snapshot_is_shown(counts, address):
    with CaptureQueriesContext(connection) as queries:
        Client().get(address)

    assert sum('FROM "snapshot"' in query["sql"] for query in queries) == 1
