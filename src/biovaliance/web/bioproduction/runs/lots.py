"""A lot of a run as a page shows it: its events, with which others, what it came from, what became of it."""

import csv
import io
import math
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from biovaliance.bioproduction.engine.genealogy import Genealogy, Lot, genealogy_of, story_of
from biovaliance.bioproduction.engine.traces import Line, read_trace
from biovaliance.foundation.errors import InputError
from biovaliance.showcase.exports import safe_cell
from biovaliance.web.bioproduction.results.figures import Cell, Figure, columns, text
from biovaliance.web.bioproduction.results.keeping import Shelf
from biovaliance.web.bioproduction.results.naming import scenario_title, word
from biovaliance.web.bioproduction.results.words import count, figure
from biovaliance.web.bioproduction.runs import store
from biovaliance.web.models import RunRow

MOST_OFFERED = 300
"""Lots that the form offers by name; any other may be written."""
MOST_LISTED = 40
"""Lots that are listed where none is asked for; the file has all."""
MOST_BESIDE = 12
"""Lots of a batch that are named."""
_SHELF = Shelf(4)
_EVENTS = {
    "arrived": gettext_noop("arrived"),
    "started": gettext_noop("begun"),
    "finished": gettext_noop("done"),
    "failed": gettext_noop("failed"),
    "interrupted": gettext_noop("interrupted"),
    "resumed": gettext_noop("resumed"),
    "released": gettext_noop("released"),
    "scrapped": gettext_noop("scrapped"),
    "lost waiting": gettext_noop("lost while waiting"),
    "held too long": gettext_noop("held too long"),
    "queue full": gettext_noop("turned away, queue full"),
    "not eligible": gettext_noop("not eligible"),
    "found not to conform": gettext_noop("found not to conform"),
    "pooled": gettext_noop("pooled with others"),
    "begun anew": gettext_noop("failed, and begun anew"),
    "unfinished": gettext_noop("not finished when the run ended"),
}


@dataclass(frozen=True)
class Told:
    """The events of a first replication, and its lots."""

    lines: tuple[Line, ...]
    genealogy: Genealogy


def told_of(run_key: str) -> Told | None:
    """Return what the kept events of a run say; None where none are kept, or they cannot be read."""
    pressed = store.read_trace(run_key)
    if pressed is None:
        return None
    try:
        return _SHELF.answer((run_key, zlib.crc32(pressed)), lambda: _read(pressed))
    except InputError:
        return None


def _read(pressed: bytes) -> Told:
    lines = tuple(read_trace(zlib.decompress(pressed).decode()))
    return Told(lines, genealogy_of(lines))


