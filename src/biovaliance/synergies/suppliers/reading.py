"""From an opened snapshot to what supply is computed from."""

from collections.abc import Iterable, Mapping

from biovaliance.atlas.building import Tag
from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.relations import Relation
from biovaliance.atlas.status import Currency, currency_of
from biovaliance.foundation.places import Coordinates
from biovaliance.synergies.suppliers.values import Actor, Material

THING_KINDS = frozenset({Kind.PLATFORM, Kind.TECHNOLOGY, Kind.PROJECT, Kind.TRIAL})


def material_of(
    entities: Mapping[str, Entity], relations: Iterable[Relation], tags: Iterable[Tag]
) -> Material:
    """Return the current organisations of an atlas, what they run and take part in, and the concepts of all.

    Organisations that no longer exist, or that no source confirms, supply nothing and are left out.
    """
    actors = {
        entity.key: _actor(entity)
        for entity in entities.values()
        if entity.kind is Kind.ORGANISATION and currency_of(entity.value("status")) is Currency.CURRENT
    }
    names = {entity.key: entity.title for entity in entities.values() if entity.kind in THING_KINDS}
    return Material(
        actors,
        names,
        tuple(tag for tag in tags if tag.entity_key in actors or tag.entity_key in names),
        tuple(each for each in relations if each.source_key in actors and each.target_key in names),
    )


def _actor(entity: Entity) -> Actor:
    in_region, place = entity.value("in_region"), entity.value("coordinates")
    latitude, _, longitude = place.partition(",")
    return Actor(
        entity.key,
        entity.title,
        entity.value("type"),
        entity.value("country"),
        None if not in_region else in_region == "yes",
        ", ".join(entity.values("town")),
        Coordinates(float(latitude), float(longitude)) if place else None,
    )
