"""What a text being written comes to: its problems, or its cost against what it was, and its drawing."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from biovaliance.bioproduction.costs.costing import CostResult
from biovaliance.bioproduction.scenarios.checks import notices
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.editing import LISTS
from biovaliance.foundation.errors import InputError, Problem
from biovaliance.foundation.toml_lines import TomlLines
from biovaliance.foundation.wording import WIDE
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.bioproduction.scenarios.comparing import difference_rows
from biovaliance.web.bioproduction.scenarios.drawing import present_drawing
from biovaliance.web.bioproduction.scenarios.editing import names
from biovaliance.web.bioproduction.scenarios.editing.labels import label_after, label_of
from biovaliance.web.bioproduction.scenarios.figures import cost_result
from biovaliance.web.bioproduction.scenarios.words import days, euros, said, share, told
from biovaliance.web.templatetags.biovaliance import localised, reader_language

MOST_DRAWN = 120
"""Operations up to which the drawing follows each change."""


def answer(draft: Opened, before: Opened | None) -> dict[str, Any]:
    """Return what the side of the editor shows."""
    if draft.scenario is None:
        refusal = draft.refusal or InputError("")
        return {
            "is_right": False,
            "refusal": localised(refusal.text),
            "problems": list(_placed(refusal.problems, draft.text)),
        }
    return {"is_right": True, **_told(draft, draft.scenario, before)}


def _told(draft: Opened, scenario: Scenario, before: Opened | None) -> dict[str, Any]:
    result = cost_result(draft)
    old = cost_result(before) if before is not None and before.scenario is not None else None
    return {
        "rows": list(_rows(result, old)) if isinstance(result, CostResult) else [],
        "cost_refusal": localised(result.text) if isinstance(result, InputError) else "",
        "year": result.price_year if isinstance(result, CostResult) else None,
        "notices": [
            localised(each)
            for each in (*notices(scenario), *(result.notices if isinstance(result, CostResult) else ()))
        ],
        "drawing": present_drawing(scenario) if len(scenario.operations) <= MOST_DRAWN else None,
        "differences": difference_rows(before, draft) if before is not None else [],
    }


def _rows(now: CostResult, before: CostResult | InputError | None) -> Iterator[dict[str, str]]:
    old = before if isinstance(before, CostResult) else None
    yield _row(
        _("A dose at demand"),
        now.cost_eur_per_released_dose,
        old.cost_eur_per_released_dose if old else None,
        euros,
    )
    if now.at_capacity is not None:
        yield _row(
            _("A dose at capacity"),
            now.at_capacity.cost_eur_per_released_dose,
            old.at_capacity.cost_eur_per_released_dose if old and old.at_capacity else None,
            euros,
        )
    yield _row(_("Lead time"), now.lead_time_h, old.lead_time_h if old else None, days)
    yield _row(_("Released share"), now.released_share, old.released_share if old else None, share)
    limits_now, limits_before = said(now.tightest_pool) or "–", said(old.tightest_pool) if old else ""
    yield {
        "label": _("What limits it"),
        "before": limits_before,
        "now": limits_now,
        "change": "≠" if old and old.tightest_pool != now.tightest_pool else "",
        "tone": "",
    }


def _row(label: str, now: float, before: float | None, text: Any) -> dict[str, str]:
    change, tone = "", ""
    if before is not None and before > 0 and abs(now - before) > 1e-9 * before:
        part = (now - before) / before
        sign = "+" if part > 0 else "−"
        shown = share(round(abs(part), 3)) if abs(part) >= 0.0005 else f"<{WIDE}{share(0.001)}"
        change, tone = f"{sign}{shown}", "up" if part > 0 else "down"
    return {
        "label": label,
        "before": text(before) if before is not None else "",
        "now": text(now),
        "change": change,
        "tone": tone,
    }


def _placed(problems: tuple[Problem, ...], text: str) -> Iterator[dict[str, Any]]:
    """Yield problems with the part whose form has the field."""
    starts = _starts(text, problems)
    for problem in problems:
        part = ""
        for line, path in starts:
            if 0 < line <= problem.line:
                part = path
        yield told(problem) | {"part": part}


def _starts(text: str, problems: tuple[Problem, ...]) -> list[tuple[int, str]]:
    if not problems:
        return []
    lines = TomlLines(text)
    found = [(lines.line((name,)), name) for name in ("scenario", "arrivals", "costs")]
    for table in LISTS:
        count = text.count(f"[[{table}]]")
        found += [(lines.line((table, at)), names.path_text((table, at))) for at in range(count)]
    return sorted(found)


def name_by_labels(problems: list[dict[str, Any]], raw: dict[str, Any]) -> None:
    """Let each problem name its field as the forms label it."""
    for problem in problems:
        problem["field"] = label_of(problem["path"], raw)


def tell_beside(fields: list[dict[str, Any]], problems: list[dict[str, Any]], raw: dict[str, Any]) -> None:
    """Put each problem beside the field it speaks of, the innermost one."""
    left = list(problems)
    _tell_within(fields, left, raw)


def _tell_within(fields: list[dict[str, Any]], left: list[dict[str, Any]], raw: dict[str, Any]) -> None:
    for field in fields:
        _tell_within(field.get("fields", []), left, raw)
        start = field["path"]
        for problem in list(left):
            path = problem["path"]
            if path[: len(start)] == start:
                label = label_after(path, start, field["label"], raw)
                colon = "\u00a0:" if reader_language() == "fr" else ":"
                field["problems"].append(f"{label}{colon} {problem['message']} {problem['mend']}".strip())
                left.remove(problem)
