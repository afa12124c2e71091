"""The pairs of records that people should look at, the most telling first, and what each decision changes.

    rules' hints, joins that are not entirely sure ──┐
    joins that a person's decision keeps from being ─┼──> pairs nobody has decided ──> by expected value
    groups that hold what the sources tell apart ────┘

The expected value of a decision is what it changes times how unsure it is:

    value       = uncertainty x effect
    uncertainty = 4 p (1 - p), which is 1 at p = 0.5 and 0 where there is nothing to ask
    effect      = statements moved + 3 x relations moved + 10 x public pages that come or go

p is the score of the pair, calibrated by what people have decided: of n decided pairs that have the same
kinds of reasons, s were the same thing, and p = (4 x score + s) / (4 + n). So ten homonyms told apart make
the next one a lesser question. The effect compares the atlas as it stands with the atlas in which the pair
is decided the other way: joined where it is apart, told apart where a rule has joined it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import combinations

from biovaliance.atlas.identity.clusters import (
    Decision,
    Group,
    Judgement,
    declared_judgements,
    group,
    standing,
)
from biovaliance.atlas.identity.matching import EXCLUSIVE, Comparison, Reason, compare
from biovaliance.atlas.identity.ruling import Hint, Ruled, obstacle_of_source
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.evidence import Audience
from biovaliance.foundation.languages import Text

NEAR = 0.9
"""A rule’s join of at most this score is near enough to the threshold to be looked at too."""
PRIOR = 4.0
"""How many decided pairs the score of the rules counts for."""
RELATION_WEIGHT, PAGE_WEIGHT = 3, 10


class Cause(StrEnum):
    """Why a pair is in the queue."""

    UNSURE = "unsure"
    OBSTRUCTED = "obstructed"
    JOINED = "joined"
    BARRED = "barred"
    DISPUTED = "disputed"


CAUSE_TEXTS: dict[Cause, Text] = {
    Cause.UNSURE: Text(
        "Not sure enough for a rule to join them.",
        "Pas assez sûr pour qu’une règle les réunisse.",
    ),
    Cause.OBSTRUCTED: Text(
        "A rule would join them, and something forbids it.",
        "Une règle les réunirait, mais quelque chose l’interdit.",
    ),
    Cause.JOINED: Text(
        "A rule has joined them without being entirely sure.",
        "Une règle les a réunis sans en être tout à fait sûre.",
    ),
    Cause.BARRED: Text(
        "A rule joins them, and decisions on other pairs keep them apart.",
        "Une règle les réunit, mais des décisions sur d’autres paires les séparent.",
    ),
    Cause.DISPUTED: Text(
        "Decisions on other pairs join them, and the sources tell them apart.",
        "Des décisions sur d’autres paires les réunissent, mais les sources les distinguent.",
    ),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """How much of the atlas a decision moves."""

    statements: int = 0
    relations: int = 0
    pages: int = 0

    @property
    def weight(self) -> int:
        """The three as one figure, in statements."""
        return self.statements + RELATION_WEIGHT * self.relations + PAGE_WEIGHT * self.pages


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records somebody should look at, and why."""

    left_key: str
    right_key: str
    cause: Cause
    score: float
    probability: float
    reasons: tuple[Reason, ...]
    effect: Effect
    skipped: Judgement | None = None

    @property
    def uncertainty(self) -> float:
        """1 where nobody can tell, 0 where there is nothing to ask."""
        return 4.0 * self.probability * (1.0 - self.probability)

    @property
    def value(self) -> float:
        """The expected value of deciding it."""
        return self.uncertainty * self.effect.weight

    @property
    def are_joined(self) -> bool:
        """Whether the two are one thing as the atlas stands."""
        return self.cause in (Cause.JOINED, Cause.DISPUTED)


