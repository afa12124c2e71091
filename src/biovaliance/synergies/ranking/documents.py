"""What the documents of a profile are worth for a need, channel by channel, and which of them say why.

    words in common ───────────────────────────┐
    closeness in meaning, or where no model ───┴─ x weights ─> worth of a document, x recency
    reads the need, neighbours' words                          ─> worth of its owner

Meaning counts beyond what texts on different matters have in common, and where a model reads the language:
what it does not read, or finds no closer than that, is worth nothing by it. Neighbours are the documents, of
any profile, whose words are most like a document's own: what they say of a need speaks for it too, in part,
since one text rarely says everything with the need's words. They stand in for meaning: beside it they changed
nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from biovaliance.foundation.languages import Text
from biovaliance.synergies.needs import Need
from biovaliance.synergies.profiles import Document, Profile
from biovaliance.synergies.ranking import telling
from biovaliance.synergies.ranking.aggregation import Owners
from biovaliance.synergies.ranking.lexical import Background, Floats, LexicalIndex
from biovaliance.synergies.ranking.passages import Reading
from biovaliance.synergies.ranking.reasons import Reason
from biovaliance.synergies.ranking.settings import Settings, TermKind
from biovaliance.synergies.ranking.terms import terms_of
from biovaliance.synergies.ranking.vectors import SentenceVectors, is_read, read_by, text_of

MOST_READINGS = 5_000
Step = Callable[[int, int], None]
"""Called with how much is done and how much there is."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each document the documents most like it, with weights that add up to 1."""

    documents: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]

    def mean(self, values: Floats) -> Floats:
        """Return for each document the weighed mean of its neighbours' values."""
        found: Floats = (values[self.documents] * self.weights).sum(axis=1)
        return found


@dataclass(frozen=True, slots=True)
class Look:
    """A need seen by the documents: the worth of each, in all and by channel.

    `wanted` are the weights of its terms by their numbers, 0 for terms it does not have.
    """

    wanted: Floats
    total: Floats
    channels: Mapping[TermKind, Floats]


