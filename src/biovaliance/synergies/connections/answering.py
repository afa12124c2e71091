"""The whole answer to "how are they connected", and the same as plain values for tables and programs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from biovaliance.atlas.network import Node
from biovaliance.foundation.languages import Language
from biovaliance.synergies.connections.introducing import (
    MOST_INTRODUCERS,
    Introducer,
    Surroundings,
    introducers,
    surroundings,
)
from biovaliance.synergies.connections.joining import Joined, joined
from biovaliance.synergies.connections.paths import ConnectionPath, PathStep, paths_between
from biovaliance.synergies.connections.walking import Walk

MOST_FOR_SEVERAL = 3
"""Each introducer of several is told with a way to every one of them: a longer list is not read."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How some things are connected.

    `paths` are the closest ways between two things; of three or more, what joins them. `apart` tells
    where the network ends around those that nothing joins to the others; `introducers` are empty where
    two stand in a relation already.
    """

    asked: tuple[Node, ...]
    paths: tuple[ConnectionPath, ...]
    joined: Joined
    introducers: tuple[Introducer, ...]
    apart: tuple[Surroundings, ...]

    @property
    def is_direct(self) -> bool:
        """Whether two things stand in a relation with nobody between."""
        return len(self.asked) == 2 and any(len(path.steps) == 1 for path in self.paths)


def connect(walk: Walk, keys: Sequence[str]) -> Connection:
    """Return how two to five things are connected, who could introduce them, and what stands apart.

    Raises:
        NotFoundError: one of them is not in the network.
        InputError: fewer than two or more than five different things.
    """
    whole = joined(walk, keys)
    asked = tuple(walk.graph.nodes[key] for key in whole.asked)
    together = [key for key in whole.asked if key not in whole.apart]
    paths = whole.paths
    if len(asked) == 2 and paths:
        paths = paths_between(walk, together[0], together[1])
    known = len(asked) == 2 and any(len(path.steps) == 1 for path in paths)
    most = MOST_INTRODUCERS if len(together) < 3 else MOST_FOR_SEVERAL
    who = introducers(walk, together, most) if len(together) > 1 and not known else ()
    return Connection(asked, paths, whole, who, tuple(surroundings(walk, key) for key in whole.apart))


HEADINGS: dict[Language, tuple[str, ...]] = {
    "en": ("Way", "Step", "From", "Relation", "To", "Since", "Until", "Source", "Address", "Read on"),
    "fr": ("Lien", "Étape", "De", "Relation", "À", "Depuis", "Jusqu’à", "Source", "Adresse", "Lu le"),
}


def table_of(connection: Connection, language: Language) -> list[list[str]]:
    """Return a row per step of each way, in the order of `HEADINGS`; several sources stand in one cell."""
    rows = []
    for number, path in enumerate(connection.paths, start=1):
        for place, step in enumerate(path.steps, start=1):
            ends = (step.source.label.in_language(language), step.target.label.in_language(language))
            evidence = [asdict(item) for item in step.evidence]
            told = [
                "; ".join(dict.fromkeys(str(item[name]) for item in evidence if item[name]))
                for name in ("publisher", "address", "read_on")
            ]
            words = step.label.in_language(language)
            dates = (step.relation.since, step.relation.until)
            rows.append([str(number), str(place), ends[0], words, ends[1], *dates, *told])
    return rows


def plain(connection: Connection) -> dict[str, Any]:
    """Return the answer as JSON holds it, sentences in both languages."""
    return {
        "asked": [_plain_node(node) for node in connection.asked],
        "connected": not connection.apart,
        "paths": [_plain_path(path) for path in connection.paths],
        "between": list(connection.joined.between),
        "cost": connection.joined.cost,
        "introducers": [
            {
                **_plain_node(each.node),
                "cost": each.cost,
                "reason_en": each.reason.en,
                "reason_fr": each.reason.fr,
            }
            for each in connection.introducers
        ],
        "apart": [
            {
                **_plain_node(each.node),
                "reached": each.reached,
                "nearest": [_plain_path(path) for path in each.nearest],
            }
            for each in connection.apart
        ],
    }


def _plain_node(node: Node) -> dict[str, str]:
    return {"key": node.key, "kind": node.kind, "name_en": node.label.en, "name_fr": node.label.fr}


def _plain_path(path: ConnectionPath) -> dict[str, Any]:
    return {
        "cost": path.cost,
        "sentence_en": path.cited.en,
        "sentence_fr": path.cited.fr,
        "steps": [_plain_step(step) for step in path.steps],
    }


def _plain_step(step: PathStep) -> dict[str, Any]:
    return {
        "source": _plain_node(step.source),
        "relation": step.relation.type_code,
        "forward": step.forward,
        "target": _plain_node(step.target),
        "since": step.relation.since,
        "until": step.relation.until,
        "evidence": [item.to_json() for item in step.evidence],
    }
