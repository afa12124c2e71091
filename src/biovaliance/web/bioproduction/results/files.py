"""Figures as files (CSV, Excel, JSON), each naming scenario, version, price year and seed.

CSV and Excel are read by people: their heads and words are the reader's. JSON is read by programs: its keys
and codes are the same in both languages.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

import biovaliance
from biovaliance.showcase.exports import to_csv, to_xlsx
from biovaliance.web.bioproduction.results.figures import Figure, Value

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}
LABELS = {"csv": "CSV", "xlsx": "XLSX", "json": "JSON"}
_FACTS = {
    "scenario": gettext_noop("Scenario"),
    "scenario_key": gettext_noop("Key of the scenario"),
    "price_year": gettext_noop("Price year"),
    "currency": gettext_noop("Currency"),
    "seed": gettext_noop("Seed"),
    "software": gettext_noop("Software"),
    "run_key": gettext_noop("Key of the run"),
    "question": gettext_noop("Question"),
}
"""What a fact is called where people read it."""


def facts_of(
    *, scenario: str, key: str, price_year: int | None = None, currency: str = "", seed: int | None = None
) -> dict[str, Value]:
    """Return what every file says of itself, so that its numbers can be made again."""
    found: dict[str, Value] = {"scenario": scenario, "scenario_key": key}
    if price_year is not None:
        found["price_year"] = price_year
    if currency:
        found["currency"] = currency
    if seed is not None:
        found["seed"] = seed
    return {**found, "software": f"Biovaliance {biovaliance.__version__}"}


def figure_file(
    figure: Figure, file_format: str, facts: Mapping[str, Value], more: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Return a figure as a file; `more` goes into JSON alone."""
    content: str | bytes
    named = {_(_FACTS[name]): value for name, value in facts.items()}
    if file_format == "csv":
        titles, rows = _table(figure)
        content = "".join(to_csv([[*row, *named.values()] for row in rows], [*titles, *named]))
    elif file_format == "xlsx":
        about: list[Sequence[Value]] = [[name, value] for name, value in named.items()]
        about += [[_("Title"), figure.title], [_("Unit"), figure.unit], [_("Source"), figure.source]]
        content = to_xlsx([(_("Table"), *_table(figure)), (_("About"), [_("Fact"), _("Value")], about)])
    else:
        content = json.dumps(_told(figure, facts) | dict(more or {}), ensure_ascii=False, indent=1)
    answer = HttpResponse(content, content_type=MEDIA[file_format])
    name = f"biovaliance-{figure.file or figure.name}.{file_format}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def with_downloads(figure: Figure, view: str, names: list[str], query: str, file: str) -> Figure:
    """Return a figure with the addresses of its files."""
    end = f"?{query}" if query else ""
    links = tuple(
        (label, f"{reverse(view, args=[*names, figure.name, code])}{end}") for code, label in LABELS.items()
    )
    return replace(figure, downloads=links, file=file)


def _table(figure: Figure) -> tuple[list[str], list[list[Value]]]:
    """Return the heads and the rows of a file for people, the notes in a column of their own."""
    titles = [column.label for column in figure.columns]
    rows: list[list[Value]] = [[cell.told for cell in row] for row in figure.rows]
    if figure.notes:
        titles.append(_("Note"))
        rows = [[*row, note] for row, note in zip(rows, figure.notes, strict=True)]
    return titles, rows


def _told(figure: Figure, facts: Mapping[str, Value]) -> dict[str, Any]:
    keys = [column.key for column in figure.columns]
    rows: list[dict[str, Value]] = [
        dict(zip(keys, (cell.plain for cell in row), strict=False)) for row in figure.rows
    ]
    for row, note in zip(rows, figure.notes, strict=False):
        row["note"] = note
    return {**facts, "title": figure.title, "unit": figure.unit, "source": figure.source, "rows": rows}
