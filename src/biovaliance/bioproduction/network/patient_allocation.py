"""The cheapest network for an i-SHIPMENT instance, with proof.

The published programme has a variable for each patient, lane, mode and day. Nothing waits in it, so that
much of it is decided beforehand, and what is left is small:

    patients of one place and day are alike      -> counted, not named
    a site and a day of arrival there            -> the cheapest pair of modes within the turnaround
    a site that is not open treats nobody        -> one row for each group and site, not one for each lane
    manufacture takes TMFE days                  -> at most FCAP arrivals in any TMFE days

docs/background/supply-network.md tells what was tried and what each step is worth.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from biovaliance.bioproduction.network.ishipment import Instance, ManufacturingSite, Patient
from biovaliance.bioproduction.network.programmes import (
    TIME_LIMIT_S,
    InfeasibleError,
    Programme,
    Solution,
    Status,
)
from biovaliance.foundation.errors import InputError


@dataclass(frozen=True, slots=True)
class Route:
    """A way to treat a patient: site, modes there and back, days of arrival and delivery, cost of
    transport.
    """

    site: str
    inbound_mode: str
    outbound_mode: str
    arrival_on: int
    delivery_on: int
    cost: float


@dataclass(frozen=True, slots=True)
class Allocation:
    """The answer: sites to open, a route for each patient, and what it costs in all.

    `fixed_cost` is that of `charged_d` days of the open sites.
    """

    status: Status
    sites: tuple[str, ...]
    routes: tuple[tuple[Patient, Route], ...]
    charged_d: int
    fixed_cost: float
    transport_cost: float
    therapy_cost: float
    gap: float

    @property
    def cost_per_therapy(self) -> float:
        """What a therapy costs, all cost shared out evenly."""
        return (self.fixed_cost + self.transport_cost + self.therapy_cost) / len(self.routes)

    def fixed_cost_per_therapy(self, days: int) -> float:
        """What a therapy bears of the open sites' fixed cost when `days` of it are charged."""
        return self.fixed_cost * days / self.charged_d / len(self.routes)

    def cost_per_therapy_over(self, days: int) -> float:
        """What a therapy costs in this very network when `days` of fixed cost are charged."""
        fixed = self.fixed_cost_per_therapy(self.charged_d)
        return self.cost_per_therapy - fixed + self.fixed_cost_per_therapy(days)


@dataclass(frozen=True, slots=True)
class _Group:
    """Patients who are alike: same place, same day."""

    patients: tuple[Patient, ...]

    @property
    def first(self) -> Patient:
        return self.patients[0]


def routes(instance: Instance, patient: Patient, site: ManufacturingSite) -> tuple[Route, ...]:
    """Return the cheapest route for each day on which the cells can reach a site within the limits."""
    best: dict[int, Route] = {}
    made_in = instance.manufacture_d + instance.quality_control_d
    for inbound in instance.modes:
        arrival = patient.day + instance.collection_d + instance.inbound_d[inbound]
        for outbound in instance.modes:
            delivery = arrival + made_in + instance.outbound_d[outbound]
            if delivery - patient.day > instance.turnaround_limit_d or delivery > instance.horizon_d:
                continue
            cost = instance.inbound_cost[patient.collection, site.key, inbound]
            cost += instance.outbound_cost[site.key, patient.hospital, outbound]
            if arrival not in best or cost < best[arrival].cost:
                best[arrival] = Route(site.key, inbound, outbound, arrival, delivery, cost)
    return tuple(best[arrival] for arrival in sorted(best))


def cheapest_network(
    instance: Instance,
    *,
    max_sites: int | None = None,
    charged_d: int | None = None,
    time_limit_s: float = TIME_LIMIT_S,
) -> Allocation:
    """Return the network of least cost with at most `max_sites` sites, charging `charged_d` days of fixed
    cost.

    The published model charges its horizon, 130 days, to the patients of 90; other days are a choice.

    Raises:
        InfeasibleError: no network treats every patient; the sentence says what is short.
    """
    days = instance.horizon_d if charged_d is None else charged_d
    limit = len(instance.sites) if max_sites is None else max_sites
    groups = _groups(instance)
    _check_reachable(instance, groups)
    built = _Built(instance, groups, limit, days)
    solution = built.programme.solve(time_limit_s=time_limit_s)
    if solution.status is Status.INFEASIBLE:
        raise InfeasibleError(_why_infeasible(instance, groups, limit))
    if solution.status is Status.UNKNOWN:
        raise InputError(f"{instance.name}: no network was found in {time_limit_s:g} s; allow more time.")
    return built.allocation(solution, days)


