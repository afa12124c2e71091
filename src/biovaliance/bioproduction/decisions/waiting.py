"""What a day of vein-to-vein time is worth: patients not lost.

Days without work are put before the first operation, and the line is run again with the same random numbers;
what more patients are lost, by the day, is what a day costs. A line with shifts is given a week: one day
would bring each patient to another day of the week, and what that does to waits and holds hides what the day
does. In a line without queues and with a constant hazard h the share lost in T days is 1 - exp(-h T), and a
day more costs about h exp(-h T) of the patients.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from biovaliance.bioproduction.costs.lead_time import until_release
from biovaliance.bioproduction.decisions.pairing import (
    SHARE,
    Estimate,
    days_of,
    difference,
    estimate,
    outcomes,
)
from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.parts import Engine
from biovaliance.bioproduction.engine.running import Stop
from biovaliance.bioproduction.scenarios.checks import arrivals_per_day
from biovaliance.bioproduction.scenarios.document import Operation, Scenario
from biovaliance.bioproduction.scenarios.flow import flow_of
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.bioproduction.words.titles import library_title
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text

USUAL_REPLICATIONS = 400
"""Each patient who is lost is a rare thing: it takes many to tell how much more often it is."""
WEEK_D, DAY_D = 7.0, 1.0
_ADDED = "one more day"
_LINES = 2


@dataclass(frozen=True, slots=True)
class DayWorth:
    """What a day of vein-to-vein time is worth."""

    days: Estimate
    """From arrival to release, as the line stands."""
    lost_share: Estimate
    lost_share_per_day: Estimate
    """Patients lost more with one more day, over those who arrive."""
    patients_per_year: float
    days_added: float
    """So many days more were run; what they lose is told by the day."""
    notices: tuple[Text, ...] = ()

    @property
    def patients_lost_per_day_and_year(self) -> float:
        """Patients a year who are lost for each day."""
        return self.lost_share_per_day.mean * self.patients_per_year

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "days": self.days.to_json(),
            "lost_share": self.lost_share.to_json(),
            "lost_share_per_day": self.lost_share_per_day.to_json(),
            "patients_lost_per_day_and_year": self.patients_lost_per_day_and_year,
            "days_added": self.days_added,
            "notices": [notice.en for notice in self.notices],
            "notices_fr": [notice.fr for notice in self.notices],
        }


def worth_of_a_day(
    scenario: Scenario,
    *,
    days: float | None = None,
    replications: int = USUAL_REPLICATIONS,
    seed: int = 1,
    engine: Engine = "compiled",
    progress: Callable[[int, int], None] | None = None,
    stop: Stop | None = None,
) -> DayWorth:
    """Return what a day is worth, from a line with `days` more; a week or a day, as `usual_days` says.

    `progress` is told after each of the two lines how many are run, and of how many.

    Ctrl-C ends it, or `stop` where that says so, by a KeyboardInterrupt: a comparison needs all its runs.

    Raises:
        InputError: patients of the scenario are never lost while they wait, the days are not above 0, or
            hardly a replication releases anybody.
    """
    if scenario.arrivals.loss is None:
        raise InputError(whole_sentence("nobody-is-lost", name=library_title(scenario.scenario.name)))
    days = usual_days(scenario) if days is None else days
    if not 0 < days < math.inf:
        raise InputError(whole_sentence("days-not-above-0", days=float(days)))
    line = until_release(scenario)
    tell = progress or _nobody
    before = outcomes(compile_scenario(line), replications, seed, engine, stop)
    tell(1, _LINES)
    after = outcomes(compile_scenario(_with_days(line, days)), replications, seed, engine, stop)
    tell(2, _LINES)
    more = [new / days for new in after.lost_share]
    return DayWorth(
        days=days_of(before),
        lost_share=estimate(before.lost_share, SHARE),
        lost_share_per_day=difference(more, [old / days for old in before.lost_share]),
        patients_per_year=365 * arrivals_per_day(scenario),
        days_added=days,
        notices=(whole_sentence("lost-until-start"),) if scenario.arrivals.loss.until == "start" else (),
    )


def usual_days(scenario: Scenario) -> float:
    """Return a week where there are shifts, whose day of the week it keeps, and else a day.

    A day too where patients wait no longer than a limit: a week would bring all of them past it.
    """
    loss = scenario.arrivals.loss
    has_limit = loss is not None and loss.limit_d is not None
    return WEEK_D if scenario.calendars and not has_limit else DAY_D


def _with_days(scenario: Scenario, days: float) -> Scenario:
    """Return the line with days before its first operations, which keep their own random numbers."""
    flow = flow_of(scenario.operations)
    names = [operation.name for operation in scenario.operations]
    added = Operation.model_validate({"name": _ADDED, "duration_h": 24.0 * days, "after": []})
    reached_by_next = {to for ways in flow.branches for to, _ in ways}
    found = [added]
    for number, operation in enumerate(scenario.operations):
        after = tuple(names[need] for need in flow.needs[number])
        if number in flow.first:
            after = (_ADDED,)
        elif number in reached_by_next:
            found.append(operation)
            continue
        found.append(operation.model_copy(update={"after": after}))
    return scenario.model_copy(update={"operations": tuple(found)})


def _nobody(_done: int, _of: int) -> None:
    """Tell nobody."""
