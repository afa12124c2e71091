"""`biovaliance bioproduction decide`: what to change about a line, and what that would bring."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from biovaliance.bioproduction.costs.numbers import Numbers, Row, numbers_of
from biovaliance.bioproduction.decisions.pairing import Estimate
from biovaliance.bioproduction.decisions.places import Layout, compare_layouts
from biovaliance.bioproduction.decisions.ramp import DiscountRate, RateFrom, capacity_ramp
from biovaliance.bioproduction.decisions.scaling import ways_to_make
from biovaliance.bioproduction.decisions.target import what_must_be_true
from biovaliance.bioproduction.prices import bundled_prices
from biovaliance.bioproduction.scenarios.left_out import hands_left_out
from biovaliance.bioproduction.sensitivity.targets import Range, TargetAlone, TargetTogether
from biovaliance.cli.bioproduction import AsJson, ScenarioFile, read_file
from biovaliance.cli.output import print_json, progress_bars
from biovaliance.foundation.errors import InputError

_PAIRS_SHOWN = 5
Replications = Annotated[int, typer.Option(min=2, max=10_000, help="Runs behind each interval.")]
Seed = Annotated[int, typer.Option(min=0, help="The seed of the random numbers.")]
MOST = 1e12
"""The largest number that is taken for doses, euros or days: beyond it nothing is meant."""
Doses = Annotated[float, typer.Option(max=MOST, help="Released doses a year.")]
PriceYear = Annotated[
    int | None, typer.Option(min=1950, max=2100, help="Tell money in euros of this year, not the scenario's.")
]


def next_unit(
    scenario_file: ScenarioFile, replications: Replications = 20, seed: Seed = 1, as_json: AsJson = False
) -> None:
    """Print what one more unit of each pool changes for patients, and which pool is the bottleneck.

    Example: biovaliance bioproduction decide next-unit car-t-manual
    """
    scenario = read_file(scenario_file)
    from biovaliance.bioproduction.decisions.next_unit import next_units  # noqa: PLC0415 -- slow import

    with progress_bars() as progress:
        found = next_units(
            scenario,
            bundled_prices(),
            replications=replications,
            seed=seed,
            progress=lambda done, of: progress("lines", done, of),
        )
    if as_json:
        print_json(
            {
                "name": scenario.scenario.name,
                "currency": "EUR",
                "price_year": scenario.scenario.price_year,
                "bottleneck": found.bottleneck,
                "days": found.days.to_json(),
                "lost_share": found.lost_share.to_json(),
                "pools": [unit.to_json() for unit in found.units],
            }
        )
        return
    lost, year = _estimate(found.lost_share, 1), scenario.scenario.price_year
    typer.echo(f"{scenario.scenario.name}: {_estimate(found.days)} days to release, {lost} of patients lost")
    for unit in found.units:
        mark = "  <- bottleneck" if unit.pool == found.bottleneck else ""
        fewer = _estimate(unit.lost_share_change, 2)
        typer.echo(
            f"  {unit.pool}, one more: {_estimate(unit.days_saved)} days saved, "
            f"change of patients lost {fewer}, {unit.eur_per_year:,.0f} EUR of {year} a year{mark}"
        )
    if found.bottleneck is None:
        typer.echo("  no pool is a bottleneck: one more unit saves no more than chance does")
    for left_out in hands_left_out(scenario):
        typer.echo(left_out.en, err=True)


def volume(
    scenario_file: ScenarioFile,
    doses: Doses,
    exponent: Annotated[
        float, typer.Option(min=0.1, max=1.0, help="How the price of equipment grows with its size.")
    ] = 0.6,
    price_year: PriceYear = None,
    as_json: AsJson = False,
) -> None:
    """Print what a dose costs at a volume with larger batches, more units on the site, or more sites.

    Example: biovaliance bioproduction decide volume car-t-manual --doses 400
    """
    numbers = _numbers(scenario_file, price_year)
    ways = ways_to_make(numbers, doses, exponent=exponent)
    if as_json:
        print_json({**_head(numbers), "doses_per_year": doses, "ways": [way.to_json() for way in ways]})
        return
    typer.echo(f"{_name(numbers)}: {doses:,.0f} doses a year, EUR of {numbers.year} a dose")
    for way in ways:
        cost = "not open" if way.cost_eur_per_dose is None else f"{way.cost_eur_per_dose:,.0f}"
        typer.echo(f"  {way.kind:<11} {cost:>12}  {way.detail.en}")


def sites(
    scenario_file: ScenarioFile,
    doses: Doses,
    layouts: Annotated[
        list[str],
        typer.Option(
            "--layout",
            metavar="SITES,EUR,DAYS",
            help="So many sites, transport of a dose there and back in euros, and in days; give two or more.",
        ),
    ],
    hazard: Annotated[
        float | None,
        typer.Option(min=0, help="Share of waiting patients lost a day; the scenario's where not given."),
    ] = None,
    price_year: PriceYear = None,
    as_json: AsJson = False,
) -> None:
    """Print what a central site and several near the patients mean for cost, time and patients lost.

    Example: biovaliance bioproduction decide sites car-t-manual --doses 90 --layout 1,3500,2 --layout 4,500,1
    """
    numbers = _numbers(scenario_file, price_year)
    per_day = _hazard(numbers) if hazard is None else hazard
    found = compare_layouts(numbers, doses, [_layout(text) for text in layouts], hazard_per_d=per_day)
    if as_json:
        results = [each.to_json() for each in found]
        print_json({**_head(numbers), "doses_per_year": doses, "hazard_per_d": per_day, "layouts": results})
        return
    typer.echo(f"{_name(numbers)}: {doses:,.0f} doses a year, {per_day:.2%} of waiting patients lost a day")
    for each in found:
        plural = "s" if each.layout.sites > 1 else ""
        typer.echo(
            f"  {each.layout.sites} site{plural}: {each.cost_eur_per_dose:,.0f} EUR of {numbers.year} a "
            f"dose, {each.vein_to_vein_d:.1f} days without waiting, {each.lost_share:.1%} of patients lost"
        )


def day(
    scenario_file: ScenarioFile, replications: Replications = 400, seed: Seed = 1, as_json: AsJson = False
) -> None:
    """Print what a day of vein-to-vein time is worth: patients who are not lost.

    Example: biovaliance bioproduction decide day car-t-manual
    """
    scenario = read_file(scenario_file)
    from biovaliance.bioproduction.decisions.waiting import worth_of_a_day  # noqa: PLC0415 -- slow import

    with progress_bars() as progress:
        found = worth_of_a_day(
            scenario,
            replications=replications,
            seed=seed,
            progress=lambda done, of: progress("lines", done, of),
        )
    if as_json:
        print_json({"name": scenario.scenario.name, **found.to_json()})
        return
    typer.echo(
        f"{scenario.scenario.name}: {_estimate(found.days)} days to release, "
        f"{_estimate(found.lost_share, 1)} of patients lost"
    )
    more = _estimate(found.lost_share_per_day, 2)
    for notice in found.notices:
        typer.echo(notice.en, err=True)
    told = "one day more" if found.days_added == 1 else f"each of {found.days_added:g} days more"
    typer.echo(f"  {told} loses {more} of patients more: {found.patients_lost_per_day_and_year:.2f} a year")


def ramp(
    scenario_file: ScenarioFile,
    doses: Annotated[str, typer.Option(metavar="D1,D2,...", help="Released doses of each year.")],
    rate: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Yearly rate that discounts money and doses; the scenario's own where none is given.",
        ),
    ] = None,
    price_year: PriceYear = None,
    as_json: AsJson = False,
) -> None:
    """Print what doses cost year by year when the volume grows and units are bought as needed.

    Example: biovaliance bioproduction decide ramp car-t-manual --doses 50,100,200,400
    """
    numbers = _numbers(scenario_file, price_year)
    found = capacity_ramp(numbers, _figures(doses, "Doses"), rate_share=rate)
    if as_json:
        years = [year.to_json() for year in found.years]
        levelised = {"levelised_eur_per_dose": found.levelised_eur_per_dose, **found.rate.to_json()}
        print_json({**_head(numbers), "years": years, **levelised})
        return
    typer.echo(
        f"{_name(numbers)}: {found.levelised_eur_per_dose:,.0f} EUR of {numbers.year} a dose over all, "
        f"{_discounted(found.rate)}"
    )
    for count, year in enumerate(found.years, start=1):
        added = ", ".join(f"{units} x {pool}" for pool, units in year.added) or "nothing"
        learned = f"; people need {year.hours_share:.0%} of the hours" if year.hours_share != 1 else ""
        typer.echo(
            f"  year {count}: {year.doses:,.0f} doses at {year.cost_eur_per_dose:,.0f} EUR, adds "
            f"{added}{learned}"
        )


def _discounted(rate: DiscountRate) -> str:
    """Return at which rate later years count less, and who says so."""
    if rate.said_by is RateFrom.NOBODY:
        return "nothing discounted: the scenario states no discount_rate_share (give a rate with --rate)"
    told = f"money and doses discounted at {rate.share:.1%} a year, "
    if rate.said_by is RateFrom.ASKED:
        return told + "the rate asked for"
    basis = f"{rate.status}: {rate.source}" if rate.source else rate.status
    return told + f"the scenario's discount_rate_share ({basis})"


def target(
    scenario_file: ScenarioFile,
    cost: Annotated[float, typer.Option(help="The cost of a released dose to reach, in euros.")],
    price_year: PriceYear = None,
    as_json: AsJson = False,
) -> None:
    """Print what must be true for a dose to cost no more: one number alone, or two together.

    Example: biovaliance bioproduction decide target car-t-manual --cost 50000
    """
    numbers = _numbers(scenario_file, price_year)
    if not cost > 0 or math.isinf(cost):
        raise InputError(f"Cost is {cost:g}; expected euros above 0.")
    found = what_must_be_true(numbers, cost)
    if as_json:
        print_json({**_head(numbers), "is_reached": found.is_reached, **asdict(found)})
        return
    reached = "reached as stated" if found.is_reached else "not reached as stated"
    told = f"{cost:,.0f} EUR of {numbers.year} a dose is {reached} ({found.typical_result:,.0f})"
    typer.echo(f"{_name(numbers)}: {told}")
    rows = {row.name: row for row in numbers.rows.values()}
    for alone in found.alone:
        typer.echo(f"  {_alone(alone, rows[alone.parameter.name])}")
    for pair in found.together[:_PAIRS_SHOWN]:
        typer.echo(f"  {_together(pair)}")


def _numbers(scenario_file: Any, price_year: int | None) -> Numbers:
    return numbers_of(read_file(scenario_file), bundled_prices(), year=price_year)


def _name(numbers: Numbers) -> str:
    return numbers.scenario.scenario.name


def _head(numbers: Numbers) -> Mapping[str, Any]:
    return {"name": _name(numbers), "currency": "EUR", "price_year": numbers.year}


def _hazard(numbers: Numbers) -> float:
    loss = numbers.scenario.arrivals.loss
    return 0.0 if loss is None or loss.hazard_per_d is None else loss.hazard_per_d.number


def _layout(text: str) -> Layout:
    figures = _figures(text, "Layout")
    if len(figures) != 3 or figures[0] != int(figures[0]):
        raise InputError(f"Layout '{text}' is none; write sites, euros and days, as 4,500,0.5.")
    return Layout(int(figures[0]), figures[1], figures[2])


def _figures(text: str, what: str) -> Sequence[float]:
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        found = [math.nan]
    if not all(map(math.isfinite, found)):
        raise InputError(f"{what} '{text}' is no list of numbers; separate them by commas, as 50,100,200.")
    if max(found) > MOST:
        raise InputError(f"{what} '{text}': {max(found):g} is too large; expected up to {MOST:g}.")
    return found


def _estimate(found: Estimate, percent_places: int | None = None) -> str:
    form = ".2f" if percent_places is None else f".{percent_places}%"
    # A difference of nothing may be -0.0, or round to it: "z" writes 0.00 for both.
    mean, low, high = (f"{value:z{form}}" for value in (found.mean, *found.ci95))
    return f"{mean} ({low} to {high})"


def _alone(alone: TargetAlone, row: Row) -> str:
    name = f"{alone.parameter.name} (now {row.number:,.6g}, {row.status})"
    if not alone.ranges:
        return f"{name}: out of reach alone; the best is {alone.best_result:,.0f} at {alone.best_value:,.6g}"
    return f"{name}: {' or '.join(_ranges(alone.ranges))}"


def _together(pair: TargetTogether) -> str:
    names = f"{pair.first.name} with {pair.second.name}"
    if pair.nearest is None:
        return f"{names}: out of reach together; the best is {pair.best.result:,.0f}"
    return (
        f"{names}: {pair.nearest.first:,.6g} and {pair.nearest.second:,.6g} give {pair.nearest.result:,.0f} "
        f"({pair.nearest_move_share:.0%} of the way to the end of their ranges)"
    )


def _ranges(ranges: Sequence[Range]) -> Iterator[str]:
    for low, high in ranges:
        yield f"{low:,.6g} to {high:,.6g}"
