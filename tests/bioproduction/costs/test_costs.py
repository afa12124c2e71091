"""The cost of a released dose: redone by hand, adding up always, and refused where it cannot be told."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.bioproduction.costs.costing import cost_of
from biovaliance.bioproduction.costs.horizons import fixed_cost_per_dose
from biovaliance.bioproduction.costs.kernel import LINES, CostKernel, Volume
from biovaliance.bioproduction.costs.yearly import recovery
from biovaliance.bioproduction.finance import capital_recovery_factor
from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.foundation.errors import InputError
from tests.bioproduction.costs.small import PRICES, cost, kernel, numbers, scenario, table, with_costs


def test_every_line_of_a_dose_can_be_redone_by_hand():
    result = cost()
    # 100 batches a year. Medium comes in packs of 2 L, so 3 L are two packs: 400 EUR.
    # The room: 20 m2 x (5,000 / 10 + 200) = 14,000 a year; incubators: 4 x 10,000 / 5 = 8,000 a year.
    assert result.at_demand.batches_per_year == pytest.approx(100)
    expected = {
        "materials": 400,
        "consumables": 1000,
        "vector": 5000,
        "labour": 2 * 8 * 50,
        "quality_control": 500 + 4 * 50,
        "equipment": 80,
        "facility": 140,
        "logistics": 300 + 700,
    }
    assert {line: result.at_demand.breakdown_eur[line] for line in expected} == pytest.approx(expected)
    # All batches are made, nine in ten grow, are tested and released:
    # (300 + 400 + 1,000 + 5,000 + 800 + 0.9 x 700 + 220) / 0.9 + 700 = 9,977.78 EUR.
    assert result.cost_eur_per_released_dose == pytest.approx(8350 / 0.9 + 700)
    assert result.at_demand.breakdown_eur["failure"] == pytest.approx(8350 / 0.9 + 700 - 9120)
    assert result.released_share == pytest.approx(0.9)
    assert result.fixed_eur_per_year == pytest.approx(22_000)


def test_the_lines_add_up_to_the_cost_and_to_what_is_paid_in_a_year():
    result = cost()
    assert tuple(result.at_demand.breakdown_eur) == LINES
    assert math.fsum(result.at_demand.breakdown_eur.values()) == pytest.approx(
        result.cost_eur_per_released_dose, rel=1e-12
    )
    paid = 100 * result.variable_eur_per_batch + result.fixed_eur_per_year
    assert result.at_demand.eur_per_year == pytest.approx(paid, rel=1e-12)
    assert result.cost_eur_per_batch == pytest.approx(paid / 100, rel=1e-12)


shares = st.floats(0, 0.9)
prices = st.floats(0, 1e6)


@given(failing=shares, later=shares, price=prices, doses=st.floats(0.5, 1e6), rate=st.floats(0, 0.5))
def test_the_lines_add_up_whatever_the_numbers(failing, later, price, doses, rate):
    operations = table()["operations"]
    operations[0]["failure"] = {"share": failing, "then": "repeat"}
    operations[2]["failure"] = {"share": later, "then": "make"}
    materials = [dict(material, price_eur=price) for material in table()["materials"]]
    costs = {**table()["costs"], "doses_per_batch": doses, "discount_rate_share": rate}
    result = cost(operations=operations, materials=materials, costs=costs)
    assert math.fsum(result.at_demand.breakdown_eur.values()) == pytest.approx(
        result.cost_eur_per_released_dose, rel=1e-12
    )
    assert all(eur >= 0 for eur in result.at_demand.breakdown_eur.values())


@given(low=st.floats(0, 0.8), more=st.floats(0.001, 0.15))
def test_a_dose_never_gets_cheaper_when_more_fails(low, more):
    found = []
    for share in (low, low + more):
        operations = table()["operations"]
        operations[0]["failure"] = {"share": share}
        found.append(cost(operations=operations).cost_eur_per_released_dose)
    assert found[0] <= found[1]


def test_at_capacity_fixed_cost_is_shared_by_all_that_the_tightest_pool_can_make():
    result = cost()
    # People: 2 x 40/168 x 8,760 h = 4,171.43 h over 2 x 8 + 0.9 x 4 = 19.6 h a batch.
    assert result.tightest_pool == "people"
    assert result.capacity_batches_per_year == pytest.approx(4171.428571 / 19.6)
    assert result.at_capacity is not None
    assert result.at_capacity.breakdown_eur["facility"] == pytest.approx(14_000 / (4171.428571 / 19.6))
    assert result.at_capacity.breakdown_eur["vector"] == 5000


def test_a_demand_above_capacity_is_costed_at_what_can_be_made_and_says_so():
    result = cost_of(with_costs(batches_per_year=1000), PRICES)
    assert result.at_demand.batches_per_year == pytest.approx(4171.428571 / 19.6)
    notice = result.notices[0].en
    assert len(result.notices) == 1
    assert notice.startswith(
        "1,000 batches a year are asked for and 213 can be made: pool 'people' bounds the line."
    )


def test_a_volume_beyond_the_stated_units_buys_as_many_more_as_it_needs():
    costed = kernel().cost(Volume(doses_per_year=900.0))
    # 1,000 batches: 19,600 h of people at 2,085.71 h each are ten, 90,000 h of incubators eleven.
    assert [float(units) for units in costed.units] == [10.0, 1.0, 11.0]
    assert float(costed.doses_per_year) == pytest.approx(900)


def test_people_who_are_employed_are_paid_for_all_hours_of_their_calendar():
    result = cost_of(with_costs(staff_paid="employed"), PRICES)
    assert result.at_demand.breakdown_eur["labour"] == pytest.approx(4171.428571 * 50 / 100)
    assert result.at_demand.breakdown_eur["quality_control"] == 500


def test_each_doubling_of_batches_lowers_the_hours_of_people():
    costs = {"learning_progress_share": 0.8, "learning_from_batch": 10, "learning_at_batch": 40}
    result = cost_of(with_costs(**costs), PRICES)
    assert result.at_demand.breakdown_eur["labour"] == pytest.approx(800 * 0.8**2)
    assert result.at_demand.breakdown_eur["quality_control"] == pytest.approx(500 + 200 * 0.8**2)


def test_hands_on_work_during_a_culture_is_paid_and_counts_in_capacity():
    operations = table()["operations"]
    operations[1]["hands_on_share"] = 0.05
    given_ = scenario(operations=operations, costs={**table()["costs"], "hands_on_pool": "people"})
    result = cost_of(given_, PRICES)
    assert result.at_demand.breakdown_eur["labour"] == pytest.approx(800 + 5 * 50)
    assert result.capacity_batches_per_year == pytest.approx(4171.428571 / (19.6 + 0.9 * 5))


def test_gowning_is_paid_and_holds_the_room():
    pools = [dict(pool) for pool in table()["pools"]]
    pools[1]["entry_h"] = 0.5
    result = cost(pools=pools)
    assert result.at_demand.breakdown_eur["labour"] == pytest.approx(2 * 8.5 * 50)
    assert result.lead_time_h == pytest.approx(8.5 + 100 + 4)


def test_money_of_another_currency_and_year_is_converted_before_it_is_added():
    materials = [dict(material) for material in table()["materials"]]
    materials[1] = {
        "name": "vector",
        "kind": "vector",
        "price_eur": {"value": 95_780, "currency": "USD", "price_year": 2019},
    }
    result = cost(materials=materials)
    assert result.at_demand.breakdown_eur["vector"] == pytest.approx(98_351, rel=1e-3)


def test_a_release_in_two_steps_counts_the_dose_and_tells_which_conform():
    operations = [
        *table()["operations"],
        {
            "name": "sterility",
            "duration_h": 336,
            "after": ["grow"],
            "test": {"price_eur": 100, "gates_release": False},
            "failure": {"share": 0.05},
        },
    ]
    result = cost(operations=operations)
    assert result.released_share == pytest.approx(0.9)
    assert result.two_steps is not None
    assert result.two_steps.later_tests == ("sterility",)
    assert result.two_steps.conforming_share == pytest.approx(0.95)
    assert result.two_steps.cost_eur_per_conforming_dose == pytest.approx(
        result.cost_eur_per_released_dose / 0.95
    )
    # The dose leaves when it is tested, not when the culture for sterility ends.
    assert result.lead_time_h == 112
    assert result.at_demand.breakdown_eur["quality_control"] == pytest.approx(800)


def test_fixed_cost_is_told_over_the_days_paid_and_over_the_days_of_demand():
    """i-SHIPMENT charges 130 days of a site to patients who come within 90 (Triantafyllou et al. 2022).

    Source: N. Triantafyllou et al. (2022), Scientific Reports 12, 17365: 52,300 + 5,540.33 a day, ten lines.
    """
    found = fixed_cost_per_dose(52_300 + 5_540.33, 200, paid_d=130, demand_d=90)
    assert found.over_paid_days == pytest.approx(37_596.2145)
    assert found.over_demand_days == pytest.approx(26_028.1485)


def test_a_season_of_demand_pays_for_the_whole_year():
    result = cost_of(with_costs(demand_d_per_year=182.5), PRICES)
    assert result.at_demand.batches_per_year == pytest.approx(50)
    assert result.fixed_eur_per_dose.over_paid_days == pytest.approx(22_000 / 45)
    assert result.fixed_eur_per_dose.over_demand_days == pytest.approx(11_000 / 45)


def test_columns_give_what_each_number_gives_alone():
    base = numbers()
    columns = {
        ("operations", 0, "failure", "share"): np.array([0.0, 0.1, 0.4]),
        ("materials", 2, "price_eur"): np.array([0.0, 55.5, 100.0]),
        ("costs", "facility_life_years"): np.array([5.0, 10.0, 20.0]),
        ("arrivals", "interval_d"): np.array([2.0, 3.65, 30.0]),
    }
    together = CostKernel(base.over(columns)).cost().cost_per_dose
    for place in range(3):
        alone = CostKernel(
            base.over({key: column[place : place + 1] for key, column in columns.items()})
        ).cost()
        assert float(np.ravel(alone.cost_per_dose)[0]) == pytest.approx(together[place], rel=1e-14)


@given(rate=st.floats(0, 1), years=st.floats(0.5, 50))
def test_annuities_of_columns_are_those_of_finance(rate, years):
    found = recovery(np.array([rate]), np.array([years]))
    assert found[0] == pytest.approx(capital_recovery_factor(rate, years), rel=1e-12)


def refusal(**changes) -> str:
    with pytest.raises(InputError) as refused:
        cost(**changes)
    return str(refused.value)


def test_a_scenario_without_a_price_year_is_refused():
    assert "add 'price_year = 2024' under [scenario]" in refusal(scenario={"name": "small", "patients": 10})


def test_a_schedule_of_arrivals_says_nothing_of_a_year():
    assert "batches_per_year" in refusal(arrivals={"kind": "schedule", "times_d": [0, 1]})


def test_a_price_without_a_life_is_refused():
    costs = {key: value for key, value in table()["costs"].items() if key != "facility_life_years"}
    assert "add 'facility_life_years = ...' under [costs]" in refusal(costs=costs)


def test_an_unknown_key_of_the_costs_is_refused_with_a_proposal():
    with pytest.raises(InputError) as refused:
        read_scenario("[costs]\nfacility_live_years = 10\n", "x.toml")
    assert "Did you mean 'facility_life_years'?" in "\n".join(map(str, refused.value.problems))


def test_hands_of_an_unknown_pool_are_refused_where_they_stand():
    with pytest.raises(InputError) as refused:
        with_costs(hands_on_pool="peple")
    (problem,) = refused.value.problems
    assert str(problem) == (
        "small.toml: costs.hands_on_pool 'peple': is no pool of this scenario. Did you mean 'people'?"
    )


def test_a_quantity_is_no_money_whatever_its_material_is_called():
    operations = table()["operations"]
    operations[0]["materials"] = {"set_eur": {"value": 2, "price_year": 2019}}
    materials = [{"name": "set_eur", "price_eur": 10}]
    assert cost(operations=operations, materials=materials).at_demand.breakdown_eur["materials"] == 20


def test_what_is_not_priced_is_told():
    pools = [
        {**pool, "cost_eur_per_h": None} if pool["name"] == "people" else pool for pool in table()["pools"]
    ]
    pools = [{key: value for key, value in pool.items() if value is not None} for pool in pools]
    materials = [{"name": each["name"]} for each in table()["materials"]]
    told = cost(pools=pools, materials=materials).notices
    assert tuple(notice.en for notice in told) == (
        "Pool 'people' has no cost_eur_per_h: its people are counted as free.",
        "Material 'medium' has no price: it is counted as free.",
        "Material 'set' has no price: it is counted as free.",
        "Material 'vector' has no price: it is counted as free.",
    )
