"""A group of records becomes one entity: each field with its chosen value and what others say.

The chosen value is the one of the source of lowest precedence, then of the highest confidence, then
the most recently stated, then the one most sources carry; a former name is no longer chosen as a name
where there is another. Nothing is dropped: the other values stay
beside it with their evidence, and more than one value of a single-valued field is a disagreement.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from biovaliance.atlas.clusters import Group
from biovaliance.atlas.fields import FIELDS, Kind, field_definition
from biovaliance.atlas.records import Record, Statement
from biovaliance.foundation.evidence import AUDIENCES_OF_VIEW, Audience, Evidence, View
from biovaliance.foundation.languages import Text
from biovaliance.foundation.names import sort_key
from biovaliance.foundation.places import Coordinates, distance_km

_PROPER_NAMES = frozenset({Kind.ORGANISATION, Kind.PROJECT})
"""Kinds whose names are proper names; what else there is often has a name that describes it."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value of one field, and everybody who says so."""

    value: str
    language: str
    evidence: tuple[Evidence, ...]
    chosen: bool
    note: str = ""
    note_fr: str = ""

    @property
    def remark(self) -> Text:
        """What qualifies this value, in both languages."""
        return Text(self.note, self.note_fr)


_MANNERS_OF_SAYING = frozenset({"name", "type", "description", "geo_precision"})
"""Fields that may be said in several ways, also by one source: the name is spelled in full or short."""
_OWN_TO_EACH_SOURCE = frozenset({"official_name", "condition", "product", "trial_status", "sponsor_name"})
"""Fields in which every source has its own manner of saying."""
_SAME_PLACE_KM = 25.0


def contradict(field: str, chosen: FieldValue, other: FieldValue) -> bool:
    """Whether two values of a field cannot both be right, rather than be said in two ways.

    The manner of naming never counts. Within one source every other difference does. Between sources
    wording may differ, a date may be known more or less exactly, and a position may be that of a town's
    centre or of a building. A town that is said on the side of something else, as project partners' are,
    does not contradict a seat: such statements are of medium confidence.
    """
    left, right = chosen.value, other.value
    if field in _MANNERS_OF_SAYING or (field == "town" and sort_key(left) == sort_key(right)):
        return False
    if {e.source_key for e in chosen.evidence} & {e.source_key for e in other.evidence}:
        return True
    match field:
        case "town":
            return _best(other) <= _best(chosen)
        case "website":
            return _host(left) != _host(right)
        case "coordinates":
            return distance_km(_position(left), _position(right)) > _SAME_PLACE_KM
        case "founded" | "start" | "end" | "year":
            return not (left.startswith(right) or right.startswith(left))
        case _:
            return field not in _OWN_TO_EACH_SOURCE


def _best(value: FieldValue) -> int:
    return min((evidence.confidence.rank for evidence in value.evidence), default=9)


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower().removeprefix("www.")


def _position(text: str) -> Coordinates:
    latitude, longitude = text.split(",")
    return Coordinates(float(latitude), float(longitude))


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing of the atlas as one kind of reader may see it."""

    key: str
    kind: Kind
    slug: str
    fields: Mapping[str, tuple[FieldValue, ...]]
    record_keys: tuple[str, ...] = ()

    def all(self, field: str) -> tuple[FieldValue, ...]:
        """Return every value said for `field`, the chosen ones first."""
        return self.fields.get(field, ())

    def chosen(self, field: str, language: str = "") -> FieldValue | None:
        """Return the value shown for `field`: in `language`, else without language, else in any."""
        candidates = [found for found in self.all(field) if found.chosen]
        for wanted in (language, ""):
            for found in candidates:
                if found.language == wanted:
                    return found
        return candidates[0] if candidates else None

    def value(self, field: str, language: str = "") -> str:
        """Return the text of the value shown for `field`, '' where nothing is said."""
        found = self.chosen(field, language)
        return found.value if found else ""

    def values(self, field: str) -> tuple[str, ...]:
        """Return the texts of all chosen values of `field`."""
        return tuple(found.value for found in self.all(field) if found.chosen)

    def text(self, field: str) -> Text:
        """Return `field` in both languages; a value without language serves both."""
        in_language = {found.language: found.value for found in self.all(field) if found.chosen}
        neutral = in_language.get("", "")
        return Text(in_language.get("en", neutral), in_language.get("fr", neutral))

    @property
    def name(self) -> str:
        """The usual name, the same in both languages."""
        return self.value("name") or self.slug

    @property
    def title(self) -> Text:
        """The name to show in each language: proper names stay, descriptive ones are translated."""
        if self.kind in _PROPER_NAMES:
            names = self.text("name")
            return Text(names.en or self.name, names.fr or self.name)
        official = self.text("official_name")
        return Text(official.en or self.name, official.fr or self.name)

    @property
    def disagreements(self) -> tuple[str, ...]:
        """Names of the single-valued fields on which sources differ."""
        return tuple(
            name
            for name, found in self.fields.items()
            if not field_definition(self.kind, name).many
            and any(not value.chosen and self._is_contradicted_by(name, value) for value in found)
        )

    def _is_contradicted_by(self, field: str, other: FieldValue) -> bool:
        chosen = self.chosen(field, other.language)
        return chosen is None or contradict(field, chosen, other)

    def to_json(self) -> dict[str, Any]:
        """Return plain data that `from_json` reads back."""
        return {
            "key": self.key,
            "kind": str(self.kind),
            "slug": self.slug,
            "record_keys": list(self.record_keys),
            "fields": {
                name: [
                    {
                        "value": found.value,
                        "language": found.language,
                        "chosen": found.chosen,
                        "note": found.note,
                        "note_fr": found.note_fr,
                        "evidence": [evidence.to_json() for evidence in found.evidence],
                    }
                    for found in values
                ]
                for name, values in self.fields.items()
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(
            key=data["key"],
            kind=Kind(data["kind"]),
            slug=data["slug"],
            record_keys=tuple(data["record_keys"]),
            fields={
                name: tuple(
                    FieldValue(
                        value=found["value"],
                        language=found["language"],
                        chosen=found["chosen"],
                        note=found["note"],
                        note_fr=found["note_fr"],
                        evidence=tuple(Evidence.from_json(evidence) for evidence in found["evidence"]),
                    )
                    for found in values
                )
                for name, values in data["fields"].items()
            },
        )

    def dumps(self) -> str:
        """Return the JSON text of `to_json`, the same for the same entity."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


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
