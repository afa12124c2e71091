"""Learns the model of `biovaliance.atlas.linking`: `python -m benchmarks.linking --train`.

    labelled texts ──> candidates with features (the library's own)
      ranking:    LambdaRank trees on the covered texts, all but the S2AFF validation rows and the sponsors
      acceptance: trees on all texts, uncovered ones too, over the ranking of trees trained without the text
      calibration: isotonic, on sums that trees trained without the text gave
    ──> src/biovaliance/atlas/linking/model.json

No text that also stands among those rows is trained on. The figures printed for the other sets come
from the parts left out in turn.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.linking_figures import Given
from benchmarks.linking_rows import LabelledText
from biovaliance.atlas.linking.candidates import CandidateFinder
from biovaliance.atlas.linking.columns import FEATURES
from biovaliance.atlas.linking.decisions import DECISION_FEATURES, gap_features
from biovaliance.atlas.linking.features import Candidates, FeatureMaker
from biovaliance.atlas.linking.index import RegistryIndex
from biovaliance.atlas.linking.queries import QueryReader
from biovaliance.atlas.linking.words import bundled_families

MODEL = Path(__file__).resolve().parents[1] / "src/biovaliance/atlas/linking/model.json"
VALIDATION = "s2aff_val"
NEVER_TRAINED_ON = (VALIDATION, "french_sponsors")
PARTS = 3
SEED = 1
WEIGHTS = {"s2aff_train": 3.0, "crossref": 0.5}
RANKING = {
    "objective": "lambdarank", "learning_rate": 0.08, "num_leaves": 15, "max_depth": 7,
    "min_data_in_leaf": 30, "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1,
    "lambda_l2": 5, "max_bin": 63,
}  # fmt: skip
RANKING_TREES = 220
ACCEPTANCE = {
    "objective": "binary", "learning_rate": 0.06, "num_leaves": 12, "max_depth": 6, "min_data_in_leaf": 40,
    "feature_fraction": 0.4, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 10, "max_bin": 63,
}  # fmt: skip
ACCEPTANCE_TREES = 200
ACCEPTANCE_RANKS = 6
CALIBRATION_KNOTS = 40
FIRST_ACCEPTED_FROM = 0.35
OTHERS_ACCEPTED_FROM = 0.6
SHOWN_FROM = 0.02


@dataclass(slots=True)
class Table:
    """Candidates of labelled texts, one block of rows per text."""

    rows: list[LabelledText]
    found: list[Candidates]
    right: list[npt.NDArray[np.bool_]]
    covered: list[frozenset[str]]
    ror_ids: npt.NDArray[np.str_]

    def features(self, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Return the features of the chosen texts' candidates, one below the other."""
        return np.concatenate([self.found[each].features for each in chosen])

    def labels(self, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Return which of the chosen texts' candidates are right."""
        return np.concatenate([self.right[each] for each in chosen])


def describe(index: RegistryIndex, rows: list[LabelledText], known: frozenset[str]) -> Table:
    """Return the candidates of the texts; `known` are the identifiers of the registry, withdrawn ones too."""
    reader, finder, maker = (
        QueryReader(index, bundled_families()),
        CandidateFinder(index),
        FeatureMaker(index),
    )
    ror_ids = np.array(index.ror_ids)
    table = Table(rows, [], [], [], ror_ids)
    for row in rows:
        query = reader.read(row.text)
        candidates = maker.describe(query, finder.find(query))
        table.found.append(candidates)
        table.right.append(np.isin(ror_ids[candidates.record], list(row.ror_ids)))
        table.covered.append(row.ror_ids & known)
    return table


def train(table: Table) -> dict[str, Any]:
    """Return the model as it is saved, and rankings and probabilities of texts that were left out in turn."""
    kept_apart = {row.key for row in table.rows if row.source in NEVER_TRAINED_ON}
    usable = np.array([row.key not in kept_apart for row in table.rows])
    part = np.array([row.part(PARTS) for row in table.rows])
    everyone = np.arange(len(table.rows))
    ranking: list[npt.NDArray[np.float32]] = [np.zeros(0, dtype=np.float32)] * len(table.rows)
    for left_out in range(PARTS):
        trees = _rank_trees(table, everyone[usable & (part != left_out)])
        _predict(trees, table, everyone[usable & (part == left_out)], ranking)
    final_ranking = _rank_trees(table, everyone[usable])
    _predict(final_ranking, table, everyone[~usable], ranking)
    decisions = [
        np.concatenate([each.features, gap_features(each, figures)], axis=1)
        for each, figures in zip(table.found, ranking, strict=True)
    ]
    sums: list[npt.NDArray[np.float64]] = [np.zeros(0)] * len(table.rows)
    for left_out in range(PARTS):
        trees = _accept_trees(table, decisions, everyone[usable & (part != left_out)])
        for each in everyone[usable & (part == left_out)]:
            sums[each] = _raw(trees, decisions[each])
    final_acceptance = _accept_trees(table, decisions, everyone[usable])
    for each in everyone[~usable]:
        sums[each] = _raw(final_acceptance, decisions[each])
    knots, shares = _calibration(table, decisions, sums, everyone[usable])
    return {
        "saved": {
            "trained_on": "S2AFF train, ROR logs, Crossref, ror-api test sets; weights only",
            "features": list(DECISION_FEATURES),
            "first_accepted_from": FIRST_ACCEPTED_FROM,
            "others_accepted_from": OTHERS_ACCEPTED_FROM,
            "shown_from": SHOWN_FROM,
            "calibration": {"sums": knots, "shares": shares},
            "ranking": _trees_of(final_ranking),
            "acceptance": _trees_of(final_acceptance),
        },
        "ranking": ranking,
        "sums": sums,
        "probability": [np.interp(each, knots, shares) for each in sums],
    }


def save(saved: dict[str, Any], file: Path = MODEL) -> None:
    """Write the model, one tree a line."""
    lines = [
        f'"{name}": {json.dumps(saved[name])}' for name in saved if name not in ("ranking", "acceptance")
    ]
    for name in ("ranking", "acceptance"):
        trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in saved[name])
        lines.append(f'"{name}": [\n{trees}\n]')
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _weights(table: Table, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return np.array([WEIGHTS.get(table.rows[each].source, 1.0) for each in chosen])


def _rank_trees(table: Table, chosen: npt.NDArray[np.int64]) -> Any:
    import lightgbm

    chosen = np.array([each for each in chosen if table.right[each].any()])
    sizes = [len(table.right[each]) for each in chosen]
    data = lightgbm.Dataset(
        table.features(chosen),
        table.labels(chosen).astype(int),
        weight=np.repeat(_weights(table, chosen), sizes),
        group=sizes,
    )
    return lightgbm.train(RANKING | {"seed": SEED, "num_threads": 1, "verbose": -1}, data, RANKING_TREES)


def _raw(trees: Any, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    if not len(rows):
        return np.zeros(0)
    return np.asarray(trees.predict(rows, raw_score=True, num_threads=1))


def _predict(
    trees: Any, table: Table, chosen: npt.NDArray[np.int64], into: list[npt.NDArray[np.float32]]
) -> None:
    if not len(chosen):
        return
    figures = _raw(trees, table.features(chosen)).astype(np.float32)
    ends = np.cumsum([len(table.right[each]) for each in chosen])[:-1]
    for each, own in zip(chosen, np.split(figures, ends), strict=True):
        into[each] = own


def _accept_trees(
    table: Table, decisions: list[npt.NDArray[np.float32]], chosen: npt.NDArray[np.int64]
) -> Any:
    import lightgbm

    rank = len(FEATURES)
    kept = [decisions[each][:, rank] < ACCEPTANCE_RANKS for each in chosen]
    rows = np.concatenate([decisions[each][keep] for each, keep in zip(chosen, kept, strict=True)])
    right = np.concatenate([table.right[each][keep] for each, keep in zip(chosen, kept, strict=True)])
    weight = np.repeat(_weights(table, chosen), [int(keep.sum()) for keep in kept])
    data = lightgbm.Dataset(rows, right.astype(int), weight=weight)
    return lightgbm.train(
        ACCEPTANCE | {"seed": SEED, "num_threads": 1, "verbose": -1}, data, ACCEPTANCE_TREES
    )


def _calibration(
    table: Table,
    decisions: list[npt.NDArray[np.float32]],
    sums: list[npt.NDArray[np.float64]],
    chosen: npt.NDArray[np.int64],
) -> tuple[list[float], list[float]]:
    from sklearn.isotonic import IsotonicRegression

    rank = len(FEATURES)
    kept = [decisions[each][:, rank] < ACCEPTANCE_RANKS for each in chosen]
    figures = np.concatenate([sums[each][keep] for each, keep in zip(chosen, kept, strict=True)])
    right = np.concatenate([table.right[each][keep] for each, keep in zip(chosen, kept, strict=True)])
    weight = np.repeat(_weights(table, chosen), [int(keep.sum()) for keep in kept])
    curve = IsotonicRegression(out_of_bounds="clip", y_min=0.001, y_max=0.995).fit(figures, right, weight)
    knots = np.unique(np.quantile(figures, np.linspace(0, 1, CALIBRATION_KNOTS * 4)))
    shares = curve.predict(knots)
    # Knots where the share moves are kept; a straight line joins them.
    keep = np.concatenate([[True], np.abs(np.diff(shares)) > 0.004]) | (
        np.arange(len(knots)) == len(knots) - 1
    )
    return [round(float(each), 5) for each in knots[keep]], [round(float(each), 5) for each in shares[keep]]


def _trees_of(trees: Any) -> list[dict[str, list[float]]]:
    return [_tree_of(each["tree_structure"]) for each in trees.dump_model()["tree_info"]]


def _tree_of(structure: dict[str, Any]) -> dict[str, list[float]]:
    tree: dict[str, list[float]] = {name: [] for name in ("feature", "threshold", "left", "right", "value")}

    def add(node: dict[str, Any]) -> int:
        place = len(tree["feature"])
        is_leaf = "split_feature" not in node
        tree["feature"].append(-1 if is_leaf else node["split_feature"])
        tree["threshold"].append(0 if is_leaf else float(f"{node['threshold']:.7g}"))
        tree["value"].append(float(f"{node['leaf_value']:.5g}") if is_leaf else 0)
        tree["left"].append(0)
        tree["right"].append(0)
        if not is_leaf:
            tree["left"][place] = add(node["left_child"])
            tree["right"][place] = add(node["right_child"])
        return place

    add(structure)
    return tree


def given(table: Table, learnt: dict[str, Any]) -> list[Given]:
    """Return the answers of models that were trained without each text."""
    found = []
    for number, row in enumerate(table.rows):
        ror_ids = table.ror_ids[table.found[number].record]
        probability = learnt["probability"][number]
        order = np.argsort(-learnt["ranking"][number], kind="stable")
        answers = tuple(
            (
                str(ror_ids[each]),
                float(probability[each]),
                bool(probability[each] >= (OTHERS_ACCEPTED_FROM if rank else FIRST_ACCEPTED_FROM)),
            )
            for rank, each in enumerate(order)
        )
        found.append(Given(row, table.covered[number], answers))
    return found
