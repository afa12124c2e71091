"""Figures as files (CSV, Excel, JSON), each naming scenario, version, price year and seed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

import biovaliance
from biovaliance.showcase.exports import to_csv, to_xlsx
from biovaliance.web.bioproduction.results.figures import Figure, Value

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}
LABELS = {"csv": "CSV", "xlsx": "XLSX", "json": "JSON"}


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
    titles = [column.label for column in figure.columns]
    rows = [[cell.plain for cell in row] for row in figure.rows]
    if file_format == "csv":
        wide = [[*row, *facts.values()] for row in rows]
        content = "".join(to_csv(wide, [*titles, *facts]))
    elif file_format == "xlsx":
        about: list[Sequence[Value]] = [[name, value] for name, value in facts.items()]
        about += [["title", figure.title], ["unit", figure.unit], ["source", figure.source]]
        content = to_xlsx([(figure.name, titles, rows), ("about", ["fact", "value"], about)])
    else:
        keys = [column.key for column in figure.columns]
        told = {
            **facts,
            "title": figure.title,
            "unit": figure.unit,
            "source": figure.source,
            "rows": [dict(zip(keys, row, strict=False)) for row in rows],
            **(more or {}),
        }
        content = json.dumps(told, ensure_ascii=False, indent=1)
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
