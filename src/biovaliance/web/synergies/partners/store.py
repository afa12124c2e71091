"""The atlas as the partner page needs it: everybody who may answer, read once per snapshot and process."""

from functools import lru_cache
from threading import Lock

from biovaliance.atlas.building import Tag, TagOrigin
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.evidence import Evidence
from biovaliance.synergies.partners.finding import Field, field_of
from biovaliance.synergies.suppliers.reading import THING_KINDS
from biovaliance.web.access import Reader, published
from biovaliance.web.atlas.directory import tagger, thesaurus

_READING = Lock()
"""Whoever comes while the atlas is being read waits for it, and does not read it a second time."""


def read_field(reader: Reader) -> Field | None:
    """Return everybody who may answer in the published snapshot, None before the first load."""
    snapshot = published()
    if snapshot is None:
        return None
    with _READING:
        return _field(snapshot.identifier, reader, snapshot.built_at.date().isoformat())


@lru_cache(maxsize=2)  # the published snapshot's, and the one before during a change
def _field(_identifier: str, reader: Reader, as_of: str) -> Field:
    rows = reader.entities().filter(kind__in=[Kind.ORGANISATION, *THING_KINDS]).order_by("key")
    entities = {row.key: row.entity for row in rows.only("key", "document")}
    relations = [
        Relation(source, code, target, tuple(Evidence.from_json(each) for each in evidence))
        for source, code, target, evidence in reader.relations()
        .order_by("source__key", "target__key", "type_code", "id")
        .values_list("source__key", "type_code", "target__key", "evidence")
        if source in entities and target in entities
    ]
    tags = [
        Tag(key, concept_id, TagOrigin(origin), field, passage, language, source=source)
        for key, concept_id, origin, field, passage, language, source in reader.tags()
        .exclude(origin=TagOrigin.RELATED)
        .order_by("id")
        .values_list("entity__key", "concept_id", "origin", "field", "passage", "language", "source")
        if key in entities
    ]
    return field_of(entities, relations, tags, tagger(), thesaurus(), as_of)
