"""Peers that link the same texts to the same registry, in the same run.

    TF-IDF + rapidfuzz   character 3-grams of all names, the 50 nearest names, ordered by rapidfuzz's token
                         set ratio and cosine in equal parts
    splink               texts and names as two tables; blocked on the three rarest words of each text and
                         name, Jaro-Winkler on the name, country as an exact comparison; weights learnt
                         without labels

Each returns, for every text, registry identifiers with scores, best first.
"""

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from biovaliance.atlas.linking.registry import RegistryRecord
from biovaliance.atlas.linking.texts import fold, read_text
from biovaliance.atlas.linking.words import bundled_countries

Ranked = list[list[tuple[str, float]]]
MOST = 10
NEAREST = 50


def tfidf_rapidfuzz(
    records: Sequence[RegistryRecord], texts: Sequence[str]
) -> tuple[Ranked, dict[str, float]]:
    """Link by character n-grams and rapidfuzz; returns the answers, and seconds to index and to link."""
    from rapidfuzz import fuzz
    from sklearn.feature_extraction.text import TfidfVectorizer

    begun = time.perf_counter()
    names = [(fold(name.text), number) for number, record in enumerate(records) for name in record.names]
    vectors = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 3), sublinear_tf=True, min_df=2, dtype=np.float32
    )
    matrix = vectors.fit_transform([name for name, _ in names]).T.tocsr()
    indexed = time.perf_counter()
    answers: Ranked = []
    for first in range(0, len(texts), 64):
        folded = [fold(text) for text in texts[first : first + 64]]
        products = (vectors.transform(folded) @ matrix).tocsr()
        for row, text in enumerate(folded):
            begin, end = products.indptr[row], products.indptr[row + 1]
            cosine, columns = products.data[begin:end], products.indices[begin:end]
            best = np.argsort(-cosine)[:NEAREST]
            scores: dict[str, float] = {}
            for place in best:
                name, number = names[columns[place]]
                score = 0.5 * float(cosine[place]) + 0.5 * fuzz.token_set_ratio(name, text) / 100
                ror_id = records[number].ror_id
                scores[ror_id] = max(score, scores.get(ror_id, 0.0))
            answers.append(sorted(scores.items(), key=lambda each: -each[1])[:MOST])
    return answers, {"index_s": indexed - begun, "link_s": time.perf_counter() - indexed}


def splink(records: Sequence[RegistryRecord], texts: Sequence[str]) -> tuple[Ranked, dict[str, float]]:
    """Link with splink on DuckDB; returns the answers, and seconds to index and to link."""
    import pandas
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    begun = time.perf_counter()
    holders = Counter(
        word for record in records for name in record.names for word in set(fold(name.text).split())
    )
    countries = bundled_countries()

    def rarest(text: str) -> list[str]:
        words = [token.folded for token in read_text(text).tokens if token.folded in holders]
        words = sorted(dict.fromkeys(words), key=lambda word: holders[word])[:3]
        return (words + [""] * 3)[:3]

    def country(text: str) -> str | None:
        folded = f" {' '.join(token.folded for token in read_text(text).tokens)} "
        return next((code for name, code in countries.items() if f" {name} " in folded), None)

    def rows(named: list[tuple[str, str, str | None]]) -> Any:
        table = pandas.DataFrame(named, columns=["unique_id", "name", "country"])
        blocks = pandas.DataFrame([rarest(name) for name in table["name"]], columns=["w1", "w2", "w3"])
        return pandas.concat([table.assign(name=[fold(name) for name in table["name"]]), blocks], axis=1)

    registry = rows(
        [
            (f"{record.ror_id}#{number}", name.text, record.places[0].country_code if record.places else None)
            for record in records
            for number, name in enumerate(record.names)
        ]
    )
    asked = rows([(str(number), text, country(text)) for number, text in enumerate(texts)])
    indexed = time.perf_counter()
    pairs = [(left, right) for left in ("w1", "w2", "w3") for right in ("w1", "w2", "w3")]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            compare.JaroWinklerAtThresholds("name", [0.95, 0.85, 0.75]),
            compare.ExactMatch("country"),
        ],
        blocking_rules_to_generate_predictions=[f"l.{a} = r.{b} and l.{a} <> ''" for a, b in pairs],
    )
    database = DuckDBAPI()
    tables = [
        database.register(registry, dataset_display_name="registry"),
        database.register(asked, dataset_display_name="texts"),
    ]
    linker = Linker(tables, settings, log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("w1"))
    found = linker.inference.predict().as_pandas_dataframe()
    scores: list[dict[str, float]] = [{} for _ in texts]
    for left, right, score in zip(
        found["unique_id_l"], found["unique_id_r"], found["match_probability"], strict=True
    ):
        name, text = (left, right) if "#" in left else (right, left)
        held, ror_id = scores[int(text)], name.split("#")[0]
        held[ror_id] = max(float(score), held.get(ror_id, 0.0))
    answers = [sorted(each.items(), key=lambda item: -item[1])[:MOST] for each in scores]
    return answers, {"index_s": indexed - begun, "link_s": time.perf_counter() - indexed}
