"""The plan of least cost (or least carbon) for a network, as a programme.

Flows are mean numbers of patients, so they need not be whole; whether a site is open is decided whole.

    patients of a hospital, product and period  =  starts (way, wait) + patients without a start
    starts in manufacture in a period           <= places of the line, if its site is open
    doses = starts x success share              >= service level x patients
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

from biovaliance.bioproduction.network.lanes import Way, shortfall, ways
from biovaliance.bioproduction.network.plans import Flow, Goal, Plan, Terms
from biovaliance.bioproduction.network.programmes import (
    TIME_LIMIT_S,
    InfeasibleError,
    Programme,
    Solution,
    Status,
)
from biovaliance.bioproduction.network.supply import Hospital, Network, Product, Site
from biovaliance.foundation.errors import InputError

_LEAST_FLOW = 1e-7


@dataclass(frozen=True, slots=True)
class _Start:
    """One flow variable: patients of a hospital, product and period who take a way and begin in `begins`."""

    hospital: Hospital
    product: Product
    way: Way
    wait: int
    begins: int
    variable: int


def best_plan(
    network: Network,
    terms: Terms | None = None,
    *,
    goal: Goal = Goal.COST,
    time_limit_s: float = TIME_LIMIT_S,
) -> Plan:
    """Return the best plan of a network.

    Raises:
        InfeasibleError: no plan keeps the terms; the sentence says what falls short.
    """
    wanted = terms or Terms()
    built = _Built(_condensed(network, wanted), wanted)
    built.set_goal(goal)
    solution = built.programme.solve(time_limit_s=time_limit_s)
    if solution.status is Status.INFEASIBLE:
        raise InfeasibleError(_why_none(network, wanted))
    if solution.status is Status.UNKNOWN:
        raise InputError(
            f"Network '{network.name}': no plan was found in {time_limit_s:g} s; allow more time."
        )
    return built.plan(built.without_needless_waiting(solution))


def least_shortage(network: Network, terms: Terms) -> float:
    """Return how many of the wanted doses cannot be given, whatever is spent."""
    built = _Built(_condensed(network, terms), terms)
    built.set_goal(Goal.SHORTAGE)
    solution = built.programme.solve()
    if solution.status is not Status.OPTIMAL:
        return sum((terms.wanted_doses or {}).values())
    return max(0.0, solution.objective)


def _condensed(network: Network, terms: Terms) -> Network:
    """Return the network with its whole horizon as one period, where that changes nothing.

    With an even demand all periods are alike, and the horizon repeats: the mean of a plan and of all its
    shifts by some periods keeps every limit and costs the same, and in it nothing waits.
    """
    outage = terms.outage
    is_even = all(
        len(set(counts)) <= 1 for hospital in network.hospitals for counts in hospital.patients.values()
    )
    is_whole = outage is None or (outage.from_d <= 0 and outage.until_d >= network.horizon_d)
    if not is_even or not is_whole:
        return network
    hospitals = tuple(
        replace(each, patients={name: (sum(counts),) for name, counts in each.patients.items()})
        for each in network.hospitals
    )
    return replace(network, period_d=network.horizon_d, hospitals=hospitals)


class _Built:
    """The programme of a network, and which variable stands for what."""

    def __init__(self, network: Network, terms: Terms) -> None:
        self.network, self.terms = network, terms
        self.programme = Programme()
        self.open = {site.name: self._add_site(site) for site in network.sites}
        self.starts: list[_Start] = []
        for hospital in network.hospitals:
            for product in network.products:
                self._add_demand(hospital, product)
        self._limit_places()
        self._limit_sites()
        if not terms.without_service_level:
            self._ask_service()
        self._limit_carbon()
        self.shortages = [self._add_shortage(product) for product in network.products]
        if terms.largest_shortage is not None:
            self.programme.add_row(dict.fromkeys(self.shortages, 1.0), upper=terms.largest_shortage)

    def _add_site(self, site: Site) -> int:
        variable = self.programme.add_variable(0.0, 1.0, whole=True)
        terms = self.terms
        if terms.open_sites is not None:
            self.programme.fix(variable, float(site.name in terms.open_sites))
        elif site.must_open or site.name in terms.kept_sites:
            self.programme.fix(variable, 1.0)
        return variable

    def _add_demand(self, hospital: Hospital, product: Product) -> None:
        found = ways(self.network, hospital, product)
        for period, patients in enumerate(hospital.patients.get(product.name, ())):
            if not patients:
                continue
            every: dict[int, float] = {}
            by_site: dict[str, dict[int, float]] = defaultdict(dict)
            for way in found:
                for wait in range(way.longest_wait_periods + 1):
                    variable = self.programme.add_variable()
                    begins = (period + wait) % self.network.periods
                    self.starts.append(_Start(hospital, product, way, wait, begins, variable))
                    every[variable] = by_site[way.line.site][variable] = 1.0
            for site, mine in by_site.items():
                self.programme.add_row({**mine, self.open[site]: -patients}, upper=0)
            if every:
                self.programme.add_row(every, upper=patients)

    def _add_shortage(self, product: Product) -> int:
        """Return the variable that holds the wanted doses of a product that are not given."""
        variable = self.programme.add_variable()
        wanted = (self.terms.wanted_doses or {}).get(product.name, 0.0)
        self.programme.add_row({**self._doses(product), variable: 1.0}, lower=wanted)
        return variable

    def _limit_places(self) -> None:
        """Ask that a line's place-days of each period are not exceeded; the horizon repeats."""
        used: dict[tuple[int, int], dict[int, float]] = defaultdict(lambda: defaultdict(float))
        lines = {id(line): line for site in self.network.sites for line in site.lines}
        for start in self.starts:
            for period, days in self._occupied(start).items():
                used[id(start.way.line), period][start.variable] += days
        for (line_id, period), terms in used.items():
            line = lines[line_id]
            days = line.places * self.network.period_d
            if self._is_out(line.site, period):
                self.programme.add_row(dict(terms), upper=0)
            else:
                self.programme.add_row({**terms, self.open[line.site]: -days}, upper=0)

    def _occupied(self, start: _Start) -> dict[int, float]:
        """Return the place-days that a start takes in each period."""
        left = start.product.manufacture_d + start.way.line.changeover_d
        days: dict[int, float] = defaultdict(float)
        period = start.begins
        while left > 0:
            days[period % self.network.periods] += min(left, self.network.period_d)
            left -= self.network.period_d
            period += 1
        return days

    def _is_out(self, site: str, period: int) -> bool:
        outage = self.terms.outage
        if outage is None or outage.site != site:
            return False
        begins, ends = period * self.network.period_d, (period + 1) * self.network.period_d
        return begins < outage.until_d and ends > outage.from_d

    def _limit_sites(self) -> None:
        limits = [limit for limit in (self.terms.max_sites, self.network.max_sites) if limit is not None]
        if self.terms.open_sites is None:
            every = dict.fromkeys(self.open.values(), 1.0)
            self.programme.add_row(every, lower=self.terms.least_sites, upper=min(limits, default=len(every)))

    def _doses(self, product: Product | None = None, hospital: Hospital | None = None) -> dict[int, float]:
        """Return the doses as terms of a row: all, or those of a product, or of a product at a hospital."""
        return {
            start.variable: start.product.success_share
            for start in self.starts
            if (product is None or start.product is product)
            and (hospital is None or start.hospital is hospital)
        }

    def _ask_service(self) -> None:
        for product in self.network.products:
            asked = product.service_level_share * self.network.patients[product.name]
            self.programme.add_row(self._doses(product), lower=asked)
            for hospital in self.network.hospitals if product.hospital_service_level_share else ():
                local = product.hospital_service_level_share * sum(hospital.patients.get(product.name, ()))
                self.programme.add_row(self._doses(product, hospital), lower=local)

    def _limit_carbon(self) -> None:
        carbon = self._carbon()
        if self.terms.carbon_kg is not None:
            self.programme.add_row(carbon, upper=self.terms.carbon_kg)
        limit = self.network.carbon_limit_kg_per_dose
        if limit is not None:
            doses = self._doses()
            over = {key: carbon.get(key, 0.0) - limit * doses.get(key, 0.0) for key in carbon | doses}
            self.programme.add_row(over, upper=0)

    def _carbon(self) -> dict[int, float]:
        years = self.network.years
        carbon = {self.open[site.name]: site.carbon_kg_per_year * years for site in self.network.sites}
        return carbon | {start.variable: start.way.carbon_kg for start in self.starts}

    def _cost(self) -> dict[int, float]:
        years = self.network.years
        cost = {self.open[site.name]: site.yearly_cost * years for site in self.network.sites}
        return cost | {start.variable: start.way.cost for start in self.starts}

    def set_goal(self, goal: Goal) -> None:
        """Make one quantity the least."""
        if goal is Goal.SHORTAGE:
            costs = dict.fromkeys(self.shortages, 1.0)
        else:
            costs = self._cost() if goal is Goal.COST else self._carbon()
        self.programme.costs = [costs.get(number, 0.0) for number in range(len(self.programme.costs))]

    def without_needless_waiting(self, solution: Solution) -> Solution:
        """Return a solution that costs, emits and gives no more or less, with the least waiting."""
        if not any(start.wait for start in self.starts):
            return solution
        for variable in self.open.values():
            self.programme.fix(variable, float(round(solution.values[variable])))
        for terms in (self._cost(), self._carbon()):
            spent = sum(value * solution.values[number] for number, value in terms.items())
            self.programme.add_row(terms, upper=spent + 1e-9 * abs(spent))
        for product in self.network.products:
            doses = self._doses(product)
            given = sum(value * solution.values[number] for number, value in doses.items())
            self.programme.add_row(doses, lower=given * (1 - 1e-9))
        waits = {start.variable: float(start.wait) for start in self.starts}
        self.programme.costs = [waits.get(number, 0.0) for number in range(len(self.programme.costs))]
        calmed = self.programme.solve()
        if calmed.status is not Status.OPTIMAL:  # rounding: the first solution is as good in all that counts
            return solution
        return replace(solution, values=calmed.values)

    def plan(self, solution: Solution) -> Plan:
        """Return the plan that a solution stands for; its figures are summed anew from the flows."""
        values, network = solution.values, self.network
        opened = tuple(name for name, variable in self.open.items() if values[variable] > 0.5)
        flowing = [start for start in self.starts if values[start.variable] > _LEAST_FLOW]
        fixed = sum(site.yearly_cost for site in network.sites if site.name in opened) * network.years
        idle_carbon = (
            sum(site.carbon_kg_per_year for site in network.sites if site.name in opened) * network.years
        )
        return Plan(
            status=solution.status,
            gap=solution.gap,
            sites=opened,
            flows=self._flows(solution),
            patients=dict(network.patients),
            fixed_cost=fixed,
            making_cost=float(sum(start.way.cost * values[start.variable] for start in flowing)),
            carbon_kg=float(
                idle_carbon + sum(start.way.carbon_kg * values[start.variable] for start in flowing)
            ),
            used_share=self._used(opened, solution),
        )

    def _flows(self, solution: Solution) -> tuple[Flow, ...]:
        together: dict[tuple[str, str, str, str, str, float, float], list[float]] = defaultdict(
            lambda: [0.0, 0.0]
        )
        for start in self.starts:
            patients = float(solution.values[start.variable])
            if patients <= _LEAST_FLOW:
                continue
            way, wait_d = start.way, start.wait * self.network.period_d
            modes = way.collection.mode, way.delivery.mode
            key = (
                start.hospital.name,
                start.product.name,
                way.line.site,
                *modes,
                wait_d,
                way.turnaround_d + wait_d,
            )
            together[key][0] += patients
            together[key][1] += patients * start.product.success_share
        return tuple(Flow(*key, *sums) for key, sums in together.items())

    def _used(self, opened: Collection[str], solution: Solution) -> dict[str, float]:
        """Return the share of each open site's place-days that batches take."""
        taken: dict[str, float] = dict.fromkeys(opened, 0.0)
        for start in self.starts:
            if start.way.line.site in taken:
                days = start.product.manufacture_d + start.way.line.changeover_d
                taken[start.way.line.site] += days * float(solution.values[start.variable])
        days_of = {
            site.name: sum(line.places for line in site.lines) * self.network.horizon_d
            for site in self.network.sites
        }
        return {name: days / days_of[name] if days_of[name] else 0.0 for name, days in taken.items()}


