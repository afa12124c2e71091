"""How well needs are matched with people, beside other ways and published systems; how weights are chosen.

Settings are chosen by cross-validation over people: in each of 20 rounds people are dealt to five folds, and
each fold is judged by the settings that do best on the other four (nested). The settings released are those
that do best on all people. Every score comes from the library's `Ranker`, as the command line's do.
"""

import itertools
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.ranking_rows import (
    PUBLISHED,
    Floats,
    Pairs,
    Sample,
    Scored,
    Tally,
    interval,
    read_samples,
    read_scored,
    tally,
)
from benchmarks.ranking_variants import scores_of
from benchmarks.ranking_vectors import remembered_vectors
from biovaliance.synergies.needs import Need
from biovaliance.synergies.ranking.documents import recency_of
from biovaliance.synergies.ranking.ranker import Ranker, background_of
from biovaliance.synergies.ranking.settings import DEFAULT_SETTINGS, Settings, TermKind
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

ROUNDS = 20
FOLDS = 5
GRID = {
    "meaning": (0.05, 0.1, 0.2, 0.4),
    "half_life_years": (0.0, 8.0, 16.0),
    "best": (2, 3, 4, 6),
    "breadth_share": (0.0, 0.25, 0.5, 0.75, 1.0),
}
Choice = tuple[Any, ...]
LEFT_OUT: dict[str, Mapping[TermKind, float]] = {
    "nothing": {},
    "meaning (surroundings instead)": {TermKind.MEANING: 0.0},
    "concept": {TermKind.CONCEPT: 0.0},
    "meaning and surroundings": {TermKind.SURROUNDINGS: 0.0, TermKind.MEANING: 0.0},
    "words and concept (meaning alone)": dict.fromkeys((TermKind.TEXT, TermKind.CONCEPT), 0.0),
}


@dataclass(frozen=True, slots=True)
class Channels:
    """What the documents of a sample are worth for the needs somebody scored, before settings weigh them."""

    words: Floats
    meanings: Floats
    rows: dict[str, int]
    columns: dict[str, slice]
    years: Sequence[int | None]


