"""What speaks for a partner besides the subject: near, known, able, at the same stage. All off by default."""

from collections.abc import Sequence

import numpy as np

from biovaliance.foundation.languages import Text
from biovaliance.foundation.places import distance_km
from biovaliance.synergies.needs import Need
from biovaliance.synergies.profiles import PastLink, Profile
from biovaliance.synergies.ranking import telling
from biovaliance.synergies.ranking.lexical import Floats
from biovaliance.synergies.ranking.reasons import Reason
from biovaliance.synergies.ranking.settings import TermKind
from biovaliance.vocabulary.thesaurus import Thesaurus


class Proximity:
    """Nearness on the map: 1 in the same place, a half at the half distance, less and less beyond."""

    kind = TermKind.PROXIMITY

    def __init__(self, profiles: Sequence[Profile], half_distance_km: float) -> None:
        self._profiles = profiles
        self._half = half_distance_km

    def worth(self, need: Need) -> Floats:
        """Return the nearness of each profile, 0 where either place is unknown."""
        return np.array([self._nearness(self._distance(need, profile)) for profile in self._profiles])

    def reasons(self, need: Need, profile: int, weight: float) -> list[Reason]:
        """Return the distance in words."""
        away = self._distance(need, self._profiles[profile])
        if away is None:
            return []
        told = telling.distance(away, self._profiles[profile].town)
        return [Reason(self.kind, weight * self._nearness(away), told)]

    def _distance(self, need: Need, profile: Profile) -> float | None:
        if need.place is None or profile.place is None:
            return None
        return distance_km(need.place, profile.place)

    def _nearness(self, away: float | None) -> float:
        return 0.0 if away is None else self._half / (self._half + away)


class PastCollaboration:
    """Work already done with whoever has the need: each further link counts half of the one before."""

    kind = TermKind.PAST_COLLABORATION

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._links: list[dict[str, list[PastLink]]] = []
        for profile in profiles:
            links: dict[str, list[PastLink]] = {}
            for link in profile.past_links:
                links.setdefault(link.profile_id, []).append(link)
            self._links.append(links)

    def worth(self, need: Need) -> Floats:
        """Return how much each profile worked with the one that looks."""
        return np.array([1 - 0.5 ** len(links.get(need.profile_id, ())) for links in self._links])

    def reasons(self, need: Need, profile: int, weight: float) -> list[Reason]:
        """Return one reason per link."""
        return [
            Reason(
                self.kind, weight * 0.5**number, link.told, evidence=link.evidence, subject=link.profile_id
            )
            for number, link in enumerate(self._links[profile].get(need.profile_id, ()), 1)
        ]


class CapacityKnown:
    """Whether a profile says what it can take on."""

    kind = TermKind.CAPACITY

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._profiles = profiles
        self._worth = np.array([float(bool(profile.capacities)) for profile in profiles])

    def worth(self, need: Need) -> Floats:  # noqa: ARG002 -- the same for every need
        """Return 1 for profiles whose capacity is known, 0 for the others."""
        return self._worth

    def reasons(self, need: Need, profile: int, weight: float) -> list[Reason]:  # noqa: ARG002
        """Return one reason per capacity, which share the weight."""
        known = self._profiles[profile].capacities
        return [Reason(self.kind, weight / len(known), each.told, evidence=each.evidence) for each in known]


class StageMatched:
    """Whether a profile works at the development stage of the need, or at one beside it."""

    kind = TermKind.STAGE

    def __init__(self, profiles: Sequence[Profile], thesaurus: Thesaurus) -> None:
        self._profiles = profiles
        stages = [key for key, concept in thesaurus.concepts.items() if concept.scheme == "stage"]
        self._order = {key: number for number, key in enumerate(stages)}
        self._thesaurus = thesaurus

    def worth(self, need: Need) -> Floats:
        """Return 1 at the same stage, a half at the one before or after, else 0."""
        return np.array([self._best(need, profile)[0] for profile in self._profiles])

    def reasons(self, need: Need, profile: int, weight: float) -> list[Reason]:
        """Return the stage that fits best."""
        degree, place = self._best(need, self._profiles[profile])
        if not degree:
            return []
        stage = self._profiles[profile].stages[place]
        label = self._thesaurus.concepts[stage.concept_id].label
        told = Text(f"Works at the stage: {label.en}", f"Travaille au stade\u00a0: {label.fr}")
        return [Reason(self.kind, weight * degree, told, evidence=stage.evidence, subject=stage.concept_id)]

    def _best(self, need: Need, profile: Profile) -> tuple[float, int]:
        wanted = self._order.get(need.stage)
        if wanted is None:
            return 0.0, 0
        degrees = [
            ({0: 1.0, 1: 0.5}.get(abs(self._order[stage.concept_id] - wanted), 0.0), -place)
            for place, stage in enumerate(profile.stages)
            if stage.concept_id in self._order
        ]
        degree, place = max(degrees, default=(0.0, 0))
        return degree, -place
