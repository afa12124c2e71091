"""The figures of the ranking, written into its page from the saved results."""

import re
from pathlib import Path
from typing import Any

from benchmarks.tables import read, section, table

PAGE = Path(__file__).parent.parent / "docs" / "background" / "ranking.md"
MARK = re.compile(r"<!-- (\w+) -->\n.*?<!-- end -->", re.DOTALL)


def filled(text: str) -> str:
    """Return the page with every table between its marks made anew."""
    found = read("partner_ranking")
    parts = {"quality": _quality, "languages": _languages, "consortia": _consortia}
    return MARK.sub(lambda mark: f"<!-- {mark[1]} -->\n{parts[mark[1]](found)}\n<!-- end -->", text)


def ranking() -> str:
    """Return the section of the page of figures."""
    found = read("partner_ranking")
    quality = found["quality"]
    rows = [
        _row("the library", quality["released"]),
        _row("the library, nested choice", found["settings"]["nested"]),
    ]
    rows += [_row(name, each) for name, each in quality["published"].items()]
    told = (
        "Loss: lower is better; goal 0.240, easy 0.86, hard 0.64. All ways that were tried, languages and "
        "consortia: [ranking](../background/ranking.md)."
    )
    parts = [table(("people's own scores of papers", "loss", "easy pairs", "hard pairs"), rows), told]
    if "speed" in found:
        cold, large = found["speed"]["command_line"], found["speed"]["large"]
        rows = [
            (
                f"{cold['needs']} needs against {cold['profiles']} profiles, from cold",
                f"{cold['seconds']} s",
                "20 s",
            ),
            (
                f"one need among {large['profiles']:,} profiles of 20 documents, p95",
                f"{large['p95_ms']} ms (p50 {large['p50_ms']})",
                "300 ms",
            ),
        ]
        size = (
            f"The {large['documents']:,} documents are indexed in {large['build_s']} s; the index holds "
            f"{large['index_mb']:,} MB, the process {large['process_mb']:,} MB at most while it is made."
        )
        parts += [table(("time", "measured", "goal"), rows), size]
    return section("Partners for a need", found["command"], *parts)


def _row(name: str, figures: dict[str, Any]) -> tuple[str, ...]:
    interval = figures.get("ci95", {})
    cells = []
    for key, decimals in (("loss", 3), ("easy", 2), ("hard", 2)):
        cell = f"{figures[key]:.{decimals}f}"
        if key in interval:
            cell += f" ({interval[key][0]:.{decimals}f}–{interval[key][1]:.{decimals}f})"
        cells.append(cell)
    return (name, *cells)


def _quality(found: dict[str, Any]) -> str:
    quality = found["quality"]
    rows = [
        _row("**the library as released** (95 % interval)", quality["released"]),
        _row("the library, settings chosen on other people (nested)", found["settings"]["nested"]),
    ]
    rows += [_row(f"the library without {kind}", each) for kind, each in quality["released_without"].items()]
    rows += [_row(name, each) for name, each in quality["published"].items()]
    rows += [_row(name, each) for name, each in found["variants"].items()]
    return table(
        (f"{quality['people']} people, mean of six samples", "loss", "easy pairs", "hard pairs"), rows
    )


def _languages(found: dict[str, Any]) -> str:
    parts = found["languages"]
    names = list(next(iter(parts.values()))["variants"])
    rows = []
    for name in names:
        cells = [
            f"{part['variants'][name]['recall_at_10']:.2f} / {part['variants'][name]['mrr']:.2f}"
            for part in parts.values()
        ]
        rows.append((name, *cells))
    head = [
        f"{name} ({next(iter(part['variants'].values()))['needs']} needs, {part['candidates']} candidates)"
        for name, part in parts.items()
    ]
    return table(("recall@10 / MRR", *head), rows)


def _consortia(found: dict[str, Any]) -> str:
    told = []
    for name in ("anr", "imi"):
        part = found["consortia"][name]
        rows = [
            (
                way,
                *(f"{each[key]:.2f}" for key in ("recall_at_10", "mrr", "above_hard_negatives")),
            )
            for way, each in part["ways"].items()
        ]
        title = (
            f"{name.upper()}: {part['projects']} projects, {part['profiles']} organisations, "
            f"{part['newcomers']} of {part['partners']} partners newcomers"
        )
        told.append(table((title, "recall@10", "MRR", "above hard negatives"), rows))
    return "\n\n".join(told)
