"""The method page tells how old what was read is."""

import datetime as dt

import pytest

from biovaliance.foundation.languages import Text
from biovaliance.sources.region import bundled_region
from biovaliance.web.showcase.freshness import REFRESHES, freshness

REGION = bundled_region()


def receipt(source, rows=10, **dates):
    return {"file": "x", "source_key": source, "rows_kept": rows, **dates}


def test_the_regions_own_files_come_first_and_are_never_due():
    own, ror = freshness(
        [receipt("ror", taken_on="2026-11-20"), receipt("curated"), receipt("curated", 5)],
        REGION,
        dt.date(2026, 11, 27),
    )
    assert (own.name, own.files, own.rows_kept, own.is_due) == (
        Text("Curated files of the region", "Fichiers tenus pour la région"),
        2,
        15,
        False,
    )
    assert (ror.files, ror.taken_on, ror.is_due) == (1, "2026-11-20", False)


def test_a_copy_older_than_the_publisher_renews_is_due():
    # ROR is renewed monthly: taken on 1 October, it is due on 2 November (31 days and one).
    def is_due(day):
        (found,) = freshness([receipt("ror", taken_on="2026-10-01")], REGION, day)
        return found.is_due

    assert not is_due(dt.date(2026, 11, 1))
    assert is_due(dt.date(2026, 11, 2))


def test_where_nobody_wrote_when_it_was_taken_the_date_of_the_data_counts():
    (found,) = freshness([receipt("ror", stated_on="2026-06")], REGION, dt.date(2026, 11, 27))
    assert (found.stated_on, found.taken_on, found.is_due) == ("2026-06", "", True)
    (unknown,) = freshness([receipt("ror")], REGION, dt.date(2026, 11, 27))
    assert not unknown.is_due


def test_every_source_is_renewed_as_often_as_the_page_has_words_for():
    from biovaliance.sources.definitions import source_definition
    from biovaliance.sources.gathering import READERS

    assert {source_definition(key).refresh for key in READERS} <= REFRESHES.keys()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/en/method/", ["How fresh the sources are", "Curated files of the region", "with each correction"]),
        ("/fr/methode/", ["De quand datent les sources", "Fichiers tenus pour la région"]),
    ],
)
def test_the_method_page_shows_it(client, address, words):
    page = client.get(address).content.decode()
    assert [word for word in words if word not in page] == []
