"""The people of the partner ranking set, their own scores of papers, and the measures on them.

Six samples hold 463 submissions and up to 20 papers of each person. A person scored some submissions by how
well they know the matter. Loss: over the pairs of papers one person scored differently, the share that a
ranking puts the wrong way round, weighted by the difference of the scores; a tie counts half. Easy pairs: one
score of 4 or more, one of 2 or less; hard pairs: both 4 or more, and different. Figures are averaged over the
samples; intervals draw people with replacement.
"""

import csv
import gzip
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from biovaliance.synergies.needs import Need
from biovaliance.synergies.profiles import Document, Profile

FOLDER = Path("benchmarks/partner_ranking")
SAMPLES = 6
DRAWS = 2_000
PUBLISHED = {
    "SPECTER2+SciNCL (published, 58 people)": (0.21, 0.91, 0.65),
    "SPECTER+MFR (published, 58 people)": (0.24, 0.88, 0.60),
    "SPECTER (published, 58 people)": (0.27, 0.85, 0.57),
    "TPMS (published, 58 people)": (0.28, 0.80, 0.62),
    "ELMo (published, 58 people)": (0.34, 0.70, 0.57),
}
Floats = npt.NDArray[np.float64]
Scored = Mapping[str, Sequence[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class Sample:
    """Submissions as needs, archives as profiles, in the order of the file."""

    needs: tuple[Need, ...]
    profiles: tuple[Profile, ...]


def read_samples(shared: Path) -> list[Sample]:
    """Return the six samples."""
    return [_sample(shared / FOLDER / f"d_20_{number}.json.gz") for number in range(1, SAMPLES + 1)]


def read_scored(shared: Path) -> Scored:
    """Return for each person the papers they scored, with the scores."""
    scored: dict[str, list[tuple[str, float]]] = {}
    with (shared / FOLDER / "evaluations.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            pairs = ((row[f"Paper{n}"], row[f"Expertise{n}"]) for n in range(1, 11))
            scored[row["ParticipantID"]] = [
                (paper, float(score)) for paper, score in pairs if paper and score
            ]
    return scored


def _sample(file: Path) -> Sample:
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        content = json.load(opened)
    return Sample(
        tuple(Need(row["id"], row["title"], row["text"], language="en") for row in content["submissions"]),
        tuple(
            Profile(
                person,
                person,
                tuple(Document(row["title"], row["text"], row["year"], language="en") for row in archive),
            )
            for person, archive in content["archives"].items()
        ),
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """Wrong and all weight, right and all easy pairs, right and all hard pairs, one row per person."""

    counts: Floats

    def figures(self, people: Sequence[int] | None = None) -> tuple[float, float, float]:
        """Return loss and the accuracies on easy and hard pairs, over some people or all."""
        wrong, weight, easy, easy_all, hard, hard_all = (
            self.counts.sum(axis=0) if people is None else self.counts[list(people)].sum(axis=0)
        )
        return wrong / weight, easy / (easy_all or 1), hard / (hard_all or 1)


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of papers one person scored differently: which is better, by how much, easy and hard ones."""

    better: npt.NDArray[np.int64]
    worse: npt.NDArray[np.int64]
    weight: Floats
    easy: Floats
    hard: Floats

    @classmethod
    def of(cls, scores: Sequence[float]) -> "Pairs":
        """Make the pairs of some scores."""
        own = np.array(scores)
        left, right = np.triu_indices(len(own), 1)
        differ = own[left] != own[right]
        left, right = left[differ], right[differ]
        better = np.where(own[left] > own[right], left, right)
        worse = np.where(own[left] > own[right], right, left)
        easy = (own[better] >= 4) & (own[worse] <= 2)
        return cls(
            better, worse, own[better] - own[worse], easy.astype(float), (own[worse] >= 4).astype(float)
        )

    def counts(self, given: Floats) -> Floats:
        """Return wrong and all weight, right and all easy pairs, right and all hard pairs."""
        ahead = given[self.better] - given[self.worse]
        wrong = np.where(ahead > 0, 0.0, np.where(ahead == 0, 0.5, 1.0))
        right = 1 - wrong
        return np.array(
            [
                *(self.weight @ wrong, self.weight.sum()),
                *(self.easy @ right, self.easy.sum(), self.hard @ right, self.hard.sum()),
            ]
        )


def tally(scored: Scored, score: Callable[[str, str], float]) -> Floats:
    """Return the counts of every person for one sample, given the score of a person and a paper."""
    return np.array(
        [
            Pairs.of([own for _paper, own in papers]).counts(
                np.array([score(person, paper) for paper, _own in papers])
            )
            for person, papers in scored.items()
        ]
    )


def interval(counts: Floats, seed: int = 1) -> dict[str, tuple[float, float]]:
    """Return between what loss and accuracies lie, with 95 % confidence, for people like these."""
    chance = random.Random(seed)
    people = range(len(counts))
    drawn = np.array([Tally(counts).figures(chance.choices(people, k=len(counts))) for _ in range(DRAWS)])
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    names = ("loss", "easy", "hard")
    return {name: (round(float(low[n]), 3), round(float(high[n]), 3)) for n, name in enumerate(names)}
