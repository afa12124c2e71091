"""A group of records becomes one entity: each field with its chosen value and what others say.

The chosen value is the one of the source of lowest precedence, then of the highest confidence, then
the most recently stated, then the one most sources carry; a former name is no longer chosen as a name
where there is another. Nothing is dropped: the other values stay
beside it with their evidence, and more than one value of a single-valued field is a disagreement.
"""

from collections.abc import Callable, Iterable, Sequence

from biovaliance.atlas.entities import Entity, FieldValue
from biovaliance.atlas.fields import FIELDS
from biovaliance.atlas.identity.clusters import Group
from biovaliance.atlas.records import Record, Statement
from biovaliance.foundation.evidence import AUDIENCES_OF_VIEW, Audience, View

_Said = tuple[Record, Statement]


def _rank(said: _Said) -> tuple[int, int, bool, str]:
    record, statement = said
    confidence = min((evidence.confidence.rank for evidence in statement.evidence), default=9)
    latest = max((evidence.stated_on for evidence in statement.evidence), default="")
    # Later dates first: ISO dates sort as text, so their characters are turned round. No date comes last.
    return (
        record.precedence,
        confidence,
        not latest,
        "".join(chr(0x10FFFF - ord(character)) for character in latest),
    )


def merge(group: Group, view: View) -> Entity | None:
    """Return the entity of `group` as `view` may see it, or None where nothing is open to it.

    A thing without a name open to the view is not shown at all: its other statements would name it.
    """
    audiences = AUDIENCES_OF_VIEW[view]
    said: dict[str, list[_Said]] = {}
    for record in group.records:
        for statement in record.statements:
            if statement.audience in audiences:
                said.setdefault(statement.field, []).append((record, statement))
    if "name" not in said:
        return None
    kind = group.records[0].kind
    former = frozenset(statement.value for _record, statement in said.get("former_name", ()))
    fields = {
        definition.name: _merge_field(
            said[definition.name],
            many=definition.many,
            past=former if definition.name in ("name", "official_name") else frozenset(),
        )
        for definition in FIELDS[kind]
        if definition.name in said
    }
    open_records = tuple(
        record.key
        for record in group.records
        if any(statement.audience in audiences for statement in record.statements)
    )
    return Entity(group.key, kind, group.slug, fields, open_records)


def _merge_field(
    said: Iterable[_Said], *, many: bool, past: frozenset[str] = frozenset()
) -> tuple[FieldValue, ...]:
    by_value: dict[tuple[str, str], list[_Said]] = {}
    for item in said:
        by_value.setdefault((item[1].language, item[1].value), []).append(item)
    ordered = list(by_value.items())
    if len(ordered) > 1 and not many:  # values that add up keep the order in which they were said
        ordered.sort(
            key=lambda entry: (
                entry[0][0],
                entry[0][1] in past,
                *min(_rank(item) for item in entry[1]),
                -len(entry[1]),
            ),
        )
    values = []
    seen_languages: set[str] = set()
    not_chosen = past if any(value not in past for _language, value in by_value) else frozenset()
    for (language, value), items in ordered:
        evidence = tuple(dict.fromkeys(e for _, statement in items for e in statement.evidence))
        notes = (
            " ".join(dict.fromkeys(note for _, statement in items if (note := getattr(statement, name))))
            for name in ("note", "note_fr")
        )
        is_chosen = many or (language not in seen_languages and value not in not_chosen)
        values.append(FieldValue(value, language, evidence, is_chosen, *notes))
        seen_languages.add(language)
    return tuple(values)


def merge_all(
    groups: Sequence[Group], report: Callable[[int], None] = lambda _done: None
) -> dict[View, dict[str, Entity]]:
    """Return the entities of all groups as each view may see them, by view and key.

    A group without a closed statement looks the same to everybody and is merged once: the views then
    share the very same entity.
    """
    seen: dict[View, dict[str, Entity]] = {view: {} for view in View}
    for number, group in enumerate(groups):
        if number % 500 == 0:
            report(number)
        is_open = all(s.audience is Audience.PUBLIC for record in group.records for s in record.statements)
        public = merge(group, View.PUBLIC)
        for view in View:
            entity = public if is_open or view is View.PUBLIC else merge(group, view)
            if entity is not None:
                seen[view][group.key] = entity
    report(len(groups))
    return seen
