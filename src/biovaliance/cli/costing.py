"""`biovaliance bioproduction cost | compare | sensitivity`: what a dose costs, and what that depends on."""

import math
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from biovaliance.cli.bioproduction import AsJson, ScenarioFile, read_file
from biovaliance.cli.deciding import MOST
from biovaliance.cli.output import print_json, progress_bars
from biovaliance.foundation.errors import InputError

_MOST_SHOWN = 12


class Method(StrEnum):
    """How a study varies the numbers."""

    TORNADO = "tornado"
    MORRIS = "morris"
    SOBOL = "sobol"


PriceYear = Annotated[
    int | None, typer.Option(min=1950, max=2100, help="Tell money in euros of this year, not the scenario's.")
]
Seed = Annotated[int, typer.Option(min=0, help="The seed of the random numbers.")]


def cost(scenario_file: ScenarioFile, as_json: AsJson = False, price_year: PriceYear = None) -> None:
    """Print what a released dose costs by line, at demand and at capacity, and what the answer rests on.

    Example: biovaliance bioproduction cost car-t-manual
    """
    scenario = read_file(scenario_file)
    from biovaliance.bioproduction.costs.costing import cost_of  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.prices import bundled_prices  # noqa: PLC0415 -- slow import

    result = cost_of(scenario, bundled_prices(), year=price_year)
    for notice in result.notices:
        typer.echo(notice.en, err=True)
    answer = result.to_json()
    if as_json:
        print_json(answer)
        return
    for line in _cost_lines(answer):
        typer.echo(line)


def compare(
    scenario_files: Annotated[
        list[str], typer.Argument(metavar="A.toml B.toml [C.toml [D.toml]]", help="Two to four scenarios.")
    ],
    as_json: AsJson = False,
    seed: Seed = 1,
    volumes: Annotated[
        str,
        typer.Option(metavar="LOW-HIGH", help="Released doses a year between which break-even is sought."),
    ] = "1-10000",
    draws: Annotated[int, typer.Option(min=100, max=100_000, help="Draws behind the intervals.")] = 2000,
    price_year: PriceYear = None,
) -> None:
    """Print two to four scenarios side by side, and from which volume on each beats the first, with interval.

    Example: biovaliance bioproduction compare car-t-manual car-t-closed-automated
    """
    from biovaliance.bioproduction.costs.comparison import compare as compared  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.prices import bundled_prices  # noqa: PLC0415 -- slow import

    scenarios = [read_file(Path(name)) for name in scenario_files]
    with progress_bars() as progress:
        found = compared(
            scenarios,
            bundled_prices(),
            year=price_year,
            seed=seed,
            volumes=_range(volumes),
            draws=draws,
            progress=lambda done, of: progress("compare", done, of),
        )
    for result in found.results:
        for notice in result.notices:
            typer.echo(f"{result.name}: {notice.en}", err=True)
    answer = found.to_json()
    if as_json:
        print_json(answer)
        return
    for line in _comparison_lines(answer):
        typer.echo(line)


def sensitivity(
    scenario_file: ScenarioFile,
    method: Annotated[Method, typer.Option(help="How the numbers are varied.")] = Method.TORNADO,
    seed: Seed = 1,
    runs: Annotated[
        int | None,
        typer.Option(
            min=2,
            max=16_384,
            help="Trajectories of Morris (50), or base points of Sobol (1024, a power of 2).",
        ),
    ] = None,
    price_year: PriceYear = None,
    as_json: AsJson = False,
) -> None:
    """Print which of a scenario's uncertain numbers the cost of a dose depends on, the most telling first.

    Example: biovaliance bioproduction sensitivity car-t-manual --method sobol
    """
    scenario = read_file(scenario_file)
    from biovaliance.bioproduction.costs.numbers import numbers_of  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.costs.studies import cost_model, cost_study  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.prices import bundled_prices  # noqa: PLC0415 -- slow import

    model = cost_model(numbers_of(scenario, bundled_prices(), year=price_year))
    answer = cost_study(model, method.value, seed=seed, runs=runs)
    if as_json:
        print_json(answer)
        return
    for line in _study_lines(answer):
        typer.echo(line)


