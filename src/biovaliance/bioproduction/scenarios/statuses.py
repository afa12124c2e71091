"""Every number of a scenario with where it stands, and the worst status a result rests on."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from biovaliance.bioproduction.scenarios.parameters import Parameter, Status

Place = tuple[str | int, ...]


def parameters(scenario: BaseModel) -> Iterator[tuple[Place, Parameter]]:
    """Yield every parameter of a scenario with its path, in file order."""
    yield from _within(scenario, ())


def _within(value: Any, path: Place) -> Iterator[tuple[Place, Parameter]]:
    if isinstance(value, Parameter):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _within(getattr(value, name), (*path, name))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _within(inner, (*path, str(name)))
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield from _within(inner, (*path, place))


def worst_status(scenario: BaseModel) -> Status:
    """Return the status of the least sure number; a plain number has no source and counts as assumed.

    A distribution that states its own status speaks for the numbers in it.
    """
    return max(_statuses(scenario, None), key=lambda status: status.doubt, default=Status.ASSUMED)


def _statuses(value: Any, said: Status | None) -> Iterator[Status]:
    if isinstance(value, Parameter):
        stated = "status" in value.model_fields_set
        yield value.status if stated or said is None else said
    elif isinstance(value, BaseModel):
        if "status" in value.model_fields_set:
            said = value.status  # type: ignore[attr-defined]
        for name in type(value).model_fields:
            yield from _statuses(getattr(value, name), said)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _statuses(inner, said)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _statuses(inner, said)
