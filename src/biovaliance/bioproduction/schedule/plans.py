"""From a scenario, or an earlier plan and what happened since, to a plan: the one call behind
command and site.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.schedule.aims import Aim
from biovaliance.bioproduction.schedule.checking import check_schedule
from biovaliance.bioproduction.schedule.events import Event
from biovaliance.bioproduction.schedule.planning import Wish, problem_of
from biovaliance.bioproduction.schedule.replanning import USUAL_MOVE_H, changes, replan
from biovaliance.bioproduction.schedule.routes import Route
from biovaliance.bioproduction.schedule.search import Found, Progress, find_schedule, never
from biovaliance.bioproduction.schedule.solving import Effort, Stop
from biovaliance.bioproduction.schedule.times import Clock
from biovaliance.bioproduction.schedule.values import Problem, Schedule
from biovaliance.foundation.languages import Text


@dataclass(frozen=True, slots=True)
class Change:
    """A planned operation that was moved when planning again."""

    patient: str
    operation: str
    before_h: float
    now_h: float


@dataclass(frozen=True)
class Plan:
    """A schedule with everything that is told of it."""

    name: str
    problem: Problem
    route: Route
    found: Found
    seed: int
    clock: Clock = field(default_factory=Clock)
    safety_share: float | None = None
    notices: tuple[Text, ...] = ()
    changes: tuple[Change, ...] | None = None
    """None for a first plan."""

    @property
    def schedule(self) -> Schedule:
        """Where everything was placed."""
        return self.found.schedule


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier plan, as read from its file."""

    problem: Problem
    schedule: Schedule
    route: Route
    seed: int
    clock: Clock
    safety_share: float | None
    notices: tuple[Text, ...]


def make_plan(
    scenario: Scenario,
    wish: Wish | None = None,
    effort: Effort | None = None,
    *,
    first_day: dt.date | None = None,
    progress: Progress = lambda _done, _of: None,
    stop: Stop = never,
) -> Plan:
    """Return the plan of the patients who come next.

    Args:
        scenario: the process, its pools and its patients.
        wish: which patients, on which grid; those of four weeks where not said.
        effort: time, seed of the search, threads.
        first_day: the day from which on patients come; without it the plan counts weeks.
        progress: told how many windows are searched, and of how many.
        stop: asked now and then whether to end.

    Raises:
        InputError: see `planning.problem_of`.
    """
    wish = wish or Wish()
    clock = Clock.of(first_day)
    if first_day is not None:
        wish = replace(wish, start_h=first_day.weekday() * 24.0)
    planned = problem_of(scenario, wish)
    found = find_schedule(planned.problem, effort, progress=progress, stop=stop)
    return Plan(
        scenario.scenario.name,
        planned.problem,
        planned.route,
        found,
        wish.seed,
        clock,
        wish.safety_share,
        planned.notices,
    )


def plan_again(
    scenario: Scenario,
    before: Before,
    effort: Effort | None = None,
    *,
    now_h: float | None = None,
    events: Sequence[Event] = (),
    move_h: float = USUAL_MOVE_H,
    progress: Progress = lambda _done, _of: None,
    stop: Stop = never,
) -> Plan:
    """Return the plan that goes on from an earlier one.

    Without `now_h` nothing has started since: the search goes on where it ended. With it, what has started by
    then stays, `events` are taken in, and an operation is moved only where patients together gain `move_h`
    hours by it.

    Raises:
        InputError: an event names what there is not, or what cannot have happened.
    """
    problem, known, aim, notices = before.problem, before.schedule, Aim(), before.notices
    moved: tuple[Change, ...] | None = None
    again = None
    usable: Schedule | None
    if now_h is not None:
        again = replan(scenario, before.route, problem, known, now_h, events, move_h)
        problem, aim, notices = again.problem, again.aim, (*notices, *again.notices)
        usable = again.known
    else:
        usable = None if check_schedule(problem, known) else known
    found = find_schedule(problem, effort, aim, known=usable, progress=progress, stop=stop)
    if again is not None:
        moved = tuple(
            Change(
                problem.jobs[problem.nodes[node].job].name,
                problem.step(node).name,
                problem.grid.hours(start),
                problem.grid.hours(then),
            )
            for node, start, then in changes(again, found.schedule)
        )
    return Plan(
        scenario.scenario.name,
        problem,
        before.route,
        found,
        before.seed,
        before.clock,
        before.safety_share,
        notices,
        moved,
    )
