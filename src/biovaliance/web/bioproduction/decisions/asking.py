"""What an address asks of the decisions: a volume, layouts of sites, a volume for each year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from biovaliance.bioproduction.decisions.places import Layout
from biovaliance.web.bioproduction.results.asking import plain_number
from biovaliance.web.templatetags.biovaliance import number, reader_language

MOST_LAYOUTS = 4
MOST_YEARS = 8
MOST_DOSES = 1_000_000_000
_LAYOUT = ("sites", "transport", "days")
_MOST_WRITTEN = 20


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which numbers a box takes."""

    least: float
    most: float
    whole: bool = False


_DOSES = Bounds(1, MOST_DOSES)
_PERCENT = Bounds(0, 100)
_OF_LAYOUT = (Bounds(1, 1000, whole=True), Bounds(0, 1_000_000), Bounds(0, 365))


@dataclass(frozen=True, slots=True)
class Box:
    """A box of a form: what stands in it, the number that is meant, and what is wrong with it."""

    name: str
    written: str
    value: float | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is asked where the address says nothing, from the scenario itself."""

    doses: float
    layouts: tuple[Layout, ...]
    hazard_per_d: float
    growth: tuple[float, ...]
    rate_percent: float


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; a part with a box that says nothing usable has no answer."""

    doses: Box
    layouts: tuple[tuple[Box, Box, Box], ...]
    lost: Box
    growth: tuple[Box, ...]
    rate: Box

    @property
    def asked_layouts(self) -> tuple[Layout, ...]:
        """The layouts that are written out."""
        values = ([box.value for box in row] for row in self.layouts)
        return tuple(
            Layout(int(sites), eur, days)
            for sites, eur, days in values
            if sites is not None and eur is not None and days is not None
        )

    @property
    def asked_growth(self) -> tuple[float, ...]:
        """The doses of the years that are written out."""
        return tuple(box.value for box in self.growth if box.value is not None)

    @property
    def is_refused(self) -> bool:
        """Whether a box holds what cannot be meant."""
        return any(box.error for box in self.boxes)

    @property
    def boxes(self) -> Iterator[Box]:
        """All boxes, in the order of the page."""
        yield from (self.doses, *(box for row in self.layouts for box in row), self.lost)
        yield from (*self.growth, self.rate)

    @property
    def query(self) -> str:
        """The address that asks the same again."""
        return urlencode([(box.name, box.written) for box in self.boxes])


def read_question(query: QueryDict, usual: Usual) -> Question:
    """Return what an address asks; a box that is left empty means what is usual."""
    return Question(
        doses=_box("doses", _written(query, "doses") or _plain(usual.doses), _DOSES),
        layouts=_layouts(query, usual.layouts),
        lost=_box("lost", _written(query, "lost") or _plain(100 * usual.hazard_per_d), _PERCENT),
        growth=_growth(query, usual.growth),
        rate=_box("rate", _written(query, "rate") or _plain(usual.rate_percent), _PERCENT),
    )


def _layouts(query: QueryDict, usual: Sequence[Layout]) -> tuple[tuple[Box, Box, Box], ...]:
    columns = [[text.strip()[:_MOST_WRITTEN] for text in query.getlist(name)] for name in _LAYOUT]
    rows = [
        tuple(column[place] if place < len(column) else "" for column in columns)
        for place in range(MOST_LAYOUTS)
    ]
    if not any(any(row) for row in rows):
        stated = [(each.sites, each.transport_eur_per_dose, each.transport_d) for each in usual]
        rows = [tuple(_plain(value) for value in row) for row in stated]
    rows += [("", "", "")] * (MOST_LAYOUTS - len(rows))
    found = []
    for row in rows:
        # A row that is begun is to be finished.
        boxes = [
            _box(name, written, bounds) if any(row) else Box(name, "", None)
            for name, written, bounds in zip(_LAYOUT, row, _OF_LAYOUT, strict=True)
        ]
        found.append((boxes[0], boxes[1], boxes[2]))
    return tuple(found)


def _growth(query: QueryDict, usual: Sequence[float]) -> tuple[Box, ...]:
    asked = [text.strip()[:_MOST_WRITTEN] for text in query.getlist("growth")[:MOST_YEARS]]
    if not any(asked):
        asked = [_plain(doses) for doses in usual]
    asked += [""] * (MOST_YEARS - len(asked))
    return tuple(_box("growth", text, _DOSES) if text else Box("growth", "", None) for text in asked)


def _box(name: str, written: str, bounds: Bounds) -> Box:
    value = plain_number(written)
    if value is not None and bounds.least <= value <= bounds.most and not (bounds.whole and value % 1):
        return Box(name, written, value)
    told = {"least": number(bounds.least), "most": number(bounds.most)}
    if bounds.whole:
        return Box(name, written, None, _("Write a whole number from %(least)s to %(most)s.") % told)
    return Box(name, written, None, _("Write a number from %(least)s to %(most)s.") % told)


def _written(query: QueryDict, name: str) -> str:
    return query.get(name, "").strip()[:_MOST_WRITTEN]


def _plain(value: float) -> str:
    """Return a number as one types it in the reader's language."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if reader_language() == "fr" else text
