"""Needs in one language whose right answer is described in the other.

    descriptions   organisations, platforms, projects and technologies of the region, described in both
                   languages: the description in one language is the need, the thing described in the other
                   the answer. Other candidates are all other things and titles of European topics (English)
                   or of ANR projects (French).
    no names       the same, without the words of the need that have a capital or a figure in them: names and
                   acronyms are the same in both languages and give the answer away.
    topics         European topics that matter to the region: why, in French, is the need; the topic's
                   official English title the answer, among the titles of all open topics; and the reverse.

    ANR            projects of the ANR that have an English title and a French abstract: the abstract is the
                   need, the title the answer, among the titles of all open topics; and the title among the
                   abstracts of all projects. Most are laboratories of sciences other than health, told by
                   themselves, often by how they are run: the vocabulary knows little of them.

No label comes from the tagger. But the vocabulary was compiled with the region's data at hand, so the
descriptions are kinder to it than the world is; the topics' titles were written by others. Weights were
chosen on the develop half (by a hash of the key) of the first three, the figures are those of the other half,
and of all of the last.
"""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from biovaliance.foundation.languages import LANGUAGES, Language
from biovaliance.synergies.needs import Need
from biovaliance.synergies.profiles import Document, Profile
from biovaliance.synergies.ranking.ranker import Ranker
from biovaliance.synergies.ranking.settings import DEFAULT_SETTINGS, Settings, TermKind
from biovaliance.synergies.ranking.vectors import SentenceVectors
from biovaliance.synergies.speech import Speech, speech_of
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_thesaurus

REGION = files("biovaliance.sources") / "regions" / "bourgogne-franche-comte"
TABLES = ("organisations", "projects", "technologies", "platforms")
FIRST = 10
ANR = "ANR"
DRAWS = 2_000


@dataclass(frozen=True, slots=True)
class Pair:
    """The same thing told in both languages."""

    key: str
    en: str
    fr: str

    @property
    def is_held_out(self) -> bool:
        """Whether it was not used to choose weights."""
        return zlib.crc32(self.key.encode()) % 2 == 1

    def text(self, language: Language) -> str:
        """Return the words in a language."""
        return self.fr if language == "fr" else self.en


def described_things() -> list[Pair]:
    """Return the things of the region that are described in both languages."""
    found = []
    for table in TABLES:
        text = (REGION / f"{table}.csv").read_text(encoding="utf-8-sig")
        found += [
            Pair(f"{table}:{row['id']}", row["description_en"], row["description_fr"])
            for row in csv.DictReader(io.StringIO(text, newline=""))
            if row["description_en"] and row["description_fr"]
        ]
    return found


def nameless(text: str) -> str:
    """Return a text without the words that have a capital or a figure, the first of a sentence kept."""
    kept = []
    for sentence in re.split(r"(?<=[.;:]) ", text):
        first, *others = sentence.split() or [""]
        plain = first[:1].lower() + first[1:]
        kept += [word for word in (plain, *others) if not re.search(r"[A-ZÀ-Þ0-9]", word)]
    return " ".join(kept)


def topics(shared: Path) -> list[Pair]:
    """Return the European topics with their English title and why they matter, in French."""
    with (shared / "calls" / "relevant_eu_topics.csv").open(encoding="utf-8", newline="") as lines:
        return [
            Pair(f"topic:{row['topic_id']}", row["title"], row["why_fr"])
            for row in csv.DictReader(lines)
            if row["why_fr"]
        ]


def funded_projects(shared: Path) -> list[Mapping[str, str]]:
    """Return the projects of the ANR that have an abstract."""
    file = shared / "opendata" / "anr" / "anr_dgpie_2010_2022_projects.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["Projet.Resume.Francais"]]


def english_titles(shared: Path) -> list[Pair]:
    """Return the projects of the ANR whose title is in English and whose abstract is in French."""
    return [
        Pair(
            f"anr:{row['Projet.Code_Decision_ANR']}",
            row["Projet.Titre.Francais"],
            row["Projet.Resume.Francais"],
        )
        for row in funded_projects(shared)
        if speech_of(row["Projet.Titre.Francais"]) is Speech.ENGLISH
        and speech_of(row["Projet.Resume.Francais"]) is Speech.FRENCH
    ]


def distractors(shared: Path, language: Language) -> list[str]:
    """Return titles of other things in a language: open European topics, or French titles of ANR projects."""
    if language == "en":
        file = shared / "opendata" / "eu_calls" / "sedia_open_calls_2026-08.csv"
        with file.open(encoding="utf-8", newline="") as lines:
            return [row["title"] for row in csv.DictReader(lines)]
    return [row["Projet.Titre.Francais"] for row in funded_projects(shared)]


def others_of(name: str, shared: Path, language: Language) -> list[str]:
    """Return the other candidates of a set in a language."""
    if name == ANR and language == "fr":
        return [row["Projet.Resume.Francais"] for row in funded_projects(shared)]
    return distractors(shared, language)


