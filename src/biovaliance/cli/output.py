"""How commands print: lines for people, JSON for programs, progress on standard error."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from biovaliance.foundation.errors import on_one_line
from biovaliance.foundation.progress import Progress

STEPS = {
    "read": "Reading sources",
    "pair": "Finding pairs",
    "merge": "Merging",
    "tag": "Finding concepts",
    "index": "Indexing for search",
    "link": "Linking texts",
    "plan": "Planning",
    "profiles": "Reading profiles",
    "rank": "Ranking",
    "compare": "Comparing",
    "simulate": "Running replications",
    "schedule": "Searching windows",
    "lines": "Running lines",
}


def print_json(value: Any) -> None:
    """Print `value` as indented JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_error(message: str) -> None:
    """Print one problem on standard error, on one line."""
    typer.echo(f"Error: {on_one_line(message)}", err=True)


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Yield a report function that draws a bar per step when standard error is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _step, _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415 -- slow import
    from rich.progress import (  # noqa: PLC0415 -- slow import
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
    )
    from rich.progress import Progress as Bars  # noqa: PLC0415 -- slow import

    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(STEPS.get(step, step), total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield report