def safe_table(written: str) -> str:
    """Return a table such that no spreadsheet takes one of its cells for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in csv.reader(io.StringIO(written)))
    return out.getvalue()


def present_lots(row: RunRow, told: Told, name: str) -> dict[str, Any]:
    """Return the page of the lots of a run, and of the one that is asked for."""
    every = list(told.genealogy.lots.values())
    released = [lot for lot in every if lot.end == "released"]
    lot = told.genealogy.lots.get(name)
    run_url = reverse("production_run", args=[row.key])
    title = _("Lots of %(name)s") % {"name": scenario_title(row.scenario.name)}
    return {
        "title": title,
        "crumbs": [
            {"label": _("Production"), "url": reverse("production")},
            {"label": _("A run"), "url": run_url},
            {"label": _("Lots")},
        ],
        "run_url": run_url,
        "table_url": reverse("production_run_lots_csv", args=[row.key]),
        "asked": name,
        "is_unknown": bool(name) and lot is None,
        "first": every[0].name if every else "P0.1",
        "summary": _summary(every, released),
        "offered": [each.name for each in released[:MOST_OFFERED]],
        "listed": [] if lot else [_listed(row.key, each) for each in every[:MOST_LISTED]],
        "left_out": 0 if lot else max(0, len(every) - MOST_LISTED),
        "lot": lot,
        "figures": _figures(told, lot, row) if lot else [],
        "said": _said(lot) if lot else "",
    }


def _listed(run_key: str, lot: Lot) -> dict[str, Any]:
    """Return a lot as the list of all shows it."""
    return {
        "name": lot.name,
        "url": f"{reverse('production_run_lots', args=[run_key])}?{urlencode({'lot': lot.name})}",
        "begun": figure(lot.begun_h),
        "ended": "–" if lot.ended_h is None else figure(lot.ended_h),
        "end": _(_EVENTS[lot.end]),
        "into": lot.into,
        "doses": figure(lot.doses),
    }


def _summary(every: list[Lot], released: list[Lot]) -> str:
    pools = sum(lot.is_pool for lot in every)
    lots = ngettext("%(n)s lot", "%(n)s lots", len(every)) % {"n": count(len(every))}
    told = {
        "lots": lots,
        "released": count(len(released)),
        "doses": _doses(sum(lot.doses for lot in released)),
        "pools": count(pools),
    }
    if pools:
        return _("%(lots)s, of which %(pools)s pooled of several; %(released)s released, %(doses)s.") % told
    return _("%(lots)s; %(released)s released, %(doses)s.") % told


def _doses(doses: float) -> str:
    return ngettext("%(n)s dose", "%(n)s doses", math.ceil(doses)) % {"n": figure(doses)}


def _said(lot: Lot) -> str:
    """Return in sentences how a lot ended, and what was still out when it was released."""
    end = _(_EVENTS[lot.end])
    if lot.ended_h is None:
        return _("%(lot)s: %(end)s.") % {"lot": lot.name, "end": end}
    told = {"lot": lot.name, "end": end, "hours": figure(lot.ended_h)}
    said = [_("%(lot)s: %(end)s at %(hours)s hours.") % told]
    if lot.released_by:
        said.append(_("The last operation before the release: “%(name)s”.") % {"name": word(lot.released_by)})
    if lot.still_open:
        names = ", ".join(word(name) for name in lot.still_open)
        said.append(_("Results still to come at the release: %(names)s.") % {"names": names})
    if lot.found_not_to_conform_by:
        name = word(lot.found_not_to_conform_by)
        said.append(_("Found not to conform after the release, by “%(name)s”.") % {"name": name})
    return " ".join(said)


def _figures(told: Told, lot: Lot, row: RunRow) -> list[Figure]:
    before = told.genealogy.went_into(lot.name)
    recall = told.genealogy.recall([lot.name])
    source = _("First replication, seed %(seed)d") % {"seed": row.settings["seed"]}
    found = [_events(told, lot, source)]
    if before:
        title = ngettext("%(lot)s is made of %(n)s lot", "%(lot)s is made of %(n)s lots", len(before))
        found.append(_table("origin", title % {"lot": lot.name, "n": count(len(before))}, before, source))
    calls_back = {
        "lot": lot.name,
        "lots": ngettext("%(n)s released lot", "%(n)s released lots", len(recall.released))
        % {"n": count(len(recall.released))},
        "doses": _doses(recall.doses),
    }
    title = _("A recall of %(lot)s calls back %(lots)s, %(doses)s") % calls_back
    found.append(_table("future", title, recall.lots, source))
    return found


def _table(name: str, title: str, lots: Iterable[Lot], source: str) -> Figure:
    rows = tuple(
        (
            text(lot.name),
            Cell(figure(lot.begun_h), lot.begun_h),
            Cell("–" if lot.ended_h is None else figure(lot.ended_h), lot.ended_h),
            text(_(_EVENTS[lot.end]), lot.end),
            text(lot.into),
            Cell(figure(lot.doses), lot.doses),
        )
        for lot in lots
    )
    return Figure(
        name=name,
        title=title,
        unit=_("Lots, in the order they were begun; hours since the beginning of the run"),
        columns=columns(
            ("lot", _("Lot")),
            ("begun_h", _("Begun (h)")),
            ("ended_h", _("Ended (h)")),
            ("end", _("How it ended"), False),
            ("into", _("Became"), False),
            ("doses", _("Doses released")),
        ),
        rows=rows,
        source=source,
    )


def _events(told: Told, lot: Lot, source: str) -> Figure:
    batches: dict[str, list[str]] = {}
    wanted = {work.batch for work in lot.works if work.batch}
    for line in told.lines:
        if line.event == "started" and line.batch in wanted:
            batches.setdefault(line.batch, []).append(line.lot)
    rows = tuple(
        (
            Cell(figure(line.time_h), line.time_h),
            text(_(_EVENTS[line.event]), line.event),
            text(word(line.operation) if line.operation else ""),
            text(_beside(batches.get(line.batch, []), lot.name)),
            text(line.into),
        )
        for line in story_of(told.lines, [lot.name])
    )
    return Figure(
        name="events",
        title=_("What happened to %(lot)s") % {"lot": lot.name},
        unit=_("Its events, in the order of time; hours since the beginning of the run"),
        columns=columns(
            ("time_h", _("Time (h)")),
            ("event", _("What happened"), False),
            ("operation", _("Operation"), False),
            ("with", _("Together with"), False),
            ("into", _("Became"), False),
        ),
        rows=rows,
        source=source,
    )


def _beside(lots: list[str], own: str) -> str:
    others = [name for name in lots if name != own]
    if len(others) <= MOST_BESIDE:
        return ", ".join(others)
    more = count(len(others) - MOST_BESIDE)
    return _("%(names)s and %(n)s more") % {"names": ", ".join(others[:MOST_BESIDE]), "n": more}