def _why_none(network: Network, terms: Terms) -> str:
    """Return what falls short when no plan keeps the terms."""
    told = f"Network '{network.name}': no plan keeps the terms"
    for product in network.products:
        if product.success_share < product.service_level_share:
            return (
                f"{told}: '{product.name}' asks for doses for {product.service_level_share:g} of the "
                f"patients, and {product.success_share:g} of the batches succeed; lower service_level_share, "
                "or raise success_share."
            )
        for hospital in network.hospitals:
            if sum(hospital.patients.get(product.name, ())) and not ways(network, hospital, product):
                return f"{told}: hospital '{hospital.name}': {shortfall(network, hospital, product)}."
    limits = [limit for limit in (terms.max_sites, network.max_sites) if limit is not None]
    kept = {site.name for site in network.sites if site.must_open} | terms.kept_sites
    if len(kept) > min(limits, default=len(kept)):
        names = ", ".join(sorted(kept))
        return f"{told}: {names} must be open, and at most {min(limits)} sites may be; allow more sites."
    asked = {each.name: each.service_level_share * network.patients[each.name] for each in network.products}
    free = replace(
        terms, carbon_kg=None, largest_shortage=None, wanted_doses=asked, without_service_level=True
    )
    unlimited = replace(network, carbon_limit_kg_per_dose=None)
    short, total = least_shortage(unlimited, free), sum(asked.values())
    if short > 1e-6 * total:
        return (
            f"{told}: of the {total:,.1f} doses that the service levels ask for, {short:,.1f} cannot be made "
            "in time; add places or sites, allow more sites, or lower a service level."
        )
    if network.carbon_limit_kg_per_dose is not None or terms.carbon_kg is not None:
        least = best_plan(unlimited, replace(terms, carbon_kg=None), goal=Goal.CARBON)
        return (
            f"{told}: the least carbon at this service level is {least.carbon_kg_per_dose:,.1f} kg per dose; "
            "raise the limit, or add a lane or a site that emits less."
        )
    return f"{told}: the service levels of products and hospitals cannot be met together; lower one of them."
