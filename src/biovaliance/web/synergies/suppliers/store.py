"""What supply is computed from, as the tables hold it; the answer for the chain is kept per snapshot."""

from functools import lru_cache

from biovaliance.atlas.building import Tag, TagOrigin
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.places import Coordinates
from biovaliance.synergies.suppliers.reading import THING_KINDS
from biovaliance.synergies.suppliers.signs import chain
from biovaliance.synergies.suppliers.supply import StepSupply, centre_of, supply_chain
from biovaliance.synergies.suppliers.values import Actor, Material
from biovaliance.web.access import Reader, published
from biovaliance.web.atlas.directory import thesaurus


def read_chain(reader: Reader) -> tuple[StepSupply, ...]:
    """Return who does each step of the chain in the published snapshot, nobody before the first build."""
    snapshot = published()
    if snapshot is None:
        return supply_chain(chain(thesaurus()), Material({}, {}, (), ()), thesaurus())
    return _chain(snapshot.identifier, reader)


@lru_cache(maxsize=2)  # the published snapshot's, and the one before during a change
def _chain(_identifier: str, reader: Reader) -> tuple[StepSupply, ...]:
    material = read_material(reader)
    return supply_chain(chain(thesaurus()), material, thesaurus(), centre_of(material.actors.values()))


def read_material(reader: Reader) -> Material:
    """Return the current organisations open to a reader, what they run, and what all of it is about."""
    rows = reader.entities().filter(kind__in=[Kind.ORGANISATION, *THING_KINDS]).order_by("key")
    actors, names = {}, {}
    columns = (
        *("key", "kind", "title_en", "title_fr", "type_code", "country_code", "in_region", "town"),
        *("latitude", "longitude", "currency"),
    )
    for row in rows.only(*columns):
        if row.kind != Kind.ORGANISATION:
            names[row.key] = row.title
        elif row.currency == "current":
            place = None if row.latitude is None else Coordinates(row.latitude, row.longitude or 0.0)
            actors[row.key] = Actor(
                row.key, row.title, row.type_code, row.country_code, row.in_region, row.town, place
            )
    tags = reader.tags().exclude(origin=TagOrigin.RELATED).order_by("id")
    found = tags.values_list("entity__key", "concept_id", "origin", "field", "passage", "language", "source")
    relations = reader.relations().filter(target__kind__in=THING_KINDS).order_by("id")
    ends = relations.values_list("source__key", "type_code", "target__key")
    return Material(
        actors,
        names,
        tuple(
            Tag(key, concept_id, TagOrigin(origin), field, passage, language, source=source)
            for key, concept_id, origin, field, passage, language, source in found
            if key in actors or key in names
        ),
        tuple(
            Relation(source, code, target, ())
            for source, code, target in ends
            if source in actors and target in names
        ),
    )
