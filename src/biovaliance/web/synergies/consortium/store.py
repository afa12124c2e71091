"""The atlas as the consortium builder needs it, and the one desk at which searches are made.

A search takes a processor for up to some seconds. There is one desk in each process of the server, so that
the other thread of the process goes on answering pages; whoever comes while it is taken is asked to come
again. What came out is kept, so that the page, its files and a second look cost one search.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from threading import Lock

from django.db.models import F

from biovaliance.atlas.building import Tag, TagOrigin
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.relations import Relation
from biovaliance.atlas.status import Currency
from biovaliance.foundation.evidence import Evidence
from biovaliance.synergies.consortium.candidates import Pool, atlas_pool
from biovaliance.synergies.consortium.proposing import Answer
from biovaliance.web.access import Reader, published

MOST_CANDIDATES = 5_000
"""Organisations that are searched, those of the region first; more would not be proven within the time."""
MOST_KEPT = 64
WORKING_KINDS = (Kind.PLATFORM, Kind.PROJECT, Kind.TECHNOLOGY, Kind.TRIAL)


def read_pool(reader: Reader) -> Pool:
    """Return everybody who might take part, an empty pool before the first load."""
    snapshot = published()
    return _pool(snapshot.identifier, reader, snapshot.built_at.date().isoformat()) if snapshot else Pool(())


@lru_cache(maxsize=2)  # the published snapshot's, and the one before during a change
def _pool(_identifier: str, reader: Reader, as_of: str) -> Pool:
    rows = reader.entities()
    present = rows.filter(kind=Kind.ORGANISATION, currency=Currency.CURRENT)
    first = present.order_by(F("in_region").desc(nulls_last=True), "key")[:MOST_CANDIDATES]
    found = [*first, *rows.filter(kind__in=WORKING_KINDS).order_by("key")]
    entities = {row.key: row.entity for row in found}
    relations = [
        Relation(source, code, target, tuple(Evidence.from_json(each) for each in evidence))
        for source, code, target, evidence in reader.relations()
        .order_by("source__key", "target__key", "type_code", "id")
        .values_list("source__key", "type_code", "target__key", "evidence")
    ]
    tags = [
        Tag(key, concept, TagOrigin(origin), field, passage)
        for key, concept, origin, field, passage in reader.tags()
        .exclude(origin=TagOrigin.RELATED)
        .order_by("entity__key", "concept_id", "id")
        .values_list("entity__key", "concept_id", "origin", "field", "passage")
        if key in entities
    ]
    return atlas_pool(entities, relations, tags, as_of)


class BusyError(Exception):
    """Another search is being made in this process."""


class Desk:
    """Where searches are made, one at a time, and the last answers lie."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()
        self._turn = Lock()

    def kept(self, question: Hashable) -> Answer | None:
        """Return the answer to a question asked before, None where it is not kept."""
        return self._kept.get(question)

    def answer(self, question: Hashable, make: Callable[[], Answer]) -> Answer:
        """Return the answer to a question, made now where it is not kept.

        Raises:
            BusyError: another question is being answered.
        """
        found = self.kept(question)
        if found is not None:
            return found
        if not self._turn.acquire(blocking=False):
            raise BusyError
        try:
            found = make()
            self._kept[question] = found
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        finally:
            self._turn.release()
        return found


@lru_cache(maxsize=1)
def desk() -> Desk:
    """Return the desk of this process."""
    return Desk(MOST_KEPT)
