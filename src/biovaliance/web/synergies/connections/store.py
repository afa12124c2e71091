"""The network of everything open to a reader, made ready for walking once per snapshot."""

from functools import lru_cache

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.network import Graph
from biovaliance.showcase.documents import CALL_KIND
from biovaliance.synergies.connections.walking import Walk
from biovaliance.web.access import Reader, published
from biovaliance.web.showcase.networking import whole_graph

CONNECTING_KINDS = tuple(Kind)


def read_walk(reader: Reader, year: int) -> Walk:
    """Return the network of the published snapshot, an empty one before the first build."""
    snapshot = published()
    return _walk(snapshot.identifier, reader, year) if snapshot else Walk.of(Graph({}, ()), year)


@lru_cache(maxsize=2)  # the published snapshot's, and the one before during a change
def _walk(_identifier: str, reader: Reader, year: int) -> Walk:
    return Walk.of(whole_graph(reader, CONNECTING_KINDS), year)


def find_keys(reader: Reader, walk: Walk, text: str, limit: int = 4) -> tuple[str, ...]:
    """Return the things that may be meant by some words, the likeliest first, as the search finds them."""
    index = reader.search_index()
    if index is None:
        return ()
    # Most who ask mean an organisation; a European call is a thing of the network found as a call.
    for kinds, calls in (((Kind.ORGANISATION,), ()), (CONNECTING_KINDS, (CALL_KIND,))):
        found = index.ranking(text, kinds=[*map(str, kinds), *calls], limit=limit * 2).keys
        if known := tuple(key for key in found if key in walk.place)[:limit]:
            return known
    return ()
