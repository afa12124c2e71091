"""What the box of each operation says, in the reader's language."""

from collections.abc import Iterator, Mapping

from biovaliance.bioproduction.diagram.lettering import broken
from biovaliance.bioproduction.diagram.values import Card, Line, LineKind
from biovaliance.bioproduction.scenarios.checks import arrivals_per_day
from biovaliance.bioproduction.scenarios.document import END, SCRAP, Failure, Operation, Scenario
from biovaliance.bioproduction.scenarios.wording import duration_text, figure_text, share_text
from biovaliance.bioproduction.words.names import label
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.wording import WIDE, capitalised

TITLE_SIZE, LINE_SIZE = 15.0, 13.0
TEXT_WIDTH = 232.0
GLYPH = 20.0
"""What the mark before a line takes."""
MOST_TITLE_LINES, MOST_LINES = 4, 14

_ARRIVALS = Text("Patients, donors or lots", "Patients, donneurs ou lots")
_PER_DAY = Text("{rate} a day", "{rate} par jour")
_SCHEDULED = Text("on given days", "à jours donnés")
_RELEASED = Text("Released", "Libéré")
_SCRAPPED = Text("{share} thrown away", "{share} détruits")
_REPEATED = Text("{share} done again", "{share} refaits")
_BACK = Text("{share} back to “{to}”", "{share} repris à « {to} »")
_ATTEMPTS = Text(", {most} times at most", ", {most} fois au plus")
_BATCH = Text("{count} together", "{count} ensemble")
_POOLED = Text("{count} lots become one", "{count} lots n’en font plus qu’un")
_TEST = {
    "in-house": Text("quality test, in-house", "test qualité, interne"),
    "external": Text("quality test, external", "test qualité, externe"),
}
_LATER = Text("; result after release", " ; résultat après libération")


def cards_of(scenario: Scenario, language: Language) -> tuple[Card, ...]:
    """Return the card of each operation, in file order."""
    kinds: dict[str, LineKind] = {pool.name: pool.kind for pool in scenario.pools}
    return tuple(_card(operation, kinds, language) for operation in scenario.operations)


def start_card(scenario: Scenario, language: Language) -> Card:
    """Return what stands before the first operation: who or what arrives."""
    rate = arrivals_per_day(scenario)
    said = _PER_DAY.in_language(language).format(rate=figure_text(rate, language)) if rate else ""
    text = said or _SCHEDULED.in_language(language)
    return Card((_ARRIVALS.in_language(language),), (Line("time", text),))


def end_card(language: Language) -> Card:
    """Return what stands after the last operation."""
    return Card((_RELEASED.in_language(language),))


def _card(operation: Operation, kinds: Mapping[str, LineKind], language: Language) -> Card:
    lines = [part for line in _lines(operation, kinds, language) for part in _in_width(line)]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], Line("time", "…", True)]
    group = label(operation.unit_procedure, language) if operation.unit_procedure else ""
    title = broken(capitalised(label(operation.name, language)), TEXT_WIDTH, TITLE_SIZE, MOST_TITLE_LINES)
    return Card(title, tuple(lines), group)


def _in_width(line: Line) -> Iterator[Line]:
    for number, text in enumerate(broken(line.text, TEXT_WIDTH - GLYPH, LINE_SIZE, 2)):
        yield Line(line.kind, text, number > 0)


def _lines(operation: Operation, kinds: Mapping[str, LineKind], language: Language) -> Iterator[Line]:
    yield Line("time", duration_text(operation.duration_h, language))
    if operation.batch > 1:
        said = _POOLED if operation.pooled else _BATCH
        yield Line("batch", said.in_language(language).format(count=operation.batch))
    if operation.test is not None:
        later = "" if operation.test.gates_release else _LATER.in_language(language)
        yield Line("test", _TEST[operation.test.where].in_language(language) + later)
    for name, count in operation.pools.items():
        yield Line(kinds[name], _counted(label(name, language), count))
    for name, count in operation.skills.items():
        yield Line("skill", _counted(name, count))
    for name, quantity in operation.materials.items():
        yield Line("material", _quantity(label(name, language), quantity.number, language))
    yield from _losses(operation, language)


def _losses(operation: Operation, language: Language) -> Iterator[Line]:
    lost = sum(way.share.number for way in operation.next or () if way.to == SCRAP)
    if lost:
        share = share_text(lost, language)
        yield Line("scrap", _SCRAPPED.in_language(language).format(share=share))
    if operation.failure is not None and operation.failure.share.number:
        yield _failing(operation.failure, operation.name, language)


def _failing(failure: Failure, name: str, language: Language) -> Line:
    share = share_text(failure.share.number, language)
    most = failure.max_attempts
    limit = _ATTEMPTS.in_language(language).format(most=most) if most else ""
    if failure.then in {SCRAP, END}:
        return Line("scrap", _SCRAPPED.in_language(language).format(share=share))
    if failure.then in {"repeat", name}:
        return Line("repeat", _REPEATED.in_language(language).format(share=share) + limit)
    to = label(failure.then, language)
    return Line("rework", _BACK.in_language(language).format(share=share, to=to) + limit)


def _counted(name: str, count: int) -> str:
    return name if count == 1 else f"{count}{WIDE}× {name}"


def _quantity(name: str, number: float, language: Language) -> str:
    return name if number == 1 else f"{figure_text(number, language)}{WIDE}× {name}"
