"""What an answer rests on: by status, and nothing on what a definition sets."""

import pytest

from biovaliance.bioproduction.costs.kernel import CostKernel
from biovaliance.bioproduction.costs.resting import cost_rests_on, time_rests_on
from biovaliance.bioproduction.scenarios.parameters import Status
from tests.bioproduction.costs.small import numbers, scenario, table

SEEN = {"status": "seen", "source": "a table"}


def test_the_cost_rests_on_numbers_in_proportion_to_what_they_move():
    # One try of one operation: 3,000 of material, seen, and 1,000 of logistics, assumed.
    given = scenario(
        pools=[],
        calendars=[],
        materials=[{"name": "set", "price_eur": {"value": 3000, **SEEN}}],
        operations=[
            {"name": "make", "duration_h": 1, "materials": {"set": {"value": 1, "source": "by definition"}}}
        ],
        costs={"logistics_eur_per_batch": 1000},
    )
    resting = cost_rests_on(numbers(given))
    assert resting.shares[Status.SEEN] == pytest.approx(0.75, rel=1e-3)
    assert resting.shares[Status.ASSUMED] == pytest.approx(0.25, rel=1e-3)
    assert resting.unproven_share == pytest.approx(0.25, rel=1e-3)
    assert [(each.row.name, round(each.elasticity, 3)) for each in resting.carried] == [
        ("material 'set', price_eur", 0.75),
        ("costs.logistics_eur_per_batch", 0.25),
    ]


def test_the_shares_add_up_and_time_rests_on_the_longest_way_alone():
    operations = table()["operations"]
    operations[1]["duration_h"] = {"value": 100, **SEEN}
    given = scenario(operations=[*operations, {"name": "short way", "duration_h": 5, "after": ["make"]}])
    resting = time_rests_on(numbers(given))
    assert sum(resting.shares.values()) == pytest.approx(1)
    assert resting.shares[Status.SEEN] == pytest.approx(100 / 112, rel=1e-3)
    assert {each.row.name for each in resting.carried} == {
        "operation 'make', duration_h",
        "operation 'grow', duration_h",
        "operation 'test', duration_h",
    }


def test_a_distribution_speaks_for_its_numbers():
    operations = table()["operations"]
    operations[1]["duration_h"] = {"distribution": "triangular", "low": 90, "mode": 100, "high": 110, **SEEN}
    base = numbers(scenario(operations=operations))
    rows = [row for row in base.rows.values() if row.name.startswith("operation 'grow', duration_h")]
    assert [(row.status, row.source, row.number) for row in rows] == [
        (Status.SEEN, "a table", 90.0),
        (Status.SEEN, "a table", 100.0),
        (Status.SEEN, "a table", 110.0),
    ]
    assert float(CostKernel(base).numbers.mean_h(1)) == 100
