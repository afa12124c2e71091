"""What changed between two snapshots, thing by thing and field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

from biovaliance.atlas.entities import Entity
from biovaliance.atlas.relations import Relation


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One difference: `before` or `after` is '' where the thing, field or relation is new or gone."""

    entity_key: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """All differences between an earlier and a later snapshot, for one view."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]
    relations_added: tuple[Relation, ...]
    relations_removed: tuple[Relation, ...]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return any((self.added, self.removed, self.changed, self.relations_added, self.relations_removed))


def difference(
    before: tuple[Mapping[str, Entity], list[Relation]], after: tuple[Mapping[str, Entity], list[Relation]]
) -> Difference:
    """Return what must be done to `before` (entities, relations) to get `after`."""
    old, new = before[0], after[0]
    changes = [change for key in sorted(old.keys() & new.keys()) for change in _changes(old[key], new[key])]
    old_relations = {relation_identity(relation): relation for relation in before[1]}
    new_relations = {relation_identity(relation): relation for relation in after[1]}
    return Difference(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(changes),
        relations_added=tuple(
            new_relations[key] for key in sorted(new_relations.keys() - old_relations.keys())
        ),
        relations_removed=tuple(
            old_relations[key] for key in sorted(old_relations.keys() - new_relations.keys())
        ),
    )


def relation_identity(relation: Relation) -> tuple[str, str, str, str, str]:
    """Return what makes two tellings the same relation: ends, type and period."""
    return relation.source_key, relation.type_code, relation.target_key, relation.since, relation.until


def _changes(old: Entity, new: Entity) -> list[Change]:
    changes = []
    for field in sorted(old.fields.keys() | new.fields.keys()):
        before, after = (_shown(entity, field) for entity in (old, new))
        if before != after:
            changes.append(Change(new.key, field, before, after))
    return changes


def _shown(entity: Entity, field: str) -> str:
    return " | ".join(
        f"{found.language}:{found.value}" if found.language else found.value for found in entity.all(field)
    )
