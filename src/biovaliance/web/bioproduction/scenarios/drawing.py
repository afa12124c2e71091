"""The drawing of a process as the template writes it: places of texts and marks, words for who cannot see."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.bioproduction.diagram.cards import GLYPH, LINE_SIZE, TITLE_SIZE
from biovaliance.bioproduction.diagram.layout import LINE_LEADING, PADDING, TITLE_LEADING, drawing_of
from biovaliance.bioproduction.diagram.values import Band, Box, Drawing
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.foundation.wording import capitalised
from biovaliance.web.templatetags.biovaliance import reader_language

GLYPHS = {
    "time": "M6 1.5a4.5 4.5 0 1 0 .01 0M6 3.5V6l2 1.5",
    "staff": "M6 1.5a2 2 0 1 0 .01 0M2 10.5c0-2.5 1.8-3.8 4-3.8s4 1.300 4 3.8",
    "skill": "M6 1.5a2 2 0 1 0 .01 0M2 10.5c0-2.5 1.8-3.8 4-3.8s4 1.300 4 3.8",
    "room": "M1.5 10.5v-9h9v9ZM7 10.5V6.5h2v4",
    "equipment": "M2 2h8v8H2ZM4 4h4",
    "storage": "M2 2h8v8H2ZM2 6h8",
    "material": "M6 1.5 10.5 6 6 10.5 1.5 6Z",
    "test": "M4.5 1.5v3.5L2 9.200a1 1 0 0 0 .9 1.300h6.200a1 1 0 0 0 .9-1.300L7.5 5V1.5M3.8 1.5h4.400",
    "batch": "M2 4h6v6H2ZM4 4V2h6v6H8",
    "scrap": "M2.5 2.5l7 7M9.5 2.5l-7 7",
    "repeat": "M9.8 4.5a4.200 4.200 0 1 0 .3 2.5M10.200 1.8v2.900H7.300",
    "rework": "M4.5 2 1.8 4.700l2.700 2.700M2 4.700h5.5a2.700 2.700 0 0 1 0 5.5H4.5",
}
"""What stands before a line of a box, in a square of 12."""


def present_drawing(scenario: Scenario) -> dict[str, Any]:
    """Return the drawing of a scenario's process in the reader's language."""
    drawing = drawing_of(scenario, reader_language())
    return {
        "width": round(drawing.width),
        "height": round(drawing.height),
        "title": _("How it is made: the operations in order"),
        "description": _describe(scenario, drawing),
        "bands": [_band(band) for band in drawing.bands],
        "boxes": [_box(box) for box in drawing.boxes],
        "edges": [
            {
                "kind": edge.kind,
                "path": edge.path,
                "label": edge.label,
                "x": edge.label_at[0],
                "y": edge.label_at[1],
            }
            for edge in drawing.edges
        ],
        "glyphs": [{"kind": kind, "path": path} for kind, path in GLYPHS.items()],
    }


def _describe(scenario: Scenario, drawing: Drawing) -> str:
    count = len(scenario.operations)
    told = ngettext("%(n)s operation from top to bottom.", "%(n)s operations from top to bottom.", count)
    bands = ", ".join(dict.fromkeys(band.label for band in drawing.bands))
    groups = _("Unit procedures: %(names)s.") % {"names": bands} if bands else ""
    return " ".join(
        part for part in (told % {"n": count}, groups, _("The table below says the same.")) if part
    )


def _band(band: Band) -> dict[str, Any]:
    return {
        "x": band.x,
        "y": band.y,
        "width": band.width,
        "height": band.height,
        "label": capitalised(band.label),
        "label_x": band.x + 10,
        "label_y": band.y + 16,
    }


def _box(box: Box) -> dict[str, Any]:
    return {
        "kind": box.kind,
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
        "title": list(_titles(box)),
        "lines": list(_lines(box)),
    }


def _titles(box: Box) -> Iterator[dict[str, Any]]:
    for number, text in enumerate(box.card.title):
        yield {
            "text": text,
            "x": box.x + PADDING,
            "y": box.y + PADDING + TITLE_SIZE * 0.85 + number * TITLE_LEADING,
        }


def _lines(box: Box) -> Iterator[dict[str, Any]]:
    top = box.y + PADDING + 4 + len(box.card.title) * TITLE_LEADING
    for number, line in enumerate(box.card.lines):
        base = top + LINE_SIZE * 0.9 + number * LINE_LEADING
        yield {
            "kind": line.kind,
            "text": line.text,
            "x": box.x + PADDING + GLYPH,
            "y": round(base, 1),
            "mark_x": box.x + PADDING,
            "mark_y": round(base - 10.5, 1),
            "has_mark": not line.continues,
        }


def legend() -> list[tuple[str, str]]:
    """Return what the marks of the drawing mean."""
    return [
        ("time", _("how long it takes")),
        ("staff", _("people")),
        ("room", _("rooms")),
        ("equipment", _("equipment")),
        ("material", _("materials used up")),
        ("test", _("quality test")),
        ("scrap", _("thrown away")),
        ("repeat", _("done again")),
        ("rework", _("back to an earlier operation")),
    ]
