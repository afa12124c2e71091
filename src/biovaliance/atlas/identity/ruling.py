"""Pairs of records into rules' judgements: which are the same thing, and which a person should look at.

Pairs worth comparing come from the bulk steps (bulk/proposals.py), and are taken from the surest down. Three
things forbid a join, however sure the pair looks:

- a source that names each thing once would have two of its records in one group;
- one of the two is part of the other by what a source says, unless an identifier agrees;
- two records of such a source look the same thing as a third one, and equally so: nobody can tell which.

A pair that is forbidden, or not sure enough, is a hint for people if one of the two lies in the region.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from biovaliance.atlas.identity.clusters import Decision, Judgement
from biovaliance.atlas.identity.matching import (
    ACCEPTED,
    DECISIVE,
    EXCLUSIVE,
    HINT,
    Comparison,
    Profile,
    Reason,
    compare_profiles,
    profile_of,
)
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import RELATION_TYPES, Relation
from biovaliance.foundation.languages import Text

RULE = "rule of identifiers and names"
_SUCCESSION = frozenset({"succeeded_by", "merged_into", "acquired", "spin_off_of", "spun_off"})


@dataclass(frozen=True, slots=True)
class Hint:
    """A pair that may be the same thing, for a person to decide; `obstacle` is what forbids a rule to."""

    left_key: str
    right_key: str
    score: float
    reasons: tuple[Reason, ...]
    obstacle: Reason | None = None

    @property
    def why(self) -> str:
        """The reasons and the obstacle in one English sentence."""
        return "; ".join(reason.text.en for reason in (*self.reasons, self.obstacle) if reason)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules decide, and what they leave to people; both from the surest down."""

    judgements: tuple[Judgement, ...]
    hints: tuple[Hint, ...]


def rule(
    records: Iterable[Record],
    relations: Iterable[Relation],
    once: Collection[str],
    pairs: Iterable[tuple[str, str]],
) -> Ruled:
    """Return the judgements of rules on `records`, the same for the same input.

    Args:
        records: of all sources.
        relations: between records; hierarchy and succession keep things apart.
        once: the sources that name each thing once.
        pairs: the keys of the records to compare, each pair once, in any order.
    """
    profiles = _Profiles({record.key: record for record in records})
    apart: set[frozenset[str]] = {
        frozenset((relation.source_key, relation.target_key))
        for relation in relations
        if RELATION_TYPES[relation.type_code].hierarchical or relation.type_code in _SUCCESSION
    }
    scored = [
        _Scored(comparison, left, right)
        for left, right in (sorted(pair) for pair in pairs)
        if (comparison := compare_profiles(profiles[left], profiles[right])).score >= HINT
    ]
    joined = _Joined(apart, frozenset(once), _ambiguous(scored, frozenset(once)), profiles)
    judgements: list[Judgement] = []
    hints: list[Hint] = []
    for each in sorted(scored, key=lambda each: (-each.comparison.score, each.left, each.right)):
        comparison, left, right = each.comparison, each.left, each.right
        if joined.root(left) == joined.root(right):
            continue
        obstacle = joined.obstacle(each)
        if comparison.score < ACCEPTED or obstacle:
            if _is_regional(profiles[left]) or _is_regional(profiles[right]):
                hints.append(Hint(left, right, round(comparison.score, 3), comparison.reasons, obstacle))
            continue
        joined.join(left, right)
        judgements.append(
            Judgement(left, right, Decision.SAME, RULE, "", comparison.why, False, round(comparison.score, 3))
        )
    return Ruled(tuple(judgements), tuple(hints))


class _Profiles(dict[str, Profile]):
    """What of each record is compared, worked out when a pair first asks for it."""

    def __init__(self, records: Mapping[str, Record]) -> None:
        super().__init__()
        self._records = records

    def __missing__(self, key: str) -> Profile:
        self[key] = profile_of(self._records[key])
        return self[key]


@dataclass(frozen=True, slots=True)
class _Scored:
    comparison: Comparison
    left: str
    right: str

    @property
    def is_identified(self) -> bool:
        return any(reason.code in DECISIVE for reason in self.comparison.reasons)


def _is_regional(profile: Profile) -> bool:
    return "yes" in profile.record.values("in_region")


def _ambiguous(scored: Iterable[_Scored], once: frozenset[str]) -> set[frozenset[str]]:
    """Return the pairs of a record with two records of one source that are equally like it."""
    best: defaultdict[tuple[str, str], list[_Scored]] = defaultdict(list)
    for each in scored:
        for this, other in ((each.left, each.right), (each.right, each.left)):
            if _source(other) in once and each.comparison.score >= ACCEPTED and not each.is_identified:
                best[this, _source(other)].append(each)
    found = set()
    for candidates in best.values():
        highest = max(each.comparison.score for each in candidates)
        tied = [each for each in candidates if each.comparison.score == highest]
        if len(tied) > 1:
            found |= {frozenset((each.left, each.right)) for each in tied}
    return found


_RELATED = Reason(
    "related",
    Text("one is part or successor of the other", "l’un fait partie de l’autre ou lui succède"),
)
_TIED = Reason("tied", Text("another one is as like it", "un autre lui ressemble tout autant"))


def obstacle_of_source(source: str) -> Reason:
    """Return the reason that a source which names each thing once names both."""
    return Reason(
        "named_twice",
        Text(
            f"the source “{source}” holds both as two things",
            f"la source «\u00a0{source}\u00a0» en fait deux choses distinctes",
        ),
    )


@dataclass(slots=True)
class _Joined:
    """The groups as they grow, and what keeps two of them apart."""

    apart: set[frozenset[str]]
    once: frozenset[str]
    ambiguous: set[frozenset[str]]
    profiles: dict[str, Profile]
    _parent: dict[str, str] = field(default_factory=dict)
    _members: dict[str, list[str]] = field(default_factory=dict)

    def root(self, key: str) -> str:
        while (parent := self._parent.get(key, key)) != key:
            key = parent
        return key

    def obstacle(self, pair: _Scored) -> Reason | None:
        """Return what forbids joining the groups of two records, None where nothing does."""
        ours, theirs = self.members(pair.left), self.members(pair.right)
        sources = {_source(key) for key in ours} & {_source(key) for key in theirs} & self.once
        if sources:
            return obstacle_of_source(min(sources))
        if pair.is_identified:
            return None
        for name in sorted(EXCLUSIVE):
            left, right = (self._identifiers(keys, name) for keys in (ours, theirs))
            if left and right and not left & right:
                label = name.replace("_", " ").upper()
                return Reason(
                    "groups_differ",
                    Text(f"different {label} identifiers", f"identifiants {label} différents"),
                )
        if any(frozenset((a, b)) in self.apart for a in ours for b in theirs):
            return _RELATED
        return _TIED if frozenset((pair.left, pair.right)) in self.ambiguous else None

    def _identifiers(self, keys: list[str], name: str) -> frozenset[str]:
        return frozenset().union(*(self.profiles[key].identifiers.get(name, frozenset()) for key in keys))

    def members(self, key: str) -> list[str]:
        root = self.root(key)
        return self._members.get(root, [root])

    def join(self, left: str, right: str) -> None:
        root, other = self.root(left), self.root(right)
        self._members[root] = self.members(left) + self.members(right)
        self._parent[other] = root


def _source(key: str) -> str:
    return key.partition(":")[0]
