"""Published failures, yields, times and supplies: reproduced from their inputs."""

import math
import re

import numpy as np
import pytest

from biovaliance.bioproduction.costs.kernel import CostKernel
from biovaliance.bioproduction.costs.lead_time import lead_time_h
from biovaliance.bioproduction.failures import failure_share_from_interval, step_yield
from biovaliance.bioproduction.growth import vector_doses
from biovaliance.bioproduction.library.catalogue import read_process
from tests.bioproduction.published import binomial_interval, line, process, table_rows


@pytest.mark.parametrize(
    ("failed", "made"), [(12, 165), (7, 92), (1, 111), (2, 344), (3, 74), (1, 140), (38, 981), (5, 134)]
)
def test_car_t_manufacturing_failures_release_what_was_released(failed, made):
    """Failures of tisa-cel (12/165; 7/92 B-ALL), axi-cel, liso-cel, KTE-X19, ide-cel; UK 38/981 and 5/134.

    Source: Frontiers in Immunology 2021, 12, 718621, table 2; Dulobdas et al. (2025), Blood Cancer Journal;
    s41408-024-01038-2, table 3.
    """
    released = float(
        line([{"name": "manufacture", "failure": {"share": failed / made}}]).cost().tries.released
    )
    assert released * made == pytest.approx(made - failed)
    low, high = binomial_interval(failed, made)
    assert low < 1 - released < high


def test_the_range_of_the_library_holds_the_failures_of_most_products():
    """1 to 13 % in the literature, 3.87 % typical. Source: Dulobdas et al. (2025)."""
    numbers = process("car-t-manual")
    row = next(row for row in numbers.rows.values() if row.name == "operation 'expand', failure.share")
    assert (row.number, row.span) == (0.0387, (0.01, 0.13))
    assert round(38 / 981, 4) == 0.0387


@pytest.mark.parametrize(
    ("good", "of", "share", "interval"), [(69, 71, 0.97, (0.90, 1.00)), (55, 71, 0.77, (0.66, 0.87))]
)
def test_leukapheresis_reaches_its_minimum_and_target_as_published(good, of, share, interval):
    """0.97 and 0.77 of 71 collections, binomial intervals 0.90 to 1.00 and 0.66 to 0.87.

    Source: E. Allen et al. (2017), Transfusion 57, 1133.
    """
    assert good / of == pytest.approx(share, abs=0.005)
    assert binomial_interval(good, of) == pytest.approx(interval, abs=0.007)


def test_the_uk_children_s_failures_have_their_interval():
    """0.0373, 0.012 to 0.085 of 134. Source: s41408-024-01038-2, table 3."""
    assert binomial_interval(5, 134) == pytest.approx((0.012, 0.085), abs=0.0006)


def test_a_manual_dose_takes_about_eighty_hours_of_people():
    """About 80 hours. Source: ISPE Pharmaceutical Engineering, May/June 2025.

    The hours of the library are placeholders step by step; together they are 81, gowning included.
    """
    kernel = CostKernel(process("car-t-manual"))
    people = [
        work
        for pool, work in zip(kernel.scenario.pools, kernel.work_h_per_batch, strict=True)
        if pool.kind == "staff"
    ]
    assert float(sum(people)) == pytest.approx(80, rel=0.05)


def test_the_facility_is_that_which_efs_describes():
    """Two independent suites, class A in B. Source: EFS, platform of Besançon."""
    suites = [pool for pool in read_process("car-t-manual").pools if pool.kind == "room"]
    assert [(pool.count, pool.room_class) for pool in suites] == [(2, "B")]


def test_aav_batches_hold_the_published_doses():
    """240 doses a year: 2e13 vg/L x 2,000 L x 0.3 x 20 / 1e15. Source: market analysis, freewechat copy."""
    assert vector_doses(2e13, 2000, 0.3, 1e15, batches=20) == pytest.approx(240)
    numbers = process("aav-suspension")
    nothing_fails = {place: np.array([0.0]) for place in numbers.rows if place[-2:] == ("failure", "share")}
    assert CostKernel(numbers.over(nothing_fails)).cost().doses_per_year[0] == pytest.approx(240)


def test_a_manual_chair_is_taken_for_the_published_hours():
    """412 and 168 h of chair a year, to 1 %: 84 x 296 and 84 x 120 minutes. Source: IEO Milan (abstract)."""
    for minutes, hours in ((296, 412), (120, 168)):
        kernel = line(
            [{"name": "procedure", "duration_h": minutes / 60, "pools": {"chair": 1}}],
            pools=[{"name": "chair", "count": 1}],
            costs={"batches_per_year": 84},
        )
        assert float(kernel.work_h_per_batch[0] * kernel.stated_batches()) == pytest.approx(hours, rel=0.01)


def test_four_losses_leave_three_quarters_of_an_antibody():
    """0.7518 after 0.05, 0.15, 0.05 and 0.02. Source: defaults of a CHO plant calculator."""
    assert step_yield((0.05, 0.15, 0.05, 0.02)) == pytest.approx(0.7518, abs=5e-5)


def test_a_double_dose_of_platelets_is_collected_in_the_published_time():
    """61.5 min (UPP) and 80 min (CSDP) for 4e11, to 10 %. Source: U. Salvadori et al. (2014), Blood Transfus
    12, 220.
    """
    row = next(
        row
        for row in process("platelets-apheresis").rows.values()
        if row.name == "operation 'collect', duration_h"
    )
    assert row.number * 60 == pytest.approx(61.5, rel=0.1)
    assert row.span[1] * 60 == pytest.approx(80, rel=0.1)


