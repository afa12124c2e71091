"""Who does a step: counted from statements, with narrower steps, in circles around the region.

    step and narrower steps ──> what a source says of an organisation            ──> does it
                            ──> what it operates or develops                     ──> does it
    capability, equipment, material beside these steps (signs.py)                ──> does it, or comes close
    a project or a trial about any of these that it takes part in                ──> works on it with others

Whoever is not seen is not absent: the sources of the atlas are about the region, and what lies elsewhere
is known through joint projects, trials and partners.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from biovaliance.atlas.building import Tag, TagOrigin
from biovaliance.foundation.languages import Text
from biovaliance.foundation.places import Coordinates, distance_km
from biovaliance.synergies.suppliers.signs import SignTable, bundled_signs, parts_of, telling_concepts
from biovaliance.synergies.suppliers.values import (
    EUROPEAN_COUNTRIES,
    Actor,
    Circle,
    Material,
    Sign,
    SignKind,
    Strength,
    Supplier,
)
from biovaliance.vocabulary.thesaurus import Thesaurus

HOME_COUNTRY = "FR"
MOST_NEAREST = 5
# Through which relation an organisation stands for what another thing is about.
_THROUGH: Mapping[str, SignKind] = {
    "operates_platform": SignKind.PLATFORM,
    "develops": SignKind.TECHNOLOGY,
    "leads_project": SignKind.PROJECT,
    "takes_part_in_project": SignKind.PROJECT,
    "sponsors_trial": SignKind.TRIAL,
    "takes_part_in_trial": SignKind.TRIAL,
}
_OWN = frozenset({SignKind.PLATFORM, SignKind.TECHNOLOGY})
"""What an organisation operates or develops it has in its own hands."""


@dataclass(frozen=True, slots=True)
class StepSupply:
    """Who does a step, and what of it nobody was seen to do.

    `parts` are the narrower steps in the order of the vocabulary, each with the concepts that say that
    somebody does it. Suppliers come in the order of their
    circles; within a circle, those who do it first, then by the surest sign and by name.
    """

    concept_id: str
    label: Text
    parts: Mapping[str, frozenset[str]]
    suppliers: tuple[Supplier, ...]

    def of(self, circle: Circle, strength: Strength | None = None) -> tuple[Supplier, ...]:
        """Return the suppliers of a circle, those of one strength where it is given."""
        return tuple(
            each for each in self.suppliers if each.circle is circle and strength in (None, each.strength)
        )

    @property
    def seen_here(self) -> bool:
        """Whether a source says that somebody in the region does it."""
        return bool(self.of(Circle.REGION, Strength.DOES))

    def doing_part(self, part: str) -> tuple[Supplier, ...]:
        """Return who is seen to do a narrower step."""
        telling = self.parts[part]
        return tuple(
            each
            for each in self.suppliers
            if any(sign.concept_id in telling and sign.strength is Strength.DOES for sign in each.signs)
        )

    def unseen_parts(self, circle: Circle = Circle.REGION) -> tuple[str, ...]:
        """Return the narrower steps that nobody in a circle was seen to do."""
        return tuple(
            part for part in self.parts if all(each.circle is not circle for each in self.doing_part(part))
        )

    def nearest(self, limit: int = MOST_NEAREST) -> tuple[Supplier, ...]:
        """Return who is nearest outside the region: those who do it first, by circle, then by distance.

        Those whose place is not known come last in their circle.
        """
        outside = [each for each in self.suppliers if each.circle is not Circle.REGION]
        outside.sort(
            key=lambda each: (
                each.strength is not Strength.DOES,
                list(Circle).index(each.circle),
                each.distance_km is None,
                each.distance_km or 0.0,
                each.actor.key,
            )
        )
        return tuple(outside[:limit])


def suppliers_of(
    concept_id: str,
    material: Material,
    thesaurus: Thesaurus,
    centre: Coordinates | None = None,
    home_country: str = HOME_COUNTRY,
    signs: SignTable | None = None,
) -> StepSupply:
    """Return who does a step or any other concept of the vocabulary, everywhere the atlas knows of.

    Args:
        concept_id: a step of the chain, a narrower one, or any concept.
        material: what the reader may see.
        thesaurus: the vocabulary.
        centre: where distances start; None leaves them out.
        home_country: ISO code of the region's country.
        signs: what else tells of a step; the bundled table unless another is given.

    Raises:
        NotFoundError: the vocabulary has no such concept.
    """
    return supply_chain((concept_id,), material, thesaurus, centre, home_country, signs)[0]


def supply_chain(
    concept_ids: Iterable[str],
    material: Material,
    thesaurus: Thesaurus,
    centre: Coordinates | None = None,
    home_country: str = HOME_COUNTRY,
    signs: SignTable | None = None,
) -> tuple[StepSupply, ...]:
    """Return who does each of several steps, in one pass over the material; see `suppliers_of`."""
    about: defaultdict[str, list[Tag]] = defaultdict(list)
    for tag in material.tags:
        if tag.origin is not TagOrigin.RELATED:  # told anew below, through any relation
            about[tag.concept_id].append(tag)
    doers = _doers(material)
    found = []
    for concept_id in concept_ids:
        told: defaultdict[str, list[Sign]] = defaultdict(list)
        table = bundled_signs() if signs is None else signs
        for each, strength in telling_concepts(concept_id, thesaurus, table).items():
            for tag in about[each]:
                for key, sign in _signs_of(tag, strength, material, doers):
                    told[key].append(sign)
        suppliers = [
            _supplier(material.actors[key], each, centre, home_country) for key, each in told.items()
        ]
        suppliers.sort(key=_order)
        label = thesaurus.concepts[concept_id].label
        parts = {each: _doing(each, thesaurus, table) for each in parts_of(concept_id, thesaurus)}
        found.append(StepSupply(concept_id, label, parts, tuple(suppliers)))
    return tuple(found)


def _doing(part: str, thesaurus: Thesaurus, table: SignTable) -> frozenset[str]:
    told = telling_concepts(part, thesaurus, table)
    return frozenset(concept for concept, strength in told.items() if strength is Strength.DOES)


def circle_of(actor: Actor, home_country: str = HOME_COUNTRY) -> Circle:
    """Return in which circle around the region an organisation lies."""
    if actor.in_region:
        return Circle.REGION
    if actor.country_code == home_country:
        return Circle.COUNTRY
    if not actor.country_code:
        return Circle.UNPLACED
    return Circle.EUROPE if actor.country_code in EUROPEAN_COUNTRIES else Circle.ELSEWHERE


def _doers(material: Material) -> Mapping[str, list[tuple[str, str]]]:
    """Return who stands for each thing, and through which relation: those who lead it before the others."""
    doers: defaultdict[str, dict[str, str]] = defaultdict(dict)
    order = list(_THROUGH)
    for relation in material.relations:
        if relation.type_code in _THROUGH and relation.source_key in material.actors:
            known = doers[relation.target_key].get(relation.source_key)
            if known is None or order.index(relation.type_code) < order.index(known):
                doers[relation.target_key][relation.source_key] = relation.type_code
    return {thing: sorted(found.items()) for thing, found in doers.items()}


def _signs_of(
    tag: Tag, strength: Strength, material: Material, doers: Mapping[str, list[tuple[str, str]]]
) -> Iterable[tuple[str, Sign]]:
    """Yield for whom a tag speaks, and as what."""
    is_code = tag.origin is TagOrigin.STATED
    about = (tag.passage, tag.source, is_code, tag.field)
    if tag.entity_key in material.actors:
        kind = SignKind.DECLARED if is_code else SignKind.DESCRIBED
        yield tag.entity_key, Sign(tag.concept_id, kind, strength, *about)
        return
    name = material.names.get(tag.entity_key)
    for key, relation_code in doers.get(tag.entity_key, ()):
        kind = _THROUGH[relation_code]
        seen = strength if kind in _OWN else Strength.INVOLVED
        yield key, Sign(tag.concept_id, kind, seen, *about, tag.entity_key, name, relation_code)


def _supplier(actor: Actor, signs: list[Sign], centre: Coordinates | None, home_country: str) -> Supplier:
    known = centre is not None and actor.coordinates is not None
    far = distance_km(centre, actor.coordinates) if known else None  # type: ignore[arg-type]
    ordered = sorted(set(signs), key=lambda sign: (*sign.order, sign.passage, sign.source))
    # A source's code may stand for a step and for the capability to offer it: that is one sign.
    once: dict[tuple[str, ...], Sign] = {}
    for sign in ordered:
        once.setdefault((sign.kind, sign.via_key, sign.passage, sign.source), sign)
    return Supplier(actor, circle_of(actor, home_country), tuple(once.values()), far)


def _order(supplier: Supplier) -> tuple[int, int, int, str, str]:
    first = supplier.signs[0]
    circle = list(Circle).index(supplier.circle)
    return (circle, first.strength.rank, first.kind.rank, supplier.actor.name.en, supplier.actor.key)


def centre_of(actors: Iterable[Actor]) -> Coordinates | None:
    """Return the middle of the region's organisations whose place is known, None where none is."""
    placed = [each.coordinates for each in actors if each.in_region and each.coordinates]
    if not placed:
        return None
    return Coordinates(
        sum(point.latitude for point in placed) / len(placed),
        sum(point.longitude for point in placed) / len(placed),
    )
