"""Which numbers a key of a scenario takes, in words, from the declaration that reading checks by."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic.fields import FieldInfo

from biovaliance.bioproduction.scenarios.distributions import Deterministic
from biovaliance.bioproduction.scenarios.parameters import FIRST_YEAR, Amount
from biovaliance.bioproduction.sentences import shown
from biovaliance.foundation.languages import Text

_UNITS = {
    "h": Text("In hours", "En heures"),
    "d": Text("In days", "En jours"),
    "y": Text("In years", "En années"),
    "1/d": Text("A number a day", "Un nombre par jour"),
    "1/y": Text("A number a year", "Un nombre par an"),
    "d/y": Text("In days a year", "En jours par an"),
    "1": Text("A number", "Un nombre"),
    "share": Text("A share, 0.2 for 20 %", "Une part, 0,2 pour 20\u00a0%"),
    "m2": Text("In square metres", "En mètres carrés"),
    "EUR": Text("In the scenario's currency", "Dans la monnaie du scénario"),
    "EUR/h": Text("In the scenario's currency, an hour", "Dans la monnaie du scénario, par heure"),
    "EUR/y": Text("In the scenario's currency, a year", "Dans la monnaie du scénario, par an"),
    "EUR/m2": Text(
        "In the scenario's currency, a square metre", "Dans la monnaie du scénario, par mètre carré"
    ),
    "EUR/(m2 y)": Text(
        "In the scenario's currency, a square metre and year",
        "Dans la monnaie du scénario, par mètre carré et par an",
    ),
}
_DURATION = Amount("h", at_least=0)


def limits_of(field: FieldInfo) -> Text | None:
    """Return the unit and the limits of the numbers a key takes; None where it takes no number."""
    found = [*field.metadata, *_within(field.annotation)]
    amount = next((each for each in found if isinstance(each, Amount)), None)
    if amount is None and Deterministic in found:
        amount = _DURATION
    if amount is not None:
        unit, limit = _UNITS[amount.unit], amount.limit
        return Text(f"{unit.en}: {limit.en}.", f"{unit.fr}\u00a0: {limit.fr}.")
    least, most = _limit(found, "ge"), _limit(found, "le")
    return None if least is None else _whole(least, most)


def _limit(found: list[Any], name: str) -> int | None:
    """Return a limit of whole numbers, as pydantic keeps it beside the type."""
    limits = (getattr(each, name, None) for each in found)
    return next((each for each in limits if isinstance(each, int)), None)


def _whole(least: int, most: int | None) -> Text:
    if least == FIRST_YEAR:
        return Text(f"A year from {least} to {most}.", f"Une année de {least} à {most}.")
    if most is None:
        return Text(
            f"A whole number, at least {shown(least, 'en')}.",
            f"Un nombre entier, au moins {shown(least, 'fr')}.",
        )
    return Text(
        f"A whole number from {shown(least, 'en')} to {shown(most, 'en')}.",
        f"Un nombre entier de {shown(least, 'fr')} à {shown(most, 'fr')}.",
    )


def _within(annotation: Any) -> Iterator[Any]:
    """Yield what stands in an annotation, the innermost last."""
    if isinstance(annotation, FieldInfo):
        yield from annotation.metadata
        return
    yield annotation
    for each in get_args(annotation):
        yield from _within(each)
    yield from getattr(annotation, "__metadata__", ())