class _Built:
    """The programme of an instance, and which variable stands for what."""

    def __init__(
        self,
        instance: Instance,
        groups: tuple[_Group, ...],
        max_sites: int,
        charged_d: int,
        *,
        rescue: bool = False,
    ) -> None:
        self.instance = instance
        self.programme = Programme()
        fixed = {site.key: 0.0 if rescue else site.fixed_cost_per_day * charged_d for site in instance.sites}
        self.open = {key: self.programme.add_variable(cost, 1, whole=True) for key, cost in fixed.items()}
        self.counts: list[tuple[_Group, Route, int]] = []
        for group in groups:
            self._add_group(group, rescue)
        self._limit_places()
        self.programme.add_row(dict.fromkeys(self.open.values(), 1.0), upper=max_sites)

    def _add_group(self, group: _Group, rescue: bool) -> None:
        size = len(group.patients)
        every: dict[int, float] = {}
        for site in self.instance.sites:
            mine: dict[int, float] = {}
            for route in routes(self.instance, group.first, site):
                count = self.programme.add_variable(0.0 if rescue else route.cost, size, whole=True)
                self.counts.append((group, route, count))
                mine[count] = 1.0
            if mine:
                self.programme.add_row({**mine, self.open[site.key]: -float(size)}, upper=0)
            every |= mine
        if rescue:  # a patient may stay untreated, at a price that nothing else has
            every[self.programme.add_variable(1.0, size, whole=True)] = 1.0
        self.programme.add_row(every, lower=size, upper=size)

    def _limit_places(self) -> None:
        """Ask that no more therapies are in manufacture than a site has places for, on any day."""
        arriving: dict[tuple[str, int], dict[int, float]] = defaultdict(dict)
        for _, route, count in self.counts:
            arriving[route.site, route.arrival_on][count] = 1.0
        for site in self.instance.sites:
            for day in [day for key, day in arriving if key == site.key]:
                within: dict[int, float] = {}
                for earlier in range(day - self.instance.manufacture_d + 1, day + 1):
                    within |= arriving.get((site.key, earlier), {})
                self.programme.add_row({**within, self.open[site.key]: -float(site.places)}, upper=0)

    def allocation(self, solution: Solution, charged_d: int) -> Allocation:
        """Return the routes of the patients; its costs are summed anew from them."""
        waiting = {group.first: list(group.patients) for group, _, _ in self.counts}
        treated: list[tuple[Patient, Route]] = []
        for group, route, count in self.counts:
            treated.extend((waiting[group.first].pop(0), route) for _ in range(round(solution.values[count])))
        opened = tuple(key for key, variable in self.open.items() if solution.values[variable] > 0.5)
        fixed = sum(site.fixed_cost_per_day for site in self.instance.sites if site.key in opened)
        return Allocation(
            status=solution.status,
            sites=opened,
            routes=tuple(sorted(treated, key=lambda pair: (pair[0].day, pair[0].key))),
            charged_d=charged_d,
            fixed_cost=fixed * charged_d,
            transport_cost=sum(route.cost for _, route in treated),
            therapy_cost=self.instance.cost_per_therapy * len(treated),
            gap=solution.gap,
        )


def _groups(instance: Instance) -> tuple[_Group, ...]:
    alike: dict[tuple[str, str, int], list[Patient]] = defaultdict(list)
    for patient in instance.patients:
        alike[patient.collection, patient.hospital, patient.day].append(patient)
    return tuple(_Group(tuple(patients)) for patients in alike.values())


def _check_reachable(instance: Instance, groups: tuple[_Group, ...]) -> None:
    """Refuse an instance in which a patient has no route to any site."""
    for group in groups:
        if any(routes(instance, group.first, site) for site in instance.sites):
            continue
        fastest = instance.collection_d + instance.manufacture_d + instance.quality_control_d
        fastest += min(instance.inbound_d.values()) + min(instance.outbound_d.values())
        if fastest > instance.turnaround_limit_d:
            raise InfeasibleError(
                f"{instance.name}: the fastest way from leukapheresis to infusion takes {fastest} days, the "
                f"limit is {instance.turnaround_limit_d}; allow a longer turnaround (param ND), or shorten a "
                "step."
            )
        raise InfeasibleError(
            f"{instance.name}: patient '{group.first.key}' arrives on day {group.first.day} and would be "
            f"treated on day {group.first.day + fastest} at the earliest, after the horizon of "
            f"{instance.horizon_d} days; let the patient arrive earlier."
        )


def _why_infeasible(instance: Instance, groups: tuple[_Group, ...], max_sites: int) -> str:
    """Return how many patients can be treated at most, and the days on which places are shortest."""
    rescue = _Built(instance, groups, max_sites, 0, rescue=True)
    solution = rescue.programme.solve()
    found = rescue.allocation(solution, 1)
    peak = _busiest_day(instance)
    places = sum(sorted((site.places for site in instance.sites), reverse=True)[:max_sites])
    sites, largest = (
        ("site", "the largest has") if max_sites == 1 else ("sites", f"the {max_sites} largest have")
    )
    return (
        f"{instance.name}: no plan with at most {max_sites} {sites} treats all {len(instance.patients)} "
        f"patients; at most {len(found.routes)} can be treated (with {', '.join(found.sites) or 'no site'}). "
        f"Up to {peak[1]} therapies would be in manufacture on day {peak[0]}, and {largest} {places} places; "
        "allow more sites, or give them more places."
    )


def _busiest_day(instance: Instance) -> tuple[int, int]:
    """Return the day on which most therapies would be in manufacture if all took the fastest mode, and how
    many.
    """
    fastest = instance.collection_d + min(instance.inbound_d.values())
    days: Counter[int] = Counter()
    for patient in instance.patients:
        days.update(range(patient.day + fastest, patient.day + fastest + instance.manufacture_d))
    day, count = max(days.items(), key=lambda pair: (pair[1], -pair[0]))
    return day, count