@dataclass(frozen=True)
class Material:
    """What the sources say and what rules make of it: all that a review needs beside people's words."""

    records: Mapping[str, Record]
    relations: tuple[Relation, ...]
    ruled: Ruled
    once: frozenset[str] = frozenset()

    @cached_property
    def hints(self) -> dict[frozenset[str], Hint]:
        """The rules' hints by pair."""
        return {frozenset((hint.left_key, hint.right_key)): hint for hint in self.ruled.hints}

    @cached_property
    def relations_of(self) -> Mapping[str, tuple[int, ...]]:
        """The numbers of the relations of each record."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, relation in enumerate(self.relations):
            for key in {relation.source_key, relation.target_key}:
                found[key].append(number)
        return {key: tuple(numbers) for key, numbers in found.items()}


@dataclass(frozen=True)
class Standing:
    """The atlas as judgements have it now, and as it would be with one more or one less."""

    material: Material
    judgements: tuple[Judgement, ...]
    """All that was ever judged by people, withdrawn ones too."""

    @cached_property
    def in_force(self) -> tuple[Judgement, ...]:
        """People's judgements that hold, one per pair."""
        return tuple(judgement for judgement in standing(self.judgements) if judgement.by_person)

    @cached_property
    def all_words(self) -> tuple[Judgement, ...]:
        """People's standing judgements, and rules'."""
        return (*self.in_force, *self.material.ruled.judgements)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The groups the records form."""
        return tuple(group(self.material.records.values(), self.all_words))

    @cached_property
    def group_of(self) -> dict[str, Group]:
        """The group of each record."""
        return {record.key: found for found in self.groups for record in found.records}

    @cached_property
    def decided(self) -> dict[frozenset[str], Judgement]:
        """The person's word that holds on each pair."""
        return {judgement.pair: judgement for judgement in self.in_force}

    @cached_property
    def skipped(self) -> dict[frozenset[str], Judgement]:
        """Who last put a pair aside."""
        return {
            judgement.pair: judgement
            for judgement in self.judgements
            if judgement.decision is Decision.SKIPPED and not judgement.withdrawn_at
        }

    @cached_property
    def _neighbours(self) -> dict[str, frozenset[str]]:
        """All records that words on pairs tie to a record, directly or not: regrouping them is exact."""
        parent: dict[str, str] = {}

        def root(key: str) -> str:
            while (above := parent.get(key, key)) != key:
                key = above
            return key

        words = (*self.all_words, *declared_judgements(self.material.records.values()))
        for judgement in words:
            if judgement.pair <= self.material.records.keys():
                left, right = root(judgement.left_key), root(judgement.right_key)
                parent[max(left, right)] = min(left, right)
        members: defaultdict[str, set[str]] = defaultdict(set)
        for key in parent:
            members[root(key)].add(key)
        for key, found in members.items():
            found.add(key)
        return {key: frozenset(found) for found in members.values() for key in found}

    def effect_of(self, left_key: str, right_key: str, decision: Decision) -> Effect:
        """Return what deciding a pair so would move."""
        word = Judgement(left_key, right_key, decision, "", "9999", "", by_person=True)
        kept = [j for j in self.all_words if not (j.by_person and j.pair == word.pair)]
        added = [word] if decision is not Decision.SKIPPED else []
        return self._moved({left_key, right_key}, [*kept, *added])

    def effect_of_withdrawing(self, judgement: Judgement) -> Effect:
        """Return what taking back a standing judgement would move; the one before it would hold again."""
        words = tuple(j for j in self.judgements if j != judgement)
        rest = [j for j in standing(words) if j.by_person]
        return self._moved(set(judgement.pair), [*rest, *self.material.ruled.judgements])

    def _moved(self, keys: Iterable[str], words: Sequence[Judgement]) -> Effect:
        records = self.material.records
        near = {key for each in keys if each in records for key in self._neighbours.get(each, {each})}
        local = [j for j in words if j.pair <= near]
        after = {
            record.key: found
            for found in group([records[key] for key in sorted(near)], local)
            for record in found.records
        }
        moved = [key for key in near if self.group_of[key].key != after[key].key]
        numbers = {number for key in moved for number in self.material.relations_of.get(key, ())}
        pages_before = {self.group_of[key].key for key in near if _has_page(self.group_of[key])}
        pages_after = {found.key for found in after.values() if _has_page(found)}
        return Effect(
            sum(len(records[key].statements) for key in moved), len(numbers), len(pages_before ^ pages_after)
        )


def _has_page(found: Group) -> bool:
    return any(
        statement.field == "name" and statement.audience is Audience.PUBLIC
        for record in found.records
        for statement in record.statements
    )


@dataclass(frozen=True, slots=True)
class _Found:
    left_key: str
    right_key: str
    cause: Cause
    score: float
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class _Calibration:
    """How often pairs with the same kinds of reasons were the same thing, by people's words."""

    same: defaultdict[tuple[str, ...], int] = field(default_factory=lambda: defaultdict(int))
    all: defaultdict[tuple[str, ...], int] = field(default_factory=lambda: defaultdict(int))

    def probability(self, score: float, reasons: Iterable[Reason]) -> float:
        kinds = _kinds(reasons)
        return (PRIOR * score + self.same[kinds]) / (PRIOR + self.all[kinds])


