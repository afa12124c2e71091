"""The value chain as a matrix people look at, and the page of each of its steps."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import Kind
from biovaliance.showcase.actors import actor_group
from biovaliance.showcase.chain_drawing import ChainCell, ChainRow, chain_svg
from biovaliance.showcase.svg import Caption
from biovaliance.synergies.suppliers.supply import StepSupply
from biovaliance.synergies.suppliers.telling import gap_text, sign_text
from biovaliance.synergies.suppliers.values import (
    CIRCLE_LABELS,
    STRENGTH_LABELS,
    Circle,
    Strength,
    Supplier,
)
from biovaliance.web.access import Reader
from biovaliance.web.addresses import concept_address, key_address
from biovaliance.web.atlas.directory import thesaurus
from biovaliance.web.atlas.presenting import concept_label, town_words, type_label, words
from biovaliance.web.synergies.suppliers.store import read_chain
from biovaliance.web.templatetags.biovaliance import reader_language

DRAWN = ((Circle.REGION, 250.0), (Circle.COUNTRY, 190.0), (Circle.EUROPE, 150.0), (Circle.ELSEWHERE, 108.0))
DRAWN_ON_PHONES = ((Circle.REGION, 190.0),)
OPEN_AT_MOST = 12
"""A longer list of those who only work on it with others is folded."""


def present_value_chain(reader: Reader) -> dict[str, Any]:
    """Return the whole chain: the picture, the table behind it, and what was not seen in the region."""
    supplies = read_chain(reader)
    shown = [circle for circle in Circle if circle is not Circle.UNPLACED or _any(supplies, circle)]
    return {
        "crumbs": [{"label": _("Value chain")}],
        "title": _("Value chain"),
        "picture": _picture(supplies, DRAWN, "chain", 262.0),
        "picture_narrow": _picture(supplies, DRAWN_ON_PHONES, "chain-narrow", 190.0),
        "columns": [words(CIRCLE_LABELS[circle]) for circle in shown],
        "rows": [
            {
                **_link(supply),
                "cells": [_counts(supply, circle) for circle in shown],
                "parts": len(supply.parts),
                "parts_seen": len(supply.parts) - len(supply.unseen_parts()),
            }
            for supply in supplies
        ],
        "total": len(supplies),
        "seen": sum(supply.seen_here for supply in supplies),
        "gaps": [
            {**_link(supply), "text": words(gap_text(supply))} for supply in supplies if not supply.seen_here
        ],
        "exports": _exports("all", reverse("api:value_chain")),
    }


def present_step(reader: Reader, concept_id: str) -> dict[str, Any] | None:
    """Return the page of one step, None where the chain has none of that name."""
    supplies = read_chain(reader)
    place = next((n for n, each in enumerate(supplies) if each.concept_id == concept_id), None)
    if place is None:
        return None
    supply = supplies[place]
    concept = thesaurus().concepts[concept_id]
    title = words(supply.label)
    return {
        "crumbs": [{"label": _("Value chain"), "url": reverse("value_chain")}, {"label": title}],
        "title": title,
        "concept": concept,
        "concept_url": concept_address(concept_id),
        "number": place + 1,
        "total": len(supplies),
        "before": _link(supplies[place - 1]) if place else None,
        "after": _link(supplies[place + 1]) if place + 1 < len(supplies) else None,
        "gap": words(gap_text(supply)),
        "nearest": [] if supply.seen_here else [_present(each) for each in supply.nearest()],
        "circles": [_present_circle(supply, circle) for circle in Circle if supply.of(circle)],
        "parts": _present_parts(supply),
        "unseen_parts": len(supply.unseen_parts()),
        "exports": _exports(concept_id, reverse("api:value_chain_step", args=[concept_id])),
    }


def _exports(name: str, api_address: str) -> list[dict[str, str]]:
    notes = {"csv": _("any spreadsheet or program"), "xlsx": _("Excel, LibreOffice")}
    files = [
        {"label": label, "url": reverse(f"value_chain_{code}", args=[name]), "note": notes[code]}
        for code, label in (("csv", "CSV"), ("xlsx", "Excel"))
    ]
    return [*files, {"label": "JSON", "url": api_address, "note": _("for programs, with every source")}]


def _any(supplies: Sequence[StepSupply], circle: Circle) -> bool:
    return any(supply.of(circle) for supply in supplies)


def _link(supply: StepSupply) -> dict[str, str]:
    return {"label": words(supply.label), "url": reverse("value_chain_step", args=[supply.concept_id])}


def _counts(supply: StepSupply, circle: Circle) -> dict[str, int]:
    return {str(each): len(supply.of(circle, each)) for each in Strength}


def _picture(
    supplies: Sequence[StepSupply], columns: Sequence[tuple[Circle, float]], identifier: str, names: float
) -> SafeString:
    rows = [
        ChainRow(
            words(supply.label),
            reverse("value_chain_step", args=[supply.concept_id]),
            tuple(ChainCell(**_counts(supply, circle)) for circle, _width in columns),
        )
        for supply in supplies
    ]
    caption = Caption(
        identifier,
        _("Who does which step of the production chain"),
        _("One mark per organisation; the table below gives the same in numbers."),
    )
    # Short words: the whole key stands on one line of a phone.
    key = {"does": _("does it"), "close": _("comes close"), "involved": _("takes part")}
    heads = [(words(CIRCLE_LABELS[circle]), width) for circle, width in columns]
    drawn = chain_svg(rows, heads, key, reader_language(), caption, names)
    return mark_safe(drawn)  # noqa: S308 -- drawn and escaped by the library


def _present_circle(supply: StepSupply, circle: Circle) -> dict[str, Any]:
    found = [_present(each) for each in supply.of(circle)]
    firm = [each for each in found if each["strength"] != Strength.INVOLVED]
    others = [each for each in found if each["strength"] == Strength.INVOLVED]
    return {
        "label": words(CIRCLE_LABELS[circle]),
        "code": str(circle),
        "count": len(found),
        "firm": firm,
        "others": others,
        "open": len(others) <= OPEN_AT_MOST,
    }


def _present(supplier: Supplier) -> dict[str, Any]:
    actor = supplier.actor
    return {
        "name": words(actor.name),
        "url": key_address(actor.key),
        "type": actor_group(actor.type_code),
        "type_label": type_label(Kind.ORGANISATION, actor.type_code),
        "town": town_words(actor.town),
        "country": actor.country_code,
        "circle": words(CIRCLE_LABELS[supplier.circle]),
        "distance_km": supplier.distance_km,
        "strength": str(supplier.strength),
        "strength_label": words(STRENGTH_LABELS[supplier.strength]),
        "concepts": [
            {"label": concept_label(each), "url": concept_address(each)} for each in supplier.concepts[:4]
        ],
        "signs": [words(sign_text(sign, thesaurus())) for sign in supplier.signs],
    }


def _present_parts(supply: StepSupply) -> list[dict[str, Any]]:
    """Return the narrower steps with how many were seen to do each, in the region and beyond."""
    rows = []
    for part in supply.parts:
        doers = supply.doing_part(part)
        here = sum(each.circle is Circle.REGION for each in doers)
        rows.append(
            {
                "label": concept_label(part),
                "url": concept_address(part),
                "here": here,
                "beyond": len(doers) - here,
            }
        )
    return rows
