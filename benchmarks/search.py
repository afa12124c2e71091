"""How well and how fast search answers.

    python -m benchmarks.search [--documents 50000]      saved in benchmarks/results/search.json

First the bundled atlas is indexed and the questions of tests/showcase/search_queries.csv are asked: the
share with the thing meant first and among the first five, and the mean reciprocal rank (MRR). Then an index
of invented documents (their names say so) is built in a temporary folder and a fixed mix of queries in both
languages is timed. The documents are drawn with a seed from the words of the thesaurus, so that concepts,
stems and facets are as busy as in life.
"""

import argparse
import csv
import json
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

from biovaliance.foundation.places import Coordinates
from biovaliance.showcase.documents import ConceptMark, LocalText, SearchDocument
from biovaliance.showcase.search import SearchIndex, build_index
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_thesaurus

RESULTS = Path(__file__).parent / "results" / "search.json"
QUESTIONS = Path(__file__).parent.parent / "tests" / "showcase" / "search_queries.csv"
SYLLABLES = (
    "ba",
    "be",
    "bio",
    "ce",
    "cor",
    "da",
    "di",
    "fa",
    "ge",
    "li",
    "lo",
    "ma",
    "mi",
    "na",
    "no",
    "phar",
    "ra",
    "sy",
    "ta",
    "vi",
)
KINDS = ("organisation",) * 6 + ("platform", "project", "technology", "trial")
DEPARTMENTS = ("21", "25", "39", "58", "70", "71", "89", "90")


def synthetic_documents(count: int, thesaurus: Thesaurus, seed: int = 1) -> Iterator[SearchDocument]:
    """Yield invented documents, every one named 'Synthetic …'."""
    chance = random.Random(seed)
    concepts = list(thesaurus.concepts.values())
    towns = [
        (
            f"Syntheville-{number}",
            Coordinates(46.2 + chance.random() * 2, 3.1 + chance.random() * 4),
            DEPARTMENTS[number % 8],
        )
        for number in range(400)
    ]
    for number in range(count):
        kind = chance.choice(KINDS)
        name = f"Synthetic {''.join(chance.choices(SYLLABLES, k=3)).title()} {number}"
        about = chance.sample(concepts, 4)
        town, position, department = chance.choice(towns)
        english = ". ".join(f"Works on {concept.label.en}, {concept.definition.en}" for concept in about[:3])
        french = ". ".join(
            f"Travaille sur {concept.label.fr}, {concept.definition.fr}" for concept in about[:3]
        )
        yield SearchDocument(
            key=f"{kind}:synthetic-{number}",
            kind=kind,
            slug=f"synthetic-{number}",
            names=(LocalText("name", "", name), LocalText("alias", "", f"SYN{number}")),
            texts=(LocalText("description", "en", english), LocalText("description", "fr", french)),
            concepts=tuple(
                sorted(ConceptMark(concept.id, stated=place < 2) for place, concept in enumerate(about))
            ),
            town=town,
            department=department,
            coordinates=position,
            type_code=f"type-{number % 12}",
        )


