"""What differs between two scenarios: the numbers and words changed, each with where it stands.

Things are the same where they have the same name, wherever they stand in their list; sources and notes are
not numbers and are left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.parameters import Parameter

NamedPlace = tuple[str, ...]
_SAID = frozenset({"source", "note", "description", "grade"})
_MOST = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was changed: where, before and after; None where it is not there."""

    place: NamedPlace
    before: float | str | None
    after: float | str | None


def differences(before: Scenario, after: Scenario) -> tuple[Difference, ...]:
    """Return what differs, in the order of the second scenario, then what only the first has; at most 500."""
    first, second = dict(_leaves(before, ())), dict(_leaves(after, ()))
    places = [*second, *(place for place in first if place not in second)]
    found = (
        Difference(place, first.get(place), second.get(place))
        for place in places
        if first.get(place) != second.get(place)
    )
    return tuple(difference for _, difference in zip(range(_MOST), found, strict=False))


def _leaves(value: Any, place: NamedPlace) -> Iterator[tuple[NamedPlace, float | str]]:
    if isinstance(value, Parameter):
        yield from _of_number(value, place)
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if name not in _SAID and not (name == "name" and len(place) > 1):
                key = field.alias or name
                yield from _leaves(getattr(value, name), (*place, key))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, (*place, str(key)))
    elif isinstance(value, tuple):
        for number, inner in enumerate(value, 1):
            named = getattr(inner, "name", None)
            yield from _leaves(inner, (*place, str(named) if named is not None else str(number)))
    elif value is not None:
        yield place, _plain(value)


def _plain(value: Any) -> float | str:
    if isinstance(value, bool):
        return str(value).lower()
    return float(value) if isinstance(value, int | float) else str(value)


def _of_number(parameter: Parameter, place: NamedPlace) -> Iterator[tuple[NamedPlace, float | str]]:
    if place[-1] == "value":  # a duration that is a number stands in its distribution
        place = place[:-1]
    yield place, parameter.number
    low, high = parameter.span
    if low != high:
        yield (*place, "low"), low
        yield (*place, "high"), high
    if "status" in parameter.model_fields_set:
        yield (*place, "status"), str(parameter.status)
