"""One source's account of one thing: statements, each with its evidence and its audience."""

from dataclasses import dataclass

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.evidence import Audience, Evidence


@dataclass(frozen=True, slots=True)
class Statement:
    """A source says that a field of a thing has a value.

    `value` is the canonical text of the field's value type; `language` is '' for values that are the
    same in every language. `note` and `note_fr` qualify this one value, in English and in French.
    """

    field: str
    value: str
    evidence: tuple[Evidence, ...]
    language: str = ""
    audience: Audience = Audience.PUBLIC
    note: str = ""
    note_fr: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """All that one source says about one thing.

    `precedence` orders sources when they disagree: the lower one is shown first. `same_as` names
    records that this one declares to speak about (a correction of a row names that row).
    """

    source_key: str
    kind: Kind
    local_id: str
    statements: tuple[Statement, ...]
    precedence: int = 0
    same_as: tuple[str, ...] = ()
    entity_slug: str = ""

    @property
    def key(self) -> str:
        """Identify the record among all sources: source, kind and the source's own identifier."""
        return record_key(self.source_key, self.kind, self.local_id)

    @property
    def slug(self) -> str:
        """The readable name the thing gets in addresses when this record anchors it."""
        return self.entity_slug or f"{self.source_key}-{self.local_id}"

    @property
    def is_public(self) -> bool:
        """Whether at least one of its statements is meant for everybody."""
        return any(statement.audience is Audience.PUBLIC for statement in self.statements)

    def values(self, field: str) -> tuple[str, ...]:
        """Return the values said for `field`, in the source's order."""
        return tuple(statement.value for statement in self.statements if statement.field == field)


def record_key(source_key: str, kind: Kind, local_id: str) -> str:
    """Return the key under which a source's record is known."""
    return f"{source_key}:{kind}:{local_id}"


def entity_key(kind: Kind, slug: str) -> str:
    """Return the stable key of a thing."""
    return f"{kind}:{slug}"
