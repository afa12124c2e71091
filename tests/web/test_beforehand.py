"""What the partner page needs is read before its first visitor comes, and after the start."""

import logging
import threading

import pytest
from django.test import RequestFactory

from biovaliance.web import beforehand
from biovaliance.web.beforehand import read_beforehand, reading_beforehand
from biovaliance.web.synergies.partners import store

WAIT_S = 10.0


def _site(environ, start_response):
    return [b"page"]


def test_reading_starts_once_the_site_has_answered(monkeypatch):
    monkeypatch.setattr(beforehand, "AT_THE_LATEST_S", WAIT_S)
    read = threading.Event()
    site = reading_beforehand(_site, read.set)

    assert not read.wait(0.2)
    assert site({}, lambda *_: None) == [b"page"]
    assert read.wait(WAIT_S)


def test_where_nobody_asks_reading_starts_a_little_later(monkeypatch):
    monkeypatch.setattr(beforehand, "AT_THE_LATEST_S", 0.05)
    read = threading.Event()
    reading_beforehand(_site, read.set)

    assert read.wait(WAIT_S)


def test_a_snapshot_that_is_published_later_is_read_too_even_after_a_failure(monkeypatch, caplog):
    monkeypatch.setattr(beforehand, "AT_THE_LATEST_S", 0.0)
    monkeypatch.setattr(beforehand, "LOOK_EVERY_S", 0.01)
    times = []
    third = threading.Event()

    def read() -> None:
        times.append(1)
        if len(times) == 1:
            raise OSError("the disk is away")
        if len(times) == 3:
            monkeypatch.setattr(beforehand, "LOOK_EVERY_S", 3600.0)
            third.set()

    with caplog.at_level(logging.ERROR, "biovaliance.web.beforehand"):
        reading_beforehand(_site, read)
        assert third.wait(WAIT_S)
    assert "could not be read beforehand" in caplog.text


@pytest.mark.django_db
def test_after_reading_beforehand_the_partner_page_reads_the_atlas_no_more(django_assert_max_num_queries):
    from biovaliance.web.access import reader_of

    store._field.cache_clear()
    read_beforehand()

    with django_assert_max_num_queries(1):  # which snapshot is published
        assert store.read_field(reader_of(RequestFactory().get("/"))) is not None
    assert store._field.cache_info().misses == 1


@pytest.mark.django_db
def test_before_the_first_build_there_is_nothing_to_read(empty_atlas):
    read_beforehand()
