"""The two pages as a PDF that a screen reader reads (PDF/UA-1).

The template is `summary.typ`; the words reach it as data, never as markup. The fonts are those inside typst,
so that every machine sets the same pages. A long answer is set smaller, then told shorter, until it holds.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files

import typst

from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.languages import Language
from biovaliance.synergies.consortium.documents.summary import Detail, Summary, summary_of
from biovaliance.synergies.consortium.proposing import Answer

PAGES = 2
_STEPS: Sequence[tuple[float, Detail]] = (
    (11.0, Detail(passage=240, need=900)),
    (10.0, Detail()),
    (9.0, Detail()),
    (8.2, Detail(passage=110, need=400)),
    (7.6, Detail(passage=70, need=300, rules=14, sources=24)),
    (7.2, Detail(passage=0, need=200, brings=4, rules=6, sources=16)),
    (6.8, Detail(passage=0, need=120, brings=1, rules=4, sources=8)),
)
"""Sizes in points with how much is told, the most readable first."""


def summary_pdf(answer: Answer, language: Language, rank: int = 1) -> bytes:
    """Return the summary of one variant as PDF, on two pages.

    Raises:
        NotFoundError: there is no consortium of this rank.
    """
    made = b""
    for size, detail in _STEPS:
        inputs = _inputs(summary_of(answer, language, detail, rank), size)
        if _holds(inputs) or (size, detail) == _STEPS[-1]:
            made = typst.compile(
                _template(),
                format="pdf",
                ignore_system_fonts=True,
                sys_inputs=inputs,
                pdf_standards=["ua-1"],
                timestamp=_moment(answer),
            )
            break
    return bytes(made)


def _inputs(summary: Summary, size: float) -> dict[str, str]:
    return {"summary": json.dumps(asdict(summary), ensure_ascii=False), "size": f"{size}pt"}


def _holds(inputs: dict[str, str]) -> bool:
    """Whether each half stands on its own page."""
    ends = typst.query(_template(), "<end>", field="value", ignore_system_fonts=True, sys_inputs=inputs)
    return list(json.loads(ends)) == list(range(1, PAGES + 1))


def _moment(answer: Answer) -> dt.datetime:
    """Return the day of the sources as that of the file, so that it can be made again byte by byte."""
    day = answer.as_of or (answer.question.call.seen_on if answer.question.call else "")
    first = PartialDate.parse(day).first_day if day else dt.date(2000, 1, 1)
    return dt.datetime.combine(first, dt.time(), dt.UTC)


@cache
def _template() -> bytes:
    return (files(__package__) / "summary.typ").read_bytes()