def test_expired_platelets_tell_how_many_there_were():
    """577,725 units: 46,218 expired at 8.0 %. Source: Transfusion Medicine and Hemotherapy 2016, 43, 389."""
    assert pytest.approx(577_725, abs=1) == 46_218 / 0.080
    expired = line(
        [{"name": "store", "failure": {"share": 0.080}}], costs={"batches_per_year": 577_725}
    ).cost()
    assert float(expired.batches_per_year - expired.doses_per_year) == pytest.approx(46_218, abs=1)


@pytest.mark.parametrize(("share", "units"), [(0.094, 54_189), (0.120, 69_022)])
def test_more_pooled_platelets_expire_as_published(share, units):
    """9.4 to 12.0 %, 54,189 to 69,022 units, to a point. What links pooling to expiry is not public: the
    units follow from the shares, the shares do not follow from the pooling. Source: as above.
    """
    assert units / 577_725 == pytest.approx(share, abs=0.01)


def test_more_pooled_platelets_cost_the_published_red_cells():
    """65,430 to 218,099 units, 1.5 to 5.0 % of about 4.36 million. Source: as above."""
    assert [4.36e6 * share for share in (0.015, 0.050)] == pytest.approx([65_430, 218_099], rel=0.01)


def test_the_lines_of_french_blood_products_add_up():
    """3,204,883 in 2013; platelets 158,173 pooled and 148,069 by apheresis, pooled 0.5165.

    Source: ANSM, 11th report on haemovigilance, table 3.
    """
    pooled, apheresis = (29_412, 114_827, 13_934), (48_931, 88_118, 11_020)
    others = (2_498_328, 152_676, 110_149, 136_093, 494, 229, 672)
    assert sum(pooled + apheresis + others) == 3_204_883
    assert (sum(pooled), sum(apheresis)) == (158_173, 148_069)
    assert sum(pooled) / sum(pooled + apheresis) == pytest.approx(0.5165, abs=5e-5)


def test_batches_fail_half_less_often_in_2012_than_in_2008():
    """+49 % between failures, to 0.6 point: 40.6 and 60.3 weeks. Source: Pharma Manufacturing 2012."""
    often = [failure_share_from_interval(weeks, 20) for weeks in (40.6, 60.3)]
    assert 100 * (often[0] / often[1] - 1) == pytest.approx(49, abs=0.6)


def test_an_interval_between_failures_is_a_share_of_batches():
    """58 weeks at 20 batches a year: 0.045. Source: Life Science Leader 2022."""
    assert failure_share_from_interval(58, 20) == pytest.approx(0.045, abs=5e-5)


@pytest.mark.parametrize(("allowance", "minutes"), [(0.13, 329), (0.18, 343)])
def test_gowning_takes_the_published_minutes(allowance, minutes):
    """329 and 343 min for 64 entries at 0.22 a minute with 13 and 18 % allowance. Source: mfgcalcs worked
    example.
    """
    kernel = line(
        [{"name": "gown", "duration_h": (1 + allowance) / 0.22 / 60, "pools": {"airlock": 1}}],
        pools=[{"name": "airlock", "count": 1}],
    )
    assert 64 * float(kernel.work_h_per_batch[0]) * 60 == pytest.approx(minutes, abs=1)


def test_the_wage_grid_of_2024_is_a_line():
    """88 points are 2,509.98 EUR a month, to 0.30: 1,712.44 + 9.06 x points. Source: juristique.org, IDCC
    176.
    """
    assert pytest.approx(2509.98, abs=0.30) == 1712.44 + 9.06 * 88


def test_the_wage_grid_of_2025_is_a_line_through_all_groups():
    """1,741.55 + 9.2503 x points, to 0.01 EUR over 20 groups. Source: LEEM, agreement of 14 November 2024."""
    grid = [
        (int(found[1]), float(row["base"]))
        for row in table_rows("labour France pharma")
        if (found := re.search(r"\((\d+) points\)", row["parameter"]))
    ]
    assert len(grid) == 20
    slope, start = np.polyfit(*zip(*grid, strict=True), 1)
    assert (start, slope) == pytest.approx((1741.55, 9.2503), abs=0.01)
    assert max(abs(start + slope * points - wage) for points, wage in grid) < 0.011


def test_labour_cost_of_the_union_grew_as_printed():
    """5.0 and 4.5 % from 2023 to 2024, to 0.05 point. Source: Eurostat via openstats.eu."""
    assert pytest.approx(5.0, abs=0.05) == 100 * (33.5 / 31.9 - 1)
    assert pytest.approx(4.5, abs=0.05) == 100 * (37.3 / 35.7 - 1)


def test_a_year_of_work_has_the_hours_that_its_cost_says():
    """1,388 h in 2020: 53,730 EUR at 38.7 EUR/h, to 0.1 %. Source: INSEE Focus 283."""
    assert pytest.approx(1388, rel=1e-3) == 53_730 / 38.7


def test_electricity_fell_as_printed():
    """-19.8 % printed, from 215 to 172 EUR/MWh, to 0.3 point. Source: SDES, first half of 2024."""
    assert pytest.approx(-19.8, abs=0.3) == 100 * (172 / 215 - 1)


def test_a_bilayer_construct_takes_seventeen_days_when_its_cells_are_ready():
    """6 + 4 + 7 d: contraction, submerged, air-liquid. Source: Wilkins et al. (1994), as cited."""
    names = (
        "seed fibroblasts and contract",
        "seed keratinocytes, submerged",
        "mature at the air-liquid interface",
    )
    operations = [each for each in read_process("skin-substitute").operations if each.name in names]
    kernel = line([{"name": each.name, "duration_h": each.duration_h.mean_h} for each in operations])
    assert float(lead_time_h(kernel.numbers)) == 17 * 24
    assert math.isclose(sum(each.duration_h.mean_h for each in operations), 17 * 24)