def queries(thesaurus: Thesaurus, seed: int = 2) -> list[tuple[str, str]]:
    """Return queries with their language: labels, two concepts, places, names, typing errors, prefixes."""
    chance = random.Random(seed)
    labels = [concept.label for concept in thesaurus.concepts.values()]
    asked: list[tuple[str, str]] = []
    for _ in range(60):
        one, other = chance.sample(labels, 2)
        town = f"Syntheville-{chance.randrange(400)}"
        typed = one.fr[: max(3, len(one.fr) // 2)]
        wrong = one.en[:2] + one.en[3:]
        name = "".join(chance.choices(SYLLABLES, k=3))
        asked += [
            (one.fr, "fr"),
            (one.en, "en"),
            (f"{one.fr} {other.fr}", "fr"),
            (f"{one.en} near {town}", "en"),
            (typed, "fr"),
            (wrong, "en"),
            (name, "fr"),
            (f"SYN{chance.randrange(1000)}", "en"),
            ("synthetic", "en"),
            (town[:9], "fr"),
        ]
    return asked


def percentiles(asked: list[tuple[str, str]], ask: Callable[[str, str], object]) -> dict[str, float]:
    """Return the times of asking each query once, in milliseconds, after a first round that warms up."""
    for query, language in asked[:30]:
        ask(query, language)
    times = []
    for query, language in asked:
        begun = time.perf_counter()
        ask(query, language)
        times.append((time.perf_counter() - begun) * 1000)
    cuts = statistics.quantiles(times, n=100)
    return {"p50_ms": round(cuts[49], 2), "p95_ms": round(cuts[94], 2), "p99_ms": round(cuts[98], 2)}


def first_rank(keys: list[str], wanted: set[str]) -> int:
    """Return the place of the first of `keys` that is wanted, counted from 1; 0 where none is."""
    return next((rank for rank, key in enumerate(keys, 1) if key in wanted), 0)


def quality(questions: Path, thesaurus: Thesaurus) -> dict[str, object]:
    """Return how well the questions are answered from the bundled atlas."""
    from biovaliance.atlas.building import build
    from biovaliance.showcase.publication import write_search
    from biovaliance.sources.gathering import gather
    from biovaliance.sources.region import bundled_region
    from biovaliance.vocabulary.tagging import Tagger

    gathered = gather(bundled_region(), {})
    atlas = build(gathered.records, gathered.relations, [], Tagger(thesaurus))
    rows = list(csv.DictReader(StringIO(questions.read_text("utf-8"))))
    with tempfile.TemporaryDirectory() as folder:
        write_search(Path(folder), atlas, thesaurus, bundled_region(), lambda _step, _done, _total: None)
        index = SearchIndex.open(next(path.parent for path in Path(folder).rglob("meta.json")), thesaurus)
        ranks, among_things = {}, {}
        for row in rows:
            hits = index.search(row["query"], row["language"]).hits
            wanted = set(row["expected"].split(";"))
            ranks[row["query"]] = first_rank([hit.key for hit in hits], wanted)
            among_things[row["query"]] = first_rank([h.key for h in hits if h.kind != "concept"], wanted)
        asked = [(row["query"], row["language"]) for row in rows]
        return {
            "questions": len(rows),
            "success_at_1": round(sum(rank == 1 for rank in ranks.values()) / len(rows), 3),
            "success_at_5": round(sum(0 < rank <= 5 for rank in ranks.values()) / len(rows), 3),
            "mrr": round(sum(1 / rank for rank in ranks.values() if rank) / len(rows), 3),
            "mrr_among_things": round(sum(1 / rank for rank in among_things.values() if rank) / len(rows), 3),
            "missed": [query for query, rank in ranks.items() if not 0 < rank <= 5],
            "search": percentiles(asked, index.search),
            "suggest": percentiles(asked, index.suggest),
        }


def speed(count: int, thesaurus: Thesaurus, seed: int) -> dict[str, object]:
    """Return how fast an index of `count` invented documents is built and asked."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        build_index(Path(folder), synthetic_documents(count, thesaurus, seed), thesaurus)
        built = time.perf_counter()
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        index = SearchIndex.open(Path(folder), thesaurus)
        opened = time.perf_counter()
        asked = queries(thesaurus)
        return {
            "documents": count,
            "build_s": round(built - begun, 1),
            "open_s": round(opened - built, 2),
            "index_mb": round(size / 1e6, 1),
            "search": percentiles(asked, index.search),
            "suggest": percentiles(asked, index.suggest),
            "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }


def main() -> None:
    """Ask, measure, print and save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    thesaurus = bundled_thesaurus()
    results = {
        "command": "python -m benchmarks.search",
        "region": quality(QUESTIONS, thesaurus),
        "synthetic": speed(options.documents, thesaurus, options.seed),
    }
    text = json.dumps(results, indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
