"""How organisations are connected: names understood, ways told and drawn, and who could introduce them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.network import Node
from biovaliance.foundation.languages import Text
from biovaliance.foundation.names import folded, sort_key
from biovaliance.showcase.svg import Caption
from biovaliance.showcase.ways_drawing import joined_svg, ways_svg
from biovaliance.synergies.connections.answering import Connection, connect
from biovaliance.synergies.connections.joining import MOST_JOINED
from biovaliance.synergies.connections.naming import names_of
from biovaliance.synergies.connections.paths import ConnectionPath
from biovaliance.synergies.connections.walking import Walk
from biovaliance.web.access import Reader
from biovaliance.web.addresses import key_address
from biovaliance.web.atlas.presenting import words
from biovaliance.web.synergies.connections.store import find_keys, read_walk
from biovaliance.web.templatetags.biovaliance import reader_language

LONGEST_NAME = 140
MOST_CHOICES = 400
"""More names than that make the page heavy; any other may be typed and is found all the same."""
_FIELDS = ("from", "to", *("also",) * (MOST_JOINED - 2))


@dataclass(frozen=True, slots=True)
class Named:
    """One field of the form: what was typed, what it was taken for, and what else it may mean."""

    field: str
    text: str
    key: str = ""
    others: tuple[str, ...] = ()
    exact: bool = False


def read_names(reader: Reader, walk: Walk, asked: QueryDict) -> list[Named]:
    """Return the fields of the form in their order, each name looked up by key, by name, then by search."""
    also = [text for text in asked.getlist("also") if text.strip()][: MOST_JOINED - 2]
    texts = [asked.get("from", ""), asked.get("to", ""), *also]
    by_name = names_of(walk.graph) if any(text.strip() for text in texts) else {}
    found = []
    for field, text in zip(_FIELDS, texts, strict=False):
        typed = text.strip()[:LONGEST_NAME].replace("\x00", "")
        keys = (typed, f"{Kind.ORGANISATION}:{typed}")
        key = next((each for each in keys if each in walk.place), by_name.get(folded(typed), ""))
        if key or not typed:
            found.append(Named(field, typed, key, exact=True))
            continue
        found.append(_guessed(reader, walk, field, typed))
    return found


def _guessed(reader: Reader, walk: Walk, field: str, typed: str) -> Named:
    """Return what the search takes some words for; where its name holds them, so must the others."""
    first, *others = (*find_keys(reader, walk, typed), "")
    holds = [key for key in (first, *others) if key and _holds(walk, key, typed)]
    if first in holds:
        return Named(field, typed, first, tuple(holds[1:]), exact=len(holds) == 1)
    return Named(field, typed, first, tuple(filter(None, others)))


def _holds(walk: Walk, key: str, typed: str) -> bool:
    label = walk.graph.nodes[key].label
    return any(f" {sort_key(typed)}" in f" {sort_key(name)}" for name in (label.en, label.fr))


def read_connection(reader: Reader, asked: QueryDict) -> tuple[list[Named], Connection | None, Walk]:
    """Return the names asked for and how they are connected, None where fewer than two are understood."""
    walk = read_walk(reader, timezone.localdate().year)
    names = read_names(reader, walk, asked)
    keys = dict.fromkeys(name.key for name in names if name.key)
    understood = len(keys) > 1 and not any(name.text and not name.key for name in names)
    return names, connect(walk, list(keys)) if understood else None, walk


def present_connections(reader: Reader, asked: QueryDict) -> dict[str, Any]:
    """Return everything the page shows."""
    names, connection, walk = read_connection(reader, asked)
    filled = [name for name in names if name.text]
    context: dict[str, Any] = {
        "crumbs": [{"label": _("How are they connected?")}],
        "choices": _choices(walk),
        "fields": _present_fields(names, walk),
        "asked": bool(filled),
        "same": len(filled) > 1 and len({name.key for name in filled}) == 1 and bool(filled[0].key),
        "unknown": [name.text for name in filled if not name.key],
        "guesses": [_present_guess(name, names, walk) for name in filled if name.key and not name.exact],
        "title": _("How are they connected?"),
    }
    if connection is None:
        return context | {"examples": [] if filled else _examples(walk)}
    query = _query([node.key for node in connection.asked])
    return context | {
        "computed": True,
        "title": " – ".join(words(node.label) for node in connection.asked),
        "names": [_present_node(node) for node in connection.asked],
        "paths": [_present_path(path) for path in connection.paths],
        "several": len(connection.asked) > 2,
        "between": [_present_node(walk.graph.nodes[key]) for key in connection.joined.between],
        "direct": connection.is_direct,
        "introducers": [
            {
                **_present_node(each.node),
                "paths": [_present_path(path) for path in each.paths],
                "most": max(len(path.steps) for path in each.paths),
            }
            for each in connection.introducers
        ],
        "apart": [
            {
                **_present_node(each.node),
                "reached": each.reached,
                "nearest": [_present_path(path) for path in each.nearest],
            }
            for each in connection.apart
        ],
        "svg": _picture(connection),
        "permanent_url": f"{reverse('connections')}{query}",
        "exports": [
            {"label": "CSV", "url": f"{reverse('connections_csv')}{query}", "note": _("any spreadsheet")},
            {
                "label": "JSON",
                "url": f"{reverse('api:connections')}{query}",
                "note": _("for programs, with every source"),
            },
        ],
    }


def _examples(walk: Walk) -> list[dict[str, str]]:
    """Return questions to begin with: organisations that many relations lead to, two of them, then three."""
    known = [key for key in walk.keys if key.startswith(f"{Kind.ORGANISATION}:")]
    known.sort(key=lambda key: -len(walk.steps[walk.place[key]]))
    return [
        {
            "label": " – ".join(words(walk.graph.nodes[key].label) for key in keys),
            "url": f"{reverse('connections')}{_query(list(keys))}",
        }
        for keys in (known[:2], known[2:4], known[1:6:2])
        if len(keys) > 1
    ]


def _choices(walk: Walk) -> list[str]:
    """Return the names offered while one types: of the best connected organisations, in their order."""
    organisations = [
        (-len(walk.steps[walk.place[key]]), key)
        for key, node in walk.graph.nodes.items()
        if node.kind == Kind.ORGANISATION
    ]
    names = {words(walk.graph.nodes[key].label) for _count, key in sorted(organisations)[:MOST_CHOICES]}
    return sorted(names, key=sort_key)


def _present_fields(names: Sequence[Named], walk: Walk) -> list[dict[str, Any]]:
    labels = [_("From"), _("To"), *(_("And") for _each in range(MOST_JOINED - 2))]
    shown = []
    for number, (field, label) in enumerate(zip(_FIELDS, labels, strict=True)):
        name = names[number] if number < len(names) else Named(field, "")
        value = words(walk.graph.nodes[name.key].label) if name.key else name.text
        shown.append({"name": field, "id": f"name-{number + 1}", "label": label, "value": value})
    return shown


def _present_guess(guess: Named, names: Sequence[Named], walk: Walk) -> dict[str, Any]:
    """Return what some words were taken for, with the links that take them for something else."""
    others = []
    for key in guess.others:
        keys = [key if name is guess else name.key or name.text for name in names if name.text]
        others.append({"name": words(walk.graph.nodes[key].label), "url": _query(keys)})
    return {"text": guess.text, "name": words(walk.graph.nodes[guess.key].label), "others": others}


def _query(keys: Sequence[str]) -> str:
    return "?" + urlencode(list(zip(_FIELDS, keys, strict=False)))


def _present_node(node: Node) -> dict[str, str]:
    return {"key": node.key, "name": words(node.label), "url": key_address(node.key)}


def _present_path(path: ConnectionPath) -> dict[str, Any]:
    return {
        "sentence": words(path.sentence),
        "cited": words(path.cited),
        "keys": path.keys,
        "length": len(path.steps),
        "steps": [
            {
                "sentence": words(step.sentence),
                "source": _present_node(step.source),
                "target": _present_node(step.target),
                "words": words(step.label),
                "since": step.relation.since,
                "until": step.relation.until,
                "evidence": step.evidence,
                "note": words(Text(step.relation.note, step.relation.note_fr)),
            }
            for step in path.steps
        ],
    }


def _picture(connection: Connection) -> SafeString:
    if not connection.paths:
        return mark_safe("")
    addresses = {key: key_address(key) for path in connection.paths for key in path.keys}
    title = " – ".join(words(node.label) for node in connection.asked)
    caption = Caption("ways", title, _("The sentences and the table below say the same in words."))
    language = reader_language()
    if len(connection.asked) > 2:
        drawn = joined_svg(connection.joined, language, caption, addresses)
    else:
        drawn = ways_svg(connection.paths, language, caption, addresses)
    return mark_safe(drawn)  # noqa: S308 -- drawn and escaped by the library
