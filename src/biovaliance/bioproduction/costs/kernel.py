"""Cost of goods of a released dose, for one scenario or for many at once.

    what a try of each operation costs x tries ──┐
    what is paid a year, over batches a year ────┴─> cost of a batch ─> over doses released ─> cost of a dose

    each line = its cost were nothing to fail; failure = all that is paid beyond that: the lines add up

Money is in euros of the year of the numbers. Every formula takes numbers and columns alike, which makes a
hundred thousand scenarios as readable as one.

While units are set up for an operation, what it takes is held and its people are at work: changeovers are
counted as if the work of each pool came mixed (`scenarios.mixing`).

A line is what it is for: whatever a quality test uses, people, reagents, price of a laboratory, is quality
control; what is left of people is labour. Equipment and rooms are paid back by annuities and maintained;
people are paid for the hours they work on batches unless `staff_paid = "employed"`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from biovaliance.bioproduction.costs.numbers import Number, Numbers
from biovaliance.bioproduction.costs.tries import Tries, tries_of
from biovaliance.bioproduction.costs.yearly import YearlyCosts
from biovaliance.bioproduction.scenarios.checks import arrivals_per_day
from biovaliance.bioproduction.scenarios.document import Operation, Scenario
from biovaliance.bioproduction.scenarios.flow import flow_of
from biovaliance.bioproduction.scenarios.mixing import changeovers_of_mixed_work
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.bioproduction.words.titles import library_title
from biovaliance.foundation.errors import InputError

DAYS_PER_YEAR = 365.0
LINES = (
    "materials",
    "consumables",
    "vector",
    "labour",
    "quality_control",
    "equipment",
    "facility",
    "logistics",
    "failure",
)
_OF_KIND = {"material": "materials", "consumable": "consumables", "vector": "vector"}
Lines = Mapping[str, Number]


@dataclass(frozen=True, slots=True)
class Volume:
    """How much is made: as the scenario says, at capacity, or a given number of released doses a year.

    With `doses_per_year` pools get as many units more as the volume needs.
    """

    at_capacity: bool = False
    doses_per_year: Number | None = None
    least_units: tuple[float, ...] = ()
    """Units of each pool there are at least; those of the scenario where it is empty."""


AS_STATED = Volume()


@dataclass(frozen=True, slots=True)
class Costed:
    """What a scenario, or each of many, costs; all by the line except what says otherwise."""

    per_dose: Lines
    """Euros for each released dose; failure included, the sum is the cost."""
    cost_per_dose: Number
    fixed_per_year: Number
    variable_per_batch: Number
    """Euros for each batch started that would not be paid without it."""
    batches_per_year: Number
    wanted_batches_per_year: Number
    capacity_batches_per_year: Number
    doses_per_batch: Number
    tries: Tries
    meant: Tries
    """How often operations are tried where nothing fails."""
    units: tuple[Number, ...]
    """Units of each pool that are paid."""

    @property
    def doses_per_year(self) -> Number:
        """Released doses a year."""
        return self.batches_per_year * self.doses_per_batch * self.tries.released


class CostKernel:
    """The costs of one scenario, whose numbers may be laid over with columns."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.scenario: Scenario = numbers.scenario
        self.pools = {pool.name: number for number, pool in enumerate(self.scenario.pools)}
        self.flow = flow_of(self.scenario.operations)
        self.yearly = YearlyCosts(numbers)

    def cost(self, volume: Volume = AS_STATED) -> Costed:
        """Return the costs at a volume.

        Raises:
            InputError: no volume can be told, or nothing is ever released.
        """
        tries, meant = self.tries, tries_of(self.numbers, self.flow, without_failures=True)
        doses = self.numbers.at("costs", "doses_per_batch", default=1.0)
        if np.any(np.asarray(tries.released * doses) <= 0):
            raise InputError(
                whole_sentence("nothing-released", name=library_title(self.scenario.scenario.name))
            )
        stated: tuple[Number, ...] = tuple(float(pool.count) for pool in self.scenario.pools)
        capacity = self.capacity_batches(stated)
        wanted = self._wanted_batches(volume, doses * tries.released, capacity)
        sized = volume.doses_per_year is not None
        units = self._units_for(wanted, volume.least_units or stated) if sized else stated
        batches = wanted if sized else np.minimum(wanted, capacity)
        fixed = self.yearly.lines(units)
        once = self._variable_lines(meant)
        really = self._variable_lines(tries)
        out = self.numbers.at("costs", "logistics_eur_per_dose")
        per_dose: dict[str, Number] = {}
        all_lines: Number = 0.0
        for line in LINES[:-1]:
            paid = fixed.get(line, 0.0) / batches
            per_dose[line] = (once.get(line, 0.0) + paid) / (doses * meant.released)
            all_lines = all_lines + really.get(line, 0.0) + paid
        per_dose["logistics"] = per_dose["logistics"] + out
        beyond = all_lines / (doses * tries.released) + out - _sum(per_dose)
        per_dose["failure"] = np.maximum(beyond, 0.0)  # where nothing fails, rounding may be below 0
        return Costed(
            per_dose=per_dose,
            cost_per_dose=_sum(per_dose),
            fixed_per_year=_sum(fixed),
            variable_per_batch=_sum(really) + out * doses * tries.released,
            batches_per_year=batches,
            wanted_batches_per_year=wanted,
            capacity_batches_per_year=self.capacity_batches(units) if sized else capacity,
            doses_per_batch=doses,
            tries=tries,
            meant=meant,
            units=units,
        )

    @cached_property
    def tries(self) -> Tries:
        """How often each operation is tried."""
        return tries_of(self.numbers, self.flow)

    @cached_property
    def changeover_h(self) -> tuple[Number, ...]:
        """Hours of changeover that a start of each operation is expected to begin with."""
        return changeovers_of_mixed_work(self.scenario, self.tries.of_operation, self.numbers.at)

    @cached_property
    def changeover_h_per_batch(self) -> tuple[Number, ...]:
        """Unit hours of each pool that are changeovers, for each batch started."""
        changing: list[Number] = [0.0] * len(self.pools)
        for number, operation in enumerate(self.scenario.operations):
            starts = self.tries.of_operation[number] / operation.batch
            for pool, units in self._taken(operation).items():
                changing[pool] = changing[pool] + starts * units * self.changeover_h[number]
        return tuple(changing)

    @cached_property
    def work_h_per_batch(self) -> tuple[Number, ...]:
        """Unit hours of each pool for each batch started, entry, changeovers and cleaning included."""
        work: list[Number] = [0.0] * len(self.pools)
        for number, operation in enumerate(self.scenario.operations):
            held = self._held_h(number, operation)
            for pool, units in self._taken(operation).items():
                cleaning = self.numbers.at("pools", pool, "cleaning_h")
                work[pool] = (
                    work[pool] + self.tries.of_operation[number] * units * (held + cleaning) / operation.batch
                )
            if self._is_done_by_hand_apart(operation):
                people = self.pools[str(self.scenario.costs.hands_on_pool)]
                hours = self._hands_on_h(number, operation) / operation.batch
                work[people] = work[people] + self.tries.of_operation[number] * hours
        return tuple(work)

    def given_h_per_unit(self, pool: int) -> Number:
        """Return the hours a year that one unit of a pool can be used."""
        stated = self.scenario.pools[pool]
        given = self.yearly.open_h(stated) * (1 - self.numbers.at("pools", pool, "absence_share"))
        if stated.breakdown is not None:
            place = ("pools", pool, "breakdown")
            up = self.numbers.mean_at(stated.breakdown.between_h, (*place, "between_h"))
            down = self.numbers.mean_at(stated.breakdown.repair_h, (*place, "repair_h"))
            given = given * up / (up + down)
        return given * self.numbers.at("costs", "utilisation_share", default=1.0)

    def capacity_batches(self, units: tuple[Number, ...]) -> Number:
        """Return the batches a year that so many units of each pool can make: those of the tightest."""
        most: Number = np.inf
        for pool, work in enumerate(self.work_h_per_batch):
            most = np.minimum(most, _over(units[pool] * self.given_h_per_unit(pool), work))
        return most

    def tightest_pool(self) -> str | None:
        """Return the pool that bounds the capacity of the stated line; None where no pool is used."""
        found, least = None, np.inf
        for pool, work in enumerate(self.work_h_per_batch):
            capacity = float(
                np.mean(_over(self.scenario.pools[pool].count * self.given_h_per_unit(pool), work))
            )
            if capacity < least:
                found, least = self.scenario.pools[pool].name, capacity
        return found

    def _wanted_batches(self, volume: Volume, doses: Number, capacity: Number) -> Number:
        if volume.doses_per_year is not None:
            return volume.doses_per_year / doses
        if volume.at_capacity:
            if not np.all(np.isfinite(capacity)):
                raise InputError(
                    whole_sentence("no-capacity", name=library_title(self.scenario.scenario.name))
                )
            return capacity
        return self.stated_batches()

    def stated_batches(self) -> Number:
        """Return the batches started a year that the scenario asks for."""
        if self.numbers.has("costs", "batches_per_year"):
            return self.numbers.at("costs", "batches_per_year")
        rate = self._arrivals_per_day()
        if rate is None:
            raise InputError(
                whole_sentence("no-yearly-volume", name=library_title(self.scenario.scenario.name))
            )
        days = self.numbers.at("costs", "demand_d_per_year", default=DAYS_PER_YEAR)
        return rate * days * (1 - self.numbers.at("arrivals", "ineligible_share"))

    def _arrivals_per_day(self) -> Number | None:
        if self.numbers.has("arrivals", "rate_per_d"):
            return self.numbers.at("arrivals", "rate_per_d")
        if self.numbers.has("arrivals", "interval_d"):
            return 1 / self.numbers.at("arrivals", "interval_d")
        return arrivals_per_day(self.scenario) or None

    def _units_for(self, batches: Number, least: tuple[Number, ...]) -> tuple[Number, ...]:
        """Return the stated units of each pool, or as many more as the batches need."""
        needed = []
        for pool, work in enumerate(self.work_h_per_batch):
            units = np.ceil(batches * work / self.given_h_per_unit(pool) - 1e-9)
            needed.append(np.maximum(least[pool], units))
        return tuple(needed)

    def _held_h(self, number: int, operation: Operation) -> Number:
        """Return how long an operation holds what it takes: gowning, changeover and work."""
        return self.numbers.mean_h(number) + self._entry_h(operation) + self.changeover_h[number]

    def _entry_h(self, operation: Operation) -> Number:
        entry: Number = 0.0
        for name in operation.pools:
            entry = entry + self.numbers.at("pools", self.pools[name], "entry_h")
        return entry

    def _taken(self, operation: Operation) -> dict[int, int]:
        """Return the units an operation takes by pool; skills by the people with the fewest skills, as they
        come.
        """
        taken = {self.pools[name]: units for name, units in operation.pools.items()}
        for skill, units in operation.skills.items():
            able = [pool for pool in self.scenario.pools if skill in pool.skills]
            first = min(able, key=lambda pool: (len(pool.skills), self.pools[pool.name]))
            taken[self.pools[first.name]] = taken.get(self.pools[first.name], 0) + units
        return taken

    def _variable_lines(self, tries: Tries) -> dict[str, Number]:
        """Return what a batch started costs by line, yearly costs apart."""
        lines: dict[str, Number] = {"logistics": self.numbers.at("costs", "logistics_eur_per_batch")}
        for number, operation in enumerate(self.scenario.operations):
            for line, cost in self._lines_of_try(number, operation).items():
                to = "quality_control" if operation.test is not None else line
                lines[to] = lines.get(to, 0.0) + tries.of_operation[number] * cost
        return lines

    def _lines_of_try(self, number: int, operation: Operation) -> dict[str, Number]:
        lines: dict[str, Number] = {
            "quality_control": self.numbers.at("operations", number, "test", "price_eur")
        }
        for name in operation.materials:
            material = next((each for each in self.scenario.materials if each.name == name), None)
            line = _OF_KIND[material.kind] if material is not None else "materials"
            lines[line] = lines.get(line, 0.0) + self._material(number, name)
        held = self._held_h(number, operation)
        for pool, units in self._taken(operation).items():
            stated = self.scenario.pools[pool]
            hour = self.numbers.at("pools", pool, "cost_eur_per_h") * units / operation.batch
            if stated.kind != "staff":
                line = "facility" if stated.kind == "room" else "equipment"
                lines[line] = lines.get(line, 0.0) + hour * (
                    held + self.numbers.at("pools", pool, "cleaning_h")
                )
            elif self.scenario.costs.staff_paid == "worked":
                lines["labour"] = lines.get("labour", 0.0) + hour * self._hands_on_h(number, operation)
        if self._is_done_by_hand_apart(operation) and self.scenario.costs.staff_paid == "worked":
            people = self.pools[str(self.scenario.costs.hands_on_pool)]
            rate = self.numbers.at("pools", people, "cost_eur_per_h") / operation.batch
            lines["labour"] = lines.get("labour", 0.0) + rate * self._hands_on_h(number, operation)
        return lines

    def _hands_on_h(self, number: int, operation: Operation) -> Number:
        """Return the hours that each of the people of an operation works on it."""
        share = self.numbers.at("operations", number, "hands_on_share", default=1.0)
        apart = self._entry_h(operation) + self.changeover_h[number]
        return (self.numbers.mean_h(number) * share + apart) * self.learning

    @cached_property
    def learning(self) -> Number:
        """What the hours of people have become, for having made more batches than when they were found."""
        costs = self.scenario.costs
        doublings = np.log2(costs.learning_at_batch / costs.learning_from_batch)
        return self.numbers.at("costs", "learning_progress_share", default=1.0) ** float(doublings)

    def _is_done_by_hand_apart(self, operation: Operation) -> bool:
        takes_people = any(self.scenario.pools[pool].kind == "staff" for pool in self._taken(operation))
        return (
            operation.hands_on_share is not None
            and not takes_people
            and self.scenario.costs.hands_on_pool is not None
        )

    def _material(self, number: int, name: str) -> Number:
        """Return what a material costs for one try, in whole packs where it comes in packs."""
        quantity = (
            self.numbers.at("operations", number, "materials", name) / self.scenario.operations[number].batch
        )
        place = next((at for at, each in enumerate(self.scenario.materials) if each.name == name), None)
        if place is None:
            return 0.0
        if self.numbers.has("materials", place, "pack_size"):
            pack = self.numbers.at("materials", place, "pack_size")
            quantity = np.ceil(quantity / pack - 1e-9) * pack
        return quantity * self.numbers.at("materials", place, "price_eur")


def _sum(lines: Lines) -> Number:
    total: Number = 0.0
    for cost in lines.values():
        total = total + cost
    return total


def _over(part: Number, whole: Number) -> Number:
    """Return part / whole; infinity where nothing is asked for."""
    with np.errstate(divide="ignore"):
        return np.where(np.asarray(whole) > 0, np.divide(part, whole), np.inf)[()]
