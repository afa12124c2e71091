"""The cheapest network of an instance: a worked one, every small one by trying all, and the published
ones.
"""

import itertools
import json
import random
from collections import Counter
from dataclasses import replace

import pytest

from biovaliance.bioproduction.network.ishipment import Instance, ManufacturingSite, Patient, read_instance
from biovaliance.bioproduction.network.patient_allocation import cheapest_network, routes
from biovaliance.bioproduction.network.programmes import InfeasibleError, Status
from tests.bioproduction.network.instances import TWO_SITES, changed

TWO = read_instance(TWO_SITES, "two.dat")


def test_a_patient_has_the_cheapest_route_for_each_day_of_arrival():
    first = TWO.patients[0]
    # Day 1, collected on day 2; by air on day 3, by road on day 4; 3 + 2 days at the site; 9 days at most.
    # Air and road take 1 + 1 + 5 + 2 = 9 days and cost 9 + 4; after the road, only air is in time.
    found = [
        (each.inbound_mode, each.outbound_mode, each.arrival_on, each.delivery_on, each.cost)
        for each in routes(TWO, first, TWO.sites[0])
    ]
    assert found == [("air", "road", 3, 10, 13.0), ("road", "air", 4, 10, 12.0)]


def test_the_cheapest_network_of_a_worked_instance():
    # small has one place for 3 days: p1 and p2 arrive a day apart, so it cannot serve both; big serves all.
    # big: 130 x 120 = 15,600, p1 and p2 by road and air 3 + 9 each, p3 by air 8 + 9, therapies 3 x 80.
    found = cheapest_network(TWO)
    assert found.sites == ("big",)
    assert found.fixed_cost == 15_600
    assert found.transport_cost == 12 + 12 + 17
    assert found.cost_per_therapy == pytest.approx((15_600 + 41 + 240) / 3)
    assert (found.status, found.gap) == (Status.OPTIMAL, 0.0)


def test_fixed_cost_over_the_days_of_demand_is_told_beside_the_published_way():
    found = cheapest_network(TWO)
    assert found.fixed_cost_per_therapy(130) == pytest.approx(5_200)
    assert found.fixed_cost_per_therapy(9) == pytest.approx(9 * 120 / 3)
    assert found.cost_per_therapy_over(9) == pytest.approx((1_080 + 41 + 240) / 3)
    assert cheapest_network(TWO, charged_d=9).cost_per_therapy == pytest.approx((1_080 + 41 + 240) / 3)


def test_too_few_places_are_told_with_how_many_can_be_treated():
    only_small = replace(TWO, sites=TWO.sites[1:])
    with pytest.raises(InfeasibleError) as refused:
        cheapest_network(only_small)
    assert str(refused.value) == (
        "two.dat: no plan with at most 1 site treats all 3 patients; at most 2 can be treated (with small). "
        "Up to 2 therapies would be in manufacture on day 4, and the largest has 1 places; allow more sites, "
        "or give them more places."
    )


def test_a_turnaround_nobody_can_keep_is_told():
    with pytest.raises(InfeasibleError, match="takes 8 days, the limit is 7; allow a longer turnaround"):
        cheapest_network(read_instance(changed(("ND := 9", "ND := 7")), "two.dat"))


def test_a_patient_who_comes_too_late_for_the_horizon_is_told():
    with pytest.raises(
        InfeasibleError, match="patient 'p3' arrives on day 125 and would be treated on day 133"
    ):
        cheapest_network(read_instance(changed(("p3 c2 9 1", "p3 c2 125 1")), "two.dat"))


def random_instance(seed: int) -> Instance:
    chance = random.Random(seed)
    sites = tuple(
        ManufacturingSite(key, chance.randint(1, 2), chance.choice([1.0, 2.0, 4.0]))
        for key in ("m1", "m2", "m3")
    )
    patients = tuple(
        Patient(f"p{number}", place, place.replace("c", "h"), chance.randint(1, 4))
        for number, place in enumerate(chance.choices(["c1", "c2"], k=4))
    )
    price = lambda: float(chance.randint(1, 60))  # noqa: E731 -- drawn anew for each lane
    lanes = list(itertools.product(("m1", "m2", "m3"), ("1", "2"), ("fast", "slow")))
    return replace(
        TWO,
        patients=patients,
        sites=sites,
        modes=("fast", "slow"),
        inbound_d={"fast": 1, "slow": 2},
        outbound_d={"fast": 1, "slow": 2},
        inbound_cost={(f"c{place}", site, mode): price() for site, place, mode in lanes},
        outbound_cost={(site, f"h{place}", mode): price() for site, place, mode in lanes},
        manufacture_d=2,
        horizon_d=20,
    )


