"""ROR v2 records, one JSON object a line, into the registry that linking uses; every fault reported.

lines ──> JSON objects ──> records with names, places and relations
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from biovaliance.atlas.linking.registry import (
    NameKind,
    RegistryName,
    RegistryPlace,
    RegistryRecord,
    RegistryRelation,
    RelationKind,
)
from biovaliance.foundation.errors import Problem

_KIND_OF_TYPE = (
    ("ror_display", NameKind.DISPLAY),
    ("label", NameKind.LABEL),
    ("alias", NameKind.ALIAS),
    ("acronym", NameKind.ACRONYM),
)
_RELATIONS = {str(kind): kind for kind in RelationKind}
_MEND = "Expected a record of the ROR v2 schema; take the dump again, or remove the line."


@dataclass(slots=True)
class Registry:
    """What a file of ROR records says."""

    records: list[RegistryRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_registry(lines: Iterable[str], file: str = "registry") -> Registry:
    """Read the records of a JSON-lines file; nothing in it can raise, and all good records are kept."""
    registry = Registry()
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = _record(line, file, number, registry.problems)
        if record is None:
            continue
        if record.ror_id in seen:
            registry.problems.append(
                Problem(
                    file, number, "id", record.ror_id, f"already on line {seen[record.ror_id]}.",
                    "The first record is kept; remove one of the two.",
                )
            )  # fmt: skip
            continue
        seen[record.ror_id] = number
        registry.records.append(record)
    return registry


def _record(line: str, file: str, number: int, problems: list[Problem]) -> RegistryRecord | None:
    def refuse(place: str, value: object, message: str) -> None:
        problems.append(Problem(file, number, place, str(value), message, _MEND))

    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        refuse("", line.strip()[:60], f"is no JSON ({type(error).__name__}).")
        return None
    if not isinstance(item, dict):
        refuse("", line.strip()[:60], "is no JSON object.")
        return None
    ror_id = item.get("id")
    if not isinstance(ror_id, str) or not ror_id.startswith("https://ror.org/"):
        refuse("id", ror_id, "is no address of ROR (https://ror.org/...).")
        return None
    names = tuple(_names(item.get("names")))
    if not names:
        refuse("names", "", f"record {ror_id} has no name.")
        return None
    return RegistryRecord(
        ror_id=ror_id,
        names=names,
        types=tuple(str(each).lower() for each in _list(item.get("types"))),
        status=str(item.get("status") or "active"),
        places=tuple(_places(item.get("locations"))),
        relations=tuple(_relations(item.get("relationships"))),
        external_ids=len(_list(item.get("external_ids"))),
        has_encyclopaedia_page=any(
            isinstance(each, dict) and each.get("type") == "wikipedia" for each in _list(item.get("links"))
        ),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _names(value: Any) -> Iterable[RegistryName]:
    for each in _list(value):
        text = _text(each.get("value")) if isinstance(each, dict) else ""
        if text:
            types = _list(each.get("types"))
            kind = next((kind for name, kind in _KIND_OF_TYPE if name in types), NameKind.ALIAS)
            yield RegistryName(text, kind)


def _places(value: Any) -> Iterable[RegistryPlace]:
    for each in _list(value):
        details = each.get("geonames_details") if isinstance(each, dict) else None
        if isinstance(details, dict):
            yield RegistryPlace(
                city=_text(details.get("name")),
                region=_text(details.get("country_subdivision_name")),
                region_code=_text(details.get("country_subdivision_code")),
                country=_text(details.get("country_name")),
                country_code=_text(details.get("country_code")).upper(),
            )


def _relations(value: Any) -> Iterable[RegistryRelation]:
    for each in _list(value):
        if isinstance(each, dict) and each.get("type") in _RELATIONS and isinstance(each.get("id"), str):
            yield RegistryRelation(_RELATIONS[each["type"]], each["id"])
