"""Materials with a stock as both engines count them.

Amounts are whole numbers of a small part of a unit, of each material its own: units added and taken a million
times then come out exactly, and the same in both engines. The part is the tenth digit of the largest amount
that is said of the material.

A policy is told by numbers of inventory theory: an order is due once the inventory position (on hand and on
order, less what those who wait want) is no more than the reorder point. It lifts the position to the level
to order up to, in whole packs, (s, S); or it is as many least orders as lift it above the reorder point,
(r, nQ). Looked at every so many hours it is (R, s, S).
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from biovaliance.bioproduction.scenarios.document import Material, Operation
from biovaliance.bioproduction.scenarios.parameters import Parameter

DIGITS = 10
"""Digits of the largest amount of a material that are counted."""
NOT_SET = -1


@dataclass(frozen=True, slots=True)
class Stock:
    """One material that can run out; amounts in parts of a unit, times in hours."""

    name: str
    unit: str
    parts: float
    """Parts in a unit."""
    at_start: int
    shelf_h: float
    """Infinite where it never expires."""
    lead_h: float
    reorder_at: int
    """An order is due at or below this; -1 where none ever is."""
    up_to: int
    """-1 where orders are multiples of the least one."""
    pack: int
    least: int
    """The least order."""
    review_h: float
    """0 where it is looked at after each use."""
    standing: int
    """What a standing order brings each time; 0 where there is none."""
    standing_first_h: float
    standing_every_h: float

    @property
    def can_be_ordered(self) -> bool:
        """Whether orders are placed as it is used."""
        return self.reorder_at >= 0

    def order_at(self, position: int) -> int:
        """Return what is ordered at a position; 0 where no order is due."""
        if position > self.reorder_at:
            return 0
        if self.up_to < 0:
            return self.least * ((self.reorder_at - position) // self.least + 1)
        return max(self.least, -((position - self.up_to) // self.pack) * self.pack)

    @property
    def most_on_hand(self) -> float:
        """A bound on what can be on hand at once; infinite where what is wanted is ordered, or piles up."""
        if self.can_be_ordered or (self.standing and self.shelf_h == math.inf):
            return math.inf
        if not self.standing:
            return self.at_start
        return self.at_start + self.standing * math.ceil(self.shelf_h / self.standing_every_h + 1)


def units(stock: Stock, parts: float) -> float:
    """Return an amount in units."""
    return parts / stock.parts


def stocks_of(materials: Sequence[Material], operations: Sequence[Operation]) -> tuple[Stock, ...]:
    """Return the materials that can run out, those whose stock is given."""
    return tuple(_stock(each, operations) for each in materials if each.stock is not None)


def uses_of(operation: Operation, stocks: Sequence[Stock]) -> tuple[tuple[int, int], ...]:
    """Return what an operation takes of each stock for one patient: (stock, parts)."""
    return tuple(
        (number, _parts(operation.materials[stock.name].number, stock.parts))
        for number, stock in enumerate(stocks)
        if stock.name in operation.materials and operation.materials[stock.name].number > 0
    )


def _stock(material: Material, operations: Sequence[Operation]) -> Stock:
    parts = _parts_in_unit(material, operations)
    pack_units = _number(material.pack_size, 1.0)
    packs = max(1, math.ceil(_number(material.minimum_order, 1.0)))
    pack = _parts(pack_units, parts)
    reorder, up_to = material.reorder_point, material.order_up_to
    level = NOT_SET if up_to is None else _parts(up_to.number, parts)
    standing = material.standing_order
    every_h = standing.every_d.number * 24 if standing is not None else 0.0
    return Stock(
        name=material.name,
        unit=material.unit,
        parts=parts,
        at_start=round(_number(material.stock, 0.0) * parts),
        shelf_h=_number(material.shelf_life_d, math.inf) * 24,
        lead_h=_number(material.lead_time_d, 0.0) * 24,
        reorder_at=max(level - 1, NOT_SET) if reorder is None else round(reorder.number * parts),
        up_to=level,
        pack=pack,
        least=packs * pack,
        review_h=_number(material.review_every_d, 0.0) * 24,
        standing=math.ceil(standing.packs.number) * pack if standing is not None else 0,
        standing_first_h=every_h
        if standing is None or standing.first_d is None
        else standing.first_d.number * 24,
        standing_every_h=every_h,
    )


def _parts_in_unit(material: Material, operations: Iterable[Operation]) -> float:
    """Return a power of ten that leaves the largest amount said of a material with ten digits."""
    largest = max(_amounts(material, operations), default=0.0)
    return 10.0 ** (DIGITS - math.ceil(math.log10(largest))) if largest > 0 else 1.0


def _amounts(material: Material, operations: Iterable[Operation]) -> Iterator[float]:
    pack = _number(material.pack_size, 1.0)
    yield pack * max(1.0, _number(material.minimum_order, 1.0))
    for said in (material.stock, material.reorder_point, material.order_up_to):
        yield _number(said, 0.0)
    if material.standing_order is not None:
        yield pack * material.standing_order.packs.number
    for operation in operations:
        yield _number(operation.materials.get(material.name), 0.0) * operation.batch


def _number(said: Parameter | None, otherwise: float) -> float:
    return otherwise if said is None else said.number


def _parts(amount: float, parts: float) -> int:
    """Return an amount in parts; what is too little to be counted is one."""
    return max(1, round(amount * parts))
