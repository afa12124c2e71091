"""Other ways to rank, tried on the same rows: weightings, terms, and ways to join documents.

Each variant gives the likeness of submissions and papers; then the papers of a person are joined. They share
the terms of the library unless they say otherwise, and count rarity over submissions and papers together.
"""

import warnings
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.ranking_rows import Floats, Sample
from biovaliance.synergies.ranking.aggregation import Gathering, Owners
from biovaliance.synergies.ranking.terms import phrases_of, stems_of

Likeness = Callable[[Sample], Floats]
Join = Callable[[Owners, Floats], Floats]


def texts_of(sample: Sample) -> list[tuple[str, str]]:
    """Return title and text of the submissions, then of all papers."""
    papers = [(d.title, d.text) for profile in sample.profiles for d in profile.documents]
    return [*((need.title, need.text) for need in sample.needs), *papers]


def counts_of(sample: Sample, longest: int = 3, title_weight: int = 1) -> sparse.csr_matrix:
    """Return how often each text has each term."""
    numbers: dict[str, int] = {}
    rows, columns = [], []
    for row, (title, text) in enumerate(texts_of(sample)):
        terms = phrases_of(stems_of(title), longest) * title_weight + phrases_of(stems_of(text), longest)
        columns += [numbers.setdefault(term, len(numbers)) for term in terms]
        rows += [row] * len(terms)
    size = (len(texts_of(sample)), len(numbers))
    counts = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=size)
    counts.sum_duplicates()
    return counts


