"""`biovaliance bioproduction network`: where to make what for whom, and what the loss of a site costs."""

import math
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from biovaliance.cli.output import print_json, progress_bars
from biovaliance.foundation.errors import InputError

_LARGEST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What is asked beside the plan; the first is for instances, the others are for networks in TOML."""

    demand_days: int | None
    outages: tuple[float, float] | None
    by_sites: bool
    carbon_points: int

    def refuse_for(self, source: Path) -> None:
        """Refuse what has no meaning for a kind of file."""
        of_network = {
            "--outages": self.outages,
            "--by-sites": self.by_sites,
            "--carbon-points": self.carbon_points,
        }
        wrong = {"--demand-days": self.demand_days} if _is_toml(source) else of_network
        for name in (name for name, given in wrong.items() if given):
            kind = "i-SHIPMENT instances (.dat)" if _is_toml(source) else "networks in TOML (.toml)"
            raise InputError(f"'{source}': {name} is for {kind}; leave it out.")


def network(
    source: Annotated[
        Path, typer.Argument(metavar="FILE", help="A network in TOML, or an i-SHIPMENT instance (.dat).")
    ],
    max_sites: Annotated[int | None, typer.Option(min=1, help="Open at most so many sites.")] = None,
    demand_days: Annotated[
        int | None,
        typer.Option(
            min=1, max=130, help="Days of demand of an instance; from first to last arrival by default."
        ),
    ] = None,
    outages: Annotated[bool, typer.Option("--outages", help="Plan anew without each open site.")] = False,
    outage_days: Annotated[
        str, typer.Option(metavar="FIRST-LAST", help="Days of the outages, as 30-90; all by default.")
    ] = "",
    by_sites: Annotated[
        bool, typer.Option("--by-sites", help="Compare one central site with two, three and more.")
    ] = False,
    carbon_points: Annotated[
        int, typer.Option(min=0, max=50, help="Trade cost for carbon in so many steps, at least 2.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Print the sites to open and what a dose costs, proven to be the least, and what is asked beside it.

    Example: biovaliance bioproduction network network.toml --outages --by-sites
    """
    # The solver and numpy take a third of a second to import: other commands do without them.
    from biovaliance.bioproduction.network.programmes import InfeasibleError  # noqa: PLC0415 -- slow import

    started = time.perf_counter()
    days = _days(outage_days) if outages or outage_days else None
    wishes = _Wishes(demand_days, days, by_sites, carbon_points)
    text = _text(source)
    wishes.refuse_for(source)
    answer_to = _network_answer if _is_toml(source) else _instance_answer
    try:
        answer, lines = answer_to(text, source.name, max_sites, wishes, started)
    except InfeasibleError:
        if as_json:
            cost = "cost_per_dose" if _is_toml(source) else "cost_per_therapy"
            seconds = round(time.perf_counter() - started, 3)
            print_json({"status": "infeasible", cost: None, "sites": [], "gap": None, "seconds": seconds})
        raise
    if as_json:
        print_json(answer)
        return
    for line in lines:
        typer.echo(line)


def _is_toml(source: Path) -> bool:
    return source.suffix.lower() == ".toml"


def _days(text: str) -> tuple[float, float]:
    """Return the first moment and the end of an outage, in days of the horizon."""
    if not text:
        return 0.0, math.inf
    found = re.fullmatch(r"(\d{1,5})-(\d{1,5})", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise InputError(f"Outage days '{text}' are no days; write the first and the last one, as 30-90.")
    return float(found[1]) - 1, float(found[2])


def _text(source: Path) -> str:
    if not source.is_file():
        raise InputError(f"'{source}' is no file; check the path.")
    if source.stat().st_size > _LARGEST_BYTES:
        raise InputError(
            f"'{source}' has {source.stat().st_size:,} bytes; expected at most {_LARGEST_BYTES:,}."
        )
    try:
        return source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"'{source}': byte {error.start} is no UTF-8; expected a text file in UTF-8."
        ) from error


def _instance_answer(
    text: str, name: str, max_sites: int | None, wishes: _Wishes, started: float
) -> tuple[dict[str, Any], list[str]]:
    from biovaliance.bioproduction.network import ishipment, patient_allocation  # noqa: PLC0415 -- slow import

    instance = ishipment.read_instance(text, name)
    found = patient_allocation.cheapest_network(instance, max_sites=max_sites)
    seconds = time.perf_counter() - started
    days = wishes.demand_days or instance.demand_d
    again = patient_allocation.cheapest_network(instance, max_sites=max_sites, charged_d=days)
    therapies = len(found.routes)
    parts = {
        "fixed_cost_per_therapy": found.fixed_cost_per_therapy(found.charged_d),
        "transport_cost_per_therapy": found.transport_cost / therapies,
        "other_cost_per_therapy": found.therapy_cost / therapies,
    }
    answer = {
        "status": str(found.status),
        "cost_per_therapy": found.cost_per_therapy,
        "sites": list(found.sites),
        "gap": found.gap,
        "seconds": round(seconds, 3),
        "therapies": therapies,
        **parts,
        "fixed_cost_days": found.charged_d,
        "over_demand_days": {
            "demand_days": days,
            "same_sites_cost_per_therapy": found.cost_per_therapy_over(days),
            "cost_per_therapy": again.cost_per_therapy,
            "sites": list(again.sites),
        },
    }
    fixed, transport, other = parts.values()
    return answer, [
        f"{name}: {found.cost_per_therapy:,.2f} per therapy, {found.status}, gap {found.gap:g}",
        f"sites: {', '.join(found.sites)}, for {therapies} therapies",
        f"fixed {fixed:,.2f} (over {found.charged_d} days), transport {transport:,.2f}, other {other:,.2f}",
        f"fixed cost over {days} days of demand: {again.cost_per_therapy:,.2f} with {', '.join(again.sites)}",
    ]


def _network_answer(
    text: str, name: str, max_sites: int | None, wishes: _Wishes, started: float
) -> tuple[dict[str, Any], list[str]]:
    from biovaliance.bioproduction.network import (  # noqa: PLC0415 -- slow import
        alternatives,
        outages,
        planning,
        plans,
        reports,
        supply_file,
    )

    described = supply_file.read_network(text, name)
    with progress_bars() as progress:
        plan = planning.best_plan(described, plans.Terms(max_sites=max_sites))
        seconds = round(time.perf_counter() - started, 3)
        progress("plan", 1, 4)
        effects = outages.outage_effects(described, plan, wishes.outages) if wishes.outages else ()
        progress("plan", 2, 4)
        counts = alternatives.plans_by_site_count(described, up_to=max_sites) if wishes.by_sites else ()
        progress("plan", 3, 4)
        points = wishes.carbon_points
        frontier = alternatives.cost_and_carbon(described, points=points) if points else ()
        progress("plan", 4, 4)
    report = reports.Report(described, plan, effects, counts, frontier)
    return {**reports.as_values(report), "seconds": seconds}, reports.as_lines(report)