def least_by_trying_all(instance: Instance, max_sites: int) -> float | None:
    """Return the least cost in all, from every site and mode for every patient, without any of the
    shortcuts.
    """
    ways = list(itertools.product(instance.sites, instance.modes, instance.modes))
    best = None
    for chosen in itertools.product(ways, repeat=len(instance.patients)):
        opened = {site.key for site, _, _ in chosen}
        if len(opened) > max_sites:
            continue
        cost, busy = 0.0, Counter[tuple[str, int]]()
        for patient, (site, there, back) in zip(instance.patients, chosen, strict=True):
            arrival = patient.day + instance.collection_d + instance.inbound_d[there]
            end = arrival + instance.manufacture_d + instance.quality_control_d + instance.outbound_d[back]
            if end - patient.day > instance.turnaround_limit_d or end > instance.horizon_d:
                break
            busy.update((site.key, day) for day in range(arrival, arrival + instance.manufacture_d))
            cost += instance.inbound_cost[patient.collection, site.key, there]
            cost += instance.outbound_cost[site.key, patient.hospital, back]
        else:
            fixed = {site.key: site.fixed_cost_per_day * instance.horizon_d for site in instance.sites}
            places = {site.key: site.places for site in instance.sites}
            if all(count <= places[site] for (site, _), count in busy.items()):
                total = cost + sum(fixed[key] for key in opened) + instance.cost_per_therapy * len(chosen)
                best = total if best is None else min(best, total)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_no_network_is_cheaper_than_the_one_found(seed):
    instance = random_instance(seed)
    instance = replace(instance, turnaround_limit_d=7 if seed % 2 else 8)
    max_sites = 1 + seed % 3
    least = least_by_trying_all(instance, max_sites)
    if least is None:
        with pytest.raises(InfeasibleError):
            cheapest_network(instance, max_sites=max_sites)
    else:
        found = cheapest_network(instance, max_sites=max_sites)
        assert found.cost_per_therapy * len(instance.patients) == pytest.approx(least, abs=1e-6)


def published(folder):
    return json.loads((folder / "optima.json").read_text(encoding="utf-8"))


def test_the_published_instances_have_their_proven_optima(shared_data):
    """The optima of the instances of N. Triantafyllou et al. (2022), Scientific Reports 12, 17365, found
    with HiGHS on the published programme; equal to 0.01 a therapy, with the same sites and no gap."""
    folder = shared_data / "benchmarks" / "bioproduction" / "ishipment"
    for case in published(folder):
        instance = read_instance((folder / case["file"]).read_text(encoding="utf-8"), case["file"])
        found = cheapest_network(instance, max_sites=case["max_facilities"])
        assert found.cost_per_therapy == pytest.approx(case["per_therapy"], abs=0.01)
        assert list(found.sites) == case["facilities"]
        assert (found.status, found.gap) == (Status.OPTIMAL, 0.0)
        assert_keeps_every_limit(instance, found)


def assert_keeps_every_limit(instance, found):
    """Check a plan day by day, without the programme it comes from."""
    assert sorted(patient.key for patient, _ in found.routes) == sorted(
        each.key for each in instance.patients
    )
    busy = Counter()
    for patient, route in found.routes:
        left = patient.day + instance.collection_d
        assert route.arrival_on == left + instance.inbound_d[route.inbound_mode]
        made = route.arrival_on + instance.manufacture_d + instance.quality_control_d
        assert route.delivery_on == made + instance.outbound_d[route.outbound_mode]
        assert route.delivery_on - patient.day <= instance.turnaround_limit_d
        busy.update(
            (route.site, day) for day in range(route.arrival_on, route.arrival_on + instance.manufacture_d)
        )
    places = {site.key: site.places for site in instance.sites if site.key in found.sites}
    assert all(count <= places[site] for (site, _), count in busy.items())
