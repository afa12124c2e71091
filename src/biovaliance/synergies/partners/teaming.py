"""Who completes whom: the first partner, then who brings what the need still lacks.

    concepts of the need ─> what the one that asks has ─> first partner ─> what is lacking ─> the next ...

Concepts alone are told, each once, with whoever is the first to bring it; who adds nothing but words of the
need is left out, since a shared word is no proof of a skill that is lacking.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from biovaliance.synergies.needs import Need
from biovaliance.synergies.ranking.complementing import Pick, complementing_partners
from biovaliance.synergies.ranking.ranker import Ranker

MOST_TOGETHER = 4
FEWEST_CONCEPTS = 2
"""Where one thing is looked for, nobody has to complete anybody."""


@dataclass(frozen=True, slots=True)
class Teammate:
    """One of several: the concepts it is the first to bring, and those it does more directly than they."""

    key: str
    brings: tuple[str, ...]
    improves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Together:
    """Partners in the order they complete each other; concepts the one that asks has, and nobody brings."""

    mates: tuple[Teammate, ...]
    held: tuple[str, ...]
    missing: tuple[str, ...]


def together(ranker: Ranker, need: Need, concepts: Iterable[str], among: Iterable[str]) -> Together | None:
    """Return who of `among` together bring most of `concepts`; None where nothing is to be completed.

    Args:
        ranker: knows the profiles.
        need: who asks, who is left out.
        concepts: what is looked for.
        among: identifiers of the profiles that may be picked.
    """
    wanted = tuple(dict.fromkeys(concepts))
    allowed = frozenset(among)
    if len(wanted) < FEWEST_CONCEPTS or not allowed:
        return None
    others = frozenset(profile.id for profile in ranker.profiles) - allowed
    asked = replace(need, excluded=need.excluded | others)
    team = complementing_partners(ranker, asked, MOST_TOGETHER, among=len(allowed))
    held = ranker.concepts_met(wanted, need.profile_id) if need.profile_id in ranker else {}
    mates = _mates(team.picks, wanted, frozenset(held))
    if not mates:
        return None
    lacking = {facet.name for facet in team.missing}
    return Together(
        mates,
        tuple(each for each in wanted if each in held),
        tuple(each for each in wanted if each in lacking),
    )


def _mates(picks: Iterable[Pick], wanted: tuple[str, ...], told: frozenset[str]) -> tuple[Teammate, ...]:
    mates = []
    for pick in picks:
        names = {facet.name for facet in pick.brings if facet.is_concept}
        if names.isdisjoint(wanted):
            continue
        new = tuple(each for each in wanted if each in names - told)
        mates.append(Teammate(pick.profile_id, new, tuple(each for each in wanted if each in names & told)))
        told |= names
    return tuple(mates)