def candidates(pairs: Iterable[Pair], others: Iterable[str], language: Language) -> list[Profile]:
    """Return one profile per thing and distractor, described in one language without its name."""
    own = [(pair.key, pair.text(language)) for pair in pairs]
    known = {text for _key, text in own}
    more = [(f"other:{n}", text) for n, text in enumerate(dict.fromkeys(others)) if text not in known]
    return [Profile(key, key, (Document("", text, language=language),)) for key, text in (*own, *more)]


def ranks(
    ranker: Ranker, pairs: Sequence[Pair], asked_in: Language, told: Callable[[str], str] = str
) -> list[float]:
    """Return the rank of the right answer to each need; equal scores share the middle of their ranks."""
    other: Language = "en" if asked_in == "fr" else "fr"
    by_text: dict[str, list[int]] = {}
    for number, profile in enumerate(ranker.profiles):
        by_text.setdefault(profile.documents[0].text, []).append(number)
    found = []
    for pair in pairs:
        total = ranker.score(Need(pair.key, "", told(pair.text(asked_in)), language=asked_in)).total
        right = max(total[by_text[pair.text(other)]])
        better, equal = int((total > right).sum()), int((total == right).sum())
        same = len(by_text[pair.text(other)])
        found.append(better + 1 + max(0, equal - same) / 2)
    return found


def figures(found: Sequence[float], seed: int = 1) -> dict[str, Any]:
    """Return recall among the first ten and mean reciprocal rank, with intervals over needs."""
    hits = np.array([rank <= FIRST for rank in found], dtype=float)
    reciprocal = np.array([1 / rank for rank in found])
    drawn = np.random.default_rng(seed).integers(0, len(found), (DRAWS, len(found)))
    edges = {
        name: [round(float(edge), 3) for edge in np.percentile(values[drawn].mean(axis=1), [2.5, 97.5])]
        for name, values in (("recall_at_10", hits), ("mrr", reciprocal))
    }
    return {
        "needs": len(found),
        "recall_at_10": round(float(hits.mean()), 3),
        "recall_at_10_ci95": edges["recall_at_10"],
        "mrr": round(float(reciprocal.mean()), 3),
        "mrr_ci95": edges["mrr"],
    }


def variants(vectors: SentenceVectors | None) -> Mapping[str, Settings]:
    """Return the settings compared: the library's, each term off, and words alone."""
    base = DEFAULT_SETTINGS
    words = Settings(weights={TermKind.TEXT: 1.0}, cognate_share=0.0, translated_share=0.0)
    found = {
        "words alone (lexical baseline)": words,
        "words and cognates": Settings(weights={TermKind.TEXT: 1.0}, translated_share=0.0),
        "the library": base,
        "without concepts": base.without(TermKind.CONCEPT),
        "without cognates": Settings(cognate_share=0.0),
        "without translated labels": Settings(translated_share=0.0),
        "without words": base.without(TermKind.TEXT, TermKind.SURROUNDINGS),
        "without neighbours": base.without(TermKind.SURROUNDINGS),
    }
    if vectors is not None:
        found["sentence vectors alone"] = Settings(weights={TermKind.MEANING: 1.0})
        found["the library with sentence vectors"] = base.with_weights(meaning=0.3)
    return found


def measure(
    shared: Path,
    vectors: SentenceVectors | None = None,
    *,
    held_out: bool = True,
    only: str = "",
    settings: Mapping[str, Settings] | None = None,
    say: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Return the figures of every variant, by set and direction."""
    thesaurus: Thesaurus = bundled_thesaurus()
    tagger = Tagger(thesaurus)
    results: dict[str, Any] = {}
    sets = (
        ("descriptions", described_things()),
        ("no names", described_things()),
        ("topics", topics(shared)),
        (ANR, english_titles(shared)),
    )
    for name, pairs in sets:
        if only not in ("", name):
            continue
        for asked_in in LANGUAGES[::-1]:
            told_in: Language = "en" if asked_in == "fr" else "fr"
            profiles = candidates(pairs, others_of(name, shared, told_in), told_in)
            asked = [pair for pair in pairs if name == ANR or pair.is_held_out == held_out]
            part = f"{name}, {'French to English' if asked_in == 'fr' else 'English to French'}"
            results[part] = {"candidates": len(profiles), "variants": {}}
            for variant, chosen in (settings or variants(vectors)).items():
                ranker = Ranker(profiles, tagger, thesaurus, settings=chosen, vectors=vectors)
                found = figures(ranks(ranker, asked, asked_in, nameless if name == "no names" else str))
                results[part]["variants"][variant] = found
                say(f"{part:38} {variant:36} R@10 {found['recall_at_10']:.3f} MRR {found['mrr']:.3f}")
    return results
