"""Several partners for one need: each brings what is still missing, not twice the same.

    facets of a need       its concepts, and the words that no concept stands for, each with its weight
    a partner covers       a concept as well as it meets it; a word if its documents have it
    next partner           who adds most to what is covered so far, by weight; ties go to the better ranked

What the one that looks already has counts as covered. Picking the one that adds most each time covers at
least 63 % of what the best choice of as many partners could (Nemhauser, Wolsey and Fisher, 1978).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from biovaliance.synergies.needs import Need
from biovaliance.synergies.ranking.ranker import Ranker

CONCEPTS_SHARE = 0.7
"""What the concepts of a need weigh together beside its words, where it has both."""
MOST_WORDS = 20
LEAST_GAIN = 0.01


@dataclass(frozen=True, slots=True)
class Facet:
    """A part of a need: a concept, or a word; the weights of all facets add up to 1."""

    name: str
    is_concept: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Pick:
    """A partner, what it adds to what was covered before, and by which facets."""

    profile_id: str
    gain: float
    brings: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """Partners in the order they were picked, what they cover together, and what nobody brings."""

    picks: tuple[Pick, ...]
    covered_share: float
    missing: tuple[Facet, ...]


def complementing_partners(ranker: Ranker, need: Need, count: int, *, among: int = 50) -> Team:
    """Return up to `count` partners, picked from the first `among`, that together cover the need best.

    Fewer are returned where nobody else adds anything.
    """
    facets = facets_of(ranker, need)
    candidates = [profile.id for profile in ranker.order(need)[:among]]
    coverage = {profile_id: _coverage(ranker, facets, profile_id) for profile_id in candidates}
    held = _coverage(ranker, facets, need.profile_id) if need.profile_id in ranker else {}
    covered = {facet.name: held.get(facet.name, 0.0) for facet in facets}
    picks: list[Pick] = []
    while len(picks) < count and candidates:
        gains = {each: _gain(facets, covered, coverage[each]) for each in candidates}
        best = max(candidates, key=lambda each: round(gains[each], 9))  # the first of equals ranks higher
        if gains[best] < LEAST_GAIN:
            break
        brings = tuple(f for f in facets if coverage[best].get(f.name, 0.0) > covered[f.name])
        picks.append(Pick(best, gains[best], brings))
        covered = {name: max(known, coverage[best].get(name, 0.0)) for name, known in covered.items()}
        candidates.remove(best)
    share = sum(facet.weight * covered[facet.name] for facet in facets)
    return Team(tuple(picks), share, tuple(facet for facet in facets if not covered[facet.name]))


def facets_of(ranker: Ranker, need: Need) -> tuple[Facet, ...]:
    """Return the facets of a need, the concepts first, then its rarest words."""
    concepts = ranker.concepts_wanted(need)
    words = ranker.words_wanted(need, MOST_WORDS)
    part = CONCEPTS_SHARE if concepts and words else 1.0
    return (
        *_weighed(concepts, part, is_concept=True),
        *_weighed(words, 1 - part if concepts else 1.0, is_concept=False),
    )


def _weighed(weights: Mapping[str, float], part: float, *, is_concept: bool) -> Iterable[Facet]:
    total = sum(weights.values())
    return (Facet(name, is_concept, part * weight / total) for name, weight in weights.items())


def _coverage(ranker: Ranker, facets: Iterable[Facet], profile_id: str) -> dict[str, float]:
    names = list(facets)
    met = ranker.concepts_met([f.name for f in names if f.is_concept], profile_id)
    words = ranker.words_had([f.name for f in names if not f.is_concept], profile_id)
    return {**met, **dict.fromkeys(words, 1.0)}


def _gain(facets: Iterable[Facet], covered: Mapping[str, float], brought: Mapping[str, float]) -> float:
    return sum(
        facet.weight * max(0.0, brought.get(facet.name, 0.0) - covered[facet.name]) for facet in facets
    )
