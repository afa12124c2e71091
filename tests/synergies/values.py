"""Small networks with sources of every sort."""

from biovaliance.atlas.network import Graph, Node
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.evidence import Confidence, Evidence
from biovaliance.foundation.languages import Text


def evidence(
    confidence: Confidence = Confidence.HIGH, publisher: str = "Example", stated_on: str = "2024"
) -> tuple[Evidence, ...]:
    return (
        Evidence(
            "curated",
            "https://example.org/",
            publisher,
            stated_on,
            "2026-11-01",
            "own words",
            confidence,
        ),
    )


def graph_of(*triples: tuple[str, str, str], alone: tuple[str, ...] = ()) -> Graph:
    """Return a network; names that begin with P are projects, all others organisations."""
    names = sorted({name for source, _, target in triples for name in (source, target)} | set(alone))
    nodes = {
        name: Node(name, "project" if name.startswith("P") else "organisation", "", Text(name, name))
        for name in names
    }
    return Graph(nodes, tuple(Relation(s, code, t, evidence()) for s, code, t in triples))
