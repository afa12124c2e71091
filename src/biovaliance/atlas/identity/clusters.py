"""People's and rules' judgements turn records into groups that stand for one thing each.

    records ── judgements of people (latest per pair) ──> joins and bars
            ── judgements of rules, strongest first   ──> joins, where no bar forbids
            ── each group is named after its anchor    ──> entity key

A person's judgement outranks a rule's, also indirectly: a rule never joins two groups that hold a
pair a person has called different. Nothing is destroyed: taking a judgement back and grouping
again restores what was before, under the same keys.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from biovaliance.atlas.records import Record, entity_key
from biovaliance.foundation.errors import InputError


class Decision(StrEnum):
    """Are two records the same thing?

    RENAMED: the same, and the left record bears the older name. PART_OF: different, and what the left
    record speaks about is part of what the right one does. SKIPPED: looked at, and left to somebody else.
    """

    SAME = "same"
    DIFFERENT = "different"
    RENAMED = "renamed"
    PART_OF = "part_of"
    SKIPPED = "skipped"

    @property
    def joins(self) -> bool:
        """Whether the two records are one thing."""
        return self in (Decision.SAME, Decision.RENAMED)

    @property
    def keeps_apart(self) -> bool:
        """Whether the two records are two things."""
        return self in (Decision.DIFFERENT, Decision.PART_OF)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Somebody's or some rule's word on a pair of records.

    `decided_at` is an instant (ISO 8601, UTC); `withdrawn_at` is '' while the judgement stands.
    `since` tells when the new name or the parent began to hold (ISO 8601 at the precision known, or ''),
    `former_name` what the thing was called before, and `address` where that can be read.
    """

    left_key: str
    right_key: str
    decision: Decision
    decided_by: str
    decided_at: str
    why: str
    by_person: bool = True
    score: float = 1.0
    withdrawn_at: str = ""
    since: str = ""
    former_name: str = ""
    address: str = ""
    withdrawn_by: str = ""

    @property
    def pair(self) -> frozenset[str]:
        """The two records, in no order."""
        return frozenset((self.left_key, self.right_key))


@dataclass(frozen=True, slots=True)
class Group:
    """Records that stand for one thing; `key` is stable as long as the anchor record exists."""

    key: str
    slug: str
    records: tuple[Record, ...]


DECLARED = "declared identity"


def declared_judgements(records: Iterable[Record]) -> list[Judgement]:
    """Return the rule judgements that follow from records which name the record they speak about."""
    return [
        Judgement(
            record.key, other, Decision.SAME, DECLARED, "", "The record names the one it speaks about.", False
        )
        for record in records
        for other in record.same_as
    ]


def standing(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Return the judgements in force, people's first, then rules' from strong to weak.

    Of several judgements by people on one pair the latest holds; withdrawn ones hold nothing, and one that
    skips the pair leaves what was decided before.
    """
    by_people: dict[frozenset[str], Judgement] = {}
    by_rules = []
    for judgement in judgements:
        if judgement.withdrawn_at or judgement.decision is Decision.SKIPPED:
            continue
        if not judgement.by_person:
            by_rules.append(judgement)
            continue
        known = by_people.get(judgement.pair)
        if known is None or judgement.decided_at >= known.decided_at:
            by_people[judgement.pair] = judgement
    people = sorted(
        by_people.values(), key=lambda j: (not j.decision.keeps_apart, j.decided_at, sorted(j.pair))
    )
    rules = sorted(by_rules, key=lambda j: (-j.score, sorted(j.pair), j.decision))
    return people + rules


class _Groups:
    """Disjoint sets with bars: two sets that hold a barred pair never join."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._barred: defaultdict[str, set[str]] = defaultdict(set)

    def find(self, key: str) -> str:
        root = key
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while key != root:
            self._parent[key], key = root, self._parent.get(key, key)
        return root

    def bar(self, left: str, right: str) -> None:
        left, right = self.find(left), self.find(right)
        if left != right:
            self._barred[left].add(right)
            self._barred[right].add(left)

    def join(self, left: str, right: str) -> None:
        left, right = self.find(left), self.find(right)
        if left == right or right in self._barred[left]:
            return
        self._parent[right] = left
        for other in self._barred.pop(right, set()):
            self._barred[other].discard(right)
            self._barred[other].add(left)
            self._barred[left].add(other)


def group(records: Iterable[Record], judgements: Iterable[Judgement]) -> list[Group]:
    """Return the groups of `records`, ordered by key.

    A group is named after its anchor: the record of lowest precedence, then of lowest key; one that says
    nothing to the public gives its name only where no other does, since addresses are public.

    Raises:
        InputError: two records share a key, or two groups would share a name.
    """
    by_key: dict[str, Record] = {}
    for record in records:
        if record.key in by_key:
            raise InputError(f"Record '{record.key}' appears twice; a source names each thing once.")
        by_key[record.key] = record
    sets = _Groups()
    for judgement in standing([*judgements, *declared_judgements(by_key.values())]):
        if not judgement.pair <= by_key.keys():
            continue
        if judgement.decision.keeps_apart:
            sets.bar(judgement.left_key, judgement.right_key)
        elif by_key[judgement.left_key].kind == by_key[judgement.right_key].kind:
            sets.join(judgement.left_key, judgement.right_key)
    members: defaultdict[str, list[Record]] = defaultdict(list)
    for key, record in by_key.items():
        members[sets.find(key)].append(record)
    groups: dict[str, Group] = {}
    for found in members.values():
        ordered = tuple(
            sorted(found, key=lambda record: (not record.is_public, record.precedence, record.key))
        )
        name = entity_key(ordered[0].kind, ordered[0].slug)
        if name in groups:
            raise InputError(
                f"Two different things would be called '{name}'; give one record another identifier."
            )
        groups[name] = Group(name, ordered[0].slug, ordered)
    return [groups[name] for name in sorted(groups)]
