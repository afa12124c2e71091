"""What one answer about a line leaves out and another tells, so that no figure is read for more than it says.

The costs know no queue, so nobody is lost in one; a run and a schedule take people only for operations that
name them, so what is done by hand beside a culture, by `hands_on_share`, is not taken from those there are.
"""

from biovaliance.bioproduction.scenarios.document import SCRAP, Operation, Scenario
from biovaliance.bioproduction.scenarios.flow import flow_of
from biovaliance.bioproduction.sentences import decimals, whole_sentence
from biovaliance.bioproduction.words.names import labels
from biovaliance.foundation.languages import Text

_LEAST_H = 0.05
"""Hours a patient below which nothing is said: they would be told as 0.0."""


def losses_left_out(scenario: Scenario) -> tuple[Text, ...]:
    """Return that the costs count nobody who is lost while waiting, where somebody can be."""
    loss = scenario.arrivals.loss
    by_chance = loss is not None and loss.hazard_per_d is not None and loss.hazard_per_d.number > 0
    in_time = loss is not None and loss.limit_d is not None
    in_line = any(_loses_who_waits(operation) for operation in scenario.operations)
    return (whole_sentence("losses-left-out"),) if by_chance or in_time or in_line else ()


def _loses_who_waits(operation: Operation) -> bool:
    held = operation.max_hold_h is not None and operation.at_max_hold == SCRAP
    return held or operation.queue_limit is not None


def hands_left_out(scenario: Scenario) -> tuple[Text, ...]:
    """Return how many hours of people a run and a schedule do not take, where there are some."""
    pool, hours = scenario.costs.hands_on_pool, hours_by_hand_apart(scenario)
    if pool is None or hours < _LEAST_H:
        return ()
    return (whole_sentence("hands-left-out", pool=labels(pool), hours=decimals(hours, 1)),)


def hours_by_hand_apart(scenario: Scenario) -> float:
    """Return the hours a patient that `hands_on_pool` works on operations that take no people."""
    shares = [each.failure.share.number if each.failure else 0.0 for each in scenario.operations]
    visits = flow_of(scenario.operations).visits_with(shares)
    people = {pool.name for pool in scenario.pools if pool.kind == "staff"}
    return sum(
        visits[number] * operation.duration_h.mean_h * operation.hands_on_share.number / operation.batch
        for number, operation in enumerate(scenario.operations)
        if operation.hands_on_share is not None and not operation.skills and not people & set(operation.pools)
    )
