"""Two records side by side: for every field what each says, with its evidence, and whether they agree."""

from dataclasses import dataclass
from enum import StrEnum

from biovaliance.atlas.entities import FieldValue, contradict
from biovaliance.atlas.fields import FIELDS, FieldDefinition, ValueType
from biovaliance.atlas.identity.naming import all_name_keys
from biovaliance.atlas.records import Record
from biovaliance.foundation.languages import Text
from biovaliance.foundation.names import sort_key


class Agreement(StrEnum):
    """How what two records say in a field stands to each other.

    DIFFER: said in two ways, which may both be right. ONE_SIDED: only one of them says anything.
    """

    AGREE = "agree"
    CONTRADICT = "contradict"
    DIFFER = "differ"
    ONE_SIDED = "one_sided"


AGREEMENT_LABELS: dict[Agreement, Text] = {
    Agreement.AGREE: Text("Agree", "Concordent"),
    Agreement.CONTRADICT: Text("Contradict", "Se contredisent"),
    Agreement.DIFFER: Text("Said differently", "Dit autrement"),
    Agreement.ONE_SIDED: Text("One side only", "D’un seul côté"),
}
_NAMES = frozenset({"name", "official_name", "alias", "former_name"})
_KNOWN_MORE_OR_LESS_EXACTLY = frozenset({ValueType.DATE, ValueType.COORDINATES, ValueType.ADDRESS})


@dataclass(frozen=True, slots=True)
class Line:
    """One field, what each record says in it, and whether that agrees."""

    field: str
    label: Text
    agreement: Agreement
    left: tuple[FieldValue, ...]
    right: tuple[FieldValue, ...]


def side_by_side(left: Record, right: Record) -> tuple[Line, ...]:
    """Return a line per field that one of two records of a kind speaks about, in the order of the kind."""
    lines = []
    for definition in FIELDS[left.kind]:
        ours, theirs = _said(left, definition.name), _said(right, definition.name)
        if ours or theirs:
            agreement = _agreement(definition, ours, theirs)
            lines.append(Line(definition.name, definition.label, agreement, ours, theirs))
    return tuple(lines)


def _said(record: Record, field: str) -> tuple[FieldValue, ...]:
    return tuple(
        FieldValue(said.value, said.language, said.evidence, True, said.note, said.note_fr)
        for said in record.statements
        if said.field == field
    )


def _agreement(
    definition: FieldDefinition, left: tuple[FieldValue, ...], right: tuple[FieldValue, ...]
) -> Agreement:
    if not left or not right:
        return Agreement.ONE_SIDED
    if {sort_key(said.value) or said.value for said in left} & {
        sort_key(said.value) or said.value for said in right
    }:
        return Agreement.AGREE
    if definition.name in _NAMES:
        shared = all_name_keys(said.value for said in left) & all_name_keys(said.value for said in right)
        return Agreement.AGREE if shared else Agreement.DIFFER
    if definition.many:
        return Agreement.DIFFER
    pairs = [(ours, theirs) for ours in left for theirs in right if ours.language == theirs.language]
    if not pairs:
        return Agreement.DIFFER
    # Which of two sources is shown first says nothing here, so that either way round is a contradiction.
    if all(contradict(definition.name, *pair) or contradict(definition.name, *pair[::-1]) for pair in pairs):
        return Agreement.CONTRADICT
    return Agreement.AGREE if definition.value_type in _KNOWN_MORE_OR_LESS_EXACTLY else Agreement.DIFFER
