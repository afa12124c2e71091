"""What a build changed, told as a reader of the region would tell it.

    difference of two snapshots ─┐
    records of both             ─┴─> who is new, gone, merged or split, who moved, which stage was
                                     reached, on what sources now disagree, who stands with whom

Each change names one thing in both languages and carries the evidence of what is said now (of what was
said before, where nothing is said any more).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import Kind, field_definition
from biovaliance.atlas.relations import Relation
from biovaliance.atlas.snapshots.differences import Change, difference, relation_identity
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Text

Side = tuple[Mapping[str, Entity], list[Relation]]
"""The entities and relations of a snapshot, for one view."""


class ChangeCode(StrEnum):
    """What kind of change it is."""

    NEW = "new"
    GONE = "gone"
    MERGED = "merged"
    SPLIT = "split"
    ADDRESS = "address"
    RENAMED = "renamed"
    MOVED = "moved"
    STAGE = "stage"
    STATUS = "status"
    DISPUTED = "disputed"
    SETTLED = "settled"
    FACT = "fact"
    RELATION_NEW = "relation_new"
    RELATION_GONE = "relation_gone"


CHANGE_LABELS: dict[ChangeCode, Text] = {
    ChangeCode.NEW: Text("New in the atlas", "Nouveau dans l’atlas"),
    ChangeCode.GONE: Text("No longer in the atlas", "N’est plus dans l’atlas"),
    ChangeCode.MERGED: Text("Found to be the same as", "Reconnu identique à"),
    ChangeCode.SPLIT: Text("Now told apart from", "Désormais distinct de"),
    ChangeCode.ADDRESS: Text("Same thing, new address", "Même fiche, nouvelle adresse"),
    ChangeCode.RENAMED: Text("Other name", "Autre nom"),
    ChangeCode.MOVED: Text("Other place", "Autre lieu"),
    ChangeCode.STAGE: Text("Other development stage", "Autre stade de développement"),
    ChangeCode.STATUS: Text("Other status", "Autre statut"),
    ChangeCode.DISPUTED: Text("Sources now differ", "Les sources divergent désormais"),
    ChangeCode.SETTLED: Text("Sources no longer differ", "Les sources ne divergent plus"),
    ChangeCode.FACT: Text("Other facts", "Autres faits"),
    ChangeCode.RELATION_NEW: Text("New relation", "Nouvelle relation"),
    ChangeCode.RELATION_GONE: Text("Relation no longer stated", "Relation qui n’est plus attestée"),
}
NEW_LABELS: dict[Kind, Text] = {
    Kind.ORGANISATION: Text("New organisation", "Nouvelle organisation"),
    Kind.PLATFORM: Text("New platform", "Nouvelle plateforme"),
    Kind.PROJECT: Text("New project or grant", "Nouveau projet ou financement"),
    Kind.TECHNOLOGY: Text("New technology or product", "Nouvelle technologie ou nouveau produit"),
    Kind.TRIAL: Text("New clinical trial", "Nouvel essai clinique"),
    Kind.EVENT: Text("New event", "Nouvel événement"),
    Kind.PROGRAMME: Text("New programme or call", "Nouveau programme ou appel"),
}


def change_label(code: ChangeCode, kind: Kind) -> Text:
    """Return what kind of change it is, in words."""
    return NEW_LABELS[kind] if code is ChangeCode.NEW else CHANGE_LABELS[code]


_CODE_OF_FIELD = {
    "name": ChangeCode.RENAMED,
    "town": ChangeCode.MOVED,
    "department": ChangeCode.MOVED,
    "coordinates": ChangeCode.MOVED,
    "stage": ChangeCode.STAGE,
    "status": ChangeCode.STATUS,
}
_ORDER = {code: number for number, code in enumerate(ChangeCode)}
_KIND_ORDER = {kind: number for number, kind in enumerate(Kind)}


_NOBODY = Text("", "")


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """One change of one thing.

    `field` is the field or the relation type concerned, `before` and `after` hold its chosen values
    ('' where nothing was or is said; the two keys of a thing whose address changed), `other_key` and
    `other` the other thing of a merger, a split or a relation.
    """

    code: ChangeCode
    key: str
    kind: Kind
    title: Text
    field: str = ""
    before: str = ""
    after: str = ""
    other_key: str = ""
    other: Text = _NOBODY
    evidence: tuple[Evidence, ...] = ()


def notes_of(before: Side, after: Side, everything: Side | None = None) -> list[ChangeNote]:
    """Return what changed from one snapshot to the next, the most telling first.

    `everything` is the later snapshot as the team sees it: what only became closed to the readers of
    `after` is not told as gone, since the note would name it.
    """
    closed = everything or after
    heirs = _new_keys(before[0], after[0])
    known = _under_new_keys(before, heirs)
    found = difference(known, after)
    kept = {relation_identity(relation) for relation in closed[1]}
    gone = [relation for relation in found.relations_removed if relation_identity(relation) not in kept]
    notes = [
        *_readdressed(heirs, before[0], after[0], closed[0]),
        *_came_or_went(ChangeCode.NEW, found.added, after[0], known[0]),
        *_came_or_went(
            ChangeCode.GONE, [key for key in found.removed if key not in closed[0]], known[0], after[0]
        ),
        *_changed(found.changed, known[0], after[0], closed[0]),
        *_related(ChangeCode.RELATION_NEW, found.relations_added, after[0], known[0].keys()),
        *_related(ChangeCode.RELATION_GONE, gone, known[0], after[0].keys()),
    ]
    return sorted(
        notes, key=lambda note: (_ORDER[note.code], _KIND_ORDER[note.kind], note.key, note.field, note.after)
    )


def _new_keys(old: Mapping[str, Entity], new: Mapping[str, Entity]) -> dict[str, str]:
    """Return the former and the present key of the things that only changed their key.

    A key follows the record that names the thing. Where that changed, the thing is found again by its
    first record that is still there; of several that came together under a new key, the first lives on.
    """
    former, current = _entity_of_record(old), _entity_of_record(new)
    found = {}
    for key in sorted(old.keys() - new.keys()):
        heir = next((current[record] for record in old[key].record_keys if record in current), None)
        if heir is None or heir.key in old:
            continue
        origin = next(former[record] for record in heir.record_keys if record in former)
        if origin.key == key:
            found[key] = heir.key
    return found


def _under_new_keys(side: Side, heirs: Mapping[str, str]) -> Side:
    """Return an earlier side in which what only changed its key bears the present one."""
    entities = {
        heirs.get(key, key): replace(entity, key=heirs[key]) if key in heirs else entity
        for key, entity in side[0].items()
    }
    relations = [
        replace(
            relation,
            source_key=heirs.get(relation.source_key, relation.source_key),
            target_key=heirs.get(relation.target_key, relation.target_key),
        )
        for relation in side[1]
    ]
    return entities, relations


def _readdressed(
    heirs: Mapping[str, str],
    old: Mapping[str, Entity],
    new: Mapping[str, Entity],
    everything: Mapping[str, Entity],
) -> Iterator[ChangeNote]:
    """Yield the things that are found under another key; a key that became closed is not told."""
    kept = _entity_of_record(everything)
    for former, current in heirs.items():
        entity = new[current]
        anchor = old[former].record_keys[0]
        if anchor in entity.record_keys or anchor not in kept:
            yield replace(_note(ChangeCode.ADDRESS, entity), before=former, after=current)


def _came_or_went(
    code: ChangeCode, keys: Iterable[str], here: Mapping[str, Entity], there: Mapping[str, Entity]
) -> Iterator[ChangeNote]:
    """Yield the things of one side only; one whose records stand for another there was split or merged.

    `here` is the side that holds `keys`, `there` the other one. What was split off something that is gone
    itself is told as new: nothing is left that it could be told apart from.
    """
    elsewhere = _entity_of_record(there)
    for key in keys:
        entity = here[key]
        other = next((elsewhere[record] for record in entity.record_keys if record in elsewhere), None)
        if other is None or (code is ChangeCode.NEW and other.key not in here):
            yield _note(code, entity)
        elif code is ChangeCode.NEW:
            yield replace(_note(ChangeCode.SPLIT, entity), other_key=other.key, other=other.title)
        else:
            merged = replace(_note(ChangeCode.MERGED, entity), evidence=_named(other))
            yield replace(merged, other_key=other.key, other=other.title)


def _note(code: ChangeCode, entity: Entity) -> ChangeNote:
    return ChangeNote(code, entity.key, entity.kind, entity.title, evidence=_named(entity))


def _changed(
    changes: Iterable[Change],
    old: Mapping[str, Entity],
    new: Mapping[str, Entity],
    everything: Mapping[str, Entity],
) -> Iterator[ChangeNote]:
    for change in changes:
        before, after = old[change.entity_key], new[change.entity_key]
        if _only_closed(before, after, everything[after.key], change.what):
            continue
        disputed = [change.what in entity.disagreements for entity in (before, after)]
        code = _CODE_OF_FIELD.get(change.what, ChangeCode.FACT)
        if disputed[0] != disputed[1]:
            code = ChangeCode.DISPUTED if disputed[1] else ChangeCode.SETTLED
        elif before.values(change.what) == after.values(change.what):
            continue  # only what other sources say beside the chosen value has changed
        if _is_told_elsewhere(after.kind, change.what):
            continue
        said = after.all(change.what) or before.all(change.what)
        yield ChangeNote(
            code,
            after.key,
            after.kind,
            after.title,
            field=change.what,
            before=" | ".join(_told(before, change.what)),
            after=" | ".join(_told(after, change.what)),
            evidence=tuple(dict.fromkeys(item for value in said for item in value.evidence)),
        )


def _only_closed(before: Entity, after: Entity, everything: Entity, field: str) -> bool:
    """Whether all that left a field is still said, to fewer readers."""
    left = {value.value for value in before.all(field)} - {value.value for value in after.all(field)}
    came = {value.value for value in after.all(field)} - {value.value for value in before.all(field)}
    return bool(left) and not came and left <= {value.value for value in everything.all(field)}


def _is_told_elsewhere(kind: Kind, field: str) -> bool:
    # A position follows from the town, and a name in full from the name.
    return field == "geo_precision" or (kind is Kind.ORGANISATION and field == "official_name")


def _told(entity: Entity, field: str) -> list[str]:
    """Return the values a reader is shown: all of them where sources differ, else the chosen ones."""
    if field in entity.disagreements:
        return [found.value for found in entity.all(field)]
    definition = field_definition(entity.kind, field)
    if definition.localised:
        text = entity.text(field)
        return [f"{text.en}\n{text.fr}"] if text else []
    return list(entity.values(field))


def _related(
    code: ChangeCode, relations: Iterable[Relation], entities: Mapping[str, Entity], known: Iterable[str]
) -> Iterator[ChangeNote]:
    """Yield the relations that came or went between things that both snapshots hold."""
    both = set(known)
    for relation in relations:
        if relation.source_key not in both or relation.target_key not in both:
            continue
        source, target = entities[relation.source_key], entities[relation.target_key]
        yield ChangeNote(
            code,
            source.key,
            source.kind,
            source.title,
            field=relation.type_code,
            other_key=target.key,
            other=target.title,
            evidence=relation.evidence,
        )


def _entity_of_record(entities: Mapping[str, Entity]) -> dict[str, Entity]:
    return {record: entity for entity in entities.values() for record in entity.record_keys}


def _named(entity: Entity) -> tuple[Evidence, ...]:
    name = entity.chosen("name")
    return name.evidence if name else ()
