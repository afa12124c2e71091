"""From who supplies a scenario to the table on its page, and to a need for the partner page."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from biovaliance.bioproduction.words.names import label
from biovaliance.bioproduction.words.titles import library_title
from biovaliance.synergies.suppliers.processes import Part, PartSupply, gaps
from biovaliance.synergies.suppliers.supply import StepSupply
from biovaliance.synergies.suppliers.telling import nearest_text
from biovaliance.synergies.suppliers.values import CIRCLE_LABELS, Circle, Strength, Supplier
from biovaliance.web.access import Reader
from biovaliance.web.addresses import concept_address, key_address
from biovaliance.web.atlas.presenting import words
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.bioproduction.suppliers.store import read_supply
from biovaliance.web.templatetags.biovaliance import reader_language

SHOWN = 3
"""Suppliers named in a cell; the others are counted and stand on the page of the term."""
CIRCLES = (Circle.REGION, Circle.COUNTRY, Circle.EUROPE)
MOST_LOOKED_FOR = 12
"""Terms a need for partners takes; a longer one finds everybody and nobody."""


def present_suppliers(reader: Reader, opened: Opened, cost_text: str = "") -> dict[str, Any]:
    """Return the suppliers of each part, what was not seen in the region, and the need that asks for it.

    `cost_text` is what a dose costs, in the reader's words, where it is to stand in the need.
    """
    parts = read_supply(reader, opened)
    missing = gaps(parts)
    with_term = [each for each in parts if each.supply is not None]
    return {
        "groups": [
            {"label": title, "rows": [_row(each) for each in parts if each.part is part]}
            for part, title in _titles().items()
            if any(each.part is part for each in parts)
        ],
        "columns": _columns(),
        "seen": sum(not each.is_gap for each in with_term),
        "total": len(with_term),
        **_gap_lists(missing),
        "need_url": need_address(opened, missing, cost_text) if missing else "",
        "exports": [
            {"label": name, "url": reverse(f"production_suppliers_{code}", args=[opened.name]), "note": note}
            for code, name, note in (
                ("csv", "CSV", _("any spreadsheet or program")),
                ("xlsx", "Excel", _("Excel, LibreOffice")),
            )
        ],
    }


def present_missing(reader: Reader, sides: Sequence[Opened]) -> dict[str, Any]:
    """Return what several scenarios need that was not seen in the region, and apart what all of them do."""
    missing = [gaps(read_supply(reader, opened)) for opened in sides]
    shared = set.intersection(*({each.concept_id for each in found} for found in missing))
    return {
        "sides": [
            {
                "name": process_name(opened),
                "url": f"{opened.address}#suppliers",
                **_gap_lists([each for each in found if each.concept_id not in shared]),
                "need_url": need_address(opened, found) if found else "",
            }
            for opened, found in zip(sides, missing, strict=True)
        ],
        "shared": [
            {"label": words(each.label), "url": _address(each)}
            for each in missing[0]
            if each.concept_id in shared
        ],
    }


def _gap_lists(missing: Sequence[StepSupply]) -> dict[str, list[dict[str, str]]]:
    """Return the gaps that somebody elsewhere fills, with the nearest, and those that nobody does."""
    filled = [(each, nearest_text(each)) for each in missing]
    return {
        "missing": [
            {"label": words(each.label), "nearest": words(nearest), "url": _address(each)}
            for each, nearest in filled
            if nearest
        ],
        "nowhere": [
            {"label": words(each.label), "url": _address(each)} for each, nearest in filled if not nearest
        ],
    }


def need_address(opened: Opened, missing: Sequence[StepSupply], cost_text: str = "") -> str:
    """Return the partner page with a need already written: what the process lacks here, and what it costs."""
    wanted = missing[:MOST_LOOKED_FOR]
    names = ", ".join(_within(words(supply.label)) for supply in wanted)
    told = {"process": process_name(opened), "names": names, "cost": cost_text}
    need = (
        _("For the process “%(process)s” (%(cost)s a dose), looking for: %(names)s.") % told
        if cost_text
        else _("For the process “%(process)s”, looking for: %(names)s.") % told
    )
    asked = [("q", need), *(("plus", supply.concept_id) for supply in wanted)]
    return f"{reverse('partners')}?{urlencode(asked)}"


def _within(label: str) -> str:
    """Return a label as it stands within a sentence: T-cell and GMP keep their capitals."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def process_name(opened: Opened) -> str:
    """Return how a scenario is called in the reader's language."""
    if opened.entry is not None:
        return opened.entry.title(reader_language())
    return words(library_title(opened.scenario.scenario.name)) if opened.scenario else opened.name


def _titles() -> dict[Part, str]:
    return {
        Part.OPERATION: _("Operations"),
        Part.POOL: _("Rooms and equipment"),
        Part.MATERIAL: _("Materials"),
    }


def _columns() -> list[str]:
    return [words(CIRCLE_LABELS[circle]) for circle in CIRCLES]


def _row(part: PartSupply) -> dict[str, Any]:
    supply = part.supply
    cells = [_cell(supply, circle) for circle in CIRCLES] if supply else []
    return {
        "name": label(part.name, reader_language()),
        "term": {"label": words(supply.label), "url": _address(supply)} if supply else None,
        "is_read_from_name": part.is_read_from_name,
        "unknown_concept": part.unknown_concept,
        "named": {"name": words(part.named.name), "url": key_address(part.named.key)} if part.named else None,
        "unknown_supplier": part.unknown_supplier,
        "is_gap": part.is_gap,
        "cells": cells,
        "labelled": list(zip(_columns(), cells, strict=False)),
    }


def _cell(supply: StepSupply, circle: Circle) -> dict[str, Any]:
    doing = supply.of(circle, Strength.DOES)
    near = len(supply.of(circle)) - len(doing)
    return {
        "doing": [_who(each) for each in doing[:SHOWN]],
        "more": max(0, len(doing) - SHOWN),
        "near": near,
        "url": _address(supply),
    }


def _who(supplier: Supplier) -> dict[str, str]:
    return {"name": words(supplier.actor.name), "url": key_address(supplier.actor.key)}


def _address(supply: StepSupply) -> str:
    return concept_address(supply.concept_id)
