"""What counts in a score and how much: each term can be switched off by a weight of nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text
from biovaliance.synergies.ranking.aggregation import Gathering


class TermKind(StrEnum):
    """The terms a score may be made of."""

    TEXT = "text"
    SURROUNDINGS = "surroundings"
    CONCEPT = "concept"
    MEANING = "meaning"
    PROXIMITY = "proximity"
    PAST_COLLABORATION = "past_collaboration"
    CAPACITY = "capacity"
    STAGE = "stage"


TERM_LABELS: dict[TermKind, Text] = {
    TermKind.TEXT: Text("Words in common", "Mots en commun"),
    TermKind.SURROUNDINGS: Text("Words of neighbouring documents", "Mots de documents voisins"),
    TermKind.CONCEPT: Text("Concepts of the vocabulary", "Concepts du vocabulaire"),
    TermKind.MEANING: Text("Closeness in meaning", "Proximité de sens"),
    TermKind.PROXIMITY: Text("Distance", "Distance"),
    TermKind.PAST_COLLABORATION: Text("Past work together", "Collaborations passées"),
    TermKind.CAPACITY: Text("Capacity", "Capacité"),
    TermKind.STAGE: Text("Development stage", "Stade de développement"),
}

DEFAULT_WEIGHTS: Mapping[TermKind, float] = {
    TermKind.TEXT: 1.0,
    TermKind.SURROUNDINGS: 0.5,
    TermKind.CONCEPT: 0.4,
    TermKind.MEANING: 0.2,
    TermKind.PROXIMITY: 0.0,
    TermKind.PAST_COLLABORATION: 0.0,
    TermKind.CAPACITY: 0.0,
    TermKind.STAGE: 0.0,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How a ranking is made; see docs/background/ranking.md for how the figures were chosen.

    `cognate_share` is what a word of the other language that differs by its ending counts beside the word
    itself, `translated_share` what the name of a concept in the other language counts. `half_life_years`
    is the age at which a document counts half, 0 where age does not count. `neighbours` are how many
    documents speak for one like them where no sentence model reads a need; they are not looked for among
    more documents than `most_documents_with_neighbours`, since that takes longer than it helps; the same
    holds for `most_documents_with_meaning`. `meaning_floor` is the cosine of sentence vectors that texts on
    different matters have, above which closeness in meaning counts; it counts where a model reads at least
    `least_share_read` of the documents. `half_distance_km` is the distance at which proximity counts half;
    `broader_share` and `related_share`, what a concept one step broader or related is worth beside the one
    asked for.
    """

    weights: Mapping[TermKind, float] = field(default_factory=lambda: DEFAULT_WEIGHTS)
    gathering: Gathering = field(default_factory=Gathering)
    cognate_share: float = 0.8
    translated_share: float = 0.8
    half_life_years: float = 16.0
    neighbours: int = 80
    most_documents_with_neighbours: int = 3_000
    most_documents_with_meaning: int = 3_000
    meaning_floor: float = 0.2
    least_share_read: float = 0.9
    half_distance_km: float = 50.0
    broader_share: float = 0.5
    narrower_share: float = 0.9
    related_share: float = 0.3

    def __post_init__(self) -> None:
        for kind, weight in self.weights.items():
            if not 0 <= weight < float("inf"):
                raise InputError(f"Weight of '{kind}' is {weight:g}; expected 0 (switched off) or more.")

    def weight(self, kind: TermKind) -> float:
        """Return the weight of a term, 0 where it is switched off."""
        return self.weights.get(kind, 0.0)

    def without(self, *kinds: TermKind) -> "Settings":
        """Return these settings with some terms switched off."""
        return replace(self, weights={**self.weights, **dict.fromkeys(kinds, 0.0)})

    def with_weights(self, **weights: float) -> "Settings":
        """Return these settings with other weights: `settings.with_weights(proximity=0.1)`."""
        return replace(self, weights={**self.weights, **{TermKind(k): w for k, w in weights.items()}})


DEFAULT_SETTINGS = Settings()
