"""Dates in Paris time, stages, days left, and what is open on a day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.bundle import bundled_calls
from biovaliance.synergies.calls.deadlines import Deadline, DeadlineKind
from biovaliance.synergies.calls.standing import Status, standing
from tests.synergies.calls.values import call


def deadline(day: str, hour: str = "", zone: str = "", kind: str = "closing") -> Deadline:
    return Deadline(
        dt.date.fromisoformat(day),
        dt.time.fromisoformat(hour) if hour else None,
        zone,
        DeadlineKind(kind),
        Text("Closing.", "Clôture."),
        ("https://open.example/",),
        Confidence.HIGH,
    )


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_an_hour_of_brussels_is_the_same_in_paris_and_one_of_london_is_not():
    assert deadline("2026-11-12", "17:00", "Europe/Brussels").in_paris == at("2026-11-12T17:00+01:00")
    assert deadline("2026-07-12", "17:00", "Europe/London").in_paris.hour == 18
    assert deadline("2026-11-12").in_paris is None


def test_a_deadline_is_over_after_its_hour_or_after_its_day_where_no_hour_is_known():
    exact = deadline("2026-11-12", "17:00", "Europe/Paris")
    assert not exact.is_over(at("2026-11-12T16:59:59+01:00"))
    assert exact.is_over(at("2026-11-12T16:00:01+00:00"))
    vague = deadline("2026-11-12")
    assert not vague.is_over(at("2026-11-12T23:59+01:00"))
    assert vague.is_over(at("2026-11-12T23:30+00:00"))  # half past midnight in Paris


def test_days_left_are_counted_in_paris():
    assert deadline("2026-12-17").days_left(at("2026-11-27T12:00+00:00")) == 20
    assert deadline("2026-12-17").days_left(at("2026-11-27T23:30+00:00")) == 19
    assert deadline("2026-11-20").days_left(at("2026-11-27T12:00+00:00")) == -7


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"deadlines": (deadline("2026-12-17"),)}, Status.OPEN),
        ({"deadlines": (deadline("2026-12-17"),), "opens_on": dt.date(2026, 12, 1)}, Status.FORTHCOMING),
        ({"deadlines": (deadline("2026-12-17"),), "status_seen": "forthcoming"}, Status.FORTHCOMING),
        ({"deadlines": (deadline("2026-11-26"),)}, Status.CLOSED),
        (
            {"deadlines": (deadline("2026-11-26", kind="stage"), deadline("2027-03-01", kind="stage"))},
            Status.OPEN,
        ),
        ({"is_rolling": True}, Status.OPEN),
        ({"status_seen": "closed"}, Status.CLOSED),
        ({"status_seen": "open"}, Status.OPEN),
        ({}, Status.UNKNOWN),
    ],
)
def test_the_status_of_a_call_follows_from_its_dates_and_else_from_its_pages(more, expected):
    assert standing(call(**more), at("2026-11-27T12:00+00:00")).status is expected


def test_the_next_deadline_is_the_first_ahead_and_the_last_one_the_last_behind():
    cut_offs = tuple(
        deadline(day, kind="cut-off") for day in ("2027-03-25", "2026-01-28", "2026-10-08", "2027-01-12")
    )
    stands = standing(call(deadlines=cut_offs), at("2026-11-27T12:00+00:00"))
    assert (str(stands.next.on), str(stands.last.on), stands.days_left) == ("2027-01-12", "2026-10-08", 46)


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
def test_no_day_breaks_the_status_of_a_bundled_call(day):
    now = dt.datetime.combine(day, dt.time(23), dt.UTC)
    for found in bundled_calls().values():
        stands = standing(found, now)
        assert (stands.next is None) == (stands.days_left is None)
        assert stands.days_left is None or stands.days_left >= 0


def test_the_two_stage_topics_are_told_by_their_deadline_model_not_by_stage():
    topics = [found for found in bundled_calls().values() if found.topic]
    two = {found.id for found in topics if found.topic.deadline_model == "two-stage"}
    assert len(topics) == 30
    assert len(two) == 7
    assert all("two-stage" in key for key in two)
