"""From what a visitor sends to a run that waits, or to the reason why not."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.bioproduction.scenarios.document import Scenario, ScheduledArrivals
from biovaliance.web.atlas.corrections import sender_digest
from biovaliance.web.atlas.presenting import words
from biovaliance.web.bioproduction.keys import scenario_key
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.bioproduction.runs import store
from biovaliance.web.bioproduction.runs.kinds import (
    DAY_REPLICATIONS,
    PAIRED_REPLICATIONS,
    Kind,
    expected_events,
)
from biovaliance.web.bioproduction.runs.questions import Question
from biovaliance.web.bioproduction.store import keep_scenario, normalised, read_scenario_row
from biovaliance.web.models import RunRow, RunState, ScenarioRow
from biovaliance.web.templatetags.biovaliance import number

HOUR = dt.timedelta(hours=1)
SOON_S = 30


class RefusedError(Exception):
    """A question that cannot be run as it stands; its text tells the reader what to change."""


class TooManyError(Exception):
    """The visitor, or all together, asked for more than is allowed; its text tells when to come again."""

    def __init__(self, message: str, come_again_s: int) -> None:
        super().__init__(message)
        self.come_again_s = come_again_s


@dataclass(frozen=True, slots=True)
class Asked:
    """The run that answers a question, and whether this visitor set it going."""

    run: RunRow
    is_new: bool


def ask(request: HttpRequest, opened: Opened, kind: Kind, wanted: dict[str, Any]) -> Asked:
    """Return the run that answers a question: the one there is, or a new one that waits.

    Raises:
        RefusedError: the scenario cannot be run, or the run would be too long.
        TooManyError: too many runs wait already, or were asked for.
    """
    scenario = opened.scenario
    if scenario is None:
        raise RefusedError(
            _("This scenario cannot be run as it stands: %(why)s")
            % {"why": words(opened.refusal.text) if opened.refusal else ""}
        )
    wanted = _as_many_as_fit(kind, scenario, _as_many_as_come(kind, scenario, wanted))
    _refuse_too_long(kind, scenario, wanted)
    sender = sender_digest(request)
    known = read_scenario_row(scenario_key(normalised(opened.text)))
    if known is not None and (run := _answer(Question(known, kind, wanted))) is not None:
        return Asked(run, False)
    with store.asking():
        _refuse_too_many(sender, timezone.now())
        question = Question(known or _keep(opened, scenario, sender), kind, wanted)
        run = _answer(question)
        return Asked(run, False) if run is not None else Asked(store.put_in_queue(question, sender), True)


def _as_many_as_come(kind: Kind, scenario: Scenario, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return what is wanted, for no more patients than a scenario names where it names each of them."""
    arrivals = scenario.arrivals
    if kind is not Kind.SCHEDULE or not isinstance(arrivals, ScheduledArrivals):
        return wanted
    return wanted | {"patients": min(wanted["patients"], len(arrivals.times_d))}


def _as_many_as_fit(kind: Kind, scenario: Scenario, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return what is wanted, of a long line fewer than the usual replications of a day of waiting."""
    events = expected_events(kind, scenario, wanted)
    if kind is not Kind.DAY or wanted["replications"] != DAY_REPLICATIONS or events <= settings.RUN_EVENTS:
        return wanted
    fitting = int(DAY_REPLICATIONS * settings.RUN_EVENTS / events)
    return wanted | {"replications": max(PAIRED_REPLICATIONS, fitting)}


def _answer(question: Question) -> RunRow | None:
    """Return the run of a question that is answered, or about to be."""
    run = store.read_run(question.key)
    if run is None or run.state in (RunState.STOPPED, RunState.FAILED):
        return None
    return None if run.state == RunState.DONE and run.result is None else run


def _keep(opened: Opened, scenario: Scenario, sender: str) -> ScenarioRow:
    return keep_scenario(opened.text, scenario.scenario.name, opened.begun_from, sender)


def _refuse_too_long(kind: Kind, scenario: Scenario, wanted: dict[str, Any]) -> None:
    events = expected_events(kind, scenario, wanted)
    if events <= settings.RUN_EVENTS:
        return
    most = max(1, int(wanted["replications"] * settings.RUN_EVENTS / events))
    told = {"events": number(events), "limit": number(settings.RUN_EVENTS), "most": number(most)}
    if most == 1 and expected_events(kind, scenario, wanted | {"replications": 1}) > settings.RUN_EVENTS:
        raise RefusedError(
            _(
                "One replication of this would take about %(events)s events; the site takes runs of up to "
                "%(limit)s. Let fewer patients come, shorten the horizon, or run it on your own machine, "
                "where there is no such limit."
            )
            % (told | {"events": number(events // wanted["replications"])})
        )
    raise RefusedError(
        _(
            "This would take about %(events)s events; the site takes runs of up to %(limit)s. Ask for up to "
            "%(most)s replications, or run it on your own machine, where there is no such limit."
        )
        % told
    )


def _refuse_too_many(sender: str, now: dt.datetime) -> None:
    if store.count_open(sender) >= settings.RUNS_OPEN:
        raise TooManyError(
            ngettext(
                "%(count)s run of yours waits or is being worked out. Ask for the next one when it has "
                "ended, or stop it.",
                "%(count)s runs of yours wait or are being worked out. Ask for the next one when one of them "
                "has ended, or stop one.",
                settings.RUNS_OPEN,
            )
            % {"count": settings.RUNS_OPEN},
            SOON_S,
        )
    asked = store.asked_since(sender, now - HOUR)
    if len(asked) >= settings.RUNS_PER_HOUR:
        seconds = int((asked[-settings.RUNS_PER_HOUR] + HOUR - now).total_seconds()) + 1
        minutes = -(-seconds // 60)
        raise TooManyError(
            ngettext(
                "You have asked for %(count)s runs within an hour. Come again in %(minutes)s minute.",
                "You have asked for %(count)s runs within an hour. Come again in %(minutes)s minutes.",
                minutes,
            )
            % {"count": len(asked), "minutes": minutes},
            seconds,
        )
    if store.count_waiting() >= settings.RUNS_WAITING:
        raise TooManyError(
            _("Too many runs of all visitors are waiting. Come again in some minutes."), 5 * 60
        )
