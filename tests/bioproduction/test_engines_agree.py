"""The kernel against the reference: the same events, bit for bit, on models where every feature turns up."""

import numpy as np
import pytest

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.kernel.entry import compiled
from biovaliance.bioproduction.engine.model import compile_scenario
from biovaliance.bioproduction.engine.parts import run_part
from biovaliance.bioproduction.engine.reference.plain import PlainRun, is_plain
from biovaliance.bioproduction.engine.reference.run import Reference
from biovaliance.bioproduction.engine.replications import Code
from biovaliance.bioproduction.engine.spread import Spread
from biovaliance.bioproduction.scenarios.reading import check_scenario
from tests.bioproduction.queues import exponential, queue
from tests.bioproduction.random_models import plain_model, random_model

SEEDS = range(120)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_engines_tell_the_same_story(seed):
    model = random_model(seed)
    fast = run_part(model, seed, 0, 1, "compiled", traced=True)
    readable = run_part(model, seed, 0, 1, "reference", traced=True)
    left, right = fast.replications[0], readable.replications[0]

    assert left.trace_times.tolist() == right.trace_times.tolist()
    assert left.trace_what.tolist() == right.trace_what.tolist()
    assert left.counts.tolist() == right.counts.tolist()
    assert left.steps.tolist() == right.steps.tolist()
    assert left.window_h == right.window_h
    assert left.stocks.tolist() == right.stocks.tolist()
    np.testing.assert_allclose(left.stock_hours, right.stock_hours, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(left.lacking_hours, right.lacking_hours, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(left.pools, right.pools, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(left.moments, right.moments, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(left.groups, right.groups, rtol=1e-9, atol=1e-9)
    for statistic in range(len(left.moments)):
        assert fast.spread.quantiles(statistic, (0.5, 0.95)) == pytest.approx(
            readable.spread.quantiles(statistic, (0.5, 0.95)), nan_ok=True
        )


def test_the_models_drawn_show_everything_that_can_happen():
    seen = set()
    for seed in range(40):
        done = run_part(random_model(seed), seed, 0, 1, "reference", traced=True).replications[0]
        seen.update(done.trace_what[:, 0].tolist())
    assert seen == set(map(int, Code))


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_every_patient_leaves_once_or_is_counted_as_unfinished(seed):
    done = run_part(random_model(seed), seed, 0, 1, "compiled", traced=True).replications[0]
    leaving = {Code.RELEASED, Code.SCRAPPED, Code.LOST, Code.EXPIRED, Code.TURNED_AWAY, Code.INELIGIBLE}
    leaving.add(Code.POOLED)
    left = [row[1] for row in done.trace_what.tolist() if row[0] in leaving]
    assert len(left) == len(set(left))
    assert len(left) + done.counts[2] == done.counts[0]


def test_the_first_draws_of_a_block_are_those_one_by_one():
    base = draws.base_of(5, 2)
    keys = draws.keys_of_patients(base, 10, 50)
    assert keys.tolist() == [draws.patient_key(base, number) for number in range(10, 60)]
    thing = draws.key_of("operation culture")
    bits = draws.draws_of_patients(keys, thing, draws.DURATION)
    for spec in [
        (draws.DETERMINISTIC, 3.0, 0.0, 0.0),
        (draws.EXPONENTIAL, 3.0, 0.0, 0.0),
        (draws.LOGNORMAL, 1.0, 0.3, 0.0),
        (draws.TRIANGULAR, 1.0, 2.0, 5.0),
        (draws.NORMAL, 1.0, 1.0, 0.0),
        (draws.GAMMA, 4.0, 0.5, 0.0),
        (draws.GAMMA, 0.4, 0.5, 0.0),
        (draws.EMPIRICAL, 0.0, 3.0, 0.0),
    ]:
        values = (1.0, 2.0, 4.0)
        one_by_one = [
            draws.sample(draws.draw(int(key), thing, draws.DURATION, 0), spec, values) for key in keys
        ]
        assert draws.samples(bits, spec, values).tolist() == one_by_one


def test_uniform_draws_are_uniform_and_independent_of_their_neighbours():
    keys = draws.keys_of_patients(draws.base_of(1, 0), 0, 100_000)
    left = draws.uniforms(draws.draws_of_patients(keys, draws.key_of("a"), draws.DURATION))
    for other in (
        draws.uniforms(draws.draws_of_patients(keys, draws.key_of("b"), draws.DURATION)),
        draws.uniforms(draws.draws_of_patients(keys, draws.key_of("a"), draws.FAILS)),
        np.roll(left, 1),
    ):
        assert abs(np.corrcoef(left, other)[0, 1]) < 4 / np.sqrt(100_000)
    counts = np.histogram(left, 100, (0, 1))[0]
    chi_square = float(((counts - 1000) ** 2 / 1000).sum())
    assert 50 < chi_square < 160  # 99 degrees of freedom: mean 99, sd 14


def test_a_run_does_not_depend_on_the_room_it_starts_with():
    # 300 patients at once need more room than a run begins with; the kernel then begins anew with more.
    scenario = queue(5.0, 10.0, patients=600)
    model = compile_scenario(scenario)
    fast = run_part(model, 3, 0, 2, "compiled")
    readable = run_part(model, 3, 0, 2, "reference")
    for left, right in zip(fast.replications, readable.replications, strict=True):
        assert left.counts.tolist() == right.counts.tolist()
        np.testing.assert_allclose(left.moments, right.moments, rtol=1e-9)


def test_the_kernel_is_compiled_once():
    assert compiled() is compiled()


@pytest.mark.parametrize("seed", range(40))
def test_the_quick_reference_gives_the_figures_of_the_full_one(seed):
    model = plain_model(seed)
    assert is_plain(model)
    quick, full = Spread(2 + len(model.steps)), Spread(2 + len(model.steps))
    left = PlainRun(model, seed, 0, quick).run()
    right = Reference(model, seed, 0, full).run()
    assert left.counts.tolist() == right.counts.tolist()
    assert left.steps.tolist() == right.steps.tolist()
    assert left.window_h == right.window_h
    np.testing.assert_allclose(left.pools, right.pools, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(left.moments, right.moments, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(left.groups, right.groups, rtol=1e-9, atol=1e-9)


def test_the_quick_reference_heeds_the_order_of_what_happens_at_the_same_time():
    # Whole hours everywhere, and three patients at a time: nearly every event shares its time with others.
    operations = [
        {
            "name": name,
            "duration_h": {"distribution": "empirical", "values": [0, 1, 2, 3]},
            "pools": {pool: 1},
            "failure": {"share": 0.2, "then": then},
        }
        for name, pool, then in [("A", "P", "repeat"), ("B", "Q", "A"), ("C", "P", "scrap"), ("D", "Q", "B")]
    ]
    model = compile_scenario(
        check_scenario(
            {
                "scenario": {"name": "Ties", "patients": 300},
                "arrivals": {"kind": "schedule", "times_d": [number // 3 / 8 for number in range(300)]},
                "pools": [{"name": "P", "count": 2}, {"name": "Q", "count": 3}],
                "operations": operations,
            }
        )
    )
    quick, full = Spread(6), Spread(6)
    left, right = PlainRun(model, 1, 0, quick).run(), Reference(model, 1, 0, full).run()
    fast = run_part(model, 1, 0, 1).replications[0]
    assert left.counts.tolist() == right.counts.tolist() == fast.counts.tolist()
    for statistic in range(6):
        observed = quick.kept[statistic, : quick.numbers[statistic]]
        assert sorted(observed) == sorted(full.kept[statistic, : full.numbers[statistic]])
    np.testing.assert_allclose(left.moments, fast.moments, rtol=1e-9, atol=1e-9)


def test_the_quick_reference_ends_before_anybody_comes_where_the_horizon_says_so():
    model = compile_scenario(
        check_scenario(
            {
                "scenario": {"name": "Nobody", "horizon_d": 1},
                "arrivals": {"kind": "schedule", "times_d": [2]},
                "operations": [{"name": "A", "duration_h": 1}],
            }
        )
    )
    done = PlainRun(model, 1, 0, Spread(3)).run()
    assert not done.counts.any()
    assert done.window_h == 24.0


@pytest.mark.parametrize("seed", range(40))
def test_the_kernel_for_plain_lines_gives_the_figures_of_the_reference(seed):
    model = plain_model(seed)
    fast = run_part(model, seed, 3, 2)
    readable = run_part(model, seed, 3, 2, "reference")
    for left, right in zip(fast.replications, readable.replications, strict=True):
        assert left.counts.tolist() == right.counts.tolist()
        assert left.steps.tolist() == right.steps.tolist()
        assert left.window_h == right.window_h
        np.testing.assert_allclose(left.pools, right.pools, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(left.moments, right.moments, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(left.groups, right.groups, rtol=1e-9, atol=1e-9)
    for statistic in range(2 + len(model.steps)):
        assert fast.spread.quantiles(statistic, (0.5, 0.95)) == pytest.approx(
            readable.spread.quantiles(statistic, (0.5, 0.95)), nan_ok=True
        )


def test_both_kernels_give_the_same_figures_of_a_plain_line_of_many_patients():
    model = compile_scenario(queue(0.9, exponential(1.0), patients=20_000))
    plain, full = (
        run_part(model, 4, 0, 1).replications[0],
        run_part(model, 4, 0, 1, traced=True).replications[0],
    )
    assert plain.counts.tolist() == full.counts.tolist()
    assert plain.moments == pytest.approx(full.moments, rel=1e-9)
