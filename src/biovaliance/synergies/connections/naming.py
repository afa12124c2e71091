"""What somebody means who names a thing of the network."""

from collections.abc import Mapping

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.network import Graph
from biovaliance.foundation.errors import NotFoundError
from biovaliance.foundation.names import folded

_NEAR = 5


def names_of(graph: Graph) -> Mapping[str, str]:
    """Return the key of each name, folded, in either language; of two things of one name, the organisation."""
    names: dict[str, str] = {}
    for node in sorted(graph.nodes.values(), key=lambda node: (node.kind != Kind.ORGANISATION, node.key)):
        for name in (node.label.en, node.label.fr):
            names.setdefault(folded(name), node.key)
    return names


def key_of(graph: Graph, text: str) -> str:
    """Return the key of the thing meant by a key, the end of an organisation's address, or a name.

    A part of a name will do where only one thing has it.

    Raises:
        NotFoundError: nothing, or several things, can be meant; the message names those that are near.
    """
    typed = text.strip()
    for key in (typed, f"{Kind.ORGANISATION}:{typed}"):
        if key in graph.nodes:
            return key
    names, wanted = names_of(graph), folded(typed)
    if wanted in names:
        return names[wanted]
    near = sorted({key for name, key in names.items() if wanted and wanted in name})
    if len(near) == 1:
        return near[0]
    if near:
        shown = ", ".join(f"'{key}'" for key in near[:_NEAR])
        raise NotFoundError(f"'{text}' may mean {len(near)} things of the network; name one of {shown}.")
    raise NotFoundError(
        f"'{text}' is not in the network of {len(graph.nodes)} things; expected a key, the end of the "
        "address of a page, or a name (`biovaliance atlas search` finds them)."
    )