class DocumentTerms:
    """The documents of all profiles, ready to be compared with needs."""

    def __init__(
        self,
        profiles: Sequence[Profile],
        settings: Settings,
        background: Background,
        vectors: SentenceVectors | None,
        step: Step,
    ) -> None:
        self._settings = settings
        self._documents = [document for profile in profiles for document in profile.documents]
        self.owners = Owners([len(profile.documents) for profile in profiles])
        terms = (terms_of(document.title, document.text) for document in _reported(self._documents, step))
        self.index = LexicalIndex(terms, background)
        self._readings: dict[int, Reading] = {}
        self._recency = recency_of([d.year for d in self._documents], settings.half_life_years)
        self._vectors = vectors
        self._read = [] if vectors is None else read_by(vectors, self._documents, settings)
        self._meanings: npt.NDArray[np.float32] | None = None
        self._neighbours: Neighbours | None = None
        self._neighbours_sought = False
        if not self._read:
            self._seek_neighbours()

    def with_settings(self, settings: Settings) -> "DocumentTerms":
        """Return the same documents, compared with other weights."""
        other = copy(self)
        other._settings = settings
        return other

    def look(self, need: Need, translations: Iterable[str] = ()) -> Look:
        """Return what each document is worth for a need, of which some words are known in translation."""
        weighed = self.index.weigh(
            terms_of(need.title, need.text),
            self._settings.cognate_share,
            [term for text in translations for term in terms_of("", text)],
            self._settings.translated_share,
        )
        channels = {TermKind.TEXT: self.index.likeness(weighed)}
        if self._vectors is not None and self._is_heard(self._vectors, need):
            channels[TermKind.MEANING] = self._closeness(need, self._vectors)
        elif (neighbours := self._seek_neighbours()) is not None:
            channels[TermKind.SURROUNDINGS] = neighbours.mean(channels[TermKind.TEXT])
        weighted = {kind: self._settings.weight(kind) * values for kind, values in channels.items()}
        total = np.sum(list(weighted.values()), axis=0) * self._recency
        wanted = np.zeros(len(self.index.numbers))
        wanted[weighed.numbers] = weighed.weights
        return Look(wanted, total, {kind: values * self._recency for kind, values in weighted.items()})

    def _is_heard(self, vectors: SentenceVectors, need: Need) -> bool:
        """Whether a model has something to say of a need."""
        weight = self._settings.weight(TermKind.MEANING)
        return bool(self._read and weight and is_read(vectors, need.language))

    def _closeness(self, need: Need, vectors: SentenceVectors) -> Floats:
        """Return how much closer in meaning each document is than texts on different matters are."""
        if self._meanings is None:
            self._meanings = self._find_meanings(vectors)
        close: Floats = (self._meanings @ vectors.encode([text_of(need)])[0]).astype(np.float64)
        return np.maximum(close - self._settings.meaning_floor, 0)

    def worth(self, look: Look) -> Floats:
        """Return what the documents of each profile are worth together."""
        return self.owners.worth(look.total, self._settings.gathering)

    def reasons(self, look: Look, profile: int) -> list[Reason]:
        """Return what the documents of a profile add to its score, the best ones each with its passage."""
        first = self.owners.span(profile).start
        parts = self.owners.parts(profile, look.total, self._settings.gathering)
        order = np.argsort(-parts, kind="stable")
        reasons: list[Reason] = []
        for place in order[: self._settings.gathering.best]:
            if parts[place] > 0:
                reasons += self._reasons_of_document(look, first + int(place), float(parts[place]))
        others = [float(parts[place]) for place in order[self._settings.gathering.best :] if parts[place] > 0]
        if others:
            reasons.append(Reason(TermKind.TEXT, sum(others), telling.other_documents(len(others))))
        return reasons

    def words_had(self, stems: Iterable[str], profile: int) -> tuple[str, ...]:
        """Return those of some stems that the documents of a profile have."""
        span = self.owners.span(profile)
        return tuple(stem for stem in stems if self.index.is_within(stem, span.start, span.stop))

    def _reasons_of_document(self, look: Look, number: int, part: float) -> list[Reason]:
        document = self._documents[number]
        shares = {
            kind: float(values[number]) / float(look.total[number]) for kind, values in look.channels.items()
        }
        reasons = []
        for kind, share in shares.items():
            if share <= 0:
                continue
            told, passage = self._told(kind, look, number)
            reasons.append(Reason(kind, part * share, told, passage, document, document.evidence))
        return reasons

    def _reading(self, number: int) -> Reading:
        """Return a document read for its passages; those that are quoted most often are read once."""
        if number not in self._readings:
            if len(self._readings) >= MOST_READINGS:
                self._readings.clear()
            self._readings[number] = Reading(self._documents[number], self.index)
        return self._readings[number]

    def _told(self, kind: TermKind, look: Look, number: int) -> tuple[Text, str]:
        reading = self._reading(number)
        match kind:
            case TermKind.TEXT:
                passage = reading.passage(look.wanted)
                return telling.words_shared(passage.words, reading.name), passage.text
            case TermKind.SURROUNDINGS:
                return telling.surroundings(reading.name), ""
            case _:
                return telling.meaning(reading.name), ""

    def _seek_neighbours(self) -> Neighbours | None:
        """Return the neighbours, looked for once: at the start unless most needs will do without."""
        if not self._neighbours_sought:
            self._neighbours, self._neighbours_sought = self._find_neighbours(), True
        return self._neighbours

    def _find_neighbours(self) -> Neighbours | None:
        wanted = min(self._settings.neighbours, self.index.size - 1)
        off = not self._settings.weight(TermKind.SURROUNDINGS)
        if off or wanted < 1 or self.index.size > self._settings.most_documents_with_neighbours:
            return None
        documents = np.zeros((self.index.size, wanted), dtype=np.int32)
        weights = np.zeros((self.index.size, wanted), dtype=np.float32)
        for number, document in enumerate(self._documents):
            alike = self.index.likeness(self.index.weigh(terms_of(document.title, document.text)))
            alike[number] = 0
            best = np.argsort(-alike, kind="stable")[:wanted]
            documents[number] = best
            weights[number] = alike[best] / (alike[best].sum() or 1)
        return Neighbours(documents, weights)

    def _find_meanings(self, vectors: SentenceVectors) -> npt.NDArray[np.float32]:
        """Return the rows of the documents, of nothing but zeros for those that the model does not read."""
        rows = vectors.encode([text_of(self._documents[number]) for number in self._read])
        found = np.zeros((self.index.size, rows.shape[1]), dtype=np.float32)
        found[self._read] = rows
        return found


def _reported(documents: Sequence[Document], step: Step) -> Iterable[Document]:
    for number, document in enumerate(documents):
        if number % 200 == 0:
            step(number, len(documents))
        yield document
    step(len(documents), len(documents))


def recency_of(years: Sequence[int | None], half_life_years: float) -> Floats:
    """Return what age leaves of the worth of documents: a half at the half-life, all where no age counts.

    Age is counted from the latest year there is; what has no year is as old as the middle of the others.
    """
    found = np.array([year or 0 for year in years], dtype=np.float64)
    dated = found > 0
    if not half_life_years or not dated.any():
        return np.ones(len(found))
    ages = np.where(dated, found.max() - found, np.median(found.max() - found[dated]))
    share: Floats = 0.5 ** (ages / half_life_years)
    return share
