"""How two things are connected, told in words with the source of each step."""

from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from biovaliance.foundation.languages import Text
from biovaliance.showcase.network import Graph
from biovaliance.showcase.paths import ConnectionPath, paths_between
from biovaliance.web.access import Reader
from biovaliance.web.addresses import key_address
from biovaliance.web.atlas.presenting import words
from biovaliance.web.showcase.networking import drawn, find_named, network_names, whole_graph

MOST_PATHS = 4


def present_connection(reader: Reader, asked: QueryDict) -> dict[str, Any]:
    """Return the two things asked for, the ways between them, or why there is none."""
    graph = whole_graph(reader)
    start, end = (_named(graph, asked.get(name, "")) for name in ("from", "to"))
    context: dict[str, Any] = {
        "crumbs": [{"label": _("How are they connected?")}],
        "choices": network_names(drawn(reader, QueryDict()).capped.graph),
        "start": start,
        "end": end,
        "asked": bool(asked.get("from") or asked.get("to")),
        "start_text": start["label"] if start else asked.get("from", "")[:140],
        "end_text": end["label"] if end else asked.get("to", "")[:140],
    }
    if not start or not end or start["key"] == end["key"]:
        return context | {"same": bool(start and end)}
    paths = paths_between(graph, start["key"], end["key"], timezone.localdate().year, MOST_PATHS)
    return context | {"paths": [_present(path) for path in paths], "computed": True}


def _named(graph: Graph, text: str) -> dict[str, str] | None:
    key = find_named(graph, text)
    return {"key": key, "label": words(graph.nodes[key].label)} if key else None


def _present(path: ConnectionPath) -> dict[str, Any]:
    return {
        "sentence": words(path.sentence),
        "keys": path.keys,
        "steps": [
            {
                "sentence": words(step.sentence),
                "source": {"name": words(step.source.label), "url": key_address(step.source.key)},
                "target": {"name": words(step.target.label), "url": key_address(step.target.key)},
                "words": words(step.label),
                "since": step.relation.since,
                "evidence": step.evidence,
                "note": words(Text(step.relation.note, step.relation.note_fr)),
            }
            for step in path.steps
        ],
    }
