"""Why two things are one or two: the score and its reasons, who has decided what, and what would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from biovaliance.atlas.identity.clusters import Decision, Judgement
from biovaliance.atlas.identity.matching import Reason
from biovaliance.atlas.identity.review import Effect, Standing, calibrate, score_of
from biovaliance.atlas.identity.sides import Line, side_by_side
from biovaliance.foundation.errors import InputError, NotFoundError

DECIDABLE = (Decision.SAME, Decision.DIFFERENT)
"""What changes the groups; a new name or a parent change them as these two do."""


@dataclass(frozen=True, slots=True)
class Word:
    """A judgement that bears on a pair, and what taking it back would move (nothing for a rule's)."""

    judgement: Judgement
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of a pair of records.

    `on_pair` are people's and rules' standing words on the two records themselves, `nearby` people's on
    others of their groups, `past` what was taken back or has been followed by a later decision.
    """

    left_key: str
    right_key: str
    left_entity: str
    right_entity: str
    score: float
    probability: float
    reasons: tuple[Reason, ...]
    lines: tuple[Line, ...]
    on_pair: tuple[Word, ...]
    nearby: tuple[Word, ...]
    past: tuple[Judgement, ...]
    would: Mapping[Decision, Effect]

    @property
    def are_one(self) -> bool:
        """Whether the atlas holds the two for one thing."""
        return self.left_entity == self.right_entity


def find_records(current: Standing, name: str) -> tuple[str, ...]:
    """Return the records that a record key, an entity key or a slug names.

    Raises:
        NotFoundError: nothing is called so, or things of several kinds are.
    """
    if name in current.material.records:
        return (name,)
    found = [each for each in current.groups if name in (each.key, each.slug)]
    if len(found) == 1:
        return tuple(record.key for record in found[0].records)
    if found:
        raise NotFoundError(
            f"'{name}' names {len(found)} things; expected one of {', '.join(each.key for each in found)}."
        )
    raise NotFoundError(
        f"Nothing is called '{name}'; expected a record key (source:kind:id), an entity key (kind:slug) or a "
        "slug, as in the address of its page."
    )


def closest_pair(current: Standing, left: str, right: str) -> tuple[str, str]:
    """Return the two records that two names stand for: of things with several records the most alike ones.

    Raises:
        NotFoundError: nothing is called so.
        InputError: both name the same record, or records of different kinds.
    """
    ours, theirs = find_records(current, left), find_records(current, right)
    records = current.material.records
    pairs = [pair for pair in product(ours, theirs) if pair[0] != pair[1]]
    if not pairs or (set(ours) == set(theirs) and len(ours) > 1):
        known = ", ".join(ours)
        raise InputError(
            f"'{left}' and '{right}' name the same thing; expected two different ones, or two of its "
            f"records: {known}."
        )
    best = max(pairs, key=lambda pair: (score_of(current.material, *pair)[0], pair in _judged(current), pair))
    kinds = {records[key].kind for key in best}
    if len(kinds) > 1:
        raise InputError(
            f"'{left}' and '{right}' are of different kinds ({', '.join(sorted(kinds))}), so they are never "
            "the same thing; expected two of one kind."
        )
    return best


def _judged(current: Standing) -> set[tuple[str, str]]:
    return {
        pair
        for judgement in current.judgements
        for pair in (
            (judgement.left_key, judgement.right_key),
            (judgement.right_key, judgement.left_key),
        )
    }


def explain(current: Standing, left_key: str, right_key: str) -> Explanation:
    """Return what is known of two records of one kind."""
    records, group_of = current.material.records, current.group_of
    pair = frozenset((left_key, right_key))
    score, reasons = score_of(current.material, left_key, right_key)
    members = {record.key for key in pair for record in group_of[key].records}
    own = [j for j in current.in_force if j.pair == pair]
    rules = [j for j in current.material.ruled.judgements if j.pair == pair]
    near = [j for j in current.in_force if j.pair != pair and j.pair & members]
    return Explanation(
        left_key,
        right_key,
        group_of[left_key].key,
        group_of[right_key].key,
        score,
        calibrate(current).probability(score, reasons),
        reasons,
        side_by_side(records[left_key], records[right_key]),
        tuple(Word(j, current.effect_of_withdrawing(j) if j.by_person else None) for j in (*own, *rules)),
        tuple(Word(j, current.effect_of_withdrawing(j)) for j in near),
        tuple(j for j in current.judgements if j.pair == pair and j not in own),
        {decision: current.effect_of(left_key, right_key, decision) for decision in DECIDABLE},
    )
