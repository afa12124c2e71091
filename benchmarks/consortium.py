"""How long the best consortium takes, proven the best, at a size no region has.

    python -m benchmarks.consortium [--organisations 5000] [--competences 20] [--seeds 3]

For each of three calls (one of a region, one of Horizon Europe, one between regions) and each seed, made-up
organisations (their names say so) with kinds, countries, places, past links and competences of the
vocabulary: the best consortium is searched, as the command does, and must be proven the best. The goal is
under 5 s. Saved in benchmarks/results/consortium.json.
"""

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

from biovaliance.synergies.calls.bundle import bundled_calls
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.partners import Partner
from biovaliance.synergies.consortium.search import Task, assemble
from biovaliance.synergies.consortium.values import Candidate, Competence, Strength
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

RESULTS = Path(__file__).parent / "results" / "consortium.json"
CALLS = ("FR-IDEMO-REG-BFC", "EU-HE-IA", "EU-I3-S1")
KINDS = (
    *[(PartnerKind.SME,)] * 5,
    *[(PartnerKind.COMPANY,)] * 2,
    *[(PartnerKind.ACADEMIC,)] * 4,
    *[(PartnerKind.HOSPITAL,)] * 2,
    *[(PartnerKind.STARTUP,)] * 2,
    (PartnerKind.LARGE,),
    (PartnerKind.CLUSTER,),
    (PartnerKind.PUBLIC_BODY,),
    (),
)
COUNTRIES = (*["FR"] * 8, *["DE"] * 3, "CH", "BE", "ES", "IT", "NL", "PL", "")
LEAST_TOGETHER = 0.05
"""The share of organisations that has a past link or a tie to another one."""


def competences(count: int) -> tuple[Competence, ...]:
    """Return the first capabilities of the vocabulary."""
    found = [each for each in bundled_thesaurus().concepts.values() if each.scheme == "capability"][:count]
    return tuple(Competence(each.id, each.label) for each in found)


def organisations(count: int, able: tuple[Competence, ...], seed: int) -> tuple[Candidate, ...]:
    """Return made-up organisations, most of them able to do one to four things, drawn with a seed."""
    chance = random.Random(seed)
    keys = [f"synthetic-{number}" for number in range(count)]
    return tuple(_organisation(key, keys, able, chance) for key in keys)


def _organisation(
    key: str, keys: list[str], able: tuple[Competence, ...], chance: random.Random
) -> Candidate:
    country = chance.choice(COUNTRIES)
    partner = Partner(
        key,
        f"Synthetic {key.rpartition('-')[2]}",
        frozenset(chance.choice(KINDS)),
        country,
        region=f"{country}-{chance.randrange(12)}" if country else "",
        linked_to=_others(key, keys, chance),
        ties_known=chance.random() < 0.3,
    )
    own = chance.sample(able, min(len(able), chance.choice((0, 1, 1, 2, 2, 3, 4))))
    strengths = tuple(Strength(each.key, chance.choice((45, 50, 60, 70, 75, 80, 90, 100))) for each in own)
    distance = chance.choice((None, chance.uniform(0, 900)))
    return Candidate(partner, strengths, distance, _others(key, keys, chance))


def _others(key: str, keys: list[str], chance: random.Random) -> frozenset[str]:
    if chance.random() >= LEAST_TOGETHER:
        return frozenset()
    return frozenset({chance.choice(keys)} - {key})


def measure(call: str, able: tuple[Competence, ...], count: int, seed: int) -> dict[str, Any]:
    """Return how long the best consortium of one made-up atlas took, and how it is."""
    candidates = organisations(count, able, seed)
    begun = time.perf_counter()
    found = assemble(Task(able, candidates, bundled_calls()[call]), how_many=1, seconds=60, seed=seed)
    took = time.perf_counter() - begun
    best = found.consortia[0]
    return {
        "call": call,
        "seed": seed,
        "seconds": round(took, 2),
        "proven": found.proven,
        "partners": len(best.keys),
        "covered": len(able) - len(best.missing),
        "score": best.score,
    }


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, default=5_000)
    parser.add_argument("--competences", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=3)
    options, _ = parser.parse_known_args()
    able = competences(options.competences)
    runs = [
        measure(call, able, options.organisations, seed) for call in CALLS for seed in range(options.seeds)
    ]
    results = {
        "command": "python -m benchmarks.consortium",
        "organisations": options.organisations,
        "competences": options.competences,
        "runs": runs,
    }
    text = json.dumps(results, indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