def _range(text: str) -> tuple[float, float]:
    low, _, high = text.partition("-")
    try:
        found = float(low), float(high)
    except ValueError:
        found = math.nan, math.nan
    if not all(map(math.isfinite, found)):
        raise InputError(f"Volumes '{text}' are no range; write the lowest and the highest, as 1-10000.")
    if not 0 < found[0] < found[1] <= MOST:
        raise InputError(
            f"Volumes '{text}' do not rise from above 0 to at most {MOST:g}; write the lowest and the "
            "highest, as 1-10000."
        )
    return found


def _cost_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a person reads of a cost."""
    year = answer["price_year"]
    yield (
        f"{answer['name']}: {answer['cost_eur_per_released_dose']:,.2f} EUR of {year} per released dose "
        f"({answer['released_doses_per_year']:,.1f} doses a year from {answer['batches_per_year']:,.1f} "
        "batches)"
    )
    for line, eur in answer["breakdown_eur"].items():
        yield f"  {line.replace('_', ' '):<16} {eur:>14,.2f}"
    yield f"  a batch started  {answer['cost_eur_per_batch']:>14,.2f}"
    yield f"  a year           {answer['eur_per_year']:>14,.2f}"
    yield from _capacity_lines(answer)
    fixed = answer["fixed_eur_per_dose"]
    yield f"  of which fixed   {fixed['over_paid_days']:>14,.2f}  over {fixed['paid_d']:g} days paid"
    if fixed["demand_d"] != fixed["paid_d"]:
        days = fixed["demand_d"]
        yield f"  (fixed           {fixed['over_demand_days']:>14,.2f}  over {days:g} days of demand)"
    rate = answer["discount_rate_share"]
    if rate is not None:
        yield f"  rooms and equipment are paid back over their lives at {rate:.1%} a year"
    for each in answer["conversions"]:
        steps = "; ".join(f"{step['description']} ({step['source']})" for step in each["steps"])
        told = f"1 {each['currency']} of {each['price_year']} is {each['eur']:.4f} EUR of {year}"
        yield f"  {told}: {steps}"
    two = answer["two_step_release"]
    if two is not None:
        yield (
            f"  release in two steps: {two['conforming_share']:.1%} of released doses conform to "
            f"{', '.join(two['later_tests'])}; {two['cost_eur_per_conforming_dose']:,.2f} per conforming dose"
        )
    for left_out in answer["not_counted"]:
        yield f"  {left_out}"
    yield f"  lead time without waiting: {answer['lead_time_h'] / 24:,.1f} days"
    for what in ("cost", "time"):
        shares = ", ".join(
            f"{share:.0%} {status}" for status, share in answer["rests_on"][what].items() if share
        )
        yield f"  the {what} rests on: {shares or 'nothing'} (worst status: {answer['worst_status']})"
    for each in answer["rests_on"]["parameters"][:_MOST_SHOWN]:
        yield f"    {each['share']:>4.0%} {each['status']:<10} {each['name']}: {each['number']:,.6g}"


def _capacity_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a dose, a batch and a year cost when the tightest pool is used up."""
    capacity = answer["at_capacity"]
    if capacity is None:
        return
    batch = capacity["eur_per_year"] / capacity["batches_per_year"]
    yield (
        f"  at capacity      {capacity['cost_eur_per_released_dose']:>14,.2f}  "
        f"({capacity['released_doses_per_year']:,.1f} doses a year from "
        f"{capacity['batches_per_year']:,.1f} batches, bounded by '{answer['tightest_pool']}'; "
        f"{batch:,.2f} a batch, {capacity['eur_per_year']:,.2f} a year)"
    )


