"""Bars of a figure, as the script of the page draws them: a length each, with its interval and its tone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

Tone = Literal["data", "accent", "soft", "amber"]


def bar(
    name: str, value: float | None, tone: Tone = "data", ci95: Sequence[float | None] = ()
) -> dict[str, Any]:
    """Return a bar.

    Args:
        name: what stands beside it.
        value: its length; nothing where there is none to draw.
        tone: "accent" for the one the finding is about, "soft" for what it is compared with, "amber" for what
            is assumed.
        ci95: the ends of its 95 % interval, where it has one.
    """
    ends = dict(zip(("low", "high"), ci95, strict=True)) if ci95 else {}
    return {"name": name, "value": value, "tone": tone, **ends}


def bars(items: Iterable[Mapping[str, Any]], axis: Mapping[str, Any]) -> dict[str, Any]:
    """Return the drawing of bars along an axis (`label`, and `unit`, or `share` with the `most` it shows)."""
    return {"kind": "bars", "items": list(items), "axis": axis}
