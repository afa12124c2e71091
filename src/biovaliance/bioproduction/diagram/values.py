"""What a drawing of a process is made of: boxes, bands and arrows with their coordinates, in pixels."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Point = tuple[float, float]
LineKind = Literal[
    "time",
    "staff",
    "room",
    "equipment",
    "storage",
    "skill",
    "material",
    "test",
    "batch",
    "scrap",
    "repeat",
    "rework",
]
EdgeKind = Literal["next", "branch", "repeat", "rework", "scrap"]
BoxKind = Literal["start", "operation", "end"]


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of an operation, as a line of its box."""

    kind: LineKind
    text: str
    continues: bool = False
    """Whether it goes on with the fact of the line above."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a box says: a title over some lines, and the lines below it."""

    title: tuple[str, ...]
    lines: tuple[Line, ...] = ()
    group: str = ""
    """The unit procedure; "" for none."""


@dataclass(frozen=True, slots=True)
class Box:
    """A card with its place: of an operation by its number, or where patients come from and doses go."""

    kind: BoxKind
    number: int
    card: Card
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends on the right."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """Its middle, from the left."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Band:
    """The ground of a unit procedure behind its operations."""

    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow through its points: to another box, to the same, or to nowhere for what is thrown away."""

    kind: EdgeKind
    source: int
    target: int
    points: tuple[Point, ...]
    label: str = ""

    @property
    def label_at(self) -> Point:
        """Where the label of a branch stands: in its first bend, near what it leaves."""
        bends = [pair for pair in pairwise(self.points) if pair[0][0] != pair[1][0]]
        (x, y), (then_x, then_y) = bends[0] if bends else self.points[:2]
        return x + (then_x - x) * 0.62, y + (then_y - y) * 0.62

    @property
    def path(self) -> str:
        """The arrow as SVG path data: lines along rows and columns, bends between columns."""
        parts = [f"M{self.points[0][0]:g} {self.points[0][1]:g}"]
        for (x, y), (then_x, then_y) in pairwise(self.points):
            if x == then_x or y == then_y:
                parts.append(f"L{then_x:g} {then_y:g}")
            else:
                middle = (y + then_y) / 2
                parts.append(f"C{x:g} {middle:g} {then_x:g} {middle:g} {then_x:g} {then_y:g}")
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole drawing."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    bands: tuple[Band, ...]
    edges: tuple[Edge, ...]
