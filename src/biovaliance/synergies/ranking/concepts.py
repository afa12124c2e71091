"""Which concepts of the vocabulary a need and a profile share, whatever words or language they use.

    concept of the need ──> the same, or a narrower one, in the profile      counts in full, or nearly
                        ──> a broader one, per step up                       counts half, a quarter, ...
                        ──> a related one                                    counts less

The worth of a profile is how well each concept of the need is met, rare ones counting more, times the part
of the need that its concepts say: all of it where it states them, nothing where they are no more than a
tenth of the words of a long text, which its other words describe better. A concept that the need implies
because it names a narrower one ("therapy" beside "CAR-T") is not asked for again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from biovaliance.synergies.profiles import Document, Profile, StatedConcept
from biovaliance.synergies.ranking.lexical import Floats
from biovaliance.synergies.ranking.terms import stems_of
from biovaliance.vocabulary.tagging import Mention, Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus

IN_PASSING = 0.1


@dataclass(frozen=True, slots=True)
class ConceptSource:
    """Where a profile shows a concept: stated, or a mention in one of its documents."""

    concept_id: str
    strength: float
    stated: StatedConcept | None = None
    document: Document | None = None
    mention: Mention | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """A concept of the need, the concept of the profile that meets it best, and how well."""

    wanted: str
    found: str
    degree: float


@dataclass(frozen=True, slots=True)
class Closeness:
    """What concepts near the one asked for are worth."""

    broader: float
    narrower: float
    related: float


class ConceptIndex:
    """The concepts of profiles, found by concept."""

    def __init__(
        self,
        profiles: Sequence[Profile],
        mentions: Iterable[Sequence[Mention]],
        thesaurus: Thesaurus,
        closeness: Closeness,
    ) -> None:
        self._thesaurus = thesaurus
        self._closeness = closeness
        self._count = len(profiles)
        self._near: dict[str, dict[str, float]] = {}
        self._sources: list[dict[str, ConceptSource]] = []
        holders: defaultdict[str, list[int]] = defaultdict(list)
        of_documents = iter(mentions)
        for number, profile in enumerate(profiles):
            sources = _sources_of(profile, of_documents)
            self._sources.append(sources)
            for concept_id in sources:
                holders[concept_id].append(number)
        self._holders = {key: np.array(found, dtype=np.int64) for key, found in holders.items()}

    def source(self, profile: int, concept_id: str) -> ConceptSource:
        """Return where a profile shows a concept."""
        return self._sources[profile][concept_id]

    def wanted(self, concepts: Iterable[str], part: float) -> dict[str, float]:
        """Return the concepts a need asks for with their weights, which add up to the part they say of it."""
        asked = [each for each in dict.fromkeys(concepts) if each in self._thesaurus.concepts]
        implied = {broad for each in asked for broad in self._thesaurus.broader_closure(each)}
        weights = {each: self._rarity(each) for each in asked if each not in implied}
        total = sum(weights.values())
        return {each: part * weight / total for each, weight in weights.items()}

    def worth(self, wanted: Mapping[str, float]) -> Floats:
        """Return how well each profile meets what is wanted, from 0 to 1."""
        worth = np.zeros(self._count)
        for concept_id, weight in wanted.items():
            met = np.zeros(self._count)
            for near, degree in self.near(concept_id).items():
                holders = self._holders.get(near)
                if holders is not None:
                    met[holders] = np.maximum(met[holders], degree)
            worth += weight * met
        return worth

    def met(self, wanted: Iterable[str], profile: int) -> tuple[Met, ...]:
        """Return by which of its concepts a profile meets each one that is wanted, if any does."""
        sources = self._sources[profile]
        found = []
        for concept_id in wanted:
            candidates = [(degree, near) for near, degree in self.near(concept_id).items() if near in sources]
            if candidates:
                degree, best = max(candidates, key=lambda one: one[0])
                found.append(Met(concept_id, best, degree))
        return tuple(found)

    def near(self, concept_id: str) -> Mapping[str, float]:
        """Return the concepts that meet one, with how well, itself first."""
        if concept_id not in self._near:
            self._near[concept_id] = self._find_near(concept_id)
        return self._near[concept_id]

    def _find_near(self, concept_id: str) -> dict[str, float]:
        concepts = self._thesaurus.concepts
        degrees = {concept_id: 1.0}
        for narrow in sorted(self._thesaurus.narrower_closure(concept_id)):
            degrees.setdefault(narrow, self._closeness.narrower)
        step, level = self._closeness.broader, concepts[concept_id].broader
        while level:
            for broad in level:
                degrees.setdefault(broad, step)
            level = tuple(up for broad in level for up in concepts[broad].broader if up not in degrees)
            step *= self._closeness.broader
        for other in concepts[concept_id].related:
            degrees.setdefault(other, self._closeness.related)
        return {key: degree for key, degree in degrees.items() if degree > 0}

    def _rarity(self, concept_id: str) -> float:
        holders = self._holders.get(concept_id)
        having = 0 if holders is None else len(holders)
        return 1 + float(np.log((1 + self._count) / (1 + having)))


def _sources_of(profile: Profile, mentions: Iterable[Sequence[Mention]]) -> dict[str, ConceptSource]:
    """Return the concepts of a profile: stated before recognised, a sure mention before a doubtful one."""
    of_documents = iter(mentions)
    sources = {each.concept_id: ConceptSource(each.concept_id, 2.0, stated=each) for each in profile.concepts}
    for document in profile.documents:
        for mention in next(of_documents):
            known = sources.get(mention.concept_id)
            if known is None or mention.score > known.strength:
                sources[mention.concept_id] = ConceptSource(
                    mention.concept_id, mention.score, document=document, mention=mention
                )
    return sources


def part_said(text: str, mentions: Sequence[Mention]) -> float:
    """Return which part of the informative words of a text stand in its mentions, from 0 to 1.

    A tenth and less are mentions in passing and count as nothing; from there on the part rises evenly to 1.
    """
    words = set(stems_of(text))
    said = {stem for mention in mentions for stem in stems_of(mention.passage)}
    part = len(said & words) / len(words) if words else 0.0
    return max(0.0, (part - IN_PASSING) / (1 - IN_PASSING))


def mentions_of(document: Document, tagger: Tagger) -> tuple[Mention, ...]:
    """Return the concepts named in a document."""
    return tagger.tag(f"{document.title}\n{document.text}".strip(), document.language)
