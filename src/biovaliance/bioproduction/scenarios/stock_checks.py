"""What cannot be meant of stocks, and what a reader should know of them before a run."""

import math
from collections.abc import Iterator

from biovaliance.bioproduction.scenarios.document import Material, Scenario
from biovaliance.bioproduction.scenarios.findings import Finding, Path, found
from biovaliance.bioproduction.scenarios.flow import flow_of
from biovaliance.bioproduction.scenarios.stocks import Stock, stocks_of, units
from biovaliance.bioproduction.sentences import shown, whole_sentence
from biovaliance.bioproduction.words.names import labels
from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import WIDE

POLICY = ("reorder_point", "order_up_to", "review_every_d", "standing_order")
SHORTEST_D = 0.01
"""The shortest shelf life that is followed: below it a run would be nothing but expiry."""


def stock_faults(scenario: Scenario) -> Iterator[Finding]:
    """Yield what cannot be meant of stocks."""
    for number, material in enumerate(scenario.materials):
        yield from _policy(material, ("materials", number))
    stocks = {stock.name: stock for stock in stocks_of(scenario.materials, scenario.operations)}
    for number, operation in enumerate(scenario.operations):
        for name, need in operation.materials.items():
            stock = stocks.get(name)
            wanted = need.number * operation.batch
            if stock is not None and wanted > units(stock, stock.most_on_hand) * (1 + 1e-9):
                yield found(
                    ("operations", number, "materials", name),
                    f"{need.number:g}",
                    "more-than-the-stock",
                    wanted=wanted,
                    most=units(stock, stock.most_on_hand),
                    material=labels(name),
                )


def _policy(material: Material, here: Path) -> Iterator[Finding]:
    if material.stock is None:
        for key in POLICY:
            if getattr(material, key) is not None:
                yield found((*here, key), "", "policy-without-stock", key=key)
        return
    reorder, level = material.reorder_point, material.order_up_to
    if reorder is not None and level is not None and level.number <= reorder.number:
        yield found((*here, "order_up_to"), f"{level.number:g}", "order-up-to-low", point=reorder.number)
    if material.review_every_d is not None and reorder is None and level is None:
        yield found((*here, "review_every_d"), f"{material.review_every_d.number:g}", "review-of-nothing")
    life = material.shelf_life_d
    if life is not None and life.number < SHORTEST_D:
        yield found((*here, "shelf_life_d"), f"{life.number:g}", "shelf-life-short", least=SHORTEST_D)


def stock_notices(scenario: Scenario, arrivals: float) -> tuple[Text, ...]:
    """Return what a reader should know of the stocks, with so many patients expected."""
    told = []
    asked = _asked_for(scenario, arrivals)
    stocks = {stock.name: stock for stock in stocks_of(scenario.materials, scenario.operations)}
    for material in scenario.materials:
        stock = stocks.get(material.name)
        if stock is None:
            continue
        if material.name not in asked:
            told.append(whole_sentence("stock-unused", material=labels(material.name)))
        elif not stock.can_be_ordered and not stock.standing:
            there = units(stock, stock.at_start)
            if asked[material.name] > there:
                told.append(
                    whole_sentence(
                        "stock-not-enough",
                        material=labels(material.name),
                        there=_amount(there, material.unit),
                        asked=_amount(asked[material.name], material.unit),
                    )
                )
        told.extend(_keeping(material, stock))
        told.extend(_ordering(scenario, material, stock))
    return tuple(told)


def _amount(amount: float, unit: str) -> Text:
    """Return an amount in four digits with its unit, where it has one."""
    number = float(f"{amount:.4g}")
    said = Text("", "") if unit == "1" else labels(unit)
    return Text(f"{shown(number, 'en')} {said.en}".rstrip(), f"{shown(number, 'fr')}{WIDE}{said.fr}".rstrip())


def _keeping(material: Material, stock: Stock) -> Iterator[Text]:
    """Tell what expires before more of it is looked for."""
    if stock.shelf_h == math.inf or not stock.can_be_ordered:
        return
    name, life = material.name, stock.shelf_h / 24
    if stock.review_h > stock.shelf_h:
        yield whole_sentence(
            "shelf-life-below-review", material=labels(name), life=life, review=stock.review_h / 24
        )
    elif stock.lead_h > stock.shelf_h:
        yield whole_sentence(
            "shelf-life-below-lead", material=labels(name), life=life, lead=stock.lead_h / 24
        )


def _ordering(scenario: Scenario, material: Material, stock: Stock) -> Iterator[Text]:
    """Tell what orders cannot do as they are stated."""
    horizon = scenario.scenario.horizon_d
    if stock.can_be_ordered and horizon is not None and stock.lead_h >= horizon.number * 24:
        lead = stock.lead_h / 24
        yield whole_sentence(
            "delivered-after-the-end", material=labels(material.name), lead=lead, days=horizon.number
        )
    if stock.least > stock.up_to >= 0:
        yield whole_sentence(
            "order-above-level",
            material=labels(material.name),
            least=units(stock, stock.least),
            level=units(stock, stock.up_to),
        )


def _asked_for(scenario: Scenario, arrivals: float) -> dict[str, float]:
    """Return the units of each material that the patients of a run take, on average."""
    ineligible = scenario.arrivals.ineligible_share
    patients = arrivals * (1 - (ineligible.number if ineligible is not None else 0))
    shares = [each.failure.share.number if each.failure else 0.0 for each in scenario.operations]
    visits = flow_of(scenario.operations).visits_with(shares)
    asked: dict[str, float] = {}
    for number, operation in enumerate(scenario.operations):
        for name, need in operation.materials.items():
            asked[name] = asked.get(name, 0.0) + patients * visits[number] * need.number
    return asked
