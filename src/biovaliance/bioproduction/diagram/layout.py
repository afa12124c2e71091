"""A scenario -> its drawing, from top to bottom, so that it reads on a narrow screen and on paper.

    cards (what each box says) ──┐
    layers (which row, where) ───┴─> boxes ─> bands of unit procedures ─> arrows on ─> ways back, in lanes

Nothing overlaps: rows are as high as their highest box, arrows that cross a row have a place of their own in
it, ways back run between rows and in lanes right of all boxes.
"""

from collections.abc import Iterator, Mapping

from biovaliance.bioproduction.diagram.cards import (
    LINE_SIZE,
    TEXT_WIDTH,
    TITLE_SIZE,
    cards_of,
    end_card,
    start_card,
)
from biovaliance.bioproduction.diagram.layers import Layers, end_of, layers_of, start_of
from biovaliance.bioproduction.diagram.values import Band, Box, BoxKind, Card, Drawing, Edge, EdgeKind, Point
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.flow import Flow, flow_of
from biovaliance.bioproduction.scenarios.wording import share_text
from biovaliance.foundation.languages import Language

PADDING = 12.0
BOX_WIDTH = TEXT_WIDTH + 2 * PADDING
TITLE_LEADING, LINE_LEADING = TITLE_SIZE * 1.25, LINE_SIZE * 1.4
BESIDE, BETWEEN, CLOSE = 44.0, 52.0, 36.0
"""Room between two boxes of a row; between two rows, where shares and ways back stand; and where none do."""
FREE_WIDTH = 10.0
BAND_ABOVE, BAND_BELOW, BAND_ASIDE = 24.0, 8.0, 10.0
LANE = 14.0
STUB = 18.0
MARGIN = 16.0


def drawing_of(scenario: Scenario, language: Language) -> Drawing:
    """Return the drawing of a scenario's process, its words in the reader's language."""
    flow = flow_of(scenario.operations)
    cards = dict(enumerate(cards_of(scenario, language)))
    layers = layers_of(flow, [cards[number].group for number in range(len(cards))])
    cards |= {start_of(flow): start_card(scenario, language), end_of(flow): end_card(language)}
    return _Drawer(flow, layers, cards, language).drawing()


def card_height(card: Card) -> float:
    """Return the height of a box that says this."""
    below = 6 + len(card.lines) * LINE_LEADING if card.lines else 0
    return 2 * PADDING - 4 + len(card.title) * TITLE_LEADING + below


def _goes_back(flow: Flow) -> bool:
    return any(
        retry is not None and retry >= 0 and retry != number for number, retry in enumerate(flow.retries)
    )


