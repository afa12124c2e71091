"""Labelled texts for linking: read where BIOVALIANCE_SHARED_DATA holds them, never kept here.

    s2aff_train, s2aff_val   allenai/S2AFF, gold labels corrected by its authors
    logs                     what people typed into ROR; most rows name nothing that ROR knows
    crossref                 one organisation each from Crossref metadata; others in the text are not labelled
    french_sponsors     sponsors of French clinical trials (dataesr/bso-clinical-trials); never trained on
    ror_crossref, ror_springer, ror_names    the sets that ror-community/ror-api tests itself with

A row is covered when at least one of its organisations is in the registry at hand.
"""

import ast
import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from biovaliance.atlas.linking.texts import fold

REGISTRY = Path("benchmarks/entity_resolution/ror_partial.jsonl.gz")
_GOLD = Path("benchmarks/entity_resolution")
_ROR = Path("opendata/ror")
_NOTHING = "NP"


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text, the set it is from, and the organisations that a person says it names."""

    source: str
    text: str
    ror_ids: frozenset[str]

    @property
    def key(self) -> str:
        """The text folded: what two copies of one text share."""
        return " ".join(fold(self.text).split())

    def part(self, parts: int) -> int:
        """Return in which of `parts` equal parts this text lies; copies lie in the same."""
        return zlib.crc32(self.key.encode("utf-8")) % parts


def read_rows(shared: Path) -> list[LabelledText]:
    """Return all labelled texts of the shared data."""
    return [
        *_s2aff(shared / _GOLD / "s2aff_gold_train_val.csv"),
        *_pairs("logs", (shared / _GOLD / "ror_logs_train.csv").read_text(encoding="utf-8-sig")),
        *_pairs(
            "crossref",
            gzip.decompress((shared / _GOLD / "crossref_train.csv.gz").read_bytes()).decode("utf-8-sig"),
        ),
        *_json("ror_crossref", shared / _ROR / "benchmark_affiliations_crossref_2024_02_19.json"),
        *_json("ror_springer", shared / _ROR / "benchmark_affiliations_springer_2023_10_31.json"),
        *_sponsors(shared / "opendata/trials/sponsor_to_ror_mapping.csv"),
        *_json("ror_names", shared / _ROR / "benchmark_names.json"),
    ]


def _s2aff(file: Path) -> Iterator[LabelledText]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            labels = frozenset(ast.literal_eval(row["labels"]))
            yield LabelledText(f"s2aff_{row['split']}", row["original_affiliation"], labels)


def _pairs(source: str, text: str) -> Iterator[LabelledText]:
    for row in csv.DictReader(io.StringIO(text, newline="")):
        labels = {each.strip() for each in row["ror_id"].split(";")} - {_NOTHING, ""}
        yield LabelledText(source, row["affiliation"], frozenset(labels))


def _sponsors(file: Path) -> Iterator[LabelledText]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield LabelledText("french_sponsors", row["sponsor"], frozenset({row["ror"]}))


def _json(source: str, file: Path) -> Iterator[LabelledText]:
    for row in json.loads(file.read_text(encoding="utf-8")):
        labels = row["ror_ids"] if "ror_ids" in row else filter(None, [row["ror-id"]])
        yield LabelledText(source, row["affiliation"], frozenset(labels))
