"""What is paid a year, whatever is made: rooms and equipment paid back and kept up, people, the site."""

import numpy as np

from biovaliance.bioproduction.costs.numbers import Number, Numbers
from biovaliance.bioproduction.finance import capital_recovery_factor
from biovaliance.bioproduction.scenarios.checks import HOURS_PER_YEAR, hours_of_pools
from biovaliance.bioproduction.scenarios.document import Pool
from biovaliance.bioproduction.sentences import named, whole_sentence
from biovaliance.bioproduction.words.titles import library_title
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text


class YearlyCosts:
    """The yearly costs of one scenario, whose numbers may be laid over with columns."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.scenario = numbers.scenario
        self.hours = hours_of_pools(numbers.scenario)

    def open_h(self, pool: Pool) -> float:
        """Return the hours a year in which a pool works."""
        hours = self.hours[pool.name]
        return HOURS_PER_YEAR * (hours.open_share if hours is not None else 1.0)

    def next_unit(self, pool: int) -> float:
        """Return what one more unit of a pool costs: paid back, kept up and housed, or a post filled."""
        stated = self.scenario.pools[pool]
        if stated.kind == "staff":
            return float(np.mean(self.numbers.at("pools", pool, "cost_eur_per_h"))) * self.open_h(stated)
        return float(np.mean(self._unit_eur_per_year(pool, stated)))

    def lines(self, units: tuple[Number, ...]) -> dict[str, Number]:
        """Return what is paid a year by line for so many units of each pool."""
        at = self.numbers.at
        lines: dict[str, Number] = {
            "labour": at("costs", "fixed_staff_eur_per_year"),
            "quality_control": at("costs", "quality_control_eur_per_year"),
            "equipment": 0.0,
            "facility": at("costs", "facility_running_eur_per_year")
            + at("costs", "support_area_m2") * self._area_eur_per_year("CNC"),
        }
        for pool, stated in enumerate(self.scenario.pools):
            line = {"room": "facility", "staff": "labour"}.get(stated.kind, "equipment")
            lines[line] = lines[line] + units[pool] * self._unit_eur_per_year(pool, stated)
        share = at("costs", "facility_share", default=1.0)
        return {line: cost * share for line, cost in lines.items()}

    def _unit_eur_per_year(self, pool: int, stated: Pool) -> Number:
        at = self.numbers.at
        if stated.kind == "staff":
            employed = self.scenario.costs.staff_paid == "employed"
            return at("pools", pool, "cost_eur_per_h") * self.open_h(stated) if employed else 0.0
        life = "facility_life_years" if stated.kind == "room" else "equipment_life_years"
        price, years = at("pools", pool, "price_eur"), at("pools", pool, "life_years", default=0.0)
        if not self.numbers.has("pools", pool, "life_years"):
            years = at("costs", life, default=0.0)
        cost: Number = 0.0
        if self.numbers.has("pools", pool, "price_eur"):
            self._need_life(years, named("pool", stated.name), life)
            cost = price * (self._recovery(years) + at("costs", "maintenance_share"))
        if stated.room_class is not None:
            cost = cost + at("pools", pool, "area_m2") * self._area_eur_per_year(stated.room_class)
        return cost

    def _area_eur_per_year(self, room_class: str) -> Number:
        """Return what a square metre of a class costs a year: paid back and run."""
        at = self.numbers.at
        running = at("costs", "room_running_eur_per_m2_year", room_class)
        if not self.numbers.has("costs", "room_price_eur_per_m2", room_class):
            return running
        years = at("costs", "facility_life_years")
        what = Text(f"a room of class {room_class}", f"une salle de classe {room_class}")
        self._need_life(years, what, "facility_life_years")
        return at("costs", "room_price_eur_per_m2", room_class) * self._recovery(years) + running

    def _need_life(self, years: Number, what: Text, key: str) -> None:
        if np.any(np.asarray(years) <= 0):
            raise InputError(
                whole_sentence("no-life", name=library_title(self.scenario.scenario.name), what=what, key=key)
            )

    def _recovery(self, years: Number) -> Number:
        return recovery(self.numbers.at("costs", "discount_rate_share"), years)


def recovery(rate: Number, years: Number) -> Number:
    """Return the yearly payment that pays back 1, as `finance.capital_recovery_factor`, for columns too."""
    if isinstance(rate, float) and isinstance(years, float):
        return capital_recovery_factor(rate, years)
    rates, lives = np.broadcast_arrays(np.asarray(rate, float), np.asarray(years, float))
    growth = -np.expm1(-lives * np.log1p(rates))
    return np.where(
        rates == 0, 1 / lives, np.divide(rates, growth, out=np.ones(rates.shape), where=growth != 0)
    )