class _Drawer:
    """Places the nodes of the rows once, and draws from these places."""

    def __init__(self, flow: Flow, layers: Layers, cards: Mapping[int, Card], language: Language) -> None:
        self._flow, self._layers, self._language = flow, layers, language
        self._boxes: dict[int, Box] = {}
        self._free: dict[int, Point] = {}
        self._tops: list[float] = []
        self._bottoms: list[float] = []
        self._between = BETWEEN if any(flow.branches) or _goes_back(flow) else CLOSE
        self._row_of = {node: place for place, row in enumerate(layers.rows) for node in row}
        widest = max(map(self._row_width, layers.rows))
        self._inner = widest + 2 * BAND_ASIDE
        self._place(cards)

    def _is_free(self, node: int) -> bool:
        return node >= self._layers.first_free

    def _row_width(self, row: tuple[int, ...]) -> float:
        return sum(FREE_WIDTH if self._is_free(node) else BOX_WIDTH for node in row) + BESIDE * (len(row) - 1)

    def _place(self, cards: Mapping[int, Card]) -> None:
        top = MARGIN
        for row in self._layers.rows:
            x = MARGIN + BAND_ASIDE  # at the left, where a narrow screen shows it without scrolling
            height = max((card_height(cards[node]) for node in row if not self._is_free(node)), default=0.0)
            for node in row:
                if self._is_free(node):
                    self._free[node] = (x + FREE_WIDTH / 2, top)
                    x += FREE_WIDTH + BESIDE
                    continue
                kind: BoxKind = "start" if node == start_of(self._flow) else "operation"
                kind = "end" if node == end_of(self._flow) else kind
                card = cards[node]
                self._boxes[node] = Box(kind, node, card, x, top, BOX_WIDTH, card_height(card))
                x += BOX_WIDTH + BESIDE
            self._tops.append(top)
            self._bottoms.append(top + height)
            top += height + self._between

    def drawing(self) -> Drawing:
        """Return all that was placed, with its arrows."""
        edges = (*self._ahead(), *self._stubs(), *self._ways_back())
        lanes = sum(
            edge.kind == "rework" or (edge.kind, edge.source, edge.target) in self._up() for edge in edges
        )
        width = 2 * MARGIN + self._inner + STUB + lanes * LANE
        return Drawing(
            width, self._bottoms[-1] + MARGIN, tuple(self._boxes.values()), tuple(self._bands()), edges
        )

    def _up(self) -> frozenset[tuple[str, int, int]]:
        return frozenset(("branch", source, target) for source, target in self._layers.back)

    def _ahead(self) -> Iterator[Edge]:
        for (source, target), chain in self._layers.chains.items():
            x = self._boxes[source].middle
            points = [(x, self._boxes[source].bottom)]
            if self._boxes[source].bottom < self._bottoms[self._row_of[source]]:
                points.append((x, self._bottoms[self._row_of[source]]))  # past higher neighbours
            for node in chain[1:-1]:
                x, top = self._free[node]
                points += [(x, top), (x, self._bottoms[self._row_of[node]])]
            points.append((self._boxes[target].middle, self._boxes[target].y))
            share = self._share(source, target)
            kind: EdgeKind = "branch" if share else "next"
            yield Edge(kind, source, target, tuple(points), share)

    def _share(self, source: int, target: int) -> str:
        """Return the share of a way by chance, "" where all go that way."""
        ways = self._flow.branches[source] if source < len(self._flow.branches) else ()
        if not ways:
            return ""
        if target == end_of(self._flow):
            share = 1 - sum(part for to, part in ways if to != -1)
        else:
            share = sum(part for to, part in ways if to == target)
        return share_text(share, self._language)

    def _stubs(self) -> Iterator[Edge]:
        """Draw what leaves a box to nowhere (thrown away) or to itself (done again)."""
        for number, retry in enumerate(self._flow.retries):
            box = self._boxes[number]
            by_chance = any(to == -2 and share > 0 for to, share in self._flow.branches[number])
            if retry == -2 or by_chance:
                y = box.bottom - PADDING - LINE_LEADING / 2
                yield Edge("scrap", number, -2, ((box.right, y), (box.right + STUB, y)))
            if retry == number:
                y = box.y + PADDING
                turn = (
                    (box.right, y + 16),
                    (box.right + STUB, y + 16),
                    (box.right + STUB, y),
                    (box.right, y),
                )
                yield Edge("repeat", number, number, turn)

    def _ways_back(self) -> Iterator[Edge]:
        backs: list[tuple[EdgeKind, int, int]] = [("branch", *arrow) for arrow in sorted(self._layers.back)]
        backs += [
            ("rework", number, retry)
            for number, retry in enumerate(self._flow.retries)
            if retry is not None and retry >= 0 and retry != number
        ]
        for place, (kind, source, target) in enumerate(backs):
            share = self._share(source, target) if kind == "branch" else ""
            yield Edge(kind, source, target, self._round(source, target, place), share)

    def _round(self, source: int, target: int, place: int) -> tuple[Point, ...]:
        """Return the way from below a box, past all boxes in a lane, to above another one."""
        start, end = self._boxes[source], self._boxes[target]
        lane = MARGIN + self._inner + STUB + (place + 0.5) * LANE
        shift = place % 4 * 2.0
        under = self._bottoms[self._row_of[source]] + 11 + shift
        over = self._tops[self._row_of[target]] - 35 + shift
        leaves, comes = start.right - 24 - shift * 3, end.right - 24 - shift * 3
        return (
            (leaves, start.bottom),
            (leaves, under),
            (lane, under),
            (lane, over),
            (comes, over),
            (comes, end.y),
        )

    def _bands(self) -> Iterator[Band]:
        """Yield the ground of each unit procedure; rows that are all one unit procedure grow together."""
        whole: Band | None = None
        for place, row in enumerate(self._layers.rows):
            runs = list(self._runs(row))
            if len(runs) == 1 and len(runs[0][1]) == sum(not self._is_free(node) for node in row):
                band = self._band(place, *runs[0])
                if whole is not None and whole.label == band.label:
                    x, right = min(whole.x, band.x), max(whole.x + whole.width, band.x + band.width)
                    whole = Band(band.label, x, whole.y, right - x, band.y + band.height - whole.y)
                    continue
                if whole is not None:
                    yield whole
                whole = band
                continue
            if whole is not None:
                yield whole
                whole = None
            for group, nodes in runs:
                yield self._band(place, group, nodes)
        if whole is not None:
            yield whole

    def _runs(self, row: tuple[int, ...]) -> Iterator[tuple[str, list[int]]]:
        """Yield neighbours of the same unit procedure."""
        run: list[int] = []
        group = ""
        for node in row:
            its = "" if self._is_free(node) else self._boxes[node].card.group
            if run and its != group:
                yield group, run
                run = []
            group = its
            if its:
                run.append(node)
        if run:
            yield group, run

    def _band(self, place: int, group: str, nodes: list[int]) -> Band:
        first, last = self._boxes[nodes[0]], self._boxes[nodes[-1]]
        height = self._bottoms[place] - self._tops[place] + BAND_ABOVE + BAND_BELOW
        x = first.x - BAND_ASIDE
        return Band(group, x, self._tops[place] - BAND_ABOVE, last.right - first.x + 2 * BAND_ASIDE, height)
