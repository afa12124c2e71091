"""Which ways a patient of a hospital can be treated within the limits of the product.

collection ──lane──> wait ──> manufacture ──> quality control ──lane──> infusion
└─── start limit ─────────┘                                └─ shelf life ─┘
└──────────────────────────── turnaround ─────────────────────────────────┘
"""

from collections.abc import Iterator
from dataclasses import dataclass

from biovaliance.bioproduction.network.supply import (
    HOURS_PER_DAY,
    Direction,
    Hospital,
    Lane,
    Line,
    Network,
    Product,
)


@dataclass(frozen=True, slots=True)
class Way:
    """A line, the lanes there and back, and how many periods a start may wait at most."""

    line: Line
    collection: Lane
    delivery: Lane
    turnaround_d: float
    longest_wait_periods: int
    cost: float
    carbon_kg: float


def ways(network: Network, hospital: Hospital, product: Product) -> tuple[Way, ...]:
    """Return the ways that keep the product's limits, without those that another one is never worse than."""
    found = list(_all_ways(network, hospital, product))
    return tuple(way for place, way in enumerate(found) if not _is_beaten(way, place, found))


def shortfall(network: Network, hospital: Hospital, product: Product) -> str:
    """Return why no way keeps the limits, in words."""
    lanes = [lane for lane in network.lanes if lane.hospital == hospital.name]
    lines = {line.site for site in network.sites for line in site.lines if product.name in line.products}
    if not lines:
        return f"no site has a line for '{product.name}'; add the product to a line"
    usable = [lane for lane in lanes if lane.site in lines]
    if not usable:
        return f"no lane leads from '{hospital.name}' to a site that makes '{product.name}'; add a lane"
    fastest = min(lane.duration_h for lane in usable)
    least_d = product.manufacture_d + product.quality_control_d + 2 * fastest / HOURS_PER_DAY
    if fastest > product.start_limit_h:
        return (
            f"the fastest lane takes {fastest:g} h and the cells of '{product.name}' keep "
            f"{product.start_limit_h:g} h (start_limit_h); add a faster lane, or freeze the cells and give a "
            "longer limit"
        )
    if fastest > product.shelf_life_h:
        return (
            f"the fastest lane takes {fastest:g} h and '{product.name}' keeps {product.shelf_life_h:g} h "
            "(shelf_life_h); add a faster lane, or freeze the product and give a longer shelf life"
        )
    return (
        f"the fastest turnaround is {least_d:.3g} days and the limit is {product.turnaround_limit_d:g} "
        "(turnaround_limit_d), or a lane is given one way only; shorten a step, or check the lanes' direction"
    )


def _all_ways(network: Network, hospital: Hospital, product: Product) -> Iterator[Way]:
    lanes = [lane for lane in network.lanes if lane.hospital == hospital.name]
    for site in network.sites:
        collections = [
            lane for lane in lanes if lane.site == site.name and lane.direction is not Direction.DELIVERY
        ]
        deliveries = [
            lane for lane in lanes if lane.site == site.name and lane.direction is not Direction.COLLECTION
        ]
        for line in (line for line in site.lines if product.name in line.products):
            for collection in collections:
                for delivery in deliveries:
                    way = _way(network, product, line, collection, delivery)
                    if way is not None:
                        yield way


def _way(network: Network, product: Product, line: Line, collection: Lane, delivery: Lane) -> Way | None:
    travelled_d = (collection.duration_h + delivery.duration_h) / HOURS_PER_DAY
    turnaround_d = travelled_d + product.manufacture_d + product.quality_control_d
    slack_d = min(
        product.turnaround_limit_d - turnaround_d,
        (product.start_limit_h - collection.duration_h) / HOURS_PER_DAY,
    )
    if slack_d < 0 or delivery.duration_h > product.shelf_life_h:
        return None
    return Way(
        line=line,
        collection=collection,
        delivery=delivery,
        turnaround_d=turnaround_d,
        longest_wait_periods=min(int(slack_d / network.period_d), network.periods - 1),
        # A failed batch is not delivered: transport to the patient is paid for the doses alone.
        cost=product.cost_per_start
        + line.cost_per_start
        + collection.cost
        + delivery.cost * product.success_share,
        carbon_kg=line.carbon_kg_per_start
        + collection.carbon_kg
        + delivery.carbon_kg * product.success_share,
    )


def _is_beaten(way: Way, place: int, others: list[Way]) -> bool:
    """Return whether another way of the same line is at least as good in all, and better or earlier in the
    list.
    """
    mine = (way.cost, way.carbon_kg, way.turnaround_d, -way.longest_wait_periods)
    for number, other in enumerate(others):
        theirs = (other.cost, other.carbon_kg, other.turnaround_d, -other.longest_wait_periods)
        is_rival = other.line is way.line and number != place
        no_worse = all(one <= two for one, two in zip(theirs, mine, strict=True))
        if is_rival and no_worse and (theirs != mine or number < place):
            return True
    return False
