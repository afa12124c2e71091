"""How long a ranking takes: 463 needs from cold by the command line, and one need among 20,000 profiles.

The 20,000 profiles of 20 documents are made for this measurement only: real sentences of the partner ranking
set (English), of the region's descriptions, of French ANR abstracts and of European topics, put together anew
by chance. They stand for size, not for anybody.
"""

import csv
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.ranking_languages import described_things, distractors
from benchmarks.ranking_rows import Sample, read_samples
from biovaliance.synergies.needs import Need
from biovaliance.synergies.profiles import Document, Profile, StatedConcept
from biovaliance.synergies.ranking.ranker import Ranker
from biovaliance.synergies.ranking.settings import Settings
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

PROFILES = 20_000
DOCUMENTS_EACH = 20
SENTENCES_EACH = 4
NEEDS = 200
TOP = 10


def measure(shared: Path, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Return both measurements."""
    samples = read_samples(shared)
    found = {"command_line": from_cold(samples), "large": among_many(shared, samples[0], say)}
    say(json.dumps(found, indent=1))
    return found


def from_cold(samples: Sequence[Sample]) -> dict[str, Any]:
    """Return how long the command takes for all needs of a sample; archives are dealt out to 58 profiles.

    The set has 38 archives here; 20 more are taken from the next sample, so that there are 58.
    """
    archives = [*samples[0].profiles, *samples[1].profiles[:20]]
    with tempfile.TemporaryDirectory() as folder:
        needs, profiles, out = (Path(folder) / name for name in ("needs.jsonl", "profiles.jsonl", "out.csv"))
        with needs.open("w", encoding="utf-8") as lines:
            for need in samples[0].needs:
                lines.write(json.dumps({"id": need.id, "title": need.title, "text": need.text}) + "\n")
        with profiles.open("w", encoding="utf-8") as lines:
            for number, profile in enumerate(archives):
                documents = [{"title": d.title, "text": d.text, "year": d.year} for d in profile.documents]
                row = {"id": f"{profile.id}-{number}", "name": profile.name, "documents": documents}
                lines.write(json.dumps(row) + "\n")
        command = [sys.executable, "-m", "biovaliance.cli", "synergies", "rank"]
        command += ["--needs", str(needs), "--profiles", str(profiles), "--out", str(out)]
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.perf_counter() - begun
        csv.field_size_limit(1 << 24)
        with out.open(encoding="utf-8", newline="") as lines:
            pairs = sum(1 for _row in csv.DictReader(lines))
    return {
        "needs": len(samples[0].needs),
        "profiles": len(archives),
        "pairs": pairs,
        "seconds": round(seconds, 1),
    }


def among_many(shared: Path, sample: Sample, say: Callable[[str], None]) -> dict[str, Any]:
    """Return how long one need takes among very many profiles once they are indexed, and the memory held."""
    sentences = list(_sentences(shared, sample))
    thesaurus = bundled_thesaurus()
    begun = time.perf_counter()
    ranker = Ranker(made_profiles(sentences), _Known(thesaurus), thesaurus, settings=Settings())
    built = time.perf_counter() - begun
    say(f"indexed in {built:.0f} s")
    chance = random.Random(2)
    asked = [_need(number, sample, chance) for number in range(NEEDS)]
    ranker.rank(asked[0], TOP)
    times = []
    for need in asked:
        begun = time.perf_counter()
        ranker.rank(need, TOP)
        times.append((time.perf_counter() - begun) * 1000)
    return {
        "profiles": PROFILES,
        "documents": PROFILES * DOCUMENTS_EACH,
        "build_s": round(built),
        "p50_ms": round(float(np.percentile(times, 50))),
        "p95_ms": round(float(np.percentile(times, 95))),
        "index_mb": round(ranker.bytes_held / 2**20),
        "process_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def made_profiles(sentences: Sequence[str], seed: int = 1) -> list[Profile]:
    """Return profiles of documents of sentences put together by chance."""
    chance = random.Random(seed)
    concepts = [key for key, each in bundled_thesaurus().concepts.items() if each.scheme != "stage"]
    return [
        Profile(
            f"p{number:05}",
            f"Profile {number}",
            tuple(
                Document(chance.choice(sentences)[:80], " ".join(chance.choices(sentences, k=SENTENCES_EACH)))
                for _ in range(DOCUMENTS_EACH)
            ),
            tuple(StatedConcept(each) for each in chance.sample(concepts, 5)),
        )
        for number in range(PROFILES)
    ]


class _Known(Tagger):
    """The tagger, which finds nothing in documents: their concepts are stated here, as an atlas does."""

    def tag(self, text: str, language: str | None = None) -> Any:
        return () if language is None else super().tag(text, language)


def _need(number: int, sample: Sample, chance: random.Random) -> Need:
    if number % 2:
        return sample.needs[number % len(sample.needs)]
    pair = chance.choice(described_things())
    return Need(f"n{number}", "", pair.fr if number % 4 else pair.en, language="fr" if number % 4 else "en")


def _sentences(shared: Path, sample: Sample) -> Iterator[str]:
    texts = [document.text for profile in sample.profiles for document in profile.documents]
    texts += [need.text for need in sample.needs]
    texts += [pair.en for pair in described_things()] + [pair.fr for pair in described_things()]
    texts += distractors(shared, "en")
    file = shared / "opendata" / "anr" / "anr_dgpie_2010_2022_projects.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        texts += [row["Projet.Resume.Francais"] for row in csv.DictReader(lines)]
    for text in texts:
        yield from (part.strip() for part in text.split(". ") if len(part.split()) > 3)
