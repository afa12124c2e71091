"""The question somebody puts, and the answer: partners with reasons, and what was not seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from biovaliance.foundation.languages import Text
from biovaliance.synergies.needs import Need
from biovaliance.synergies.partners.teaming import Together
from biovaliance.synergies.profiles import Capacity
from biovaliance.synergies.ranking.explaining import WhyNot
from biovaliance.synergies.ranking.reasons import Ranked, Reason
from biovaliance.synergies.ranking.settings import DEFAULT_WEIGHTS, TermKind
from biovaliance.synergies.suppliers.supply import StepSupply
from biovaliance.synergies.suppliers.values import Actor, Circle

# The page has no sentence model: its profiles are in two languages, and the model reads one.
_WEIGHTS: Mapping[TermKind, float] = {
    kind: weight for kind, weight in DEFAULT_WEIGHTS.items() if weight and kind is not TermKind.MEANING
}
SWITCHES: Mapping[TermKind, float] = {
    **_WEIGHTS,
    TermKind.PROXIMITY: 0.05,
    TermKind.PAST_COLLABORATION: 0.05,
    TermKind.CAPACITY: 0.02,
    TermKind.STAGE: 0.05,
}
"""The terms a reader may switch, each with what it weighs when it is on.

What speaks for a partner besides the subject is worth a fraction of what a good match of the subject is
(0.1 to 0.25 on the atlas of the region), so that it moves neighbours and never lifts a stranger to the top.
"""
ON_AT_FIRST = frozenset(_WEIGHTS)


@dataclass(frozen=True, slots=True)
class Question:
    """A need, whom it is put to, and what counts.

    `type_codes` are the types of organisation looked for, all where it is empty. `radius_km` keeps those
    that near the place of the need; `stage_only`, those that work at its stage or a narrower one. `terms`
    are the switches that are on. `why_not` is the organisation somebody asks about, '' nobody.
    """

    need: Need
    type_codes: frozenset[str] = frozenset()
    region_only: bool = False
    radius_km: float | None = None
    stage_only: bool = False
    terms: frozenset[TermKind] = ON_AT_FIRST
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """A concept that is looked for; `passage` are the words that name it, '' where it was added by hand."""

    concept_id: str
    label: Text
    passage: str
    implied: bool = False
    """Whether a narrower one that is looked for already says it."""


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation at its rank; the shares of its reasons add up to its score."""

    actor: Actor
    circle: Circle
    ranked: Ranked
    distance_km: float | None = None
    capacities: tuple[Capacity, ...] = ()

    @property
    def key(self) -> str:
        """The key of the organisation."""
        return self.actor.key

    @property
    def shares(self) -> dict[str, float]:
        """How much each kind of term adds to the score, the most first."""
        found: dict[str, float] = {}
        for reason in self.ranked.reasons:
            found[reason.kind] = found.get(reason.kind, 0.0) + reason.share
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    def meets(self, concept_id: str) -> Reason | None:
        """Return why it meets a concept of the need, None where it is not seen to."""
        return next(
            (
                reason
                for reason in self.ranked.reasons
                if reason.kind == TermKind.CONCEPT and reason.subject == concept_id
            ),
            None,
        )


class Hidden(StrEnum):
    """Why an organisation that was asked about is not ranked at all."""

    EXCLUDED = "excluded"
    FILTERED = "filtered"
    ASKS = "asks"
    NOT_CURRENT = "not_current"


@dataclass(frozen=True, slots=True)
class Explained:
    """Where an organisation stands that somebody asked about, or why it is not ranked (`hidden`)."""

    key: str
    name: Text
    why: WhyNot | None = None
    partner: Partner | None = None
    hidden: Hidden | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Who fits, best first, each with something of the subject that speaks for it.

    `gaps` are the concepts that nobody in the region is seen to do; `supplies` tells who does each, near and
    far, for those that weigh most.
    `considered` counts the organisations that pass the filters, `unplaced` those that pass all but the
    distance since their place is not known. `best_score` is that of the first, 0 where nobody fits.
    `together` tells who of them complete each other, None where that makes no sense.
    """

    question: Question
    understood: tuple[Understood, ...] = ()
    partners: tuple[Partner, ...] = ()
    supplies: tuple[StepSupply, ...] = ()
    considered: int = 0
    unplaced: int = 0
    explained: Explained | None = None
    as_of: str = ""
    together: Together | None = None

    @property
    def best_score(self) -> float:
        """The score of the first, 0 where nobody fits."""
        return self.partners[0].ranked.score if self.partners else 0.0

    @property
    def gaps(self) -> tuple[StepSupply, ...]:
        """What nobody in the region is seen to do."""
        return tuple(supply for supply in self.supplies if not supply.seen_here)
