"""A thing of the atlas: what is said of each of its fields, by whom, and which value is shown."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from biovaliance.atlas.fields import Kind, field_definition
from biovaliance.foundation.evidence import Evidence
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
