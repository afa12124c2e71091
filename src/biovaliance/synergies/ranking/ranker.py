"""The order of profiles for a need, each with the reasons that its score is the sum of.

    documents (words, neighbours, meaning) ──┐
    concepts ────────────────────────────────┤
    distance, past work, capacity, stage ────┴─ x weights ─> score ─> order ─> reasons

Excluded profiles and the one that looks are left out. Equal scores keep the order of identifiers, profiles
without documents come last. Nothing is learnt from what people click: the same profiles and the same need
always give the same order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from biovaliance.foundation.languages import LANGUAGES
from biovaliance.synergies.needs import Need
from biovaliance.synergies.profiles import Document, Profile
from biovaliance.synergies.ranking import telling
from biovaliance.synergies.ranking.circumstances import (
    CapacityKnown,
    PastCollaboration,
    Proximity,
    StageMatched,
)
from biovaliance.synergies.ranking.concepts import Closeness, ConceptIndex, Met, mentions_of, part_said
from biovaliance.synergies.ranking.documents import DocumentTerms, Look
from biovaliance.synergies.ranking.lexical import Background, Floats
from biovaliance.synergies.ranking.reasons import Ranked, Reason, rounded
from biovaliance.synergies.ranking.settings import DEFAULT_SETTINGS, Settings, TermKind
from biovaliance.synergies.ranking.terms import stems_of, terms_of, words_written
from biovaliance.synergies.ranking.vectors import SentenceVectors
from biovaliance.vocabulary.tagging import Mention, Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus

__all__ = ["Ranker", "Scores", "background_of"]


class Circumstance(Protocol):
    """A term that looks at the profile as a whole."""

    kind: TermKind

    def worth(self, need: Need) -> Floats:
        """Return the worth of each profile, from 0 to 1."""
        ...

    def reasons(self, need: Need, profile: int, weight: float) -> list[Reason]:
        """Return the reasons of one profile, whose shares add up to `weight` times its worth."""
        ...


@dataclass(frozen=True, slots=True)
class Scores:
    """What every profile is worth for a need, by term, and in all; in the order of the profiles."""

    look: Look
    wanted: dict[str, float]
    by_term: dict[str, Floats]
    total: Floats


class Ranker:
    """Profiles ready to be ranked for any number of needs."""

    def __init__(
        self,
        profiles: Sequence[Profile],
        tagger: Tagger,
        thesaurus: Thesaurus,
        *,
        settings: Settings = DEFAULT_SETTINGS,
        background: Background | None = None,
        vectors: SentenceVectors | None = None,
        progress: "Progress | None" = None,
    ) -> None:
        report = progress or _silent
        self.profiles = tuple(profiles)
        self.settings = settings
        self._tagger = tagger
        self._thesaurus = thesaurus
        self._number = {profile.id: number for number, profile in enumerate(self.profiles)}
        self._documents = DocumentTerms(
            self.profiles,
            settings,
            background or Background(0, {}),
            vectors,
            lambda done, total: report("profiles", done, total),
        )
        documents = [document for profile in self.profiles for document in profile.documents]
        self._concepts = ConceptIndex(
            self.profiles,
            self._mentions(documents) if settings.weight(TermKind.CONCEPT) else (() for _ in documents),
            thesaurus,
            Closeness(settings.broader_share, settings.narrower_share, settings.related_share),
        )
        self._all_circumstances: tuple[Circumstance, ...] = (
            Proximity(self.profiles, settings.half_distance_km),
            PastCollaboration(self.profiles),
            CapacityKnown(self.profiles),
            StageMatched(self.profiles, thesaurus),
        )
        self._circumstances = self._those_that_count()
        self._has_documents = np.array([bool(profile.documents) for profile in self.profiles], dtype=bool)
        by_identifier = sorted(range(len(self.profiles)), key=lambda number: self.profiles[number].id)
        self._place = np.argsort(np.array(by_identifier, dtype=np.int64), kind="stable")

    def reweighed(self, weights: Mapping[TermKind, float]) -> "Ranker":
        """Return the same profiles ranked by other weights, without reading them again.

        A term that was switched off when the profiles were read stays silent: its index was not made.
        """
        other = copy(self)
        other.settings = replace(self.settings, weights={**self.settings.weights, **weights})
        other._documents = self._documents.with_settings(other.settings)
        other._circumstances = other._those_that_count()
        return other

    def _those_that_count(self) -> tuple[Circumstance, ...]:
        return tuple(term for term in self._all_circumstances if self.settings.weight(term.kind))

    def score(self, need: Need) -> Scores:
        """Return what every profile is worth for a need, term by term; nobody is left out."""
        mentions = self._named(need)
        look = self._documents.look(need, self._translations(need, mentions))
        wanted = self._wanted(need, mentions)
        by_term: dict[str, Floats] = {"documents": self._documents.worth(look)}
        if weight := self.settings.weight(TermKind.CONCEPT):
            by_term[TermKind.CONCEPT] = weight * self._concepts.worth(wanted)
        for term in self._circumstances:
            by_term[term.kind] = self.settings.weight(term.kind) * term.worth(need)
        return Scores(look, wanted, by_term, np.sum(list(by_term.values()), axis=0))

    def rank(self, need: Need, top: int | None = None) -> tuple[Ranked, ...]:
        """Return the profiles for a need, best first, with their reasons; at most `top` of them."""
        scores = self.score(need)
        ranked = []
        for rank, number in enumerate(self._order(need, scores)[:top], 1):
            score, reasons = rounded(float(scores.total[number]), self._reasons(need, scores, number))
            ranked.append(Ranked(rank, self.profiles[number].id, score, reasons))
        return tuple(ranked)

    def _mentions(self, documents: Iterable[Document]) -> Iterator[tuple[Mention, ...]]:
        """Yield the concepts named in each document; one that several profiles share is read once."""
        known: dict[Document, tuple[Mention, ...]] = {}
        for document in documents:
            if document not in known:
                known[document] = mentions_of(document, self._tagger)
            yield known[document]

    @property
    def bytes_held(self) -> int:
        """How much memory the index of words takes, the texts themselves not counted."""
        return self._documents.index.bytes_held

    def __contains__(self, profile_id: object) -> bool:
        """Whether there is a profile of this identifier."""
        return profile_id in self._number

    def order(self, need: Need) -> tuple[Profile, ...]:
        """Return the profiles for a need, best first, without their reasons."""
        return tuple(self.profiles[number] for number in self._order(need, self.score(need)))

    def concepts_met(self, wanted: Iterable[str], profile_id: str) -> dict[str, float]:
        """Return how well a profile meets each of some concepts; those it does not meet are left out."""
        return {met.wanted: met.degree for met in self._concepts.met(wanted, self._number[profile_id])}

    def words_wanted(self, need: Need, most: int) -> dict[str, float]:
        """Return the rarest words of a need that no concept of it stands for, with their weights."""
        said = {stem for mention in self._named(need) for stem in stems_of(mention.passage)}
        rarity = {
            stem: self._documents.index.rarity(stem) for stem in stems_of(need.words) if stem not in said
        }
        rarest = sorted(rarity, key=lambda stem: (-rarity[stem], stem))[:most]
        return {stem: rarity[stem] for stem in rarest}

    def words_had(self, stems: Iterable[str], profile_id: str) -> tuple[str, ...]:
        """Return those of some stems that the documents of a profile have."""
        return self._documents.words_had(stems, self._number[profile_id])

    def words_missing(self, need: Need, profile_id: str, most: int) -> tuple[str, ...]:
        """Return the weightiest words of a need, as it writes them, that no document of a profile has."""
        written = words_written(need.words)
        stems = sorted(written, key=lambda stem: (-self._documents.index.rarity(stem), stem))
        others = [stem for stem in stems if self._documents.index.has(stem)]
        had = set(self.words_had(others, profile_id))
        return tuple(written[stem] for stem in others if stem not in had)[:most]

    def concepts_wanted(self, need: Need) -> dict[str, float]:
        """Return the concepts a need asks for, stated or named in its words, with their weights."""
        return self._wanted(need, self._named(need))

    def _named(self, need: Need) -> tuple[Mention, ...]:
        """Return the concepts named in the words of a need, without those it does not look for."""
        found = self._tagger.tag(need.words, need.language)
        return tuple(mention for mention in found if mention.concept_id not in need.unwanted)

    def _translations(self, need: Need, mentions: Sequence[Mention]) -> list[str]:
        """Return what the concepts named in a need are called in the other language."""
        return [
            self._thesaurus.concepts[mention.concept_id].label.in_language(language)
            for mention in mentions
            for language in LANGUAGES
            if language != (need.language or mention.language)
        ]

    def _wanted(self, need: Need, mentions: Sequence[Mention]) -> dict[str, float]:
        if not self.settings.weight(TermKind.CONCEPT):
            return {}
        part = 1.0 if need.concepts else part_said(need.words, mentions)
        return self._concepts.wanted((*need.concepts, *(each.concept_id for each in mentions)), part)

    def _order(self, need: Need, scores: Scores) -> list[int]:
        left_out = {self._number[each] for each in (*need.excluded, need.profile_id) if each in self._number}
        order = np.lexsort((self._place, -scores.total, ~self._has_documents))
        return [number for number in order.tolist() if number not in left_out]

    def _reasons(self, need: Need, scores: Scores, number: int) -> list[Reason]:
        reasons = self._documents.reasons(scores.look, number)
        reasons += self._concept_reasons(scores.wanted, number)
        for term in self._circumstances:
            reasons += term.reasons(need, number, self.settings.weight(term.kind))
        reasons = [reason for reason in reasons if reason.share > 0]
        if not self._has_documents[number]:
            reasons.append(Reason("no_documents", 0.0, telling.NO_DOCUMENTS))
        elif not reasons:
            reasons.append(Reason("nothing_in_common", 0.0, telling.NOTHING_IN_COMMON))
        return sorted(reasons, key=lambda reason: -reason.share)

    def _concept_reasons(self, wanted: dict[str, float], number: int) -> list[Reason]:
        weight = self.settings.weight(TermKind.CONCEPT)
        return [
            self._concept_reason(met, number, weight * wanted[met.wanted] * met.degree)
            for met in self._concepts.met(wanted, number)
        ]

    def _concept_reason(self, met: Met, number: int, share: float) -> Reason:
        source = self._concepts.source(number, met.found)
        asked, shown = (self._thesaurus.concepts[each].label for each in (met.wanted, met.found))
        where = telling.STATED if source.document is None else telling.named_in(source.document)
        told = telling.concept_met(asked, shown, self._relation(met), where)
        evidence = source.stated.evidence if source.stated else None
        if source.document is not None:
            evidence = source.document.evidence
        passage = source.mention.passage if source.mention else ""
        return Reason(TermKind.CONCEPT, share, told, passage, source.document, evidence, met.wanted)

    def _relation(self, met: Met) -> str:
        if met.wanted == met.found:
            return "same"
        if met.found in self._thesaurus.narrower_closure(met.wanted):
            return "narrower"
        return "broader" if met.found in self._thesaurus.broader_closure(met.wanted) else "related"


class Progress(Protocol):
    """Is told of a step, how much of it is done and how much there is."""

    def __call__(self, step: str, done: int, total: int, /) -> None:
        """Take note."""
        ...


def _silent(_step: str, _done: int, _total: int) -> None:
    return None


def background_of(needs: Iterable[Need]) -> Background:
    """Return how many of some needs have each term, so that what most of them say counts little."""
    return Background.of(terms_of(need.title, need.text) for need in needs)
