"""How readers put what a row says into records: statements with evidence, what does not fit left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from biovaliance.atlas.fields import FIELDS, FieldDefinition, Kind
from biovaliance.atlas.records import Record, Statement, record_key
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.evidence import Confidence, Evidence
from biovaliance.foundation.names import sort_key
from biovaliance.sources.curated.checks import fits
from biovaliance.sources.definitions import SourceDefinition
from biovaliance.sources.receipts import Receipt

Said = tuple[str, str] | tuple[str, str, str]
"""(field, value) or (field, value, language)."""

_FIELDS: dict[Kind, dict[str, FieldDefinition]] = {
    kind: {definition.name: definition for definition in definitions} for kind, definitions in FIELDS.items()
}
_LONGEST_NAME_IN_SLUG = 60
_LONGEST_LOCAL_ID = 40
_LONGEST = {"name": 300, "official_name": 400, "town": 120, "description": 700}
"""Characters of a value at most; what is longer ends in an ellipsis."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A source speaking through one of its files."""

    definition: SourceDefinition
    receipt: Receipt

    def evidence(
        self, address: str = "", *, stated_on: str = "", confidence: Confidence = Confidence.HIGH
    ) -> tuple[Evidence, ...]:
        """Return the evidence of one row: the page of the thing, else the address of the file."""
        return (
            Evidence(
                self.definition.key,
                address or self.receipt.address or self.definition.address,
                self.definition.publisher,
                stated_on or self.receipt.stated_on,
                self.receipt.taken_on,
                self.receipt.licence or self.definition.licence,
                confidence,
            ),
        )

    def key(self, kind: Kind, local_id: str) -> str:
        """Return the key of a record of this source."""
        return record_key(self.definition.key, kind, local_id)

    def record(
        self, kind: Kind, local_id: str, evidence: tuple[Evidence, ...], said: Iterable[Said]
    ) -> Record | None:
        """Return the record of a thing, None where no name is left of what is said."""
        statements = tuple(dict.fromkeys(statements_of(kind, evidence, said)))
        name = next((each.value for each in statements if each.field == "name"), "")
        if not name or not local_id:
            return None
        slug = slug_of(name, self.definition.key, local_id)
        return Record(self.definition.key, kind, local_id, statements, self.definition.precedence, (), slug)

    def relation(
        self,
        source: tuple[Kind, str],
        type_code: str,
        target: tuple[Kind, str],
        evidence: tuple[Evidence, ...],
    ) -> Relation:
        """Return a relation between two things of this source, by their own identifiers."""
        return Relation(self.key(*source), type_code, self.key(*target), evidence)


def statements_of(kind: Kind, evidence: tuple[Evidence, ...], said: Iterable[Said]) -> Iterable[Statement]:
    """Yield a statement for each value that is there, readable, and fits its field."""
    for field, value, *language in said:
        text = shortened(" ".join(value.split()), _LONGEST.get(field, 1000))
        if text and "\ufffd" not in text and fits(_FIELDS[kind][field].value_type, text):
            yield Statement(field, text, evidence, language[0] if language else "")


def slug_of(name: str, source_key: str, local_id: str) -> str:
    """Return the readable part of a thing's address: its name, and what makes it the only one."""
    words = sort_key(name).replace(" ", "-")[:_LONGEST_NAME_IN_SLUG].strip("-")
    own = sort_key(f"{source_key} {local_id}").replace(" ", "-")
    return f"{words}-{own}" if words else own


def local_id_of(*parts: str) -> str:
    """Return an identifier made of words, for things the source gives none: the same words, the same one."""
    whole = "-".join(filter(None, (sort_key(part).replace(" ", "-") for part in parts)))
    if len(whole) <= _LONGEST_LOCAL_ID:
        return whole
    return f"{whole[: _LONGEST_LOCAL_ID - 9].strip('-')}-{sha256(whole.encode()).hexdigest()[:8]}"


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many characters, cut between words."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - 1].rsplit(' ', 1)[0]}…"
