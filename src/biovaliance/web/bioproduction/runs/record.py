"""All there is to a run as plain values: for its downloads and the read API."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from biovaliance.bioproduction.library.catalogue import Entry, entries, process_text
from biovaliance.showcase.exports import safe_cell
from biovaliance.web.addresses import absolute
from biovaliance.web.bioproduction.runs.kinds import Kind
from biovaliance.web.bioproduction.runs.words import problem_words
from biovaliance.web.bioproduction.store import normalised
from biovaliance.web.models import RunRow

SCENARIO_FILE = "scenario.toml"


def record_of(request: HttpRequest, row: RunRow) -> dict[str, Any]:
    """Return a run with everything that makes it again: scenario as text, seed, versions."""
    scenario = row.scenario
    return {
        "key": row.key,
        "url": absolute(request, reverse("production_run", args=[row.key])),
        "kind": row.kind,
        "state": row.state,
        "settings": row.settings,
        "versions": row.versions,
        "asked_at": row.asked_at,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "done": row.done,
        "of": row.of,
        "problem": problem_words(row),
        "scenario": {
            "key": scenario.key,
            "name": scenario.name,
            "begun_from": scenario.begun_from,
            "url": absolute(request, reverse("production_scenario", args=[scenario.key])),
            "text": scenario.text,
        },
        "command": command_of(row),
        "result": row.result,
    }


def command_of(row: RunRow) -> str:
    """Return how to run the same on one's own machine."""
    file, asked = file_of(row), row.settings
    match Kind(row.kind):
        case Kind.SIMULATION:
            more = f"--replications {asked['replications']} --seed {asked['seed']}"
            return f"biovaliance bioproduction simulate {file} {more}"
        case Kind.MORRIS:
            more = f"--method morris --runs {asked['trajectories']} --seed {asked['seed']}"
            return f"biovaliance bioproduction sensitivity {file} {more}"
        case Kind.SOBOL:
            more = f"--method sobol --runs {asked['base_points']} --seed {asked['seed']}"
            return f"biovaliance bioproduction sensitivity {file} {more}"
        case Kind.DAY:
            more = f"--replications {asked['replications']} --seed {asked['seed']}"
            return f"biovaliance bioproduction decide day {file} {more}"
        case Kind.SCHEDULE:
            more = f"--patients {asked['patients']} --time-limit {asked['seconds']} --seed {asked['seed']}"
            return f"biovaliance bioproduction schedule {file} {more}"
    return _next_unit_in_python(file, asked)


def _next_unit_in_python(file: str, asked: dict[str, Any]) -> str:
    more = f"replications={asked['replications']}, seed={asked['seed']}"
    reading = (
        (
            "from pathlib import Path",
            "from biovaliance.bioproduction.scenarios.reading import read_scenario",
            f'scenario = read_scenario(Path("{file}").read_text(encoding="utf-8"), "{file}")',
        )
        if file == SCENARIO_FILE
        else (
            "from biovaliance.bioproduction.library.catalogue import read_process",
            f'scenario = read_process("{file}")',
        )
    )
    return "\n".join(
        (
            *reading,
            "from biovaliance.bioproduction.decisions.next_unit import next_units",
            "from biovaliance.bioproduction.prices import bundled_prices",
            f"next_units(scenario, bundled_prices(), {more})",
        )
    )


def file_of(row: RunRow) -> str:
    """Return what the command line takes for the scenario: a process of the library by name, else a file."""
    entry = entry_of(row)
    return SCENARIO_FILE if entry is None else entry.name


def entry_of(row: RunRow) -> Entry | None:
    """Return the process of the library that was run as it stands, None where a changed text was."""
    entry = next((entry for entry in entries() if entry.name == row.scenario.begun_from), None)
    return entry if entry and normalised(process_text(entry.name)) == row.scenario.text else None


def figures_csv(result: dict[str, Any]) -> str:
    """Return every figure of a result as a line: where it stands in the JSON, and its value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((_("Figure"), _("Value")))
    writer.writerows(_figures(result, ""))
    return out.getvalue()


def _figures(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _figures(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _figures(inner, f"{path}.{place}")
    else:
        yield safe_cell(path), "" if value is None else safe_cell(value) if isinstance(value, str) else value
