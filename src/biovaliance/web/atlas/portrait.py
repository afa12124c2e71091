"""The small network of one thing, drawn from its own relations."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import Kind
from biovaliance.showcase.actors import actor_group
from biovaliance.showcase.drawing import Neighbour, ego_svg
from biovaliance.web.atlas.presenting import words
from biovaliance.web.templatetags.biovaliance import reader_language

MOST_DRAWN = 16


def ego_picture(entity: Entity, row: Any, relations: Sequence[dict[str, Any]]) -> SafeString:
    """Return the picture of a thing among its nearest others, '' where it stands alone."""
    neighbours: dict[str, Neighbour] = {}
    for relation in relations:
        neighbours.setdefault(
            relation["key"],
            Neighbour(
                key=relation["key"],
                label=relation["name"],
                kind=relation["kind"],
                type_code=relation["type"] or relation["kind"],
                url=relation["url"],
                words=relation["words"],
            ),
        )
    if not neighbours:
        return mark_safe("")
    drawn = tuple(neighbours.values())[:MOST_DRAWN]
    height = max(150.0, 44.0 * -(-len(drawn) // 2) + 30)
    own_type = actor_group(row.type_code) if row.kind == Kind.ORGANISATION else ""
    svg = ego_svg(
        words(entity.title),
        row.kind,
        drawn,
        language=reader_language(),
        size=(640.0, height),
        type_code=own_type,
    )
    return mark_safe(svg)  # noqa: S308 -- drawn and escaped by the library