def _comparison_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a person reads of a comparison."""
    results = answer["scenarios"]
    for number, result in enumerate(results):
        yield f"{chr(ord('A') + number)}: {result['name']}"
    head = f"EUR of {results[0]['price_year']} a dose"
    yield f"{head:<20}" + _columns("cost_eur_per_released_dose", results)
    for line in results[0]["breakdown_eur"]:
        cells = "".join(f"{result['breakdown_eur'][line]:>14,.0f}" for result in results)
        yield f"  {line.replace('_', ' '):<18}{cells}"
    yield f"{'doses a year':<20}" + _columns("released_doses_per_year", results)
    at_capacity = [result["at_capacity"] or {} for result in results]
    for label, key in (
        ("dose at capacity", "cost_eur_per_released_dose"),
        ("doses there", "released_doses_per_year"),
    ):
        told = (f"{each[key]:,.0f}" if each else "-" for each in at_capacity)
        yield f"{label:<20}" + "".join(f"{cell:>14}" for cell in told)
    for label, key in (("a batch started", "cost_eur_per_batch"), ("a year", "eur_per_year")):
        yield f"{label:<20}" + _columns(key, results)
    unproven = [result["rests_on"]["cost"] for result in results]
    yield f"{'assumed, unverified':<20}" + "".join(
        f"{shares['assumed'] + shares['unverified']:>14.0%}" for shares in unproven
    )
    for number, contest in enumerate(answer["against_first"], start=1):
        yield from _contest_lines(chr(ord("A") + number), contest)


def _columns(key: str, results: list[Mapping[str, Any]]) -> str:
    return "".join(f"{result[key]:>14,.0f}" for result in results)


def _contest_lines(letter: str, contest: Mapping[str, Any]) -> Iterator[str]:
    low, high = contest["saving_ci95"]
    yield (
        f"{letter} against A: saves {contest['saving_eur_per_dose']:,.0f} EUR a dose (95 % of draws: "
        f"{low:,.0f} to "
        f"{high:,.0f}), cheaper in {contest['cheaper_share']:.0%} of draws"
    )
    found = contest["break_even"]
    if found is None:
        return
    for crossing in found["crossings"]:
        cheaper = {"a": "A", "b": letter}[crossing["cheaper_above"]]
        yield f"  break-even at {crossing['doses_per_year']:,.0f} doses a year; above it {cheaper} is cheaper"
    if not found["crossings"]:
        yield "  no break-even at the numbers stated"
    interval = found["doses_per_year_ci95"]
    told = (
        "" if interval is None else f", 95 % between {interval[0]:,.0f} and {interval[1]:,.0f} doses a year"
    )
    yield (
        f"  over all draws: {found['crossing_share']:.0%} cross{told}; A cheaper throughout in "
        f"{found['first_cheaper_throughout_share']:.0%}, {letter} in "
        f"{found['other_cheaper_throughout_share']:.0%}"
    )


def _study_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a person reads of a study."""
    year, runs = answer["price_year"], answer["runs"]
    yield f"{answer['name']}: cost of a released dose in EUR of {year}, {runs:,} runs"
    if "mean" in answer:
        low, high = answer["range95"]
        yield f"  mean {answer['mean']:,.0f}, sd {answer['sd']:,.0f}, 95 % of runs {low:,.0f} to {high:,.0f}"
    yield _STUDY_HEADS[answer["method"]]
    for each in answer["parameters"]:
        span = f"{each['low']:,.6g} to {each['high']:,.6g}"
        yield f"  {_study_figures(each)}  {each['status']:<10} {each['name']}: {span}"


_STUDY_HEADS = {
    "tornado": "  cost at the lowest and at the highest value of each, the others as stated",
    "morris": "  mean effect of each over its whole range (95 % interval; sd: bends and interactions)",
    "sobol": "  share of the variance each brings alone, and with its interactions (95 % intervals)",
}


def _study_figures(each: Mapping[str, Any]) -> str:
    if "swing" in each:
        return f"{each['at_low']:>12,.0f} {each['at_high']:>12,.0f}"
    if "mean_absolute" in each:
        low, high = each["mean_absolute_ci95"]
        return f"{each['mean_absolute']:>12,.0f} ({low:,.0f} to {high:,.0f}; sd {each['sd']:,.0f})"
    shares = (
        f"{what} {each[what]:>6.3f} ({each[f'{what}_ci95'][0]:.3f} to {each[f'{what}_ci95'][1]:.3f})"
        for what in ("first", "total")
    )
    return ", ".join(shares)
