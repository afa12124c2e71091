"""A synthetic region of any size, in the curated file format: names say that they are synthetic.

The words of the descriptions, the towns and the codes are drawn from the bundled region, so that
searching and filtering do real work; chance is seeded, so that two runs measure the same data.
"""

import csv
import random
from pathlib import Path

from biovaliance.sources.region import bundled_region

FILES = (
    "organisations",
    "relations",
    "projects",
    "platforms",
    "technologies",
    "trials",
    "events",
    "programmes",
)
RELATIONS = ("partner_of", "member_of", "funded", "supported", "located_at")


def write_region(folder: Path, organisations: int, seed: int = 20261124) -> None:
    """Write CSV files with so many organisations and twice as many relations into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    bundled = {name: _read(name) for name in FILES}
    patterns = bundled["organisations"][1]
    sentences = {
        language: [row[f"description_{language}"] for row in patterns if row[f"description_{language}"]]
        for language in ("en", "fr")
    }
    for name, (columns, _rows) in bundled.items():
        rows: list[dict[str, str]] = []
        if name == "organisations":
            for number in range(organisations):
                row = dict(chance.choice(patterns))
                row |= {
                    "id": f"synthetic-{number:06d}",
                    "name": f"Synthetic {_word(chance)} {number:06d}",
                    "name_fr": "",
                    "name_en": "",
                    "ror_id": "",
                    "siren": "",
                    "aliases": f"SYN{number:06d}",
                    "description_en": " ".join(chance.sample(sentences["en"], 2)),
                    "description_fr": " ".join(chance.sample(sentences["fr"], 2)),
                    "note": "",
                }
                rows.append(row)
        elif name == "relations":
            for number in range(2 * organisations):
                row = dict.fromkeys(columns, "")
                one, other = (
                    (number + chance.randrange(1, organisations)) % organisations,
                    number % organisations,
                )
                row |= {
                    "source_id": f"synthetic-{one:06d}",
                    "relation": chance.choice(RELATIONS),
                    "target_id": f"synthetic-{other:06d}",
                    "source": "https://example.org/synthetic",
                    "confidence": "medium",
                }
                rows.append(row)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)


def _read(name: str) -> tuple[list[str], list[dict[str, str]]]:
    with (bundled_region().directory / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


def _word(chance: random.Random) -> str:
    syllables = ("bio", "cel", "gen", "vec", "plas", "mi", "tro", "lu", "ra", "no", "ser", "tis")
    return "".join(chance.choices(syllables, k=3))
