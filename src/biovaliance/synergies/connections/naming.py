"""What somebody means who names a thing of the network."""

from collections.abc import Mapping

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.network import Graph
from biovaliance.foundation.errors import NotFoundError
from biovaliance.foundation.names import folded, sort_key

_NEAR = 5


def names_of(graph: Graph) -> Mapping[str, str]:
    """Return the key of each folded name, in either language; of two of one name, the organisation's."""
    names: dict[str, str] = {}
    for node in sorted(graph.nodes.values(), key=lambda node: (node.kind != Kind.ORGANISATION, node.key)):
        for name in (node.label.en, node.label.fr):
            names.setdefault(folded(name), node.key)
    return names


def key_of(graph: Graph, text: str) -> str:
    """Return the key of the thing meant by a key, the end of an organisation's address, or a name.

    Words of a name will do where only one thing, or one organisation among several things, has them.

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
    phrase = sort_key(typed)
    near = sorted({key for name, key in names.items() if phrase and f" {phrase}" in f" {sort_key(name)}"})
    organisations = [key for key in near if graph.nodes[key].kind == Kind.ORGANISATION]
    if len(organisations or near) == 1:
        return (organisations or near)[0]
    if near:
        shown = ", ".join(f"'{key}'" for key in (organisations or near)[:_NEAR])
        raise NotFoundError(f"'{text}' may mean {len(near)} things of the network; name one of {shown}.")
    raise NotFoundError(
        f"'{text}' is not in the network of {len(graph.nodes)} things; expected a key, the end of the "
        "address of a page, or a name (`biovaliance atlas search` finds them)."
    )
