"""A registry as it stands today: withdrawn records give their names to their successors.

A registry withdraws a record that was no organisation of its own (a medical school that is its university),
or that stood there twice. Texts still use its name, and mean the successor. A withdrawn record without a
successor is left out: nothing may be linked to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from biovaliance.atlas.linking.registry import NameKind, RegistryName, RegistryRecord, RelationKind

WITHDRAWN = "withdrawn"
_LONGEST_CHAIN = 8


def current_records(records: Iterable[RegistryRecord]) -> list[RegistryRecord]:
    """Return the records that may be linked to, with names they inherit; of two with one id, the first."""
    by_id: dict[str, RegistryRecord] = {}
    for record in records:
        by_id.setdefault(record.ror_id, record)
    inherited: dict[str, list[RegistryName]] = defaultdict(list)
    for record in by_id.values():
        if record.status == WITHDRAWN:
            heir = _heir(record, by_id)
            if heir:
                inherited[heir] += [
                    RegistryName(name.text, NameKind.FORMER)
                    for name in record.names
                    if name.kind is not NameKind.ACRONYM
                ]
    return [
        replace(record, names=(*record.names, *inherited[record.ror_id]))
        if record.ror_id in inherited
        else record
        for record in by_id.values()
        if record.status != WITHDRAWN
    ]


def name_variants(record: RegistryRecord) -> Sequence[RegistryName]:
    """Return the names of a record, and those without the country in brackets that tells companies apart."""
    bare = []
    for name in record.names:
        for place in record.places:
            ending = f"({place.country})"
            if place.country and name.text.endswith(ending) and len(name.text) > len(ending) + 1:
                bare.append(RegistryName(name.text.removesuffix(ending).strip(), NameKind.ALIAS))
    return (*record.names, *bare)


def _heir(record: RegistryRecord, by_id: Mapping[str, RegistryRecord]) -> str | None:
    """Return who stands today for a withdrawn record; a chain that runs in a circle has no end."""
    for _ in range(_LONGEST_CHAIN):
        successors = [
            relation.target
            for relation in record.relations
            if relation.kind is RelationKind.SUCCESSOR and relation.target in by_id
        ]
        if not successors:
            return None
        record = by_id[successors[0]]
        if record.status != WITHDRAWN:
            return record.ror_id
    return None