def _kinds(reasons: Iterable[Reason]) -> tuple[str, ...]:
    return tuple(sorted(reason.code for reason in reasons))


def review_queue(current: Standing) -> tuple[Pair, ...]:
    """Return the pairs that nobody has decided, by expected value; those put aside come last."""
    calibration = calibrate(current)
    pairs = []
    for found in _candidates(current):
        pair = frozenset((found.left_key, found.right_key))
        if pair in current.decided:
            continue
        joined = found.cause in (Cause.JOINED, Cause.DISPUTED)
        decision = Decision.DIFFERENT if joined else Decision.SAME
        pairs.append(
            Pair(
                found.left_key,
                found.right_key,
                found.cause,
                found.score,
                calibration.probability(found.score, found.reasons),
                found.reasons,
                current.effect_of(found.left_key, found.right_key, decision),
                current.skipped.get(pair),
            )
        )
    return tuple(
        sorted(pairs, key=lambda p: (p.skipped is not None, -p.value, -p.score, p.left_key, p.right_key))
    )


def calibrate(current: Standing) -> _Calibration:
    """Return what people's standing decisions say of each kind of evidence."""
    calibration = _Calibration()
    for judgement in current.in_force:
        if judgement.pair <= current.material.records.keys():
            _score, reasons = score_of(current.material, judgement.left_key, judgement.right_key)
            calibration.all[_kinds(reasons)] += 1
            calibration.same[_kinds(reasons)] += judgement.decision.joins
    return calibration


def score_of(material: Material, left_key: str, right_key: str) -> tuple[float, tuple[Reason, ...]]:
    """Return how surely rules hold two records for one, and the reasons, an obstacle among them."""
    compared = compare(material.records[left_key], material.records[right_key])
    hint = material.hints.get(frozenset((left_key, right_key)))
    return compared.score, _with_obstacle(compared, hint.obstacle if hint else None)


def _with_obstacle(compared: Comparison, obstacle: Reason | None) -> tuple[Reason, ...]:
    return (*compared.reasons, *((obstacle,) if obstacle else ()))


def _candidates(current: Standing) -> list[_Found]:
    """Return each pair once, for the first cause that holds."""
    material, group_of = current.material, current.group_of
    found: dict[frozenset[str], _Found] = {}

    def add(left: str, right: str, cause: Cause, score: float, reasons: tuple[Reason, ...]) -> None:
        found.setdefault(frozenset((left, right)), _Found(left, right, cause, score, reasons))

    for judgement in material.ruled.judgements:
        left, right = judgement.left_key, judgement.right_key
        apart = group_of[left] is not group_of[right]
        if apart or judgement.score <= NEAR:
            score, reasons = score_of(material, left, right)
            add(left, right, Cause.BARRED if apart else Cause.JOINED, score, reasons)
    for hint in material.ruled.hints:
        if group_of[hint.left_key] is not group_of[hint.right_key]:
            cause = Cause.OBSTRUCTED if hint.obstacle else Cause.UNSURE
            reasons = (*hint.reasons, *((hint.obstacle,) if hint.obstacle else ()))
            add(hint.left_key, hint.right_key, cause, hint.score, reasons)
    for left, right, reason in _disputed(current):
        score, reasons = score_of(material, left, right)
        known = {each.code for each in reasons}
        add(left, right, Cause.DISPUTED, score, reasons if reason.code in known else (*reasons, reason))
    return list(found.values())


def _disputed(current: Standing) -> Iterable[tuple[str, str, Reason]]:
    """Yield the pairs that decisions of people have put into one group, and that the sources tell apart."""
    touched = {
        current.group_of[key].key for j in current.in_force for key in j.pair if key in current.group_of
    }
    for found in current.groups:
        if found.key not in touched:
            continue
        for left, right in combinations(sorted(found.records, key=lambda record: record.key), 2):
            if left.source_key == right.source_key and left.source_key in current.material.once:
                yield left.key, right.key, obstacle_of_source(left.source_key)
                continue
            for name in sorted(EXCLUSIVE):
                ours, theirs = set(left.values(name)), set(right.values(name))
                if ours and theirs and not ours & theirs:
                    label = name.replace("_", " ").upper()
                    text = Text(f"different {label} identifiers", f"identifiants {label} différents")
                    yield left.key, right.key, Reason(f"other_{name}", text)
                    break
