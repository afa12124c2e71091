"""Who supplies a process: its operations, pools and materials against what the atlas knows of suppliers.

    `concept` of an operation, pool or material ──┐
    else the term its name is, word for word ─────┴─> StepSupply, one pass over the atlas for all of them

A name is read only where it says a step, an equipment or a material of the vocabulary and nothing else;
whatever remains without a term is told as such, never guessed at.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.words.names import label
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.names import folded
from biovaliance.foundation.places import Coordinates
from biovaliance.synergies.suppliers.supply import HOME_COUNTRY, StepSupply, supply_chain
from biovaliance.synergies.suppliers.telling import HEADINGS, table_of
from biovaliance.synergies.suppliers.values import Actor, Material
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus


class Part(StrEnum):
    """What of a scenario has to be supplied."""

    OPERATION = "operation"
    POOL = "pool"
    MATERIAL = "material"


_READ_FROM_NAMES = {
    Part.OPERATION: ("process-step", "capability"),
    Part.POOL: ("equipment",),
    Part.MATERIAL: ("material",),
}
"""The schemes in which the name of a part is looked for."""


@dataclass(frozen=True, slots=True)
class PartSupply:
    """One operation, pool or material: the term it is, who supplies that, and whom the scenario names.

    `supply` is None where the part has no term; `unknown_concept` is what the scenario wrote and the
    vocabulary has not. `named` is the organisation of the atlas that a material's `supplier` names;
    `unknown_supplier` what was written where there is none of that key.
    """

    part: Part
    name: str
    supply: StepSupply | None = None
    is_read_from_name: bool = False
    unknown_concept: str = ""
    named: Actor | None = None
    unknown_supplier: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether nobody in the region was seen to do it; False where no term says what it is."""
        return self.supply is not None and not self.supply.seen_here


@dataclass(frozen=True, slots=True)
class _Wanted:
    part: Part
    name: str
    concept: str | None
    supplier: str | None = None


def process_supply(
    scenario: Scenario,
    material: Material,
    thesaurus: Thesaurus,
    tagger: Tagger,
    centre: Coordinates | None = None,
    home_country: str = HOME_COUNTRY,
) -> tuple[PartSupply, ...]:
    """Return who supplies each operation, pool and material of a scenario, in the order of its file.

    People (`kind = "staff"`) without a term of their own are left out: no one supplies them.

    Args:
        scenario: the process.
        material: what the reader may see of the atlas.
        thesaurus: the vocabulary; `tagger` finds its terms.
        tagger: reads names that say no concept.
        centre: where distances start; None leaves them out.
        home_country: ISO code of the region's country.
    """
    wanted = list(_wanted(scenario))
    concepts = [_concept(each, thesaurus, tagger) for each in wanted]
    asked = tuple(dict.fromkeys(concept for concept, _ in concepts if concept))
    supplies = supply_chain(asked, material, thesaurus, centre, home_country)
    by_concept = dict(zip(asked, supplies, strict=True))
    return tuple(
        PartSupply(
            part=each.part,
            name=each.name,
            supply=by_concept.get(concept),
            is_read_from_name=is_read,
            unknown_concept=each.concept if each.concept and each.concept not in thesaurus.concepts else "",
            named=_actor(each.supplier, material),
            unknown_supplier=each.supplier if each.supplier and not _actor(each.supplier, material) else "",
        )
        for each, (concept, is_read) in zip(wanted, concepts, strict=True)
    )


def gaps(parts: Sequence[PartSupply]) -> tuple[StepSupply, ...]:
    """Return the terms that nobody in the region was seen to supply, each once, in the order of the file."""
    found = {each.supply.concept_id: each.supply for each in parts if each.supply and each.is_gap}
    return tuple(found.values())


PART_LABELS: Mapping[Part, Text] = {
    Part.OPERATION: Text("operation", "opération"),
    Part.POOL: Text("room or equipment", "salle ou équipement"),
    Part.MATERIAL: Text("material", "matière"),
}
_PART_HEADINGS: dict[Language, tuple[str, str]] = {
    "en": ("Part of the process", "Its name"),
    "fr": ("Partie du procédé", "Son nom"),
}
_NOT_SEEN = Text("not seen in the region", "non vu dans la région")


def tabulated(
    parts: Sequence[PartSupply], thesaurus: Thesaurus, language: Language
) -> tuple[tuple[str, ...], list[list[str]]]:
    """Return headings and a row per piece of evidence; a part nobody here was seen to supply has one more."""
    titles = (*_PART_HEADINGS[language], *HEADINGS[language])
    rows = []
    for each in parts:
        head = [PART_LABELS[each.part].in_language(language), label(each.name, language)]
        if each.supply is None:
            rows.append([*head, *[""] * len(HEADINGS[language])])
            continue
        if each.is_gap:
            told = [each.supply.label.in_language(language), _NOT_SEEN.in_language(language)]
            rows.append([*head, *told, *[""] * (len(HEADINGS[language]) - len(told))])
        rows += [[*head, *row] for row in table_of([each.supply], thesaurus, language)]
    return titles, rows


def _wanted(scenario: Scenario) -> Iterator[_Wanted]:
    for operation in scenario.operations:
        yield _Wanted(Part.OPERATION, operation.name, operation.concept)
    for pool in scenario.pools:
        if pool.kind != "staff" or pool.concept:
            yield _Wanted(Part.POOL, pool.name, pool.concept)
    for each in scenario.materials:
        yield _Wanted(Part.MATERIAL, each.name, each.concept, each.supplier)


def _concept(wanted: _Wanted, thesaurus: Thesaurus, tagger: Tagger) -> tuple[str, bool]:
    """Return the term of a part, '' where it has none, and whether it was read from the name."""
    if wanted.concept:
        return (wanted.concept if wanted.concept in thesaurus.concepts else "", False)
    schemes = _READ_FROM_NAMES[wanted.part]
    for mention in tagger.tag_query(wanted.name):
        is_whole_name = folded(mention.passage) == folded(wanted.name)
        if is_whole_name and thesaurus.concepts[mention.concept_id].scheme in schemes:
            return mention.concept_id, True
    return "", False


def _actor(key: str | None, material: Material) -> Actor | None:
    """Return the organisation of a key, written with its kind or without it."""
    if not key:
        return None
    return material.actors.get(key) or material.actors.get(f"organisation:{key}")