def of_length_one(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return the rows scaled to length one."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.diags_array(1 / np.where(lengths == 0, 1, lengths)) @ matrix


def weighted(counts: sparse.csr_matrix, power: float = 1.0, *, log_counts: bool = True) -> sparse.csr_matrix:
    """Return counts times rarity."""
    weights = counts.copy()
    if log_counts:
        weights.data = 1 + np.log(weights.data)
    having = np.asarray((counts > 0).sum(axis=0)).ravel()
    rarity = (np.log((1 + counts.shape[0]) / (1 + having)) + 1) ** power
    return weights @ sparse.diags_array(rarity)


def cosines(sample: Sample, matrix: sparse.csr_matrix) -> Floats:
    """Return the cosine of each submission with each paper."""
    rows, split = of_length_one(matrix), len(sample.needs)
    return (rows[:split] @ rows[split:].T).toarray()


def bm25(sample: Sample, k: float = 1.2, b: float = 0.75, *, per_word: bool = False) -> Floats:
    """Return Okapi BM25 of a submission as the question and a paper as the text."""
    counts = counts_of(sample, longest=1)
    having = np.asarray((counts > 0).sum(axis=0)).ravel()
    rarity = np.log(1 + (counts.shape[0] - having + 0.5) / (having + 0.5))
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    worth = counts.copy()
    worth.data = counts.data * (k + 1) / (counts.data + k * (1 - b + b * lengths[rows] / lengths.mean()))
    split = len(sample.needs)
    found = ((counts[:split] @ sparse.diags_array(rarity)) @ worth[split:].T).toarray()
    return found / lengths[:split, None] if per_word else found


def characters(sample: Sample, size: tuple[int, int]) -> Floats:
    """Return the cosine of weights of letters in a row, inside words."""
    maker = TfidfVectorizer(analyzer="char_wb", ngram_range=size, sublinear_tf=True, min_df=2)
    return cosines(sample, maker.fit_transform([f"{title}. {text}" for title, text in texts_of(sample)]))


def plain(sample: Sample) -> Floats:
    """Return the cosine of TF-IDF as scikit-learn makes it, words and pairs of words as written."""
    maker = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    return cosines(sample, maker.fit_transform([f"{title}. {text}" for title, text in texts_of(sample)]))


def latent(sample: Sample, size: int = 100) -> Floats:
    """Return the cosine in the first dimensions of the weights (latent semantic analysis)."""
    rows = of_length_one(weighted(counts_of(sample)))
    values, left = np.linalg.eigh((rows @ rows.T).toarray())
    places = left[:, -size:] * np.sqrt(values[-size:])
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    split = len(sample.needs)
    return places[:split] @ places[split:].T


def associated(sample: Sample, part: float = 0.2, most: int = 10) -> Floats:
    """Return the cosine after adding to each word those it stands with more than chance would (PPMI)."""
    counts = counts_of(sample, longest=1)
    has = (counts > 0).astype(float)
    having = np.asarray(has.sum(axis=0)).ravel()
    kept = np.flatnonzero((having >= 3) & (having <= 0.2 * counts.shape[0]))
    together = (has[:, kept].T @ has[:, kept]).toarray()
    with np.errstate(divide="ignore"):
        ties = np.log(together * counts.shape[0] / np.outer(having[kept], having[kept]))
    ties[(together < 3) | (ties < 0)] = 0
    np.fill_diagonal(ties, 0)
    ties[ties < np.sort(ties, axis=1)[:, -most][:, None]] = 0
    ties /= ties.sum(axis=1, keepdims=True) + 1e-9
    own = weighted(counts)
    more = sparse.csr_matrix(own[:, kept] @ sparse.csr_matrix(ties))
    spread = sparse.csr_matrix((more.data, kept[more.indices], more.indptr), shape=own.shape)
    return cosines(sample, own + part * spread)


def pivoted(sample: Sample, slope: float = 0.75) -> Floats:
    """Return weights divided by a length that is drawn towards the mean length."""
    rows = weighted(counts_of(sample))
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows = sparse.diags_array(1 / ((1 - slope) * lengths.mean() + slope * lengths)) @ rows
    split = len(sample.needs)
    return (rows[:split] @ rows[split:].T).toarray()


def fed_back(sample: Sample, size: int = 20, part: float = 0.3) -> Floats:
    """Return the cosine after adding to each submission the papers most like it (relevance feedback)."""
    rows, split = of_length_one(weighted(counts_of(sample))), len(sample.needs)
    papers = rows[split:]
    alike = (rows[:split] @ papers.T).toarray()
    nearest = np.where(alike >= np.sort(alike, axis=1)[:, -size][:, None], alike, 0)
    nearest /= nearest.sum(axis=1, keepdims=True)
    return alike + part * nearest @ (papers @ papers.T).toarray()


def per_need(found: Floats, power: float) -> Floats:
    """Return likeness divided by how like a submission is to papers in general."""
    return found / found.mean(axis=1, keepdims=True) ** power


def standardised(found: Floats) -> Floats:
    """Return likeness in standard deviations from its mean over the papers."""
    return (found - found.mean(axis=1, keepdims=True)) / found.std(axis=1, keepdims=True)


def words(sample: Sample, longest: int = 3, power: float = 1.0, title_weight: int = 1) -> Floats:
    """Return the cosine of log counts times rarity: what the library does."""
    return cosines(sample, weighted(counts_of(sample, longest, title_weight), power))


def mean_of_best(best: int, breadth: float = 0.0) -> Join:
    """Return the join of the library: the best few, and all in part."""
    gathering = Gathering(best, breadth)
    return lambda owners, values: owners.worth(values, gathering)


def power_mean(power: float) -> Join:
    """Return the join by the mean of powers: large values weigh more."""
    return lambda owners, values: (
        owners.worth(np.maximum(values, 0) ** power, Gathering(1, 1.0)) ** (1 / power)
    )


MEAN, BEST, BEST_3, HALF = mean_of_best(1, 1.0), mean_of_best(1), mean_of_best(3), mean_of_best(3, 0.5)
VARIANTS: dict[str, tuple[Likeness, Join]] = {
    "TF-IDF of words and pairs as written, mean": (plain, MEAN),
    "BM25, k 1.2, b 0.75, mean": (bm25, MEAN),
    "BM25, k 1.2, b 0.3, mean": (lambda s: bm25(s, b=0.3), MEAN),
    "BM25 per word of the need, b 0.75, mean": (lambda s: bm25(s, per_word=True), MEAN),
    "BM25 per word of the need, b 0.75, best 3": (lambda s: bm25(s, per_word=True), BEST_3),
    "stems, mean": (lambda s: words(s, 1), MEAN),
    "stems, best 3": (lambda s: words(s, 1), BEST_3),
    "stems and phrases of 2, mean": (lambda s: words(s, 2), MEAN),
    "stems and phrases of 2, best 3": (lambda s: words(s, 2), BEST_3),
    "stems and phrases of 3, mean": (words, MEAN),
    "stems and phrases of 3, the best": (words, BEST),
    "stems and phrases of 3, best 3": (words, BEST_3),
    "stems and phrases of 3, half mean half best 3": (words, HALF),
    "stems and phrases of 3, mean of squares": (words, power_mean(2)),
    "stems and phrases of 3, mean of fourth powers": (words, power_mean(4)),
    "counts instead of their logarithm, best 3": (
        lambda s: cosines(s, weighted(counts_of(s), log_counts=False)),
        BEST_3,
    ),
    "rarity squared, best 3": (lambda s: words(s, power=2.0), BEST_3),
    "title counted three times, best 3": (lambda s: words(s, title_weight=3), BEST_3),
    "length drawn to the mean by a quarter, best 3": (pivoted, BEST_3),
    "letters in a row, 3 to 5, best 3": (lambda s: characters(s, (3, 5)), BEST_3),
    "letters in a row, 5 and 6, best 3": (lambda s: characters(s, (5, 6)), BEST_3),
    "latent dimensions, 100, best 3": (latent, BEST_3),
    "words that stand together (PPMI) added, best 3": (associated, BEST_3),
    "feedback from 20 papers, half mean half best 3": (fed_back, HALF),
    "divided by the need's mean likeness to the power 1/4, best 3": (
        lambda s: per_need(words(s), 0.25),
        BEST_3,
    ),
    "standardised per need, best 3": (lambda s: standardised(words(s)), BEST_3),
}


def scores_of(samples: Sequence[Sample]) -> Iterator[tuple[str, list[Floats]]]:
    """Yield each variant's name and its scores, submissions by people, one table per sample."""
    owners = [Owners([len(profile.documents) for profile in sample.profiles]) for sample in samples]
    for name, (likeness, join) in VARIANTS.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = [likeness(sample) for sample in samples]
        yield (
            name,
            [
                np.array([join(own, np.ascontiguousarray(row)) for row in table])
                for own, table in zip(owners, found, strict=True)
            ],
        )
