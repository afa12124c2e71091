"""`biovaliance bioproduction simulate | check | schema`: production scenarios."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from biovaliance.bioproduction.library.catalogue import entries, read_process
from biovaliance.bioproduction.scenarios.checks import loads, notices
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.reading import LARGEST_TEXT, read_scenario
from biovaliance.bioproduction.scenarios.schema import scenario_schema
from biovaliance.bioproduction.scenarios.statuses import worst_status
from biovaliance.cli.files import refuse_unwritable, text_of, whole_file
from biovaliance.cli.output import print_json, progress_bars
from biovaliance.foundation.errors import InputError


class Engine(StrEnum):
    """What runs the scenario."""

    COMPILED = "compiled"
    REFERENCE = "reference"


_MANY = 10_000
ScenarioFile = Annotated[
    Path,
    typer.Argument(
        metavar="SCENARIO.toml",
        help="The scenario, the name of a process of the library, or - for standard input.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def simulate(
    scenario_file: ScenarioFile,
    replications: Annotated[
        int | None,
        typer.Option(
            min=1, max=100_000, help="How many runs; 20 where not said, fewer for very many patients."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The seed of the random numbers.")] = 1,
    as_json: AsJson = False,
    engine: Annotated[
        Engine, typer.Option(help="What runs it: both give the same events.")
    ] = Engine.COMPILED,
    trace: Annotated[
        Path | None, typer.Option(help="Write every event of the first run into this CSV file.")
    ] = None,
    genealogy: Annotated[
        Path | None,
        typer.Option(help="Write every lot of the first run, and what it was made of, into this CSV file."),
    ] = None,
) -> None:
    """Run a scenario and print how long patients wait, what is used how much, and where it jams.

    Example: biovaliance bioproduction simulate car-t-manual --replications 100 --seed 7
    """
    refuse_unwritable(trace, genealogy)
    scenario = read_file(scenario_file)
    from biovaliance.bioproduction.engine import genealogy as genealogies  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.engine import running, traces  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.engine.model import compile_scenario  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.engine.parts import prepare  # noqa: PLC0415 -- slow import

    model = compile_scenario(scenario)
    compiling = _compiled_in(lambda: prepare(model)) if engine is Engine.COMPILED else 0.0
    with progress_bars() as progress:
        result = running.simulate(
            scenario,
            replications,
            seed,
            engine.value,
            progress=lambda done, of: progress("simulate", done, of),
        )
    result = replace(result, compile_seconds=compiling)
    if trace is not None or genealogy is not None:
        told = running.trace_of(scenario, seed, engine=engine.value).replications[0]
        if trace is not None:
            with whole_file(trace) as file:
                file.write(traces.trace_csv(model, told))
        if genealogy is not None:
            lots = genealogies.genealogy_of(traces.trace_rows(model, told))
            with whole_file(genealogy) as file:
                file.write(genealogies.genealogy_csv(lots))
    for notice in result.notices:
        typer.echo(notice.en, err=True)
    if as_json:
        print_json(result.to_json())
    else:
        for line in _lines(scenario.scenario.name, result.to_json()):
            typer.echo(line)


def check(scenario_file: ScenarioFile, as_json: AsJson = False) -> None:
    """Check a scenario and print what it holds, how much of each pool it asks for, and what to know.

    Example: biovaliance bioproduction check car-t-manual
    """
    scenario = read_file(scenario_file)
    asked = loads(scenario)
    told = notices(scenario)
    if as_json:
        print_json(
            {
                "name": scenario.scenario.name,
                "operations": len(scenario.operations),
                "pools": {name: {"load": load} for name, load in asked.items()},
                "worst_status": str(worst_status(scenario)),
                "notices": [notice.en for notice in told],
            }
        )
        return
    typer.echo(
        f"{scenario.scenario.name}: {len(scenario.operations)} operations, {len(scenario.pools)} pools; "
        f"worst status: {worst_status(scenario)}"
    )
    for name, load in asked.items():
        typer.echo(f"  {name}: {load:.0%} of what it can give is asked for")
    for notice in told:
        typer.echo(notice.en, err=True)


def schema() -> None:
    """Print the JSON schema of scenarios, for editors that complete and check while one writes.

    Example: biovaliance bioproduction schema > scenario.schema.json
    """
    print_json(scenario_schema())


def read_file(path: Path) -> Scenario:
    """Return the scenario of a file, of standard input (`-`), or the process of the library of that name.

    Raises:
        InputError: it is no file, too large, no UTF-8, or cannot be used; all problems are told at once.
    """
    is_standard_input = str(path) == "-"
    if not path.is_file() and str(path) in {entry.name for entry in entries()}:
        return read_process(str(path))
    if not is_standard_input and (not path.exists() or path.is_dir()):
        raise InputError(
            f"Scenario '{path}' is no file; check the path. It is no process of the library either: see "
            "biovaliance bioproduction library list."
        )
    mend = (
        f"expected up to {LARGEST_TEXT:,} characters (describe one process a file, and keep data out of it)"
    )
    text = text_of(path, "Scenario", 4 * LARGEST_TEXT, mend=mend)
    return read_scenario(text, "standard input" if is_standard_input else str(path))


def _compiled_in(prepare: Callable[[], None]) -> float:
    """Return the seconds that compiling the engine takes, or loading it; say so where it takes long."""

    started = time.perf_counter()
    told = threading.Timer(3, typer.echo, ["Compiling the engine once for this machine ..."], {"err": True})
    told.daemon = True
    told.start()
    try:
        prepare()
    finally:
        told.cancel()
    return time.perf_counter() - started


def _lines(name: str, result: dict[str, Any]) -> Iterator[str]:
    """Yield what a person reads."""
    yield (
        f"{name}: {_mean(result['released'])} of {_mean(result['patients'])} patients released, "
        f"{_mean(result['lost_waiting'])} lost waiting, {_mean(result['censored'])} unfinished at the end "
        f"({_replications(result['replications'])}, seed {result['seed']})"
    )
    if result["pooled"]:
        yield f"  {result['pooled']:g} patients' or donors' lots became one with another"
    if result["released_not_conforming"]:
        yield f"  {result['released_not_conforming']:g} of the released were later found not to conform"
    yield f"  throughput         {_figure(result['doses_per_year'])} doses a year"
    for label, key in (("time in system", "time_in_system_h"), ("of which waiting", "wait_h")):
        yield f"  {label:<18} {_times(result[key])}"
    for operation, figures in result["operations"].items():
        yield f"  wait for {operation}: {_times(figures['wait_h'])}"
    for pool, figures in result["pools"].items():
        mark = _mark(result, "pool", pool)
        share = figures["utilisation_share"]
        yield f"  {pool}: {'not open' if share is None else f'{share:.1%} used'}{mark}"
    for material, figures in result["materials"].items():
        yield _material(material, figures) + _mark(result, "material", material)
    compiling = (
        f", compiled or loaded in {result['compile_seconds']:.1f} s" if result["compile_seconds"] else ""
    )
    yield f"  {result['events']:,} events in {result['seconds']:.2f} s{compiling}"
    yield f"  worst status of the numbers it rests on: {result['worst_status']}"


def _mark(result: dict[str, Any], kind: str, name: str) -> str:
    is_limit = (kind, name) == (result["bottleneck_kind"], result["bottleneck"])
    return "  <- bottleneck" if is_limit else ""


def _material(name: str, figures: dict[str, Any]) -> str:
    unit = "" if figures["unit"] == "1" else f" {figures['unit']}"
    return (
        f"  {name}: {figures['used']:,.6g}{unit} used, {figures['expired']:,.6g} expired, "
        f"{figures['on_hand_mean']:,.6g} on hand on average, {figures['orders']:,.6g} orders; "
        f"waited for {figures['short_share']:.1%} of the time, {figures['delayed_starts']:,.6g} starts later"
    )


def _times(spread: dict[str, Any]) -> str:
    low, high = spread["ci95"]
    interval = "" if low is None else f" ({low:,.2f} to {high:,.2f})"
    if spread["mean"] is None:
        return "none"
    return f"mean {_figure(spread['mean'])} h{interval}, p95 {_figure(spread['p95'])} h"


def _replications(count: int) -> str:
    return "1 replication" if count == 1 else f"{count:,} replications"


def _mean(value: float) -> str:
    """Return a mean of whole numbers: with as many decimals as tell something, never as 1e+07."""
    return f"{value:,.0f}" if value >= _MANY or value == int(value) else f"{value:,.1f}"


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:,.2f}"
