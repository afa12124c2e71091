"""`biovaliance synergies connections` and `suppliers`: who is connected how, and who does a step."""

import datetime as dt
from enum import StrEnum
from typing import Annotated

import typer

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.home import home_folder
from biovaliance.atlas.network import build_graph
from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.cli.output import print_json
from biovaliance.cli.sources import Out
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.wording import language_of
from biovaliance.synergies.connections.answering import Connection, connect
from biovaliance.synergies.connections.answering import plain as plain_connection
from biovaliance.synergies.connections.naming import key_of
from biovaliance.synergies.connections.walking import Walk
from biovaliance.synergies.suppliers.reading import material_of
from biovaliance.synergies.suppliers.supply import StepSupply, centre_of, suppliers_of
from biovaliance.synergies.suppliers.telling import gap_text, sign_text
from biovaliance.synergies.suppliers.telling import plain as plain_supply
from biovaliance.synergies.suppliers.values import CIRCLE_LABELS, STRENGTH_LABELS, Circle
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_thesaurus


class Told(StrEnum):
    """The language an answer is told in."""

    ENGLISH = "en"
    FRENCH = "fr"


In = Annotated[Told, typer.Option(help="Language of the sentences.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def connections(
    names: Annotated[
        list[str], typer.Argument(metavar="A B [C]...", help="Two to five names, keys or ends of addresses.")
    ],
    language: In = Told.ENGLISH,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Print how A and B are connected, or what joins up to five, and who could introduce them.

    Reads what everybody may see of the published atlas; each sentence names its sources.

    Example: biovaliance synergies connections CellQuest FEMTO-ST --language fr
    """
    snapshot = open_snapshot(out or home_folder())
    graph = build_graph(snapshot.entities().values(), snapshot.relations(), frozenset(Kind))
    walk = Walk.of(graph, dt.datetime.now(dt.UTC).year)
    found = connect(walk, [key_of(graph, name) for name in names])
    if as_json:
        print_json(plain_connection(found))
        return
    for line in _connection_lines(found, language_of(language)):
        typer.echo(line)


_BETWEEN = Text("Ways, closest first", "Chemins, les plus courts d’abord")
_JOINS = Text("What joins them", "Ce qui les relie")
_INTRODUCE = Text("Could introduce them", "Pourraient les présenter")
_APART = Text(
    "{name}: nothing seen so far joins it to the others; {count} things are related to it",
    "{name}\u00a0: rien de vu jusqu’ici ne le relie aux autres\u202f; {count} fiches lui sont liées",
)


def _connection_lines(found: Connection, language: Language) -> list[str]:
    lines = []
    if found.paths:
        lines.append((_BETWEEN if len(found.asked) == 2 else _JOINS).in_language(language))
        lines += [f"  {path.cost:5.2f}  {path.cited.in_language(language)}" for path in found.paths]
    for each in found.apart:
        name = each.node.label.in_language(language)
        lines.append(_APART.in_language(language).format(name=name, count=each.reached))
        lines += [f"         {path.cited.in_language(language)}" for path in each.nearest]
    if found.introducers:
        lines.append(_INTRODUCE.in_language(language))
        for who in found.introducers:
            lines.append(f"  {who.cost:5.2f}  {who.node.label.in_language(language)}")
            lines += [f"         {path.cited.in_language(language)}" for path in who.paths]
    return lines


def suppliers(
    concept: Annotated[str, typer.Argument(help="A step of the chain, or any concept of the vocabulary.")],
    language: In = Told.ENGLISH,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Print who does CONCEPT in the region, the country, Europe and elsewhere, with evidence.

    Narrower concepts count. Reads what everybody may see of the published atlas; not seen is not absent.

    Example: biovaliance synergies suppliers viral-vector-production
    """
    thesaurus = bundled_thesaurus()
    snapshot = open_snapshot(out or home_folder())
    material = material_of(snapshot.entities(), snapshot.relations(), snapshot.tags())
    found = suppliers_of(concept, material, thesaurus, centre_of(material.actors.values()))
    if as_json:
        print_json(plain_supply(found))
        return
    for line in _supply_lines(found, thesaurus, language_of(language)):
        typer.echo(line)


_UNSEEN = Text(
    "Narrower steps not seen in the region: ", "Étapes plus précises non vues dans la région\u00a0: "
)


def _supply_lines(found: StepSupply, thesaurus: Thesaurus, language: Language) -> list[str]:
    lines = [found.label.in_language(language)]
    if gap := gap_text(found).in_language(language):
        lines.append(f"  {gap}")
    for circle in Circle:
        suppliers = found.of(circle)
        if suppliers:
            lines.append(f"{CIRCLE_LABELS[circle].in_language(language)} ({len(suppliers)})")
        for each in suppliers:
            strength = STRENGTH_LABELS[each.strength].in_language(language)
            far = "" if each.distance_km is None else f", {each.distance_km:.0f}\u00a0km"
            lines.append(f"  {each.actor.name.in_language(language)}  ({strength}{far})")
            lines += [f"    {sign_text(sign, thesaurus).in_language(language)}" for sign in each.signs]
    if unseen := found.unseen_parts():
        names = ", ".join(thesaurus.concepts[part].label.in_language(language) for part in unseen)
        lines.append(f"{_UNSEEN.in_language(language)}{names}")
    return lines
