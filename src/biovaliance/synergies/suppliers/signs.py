"""What else tells of a step: a table, `signs.csv`, that a domain expert can read and correct.

A process step is one thing, the capability to offer it or the machine it needs is another; sources speak
of all three. Each row says that whoever is recorded with `concept` does `step` ("does"), or something
close to it ("close"), and why no more than that; `with_narrower` takes the narrower concepts too.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.synergies.suppliers.values import Strength
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_thesaurus

CHAIN_SCHEME = "process-step"
COLUMNS = ("concept", "step", "says", "with_narrower", "why")
SignTable = Mapping[str, Mapping[str, Strength]]
"""For each step, what the concepts beside it say of it."""


def read_signs(file: Traversable, thesaurus: Thesaurus) -> SignTable:
    """Read a table of signs.

    Raises:
        InputError: anything is wrong; the message lists all faults, one sentence each.
    """
    told: defaultdict[str, dict[str, Strength]] = defaultdict(dict)
    faults: list[str] = []
    with file.open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise InputError(f"{file.name}:1: expected the columns {', '.join(COLUMNS)}.")
        for line, row in enumerate(rows, start=2):
            faults += [f"{file.name}:{line}: {fault}" for fault in _faults(row, thesaurus)]
            if faults:
                continue
            concepts = [row["concept"]]
            if row["with_narrower"] == "yes":
                concepts += sorted(thesaurus.narrower_closure(row["concept"]))
            for concept in concepts:
                told[row["step"]].setdefault(concept, Strength(row["says"]))
    if faults:
        raise InputError("The signs of steps cannot be used: " + " ".join(faults))
    return MappingProxyType(dict(told))


def _faults(row: Mapping[str, str], thesaurus: Thesaurus) -> Iterable[str]:
    for column in ("concept", "step"):
        if row[column] not in thesaurus.concepts:
            yield f"{column} '{row[column]}' is not in the vocabulary; correct its spelling."
    if row["step"] in thesaurus.concepts and thesaurus.concepts[row["step"]].scheme != CHAIN_SCHEME:
        yield f"step '{row['step']}' is no process step; expected a concept of {CHAIN_SCHEME}.csv."
    if row["says"] not in (Strength.DOES, Strength.CLOSE):
        yield f"says '{row['says']}'; expected 'does' or 'close'."
    if row["with_narrower"] not in ("yes", "no"):
        yield f"with_narrower is '{row['with_narrower']}'; expected 'yes' or 'no'."
    if not (row["why"] or "").strip():
        yield "why is empty; say in a few words why the concept tells of the step."


@cache
def bundled_signs() -> SignTable:
    """Return the signs of this package, read once per process."""
    return read_signs(files("biovaliance.synergies.suppliers") / "signs.csv", bundled_thesaurus())


def chain(thesaurus: Thesaurus) -> tuple[str, ...]:
    """Return the steps of the production chain, from the starting material to the patient."""
    return tuple(concept.id for concept in thesaurus.top_concepts(CHAIN_SCHEME))


def parts_of(concept_id: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    """Return the concepts narrower than one, in the order of the vocabulary.

    Raises:
        NotFoundError: the vocabulary has no such concept.
    """
    if concept_id not in thesaurus.concepts:
        steps = ", ".join(chain(thesaurus)[:3])
        raise NotFoundError(
            f"'{concept_id}' is no concept of the vocabulary; expected the identifier of one, such as {steps}"
            " (docs/reference/vocabulary.md lists where they are)."
        )
    narrower = thesaurus.narrower_closure(concept_id)
    return tuple(each for each in thesaurus.concepts if each in narrower)


def telling_concepts(concept_id: str, thesaurus: Thesaurus, signs: SignTable) -> Mapping[str, Strength]:
    """Return every concept that tells of one, and how much it says: itself and the narrower ones the most.

    Raises:
        NotFoundError: the vocabulary has no such concept.
    """
    parts = (concept_id, *parts_of(concept_id, thesaurus))
    told = dict.fromkeys(parts, Strength.DOES)
    for part in parts:
        for concept, strength in signs.get(part, {}).items():
            known = told.setdefault(concept, strength)
            told[concept] = min(known, strength, key=lambda each: each.rank)
    return told