def measure(shared: Path, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Return the figures of the library as released and with parts of it left out, and the published ones."""
    samples, scored = read_samples(shared), read_scored(shared)
    released, *others = library_counts(samples, scored, list(LEFT_OUT.values()))
    found = dict(zip(list(LEFT_OUT)[1:], map(_figures, others), strict=True))
    say(f"released {_figures(released)}\nwithout {found}")
    return {
        "people": len(scored),
        "released": _figures(released) | {"ci95": interval(released)},
        "released_without": found,
        "published": {
            name: dict(zip(("loss", "easy", "hard"), each, strict=True)) for name, each in PUBLISHED.items()
        },
    }


def measure_settings(shared: Path, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Return the settings that do best on all people, and the figures of settings chosen on other people."""
    chosen, nested = choose(read_samples(shared), read_scored(shared), say)
    say(f"nested {nested}\nchosen {chosen}")
    return {"nested": nested, "chosen": chosen}


def measure_variants(shared: Path, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Return the figures of all other ways on the same rows."""
    samples, scored = read_samples(shared), read_scored(shared)
    table: dict[str, Any] = {}
    for name, given in scores_of(samples):
        counts = sum(
            tally(scored, _lookup(sample, scores)) for sample, scores in zip(samples, given, strict=True)
        )
        table[name] = _figures(counts)
        say(f"{name:66} {table[name]['loss']:.4f} {table[name]['easy']:.3f} {table[name]['hard']:.3f}")
    return table


def _figures(counts: Floats) -> dict[str, float]:
    loss, easy, hard = Tally(counts).figures()
    return {"loss": round(float(loss), 4), "easy": round(float(easy), 3), "hard": round(float(hard), 3)}


def _lookup(sample: Sample, scores: Floats) -> Callable[[str, str], float]:
    rows = {need.id: number for number, need in enumerate(sample.needs)}
    columns = {profile.id: number for number, profile in enumerate(sample.profiles)}
    return lambda person, paper: float(scores[rows[paper], columns[person]])


def library_counts(
    samples: Sequence[Sample], scored: Scored, weights: Sequence[Mapping[TermKind, float]]
) -> list[Floats]:
    """Return the counts of the library with its own and then with other weights, over all samples."""
    wanted = {paper for papers in scored.values() for paper, _score in papers}
    counts = np.zeros((len(weights), len(scored), 6))
    for sample in samples:
        ranker = _ranker(sample, DEFAULT_SETTINGS)
        for way, other in enumerate(weights):
            reweighed = ranker.reweighed(other)
            scores = np.zeros((len(sample.needs), len(sample.profiles)))
            for number, need in enumerate(sample.needs):
                if need.id in wanted:
                    scores[number] = np.round(reweighed.score(need).total, 6)  # as the command line prints
            counts[way] += tally(scored, _lookup(sample, scores))
    return list(counts)


def _ranker(sample: Sample, settings: Settings) -> Ranker:
    thesaurus = bundled_thesaurus()
    return Ranker(
        sample.profiles,
        Tagger(thesaurus),
        thesaurus,
        settings=settings,
        background=background_of(sample.needs),
        vectors=remembered_vectors(),
    )


def choose(
    samples: Sequence[Sample], scored: Scored, say: Callable[[str], None]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the settings that do best on all people, and the figures of settings chosen on other people."""
    choices, counts = _all_counts(samples, scored)
    losses = np.array([Tally(each).figures()[0] for each in counts])
    best = _best(counts)
    people = list(range(len(scored)))
    chance = random.Random(1)
    rounds, picked = [], Counter[Choice]()
    for _ in range(ROUNDS):
        chance.shuffle(people)
        judged = np.zeros_like(counts[0])
        for fold in range(FOLDS):
            left_out = people[fold::FOLDS]
            others = [person for person in people if person not in left_out]
            winner = _best(counts[:, others])
            picked[choices[winner]] += 1
            judged[left_out] = counts[winner][left_out]
        rounds.append(Tally(judged).figures())
    mean = np.mean(rounds, axis=0)
    nested = {name: round(float(mean[n]), 4) for n, name in enumerate(("loss", "easy", "hard"))}
    often = [{**dict(zip(GRID, each, strict=True)), "times": times} for each, times in picked.most_common(5)]
    for number in np.argsort(losses)[:15]:
        say(f"{dict(zip(GRID, choices[number], strict=True))} {Tally(counts[number]).figures()}")
    chosen = dict(zip(GRID, choices[best], strict=True)) | _figures(counts[best]) | {"of": len(choices)}
    return chosen, nested | {"rounds": ROUNDS, "folds": FOLDS, "picked_most": often}


def _best(counts: Floats) -> int:
    """Return the choice that does best together with those one step away from it on the grid.

    Among hundreds of choices and a few dozen people, the one of least loss owes it to chance; one whose
    neighbours do well too owes it less.
    """
    kept = counts.sum(axis=1)
    losses = (kept[:, 0] / kept[:, 1]).reshape([len(values) for values in GRID.values()])
    total, count = losses.copy(), np.ones_like(losses)
    for axis in range(losses.ndim):
        for step in (slice(1, None), slice(None, -1)):
            other = slice(None, -1) if step.start else slice(1, None)
            here, there = ([slice(None)] * losses.ndim for _ in range(2))
            here[axis], there[axis] = other, step
            total[tuple(here)] += losses[tuple(there)]
            count[tuple(here)] += 1
    return int((total / count).argmin())


def _all_counts(samples: Sequence[Sample], scored: Scored) -> tuple[list[Choice], Floats]:
    choices = list(itertools.product(*GRID.values()))
    counts = np.zeros((len(choices), len(scored), 6))
    for sample in samples:
        counts += _sample_counts(sample, scored, choices)
    return choices, counts


def _sample_counts(sample: Sample, scored: Scored, choices: Sequence[Choice]) -> Floats:
    counts = np.zeros((len(choices), len(scored), 6))
    found = _channels(sample, scored)
    for place, (person, papers) in enumerate(scored.items()):
        pairs = Pairs.of([own for _paper, own in papers])
        columns = found.columns[person]
        rows = [found.rows[paper] for paper, _own in papers]
        words, meanings = (values[rows, columns] for values in (found.words, found.meanings))
        for number, (meaning, half_life, best, breadth) in enumerate(choices):
            values = (words + meaning * meanings) * recency_of(found.years, half_life)[columns]
            ordered = -np.sort(-values, axis=1)
            worth = breadth * ordered.mean(axis=1) + (1 - breadth) * ordered[:, :best].mean(axis=1)
            counts[number, place] = pairs.counts(worth)
    return counts


def _channels(sample: Sample, scored: Scored) -> Channels:
    kinds = (TermKind.TEXT, TermKind.MEANING)
    ranker = _ranker(sample, Settings(weights=dict.fromkeys(kinds, 1.0), half_life_years=0))
    wanted = {paper for papers in scored.values() for paper, _score in papers}
    asked: list[Need] = [need for need in sample.needs if need.id in wanted]
    starts = np.cumsum([0, *(len(profile.documents) for profile in sample.profiles)])
    spans = itertools.pairwise(starts.tolist())
    looks = [ranker.score(need).look.channels for need in asked]
    words, meanings = (np.array([look[kind] for look in looks]) for kind in kinds)
    return Channels(
        words,
        meanings,
        {need.id: number for number, need in enumerate(asked)},
        {profile.id: slice(*bounds) for profile, bounds in zip(sample.profiles, spans, strict=True)},
        [document.year for profile in sample.profiles for document in profile.documents],
    )
