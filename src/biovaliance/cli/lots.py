"""`biovaliance bioproduction lots`: what a lot was made of, and what a donor or an hour there went into."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from biovaliance.cli.bioproduction import AsJson
from biovaliance.cli.files import lines_of
from biovaliance.cli.output import print_json
from biovaliance.foundation.errors import InputError

if TYPE_CHECKING:
    from biovaliance.bioproduction.engine.genealogy import Genealogy, Lot, Recall

_MOST_TOLD = 30
"""Lots that are told one by one to a person; --json has all."""


def lots(
    events_file: Annotated[
        Path, typer.Argument(metavar="EVENTS.csv", help="What `simulate --trace` wrote, or a run's events.")
    ],
    lot: Annotated[
        list[str] | None, typer.Option("--lot", help="Follow this lot, as P0.1; several may be named.")
    ] = None,
    patient: Annotated[
        list[int] | None, typer.Option("--patient", help="Follow what came with this patient or donor.")
    ] = None,
    operation: Annotated[
        str, typer.Option("--operation", help="Follow what was in this operation between two hours.")
    ] = "",
    from_h: Annotated[float, typer.Option(help="The first hour of --operation.")] = 0.0,
    to_h: Annotated[float, typer.Option(help="The last hour of --operation.")] = float("inf"),
    as_json: AsJson = False,
) -> None:
    """Print what went into a lot and what it went into: every lot and dose that a recall would call back.

    Example: biovaliance bioproduction lots events.csv --patient 12
    """
    from biovaliance.bioproduction.engine.genealogy import genealogy_of  # noqa: PLC0415 -- slow import
    from biovaliance.bioproduction.engine.traces import read_trace  # noqa: PLC0415 -- slow import

    with lines_of(events_file, "Events") as lines:
        genealogy = genealogy_of(read_trace("".join(lines)))
    names = _asked(genealogy, lot or [], patient or [], (operation, from_h, to_h))
    if names is None:
        _tell_all(genealogy, as_json)
        return
    before = {each.name: each for name in names for each in genealogy.went_into(name)}
    recall = genealogy.recall(names)
    if as_json:
        print_json(
            {
                "asked": names,
                "made_of": [each.to_json() for each in before.values()],
                "went_into": recall.to_json(),
            }
        )
        return
    for line in _told(genealogy, names, list(before.values()), recall):
        typer.echo(line)


def _asked(
    genealogy: "Genealogy", lot: list[str], patient: list[int], at: tuple[str, float, float]
) -> list[str] | None:
    """Return the lots that are asked for; None where nothing is."""
    operation, from_h, to_h = at
    if not lot and not patient and not operation:
        return None
    found = [genealogy.lot(name).name for name in lot]
    for number in patient:
        own = [each.name for each in genealogy.of_patient(number)]
        if not own:
            raise InputError(
                f"Patient {number} did not come in this run; expected a number of the column 'patient'."
            )
        found += own
    if operation:
        found += [each.name for each in genealogy.worked_on(operation, from_h, to_h)]
    return list(dict.fromkeys(found))


def _tell_all(genealogy: "Genealogy", as_json: bool) -> None:
    every = list(genealogy.lots.values())
    if as_json:
        print_json({"lots": [each.to_json() for each in every]})
        return
    released = [each for each in every if each.end == "released"]
    pools = sum(each.is_pool for each in every)
    doses = _counted(sum(each.doses for each in released), "dose")
    typer.echo(f"{len(every)} lots, {pools} of them pooled of several; {len(released)} released with {doses}")
    for each in released[:_MOST_TOLD]:
        typer.echo(f"  {_lot_told(each)}")
    if len(released) > _MOST_TOLD:
        typer.echo(f"  ... and {len(released) - _MOST_TOLD} more; --json tells all, --lot follows one")


def _told(genealogy: "Genealogy", names: list[str], before: "list[Lot]", recall: "Recall") -> Iterator[str]:
    if not names:
        yield "No lot was there in these hours."
        return
    yield f"Asked for: {_listed([genealogy.lot(name) for name in names])}"
    if before:
        yield f"Made of {_counted(len(before), 'lot')}: {_listed(before)}"
    yield (
        f"Went into {_counted(len(recall.lots), 'lot')}, these included; {len(recall.released)} released "
        f"with {_counted(recall.doses, 'dose')}, {len(recall.in_progress)} still in the process"
    )
    for each in recall.lots[:_MOST_TOLD]:
        yield f"  {_lot_told(each)}"
    if len(recall.lots) > _MOST_TOLD:
        yield f"  ... and {len(recall.lots) - _MOST_TOLD} more; --json tells all"
    if len(names) == 1:
        for work in genealogy.lot(names[0]).works:
            end = "" if work.end_h is None else f" to {work.end_h:,.2f}"
            batch = f" in batch {work.batch}" if work.batch else ""
            yield f"  {work.start_h:,.2f}{end} h: {work.operation}{batch}, {work.outcome}"


def _counted(number: float, what: str) -> str:
    return f"{number:g} {what}" if number == 1 else f"{number:g} {what}s"


def _listed(some: "list[Lot]") -> str:
    names = ", ".join(each.name for each in some[:_MOST_TOLD])
    return names if len(some) <= _MOST_TOLD else f"{names} and {len(some) - _MOST_TOLD} more"


def _lot_told(lot: "Lot") -> str:
    """Return a lot in a line: how it ended, and what was still out when it was released."""
    told: list[Any] = [f"{lot.name}: {lot.end}"]
    if lot.into:
        told.append(f"into {lot.into}")
    if lot.ended_h is not None:
        told.append(f"at {lot.ended_h:,.2f} h")
    if lot.released_by:
        told.append(f"after '{lot.released_by}'")
    if lot.made_of:
        told.append(f"(made of {len(lot.made_of)})")
    if lot.still_open:
        told.append("with results to come of " + ", ".join(f"'{name}'" for name in lot.still_open))
    if lot.found_not_to_conform_by:
        told.append(f"and found not to conform by '{lot.found_not_to_conform_by}'")
    return " ".join(told)
