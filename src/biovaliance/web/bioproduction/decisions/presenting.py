"""From what is asked to the page of decisions, in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.foundation.errors import InputError
from biovaliance.web.atlas.presenting import words
from biovaliance.web.bioproduction.decisions.asking import Box, Question, read_question
from biovaliance.web.bioproduction.decisions.charting import (
    growth_figure,
    layouts_figure,
    volumes_figure,
    ways_figure,
)
from biovaliance.web.bioproduction.decisions.working import growth_of, layouts_of, usual_of, ways_of
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.bioproduction.results.figures import Figure
from biovaliance.web.bioproduction.results.files import with_downloads
from biovaliance.web.bioproduction.results.money import Tender
from biovaliance.web.bioproduction.results.words import count
from biovaliance.web.bioproduction.results.working import Worked, worked_cost
from biovaliance.web.bioproduction.runs.kinds import Kind
from biovaliance.web.bioproduction.runs.presenting import present_start
from biovaliance.web.bioproduction.scenarios.presenting import title_of

_RUN = (Kind.DAY, Kind.NEXT_UNIT)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gives: figures, or why there are none."""

    figures: tuple[Figure, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A scenario with all that is asked of it."""

    worked: Worked
    question: Question
    ways: Answer
    sites: Answer
    growth: Answer

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures there are."""
        return (*self.ways.figures, *self.sites.figures, *self.growth.figures)


def decide(opened: Opened, query: QueryDict) -> Decided:
    """Return the answers to what an address asks; raises InputError where the scenario cannot be costed."""
    worked = worked_cost(opened)
    question = read_question(query, usual_of(worked))
    tender = Tender("EUR", worked.result.price_year)
    doses, lost = (box.value or 0.0 for box in (question.doses, question.lost))

    def ways() -> tuple[Figure, ...]:
        found = ways_of(opened, worked, doses)
        return ways_figure(found, worked, tender), volumes_figure(found, worked, tender)

    def sites() -> tuple[Figure, ...]:
        found = layouts_of(opened, worked, question)
        return (layouts_figure(found, doses, lost, worked, tender),)

    def growth() -> tuple[Figure, ...]:
        return (growth_figure(growth_of(opened, worked, question), worked, tender),)

    of_layouts = [box for row in question.layouts for box in row]
    return Decided(
        worked,
        question,
        ways=_answer([question.doses], ways),
        sites=_answer([question.doses, question.lost, *of_layouts], sites),
        growth=_answer([*question.growth, question.rate], growth),
    )


def _answer(boxes: Iterable[Box], make: Callable[[], tuple[Figure, ...]]) -> Answer:
    """Return what a question gives; nothing where one of its boxes is refused, which its box says."""
    if any(box.error for box in boxes):
        return Answer()
    try:
        return Answer(make())
    except InputError as error:
        return Answer(refusal=words(error.text))


def present_decisions(opened: Opened, decided: Decided | None, refusal: str = "") -> dict[str, Any]:
    """Return the page of decisions about a scenario, or why it cannot decide anything."""
    name = title_of(opened)
    context: dict[str, Any] = {
        "title": _("Decisions: %(scenario)s") % {"scenario": name},
        "crumbs": [
            {"label": _("Production"), "url": reverse("production")},
            {"label": name, "url": opened.address},
            {"label": _("Decisions")},
        ],
        "opened": opened,
        "refusal": refusal,
        "address": address_of(opened),
    }
    if decided is None:
        return context
    question, result = decided.question, decided.worked.result
    capacity = result.at_capacity
    return context | {
        "demand": count(result.at_demand.released_doses_per_year),
        "capacity": count(capacity.released_doses_per_year) if capacity else "",
        "price_year": result.price_year,
        "query": question.query,
        "parts": {
            "ways": _part(opened, question, decided.ways),
            "sites": _part(opened, question, decided.sites),
            "growth": _part(opened, question, decided.growth),
        },
        "form": _form(question),
        "runs": _runs(opened),
    }


def address_of(opened: Opened) -> str:
    """Return the page of decisions about a scenario."""
    return reverse("production_decisions", args=[opened.name])


def _part(opened: Opened, question: Question, answer: Answer) -> Mapping[str, Any]:
    linked = [
        with_downloads(each, "result_decision", [opened.name], question.query, f"{opened.name}-{each.name}")
        for each in answer.figures
    ]
    return {"figures": linked, "refusal": answer.refusal}


def _form(question: Question) -> Mapping[str, Any]:
    """Return the boxes of the forms, and for each what the others hold."""
    of_layouts = [box for row in question.layouts for box in row]
    ways, sites = [question.doses], [question.doses, question.lost, *of_layouts]
    growth = [*question.growth, question.rate]
    labels = (_("Sites"), _("Transport of a dose (EUR)"), _("Transport (days)"))
    return {
        "doses": question.doses,
        "lost": question.lost,
        "rate": question.rate,
        "layouts": [
            {
                "label": _("Layout %(number)s") % {"number": place},
                "fields": [
                    {"box": box, "id": f"layout-{place}-{box.name}", "label": label}
                    for box, label in zip(row, labels, strict=True)
                ],
            }
            for place, row in enumerate(question.layouts, start=1)
        ],
        "years": [
            {"box": box, "id": f"year-{place}", "label": _("Year %(number)s") % {"number": place}}
            for place, box in enumerate(question.growth, start=1)
        ],
        "beside_ways": _beside(question, ways),
        "beside_sites": _beside(question, sites),
        "beside_growth": _beside(question, growth),
    }


def _beside(question: Question, own: Iterable[Box]) -> list[Box]:
    names = {box.name for box in own}
    return [box for box in question.boxes if box.name not in names]


def _runs(opened: Opened) -> list[dict[str, Any]]:
    """Return the questions that run the line, each with the runs there are of it."""
    start = present_start(opened)["run_start"]
    found = []
    for kind in _RUN:
        told = next(each for each in start["kinds"] if each["value"] == str(kind))
        runs = [run for run in start["runs"] if run["kind"] == str(kind)]
        found.append({**told, "runs": runs, "refusal": _refusal(opened, kind)})
    return found


def _refusal(opened: Opened, kind: Kind) -> str:
    scenario = opened.scenario
    if kind is not Kind.DAY or scenario is None or scenario.arrivals.loss is not None:
        return ""
    return words(whole_sentence("nobody-is-lost", name=title_of(opened)))
