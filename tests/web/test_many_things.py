"""Pages of an atlas too large to show at once: they stay light, say what they leave out, and lead to it."""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings

from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.showcase.network import MOST_NODES
from biovaliance.showcase.publication import publish_region
from biovaliance.sources.region import bundled_region
from biovaliance.web.atlas.loading import load
from biovaliance.web.atlas.profile import MOST_IN_GROUP
from biovaliance.web.showcase.mapping import FIRST_OF_TOWN
from biovaliance.web.showcase.pictures import HOME_MARKS
from tests.conftest import BUILT_AT
from tests.web.crawl import body_of
from tests.web.sized import SLUG, write_sized

pytestmark = pytest.mark.django_db
SIZE = 320
ADDRESSES = (
    "/en/",
    "/fr/",
    "/en/map/",
    "/fr/map/",
    "/en/network/",
    "/fr/network/",
    "/en/network/graph.json",
    f"/en/network/?of=near&about=organisation:{SLUG}",
    "/en/network/?about=organisation+7",
    "/en/network/?about=nobody+at+all",
    "/en/connections/",
    "/en/organisations/?town=dijon",
    f"/en/organisations/?with=organisation:{SLUG}",
    f"/en/organisations/?with=organisation:{SLUG}&town=besancon&sort=name",
    f"/en/projects/?with=organisation:{SLUG}",
    "/en/projects/?with=organisation:no-such-thing",
    "/en/projects/?with=%27%3B--",
    f"/en/organisations/{SLUG}/",
    f"/fr/organisations/{SLUG}/",
)


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker, tmp_path_factory) -> dict[str, str]:
    """The pages of an atlas with 320 things of each kind, all tied to the first organisation."""
    folder = tmp_path_factory.mktemp("many")
    sources = {"curated": write_sized(folder / "files", SIZE)}
    published = publish_region(folder / "home", bundled_region(), sources, BUILT_AT)
    with django_db_blocker.unblock(), override_settings(HOME=folder / "home"), transaction.atomic():
        load(open_snapshot(folder / "home", published.manifest.identifier))
        cache.clear()
        found = {address: body_of(Client().get(address)) for address in ADDRESSES}
        transaction.set_rollback(True)
    cache.clear()
    return found


def total(page: str) -> int:
    """Return the number of results a list tells."""
    return int(re.search(r'results-count" role="status">\s*(\d+)', page)[1])


@pytest.mark.parametrize(
    ("address", "most_kb"), [("/en/", 100), ("/fr/", 100), ("/en/network/", 250), ("/en/connections/", 100)]
)
def test_a_page_stays_light(pages, address, most_kb):
    assert len(pages[address].encode()) < most_kb * 1000


def test_the_first_page_draws_a_disc_per_town_that_leads_to_its_list(pages):
    links = re.findall(r'<a href="([^"]+)"><g class="disc"', pages["/en/"])

    assert [unescape(link) for link in links] == [
        "/en/organisations/?town=besancon",
        "/en/organisations/?town=dijon",
    ]
    assert "One disc per town" in pages["/en/"]
    assert "Un disque par commune" in pages["/fr/"]
    assert total(pages["/en/organisations/?town=dijon"]) == SIZE // 2


def test_a_town_that_is_filtered_by_can_be_taken_away_again(pages):
    page = pages["/en/organisations/?town=dijon"]

    assert re.search(r'name="town" value="dijon" checked', page)
    assert "Dijon" in re.search(r"active-filters.*?</ul>", page, re.S)[0]
    assert 'name="town"' not in pages[f"/en/organisations/?with=organisation:{SLUG}"]


def test_the_picture_of_the_first_page_says_how_much_it_leaves_out(pages):
    drawn = re.search(r'aria-labelledby="home-network.*?</svg>', pages["/en/"], re.S)[0]

    assert len(re.findall(r'class="node ', drawn)) == HOME_MARKS
    assert re.search(rf"The {HOME_MARKS} best connected of \d+ organisations", pages["/en/"])


def test_the_map_tells_the_first_of_each_town_and_where_the_others_are(pages):
    page = pages["/fr/map/"]

    assert page.count('class="place-list"') == 2
    assert len(re.findall(r"<li><span class=\"type", page)) <= 2 * FIRST_OF_TOWN + 20
    assert f"{SIZE // 2 - FIRST_OF_TOWN} autres\u00a0: Dijon" in page
    assert 'href="/fr/organisations/?town=dijon"' in page


def test_a_network_too_large_to_read_is_first_the_regions_own(pages):
    page = pages["/en/network/"]

    assert '<option value="region" selected>' in page
    assert f"{MOST_NODES} organisations, projects and programmes" in page
    assert re.search(r"The first 200 of \d+", page)


def test_a_name_with_a_slip_of_case_is_found_in_the_network_and_an_unknown_one_is_told(pages):
    assert "<h1>Network of Organisation 7</h1>" in pages["/en/network/?about=organisation+7"]
    assert "Nothing in the network is called “nobody at all”." in pages["/en/network/?about=nobody+at+all"]


def test_a_profile_tells_the_first_of_many_and_leads_to_all(pages):
    page = pages[f"/en/organisations/{SLUG}/"]

    assert f"{SIZE - 1 - MOST_IN_GROUP} more, with filters and export" in page
    assert f'href="/en/organisations/?with=organisation%3A{SLUG}"' in page
    assert f"{SIZE - 1 - MOST_IN_GROUP} autres, avec filtres et export" in pages[f"/fr/organisations/{SLUG}/"]


def test_the_list_it_leads_to_holds_all_of_them_and_keeps_to_them(pages):
    page = pages[f"/en/organisations/?with=organisation:{SLUG}"]

    assert total(page) == SIZE - 1
    assert f'<input type="hidden" name="with" value="organisation:{SLUG}">' in page
    assert f"with=organisation%3A{SLUG}" in re.search(r'rel="next" href="([^"]+)"', page)[1]
    assert "In a relation with" in page
    both = pages[f"/en/organisations/?with=organisation:{SLUG}&town=besancon&sort=name"]
    assert total(both) == SIZE // 2 - 1


def test_a_list_about_nothing_known_is_empty_and_about_nonsense_is_whole(pages):
    assert "Nothing here matches these filters" in pages["/en/projects/?with=organisation:no-such-thing"]
    assert total(pages["/en/projects/?with=%27%3B--"]) == SIZE
    assert total(pages[f"/en/projects/?with=organisation:{SLUG}"]) == SIZE
