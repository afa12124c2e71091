"""`biovaliance bioproduction suppliers`: who supplies the operations, pools and materials of a process."""

from collections.abc import Iterator
from typing import Any

import typer

from biovaliance.atlas.home import home_folder
from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.cli.bioproduction import AsJson, ScenarioFile, read_file
from biovaliance.cli.connections import In, Told
from biovaliance.cli.output import print_json
from biovaliance.cli.sources import Out
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.wording import language_of
from biovaliance.synergies.suppliers.processes import PART_LABELS, PartSupply, process_supply
from biovaliance.synergies.suppliers.reading import material_of
from biovaliance.synergies.suppliers.supply import centre_of
from biovaliance.synergies.suppliers.telling import gap_text
from biovaliance.synergies.suppliers.telling import plain as plain_supply
from biovaliance.synergies.suppliers.values import CIRCLE_LABELS, Circle, Strength
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

_CIRCLES = (Circle.REGION, Circle.COUNTRY, Circle.EUROPE)
_NO_TERM = Text("no term of the vocabulary says what it is", "aucun terme du vocabulaire ne dit ce que c’est")
_NO_SUCH_TERM = Text("'{key}' is not in the vocabulary", "«\u00a0{key}\u00a0» n’est pas dans le vocabulaire")


def suppliers(
    scenario_file: ScenarioFile,
    language: In = Told.ENGLISH,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Print who supplies each operation, pool and material of a process, and what nobody here was seen to do.

    Reads what everybody may see of the published atlas.

    Example: biovaliance bioproduction suppliers car-t-closed-automated --language fr
    """
    scenario = read_file(scenario_file)
    thesaurus = bundled_thesaurus()
    snapshot = open_snapshot(out or home_folder())
    material = material_of(snapshot.entities(), snapshot.relations(), snapshot.tags())
    centre = centre_of(material.actors.values())
    parts = process_supply(scenario, material, thesaurus, Tagger(thesaurus), centre)
    if as_json:
        print_json({"name": scenario.scenario.name, "parts": [_plain(each) for each in parts]})
        return
    for part in parts:
        for line in _lines(part, language_of(language)):
            typer.echo(line)


def _plain(part: PartSupply) -> dict[str, Any]:
    return {
        "part": str(part.part),
        "name": part.name,
        "is_gap": part.is_gap,
        "is_read_from_name": part.is_read_from_name,
        "unknown_concept": part.unknown_concept or None,
        "named_supplier": part.named.key if part.named else None,
        "unknown_supplier": part.unknown_supplier or None,
        "supply": plain_supply(part.supply) if part.supply else None,
    }


def _lines(part: PartSupply, language: Language) -> Iterator[str]:
    what = PART_LABELS[part.part].in_language(language)
    if part.supply is None:
        missing = _NO_SUCH_TERM if part.unknown_concept else _NO_TERM
        yield f"{what} '{part.name}': {missing.in_language(language).format(key=part.unknown_concept)}"
        return
    yield f"{what} '{part.name}': {part.supply.label.in_language(language)}"
    if part.is_gap:
        yield f"  {gap_text(part.supply).in_language(language)}"
    for circle in _CIRCLES:
        doing = part.supply.of(circle, Strength.DOES)
        if doing:
            names = ", ".join(each.actor.name.in_language(language) for each in doing)
            colon = "\u00a0:" if language == "fr" else ":"
            yield f"  {CIRCLE_LABELS[circle].in_language(language)}{colon} {names}"
