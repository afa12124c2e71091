"""Profiles of the atlas's organisations: what is known of each, document by document, with its evidence.

description ──────────────────────────┐
projects, technologies, trials ───────┼─> documents, each with its source and date
platforms, topics of publications ────┘
stated capabilities ──────────────────> concepts
platforms' grade or capacity ─────────> capacities
stages of technologies and trials ────> stages
projects and links in common ─────────> past work together
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from biovaliance.atlas.entities import Entity, FieldValue
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.relations import RELATION_TYPES, Relation
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import LANGUAGES, Text
from biovaliance.foundation.places import Coordinates
from biovaliance.synergies.profiles import Capacity, Document, PastLink, Profile, StatedConcept
from biovaliance.vocabulary.tagging import Tagger

WORK = frozenset(
    {
        *("leads_project", "takes_part_in_project", "operates_platform", "develops"),
        *("sponsors_trial", "takes_part_in_trial", "holds_authorisation"),
    }
)
"""Relations from an organisation to a thing that is its work."""
TOGETHER = frozenset({"leads_project", "takes_part_in_project", "sponsors_trial", "takes_part_in_trial"})
LINKS = frozenset(
    {
        *("partner_of", "joint_laboratory", "joint_chair", "cooperation_agreement", "cooperation"),
        *("co_organises_with", "manufactures_for", "outsources_to", "licensed_from", "contracted"),
    }
)
"""Relations between two organisations that have worked together."""
_DESCRIBING = ("description", "condition", "product", "product_type", "subject", "substance", "capacity")
_DATING = ("start", "year", "authorised")
MOST_SHARED_IN_ONE = 40
"""Partners of a project beyond which taking part in it does not mean to know each other."""


def profiles_of(
    entities: Mapping[str, Entity], relations: Sequence[Relation], tagger: Tagger
) -> tuple[Profile, ...]:
    """Return the profiles of all organisations among `entities`, in the order of their keys."""
    work: defaultdict[str, list[Entity]] = defaultdict(list)
    for relation in relations:
        target = entities.get(relation.target_key)
        if relation.type_code in WORK and target is not None and target not in work[relation.source_key]:
            work[relation.source_key].append(target)
    links = past_links(entities, relations)
    return tuple(
        _profile(entity, work[key], links[key], tagger)
        for key, entity in sorted(entities.items())
        if entity.kind is Kind.ORGANISATION
    )


def _profile(entity: Entity, work: Sequence[Entity], links: Iterable[PastLink], tagger: Tagger) -> Profile:
    things = sorted(work, key=lambda thing: thing.key)
    documents = [_document(each) for each in (entity, *things)]
    topics = _topics(entity)
    return Profile(
        entity.key,
        entity.name,
        tuple(each for each in (*documents, topics) if each is not None),
        _capabilities((entity, *things), tagger),
        place_of(entity),
        entity.value("town"),
        tuple(links),
        tuple(_capacities(things)),
        tuple(
            StatedConcept(stage.value, _first(stage))
            for thing in things
            if (stage := thing.chosen("stage")) is not None
        ),
    )


def _document(thing: Entity) -> Document | None:
    """Return what is said of a thing in both languages, None where it is no more than a name."""
    said: list[FieldValue] = []
    for field in _DESCRIBING:
        for language in LANGUAGES:
            found = thing.chosen(field, language)
            if found is not None and found not in said:
                said.append(found)
    text = "\n".join(dict.fromkeys(found.value for found in said))
    if not text and thing.kind is Kind.ORGANISATION:
        return None
    evidence = _first(said[0]) if said else _first(thing.chosen("name"))
    return Document(
        thing.title.en or thing.name, text, _year(thing, evidence), str(thing.kind), None, evidence
    )


def _topics(entity: Entity) -> Document | None:
    topics = [found for found in entity.all("publications_on_topic") if found.chosen]
    if not topics:
        return None
    names = ". ".join(found.value.rsplit("|", 1)[0] for found in topics)
    return Document(f"Publications: {entity.name}", names, evidence=_first(topics[0]), language="en")


def _capabilities(things: Iterable[Entity], tagger: Tagger) -> tuple[StatedConcept, ...]:
    found: dict[str, StatedConcept] = {}
    for thing in things:
        for capability in thing.all("capability"):
            for concept_id in tagger.concepts_of_code(capability.value):
                found.setdefault(concept_id, StatedConcept(concept_id, _first(capability)))
    return tuple(found.values())


def _capacities(things: Iterable[Entity]) -> Iterable[Capacity]:
    for thing in things:
        capacity = thing.chosen("capacity")
        if capacity is not None:
            told, title = thing.text("capacity"), thing.title
            words = Text(
                f"{title.en}: {told.in_language('en')}", f"{title.fr}\u00a0: {told.in_language('fr')}"
            )
            yield Capacity(words, _first(capacity))


def past_links(
    entities: Mapping[str, Entity], relations: Iterable[Relation]
) -> defaultdict[str, list[PastLink]]:
    """Return with whom each organisation has worked, and in what."""
    links: defaultdict[str, list[PastLink]] = defaultdict(list)
    members: defaultdict[str, dict[str, Relation]] = defaultdict(dict)
    for relation in relations:
        source, target = entities.get(relation.source_key), entities.get(relation.target_key)
        if source is None or target is None:
            continue
        if relation.type_code in TOGETHER:
            members[target.key].setdefault(source.key, relation)
        elif relation.type_code in LINKS and source.kind is target.kind is Kind.ORGANISATION:
            evidence = relation.evidence[0] if relation.evidence else None
            words = RELATION_TYPES[relation.type_code].forward
            told = Text(
                f"{source.title.en} {words.en} {target.title.en}",
                f"{source.title.fr} {words.fr} {target.title.fr}",
            )
            links[source.key].append(PastLink(target.key, told, evidence))
            links[target.key].append(PastLink(source.key, told, evidence))
    for thing, partners in sorted(members.items()):
        if len(partners) <= MOST_SHARED_IN_ONE:
            _link_partners(entities[thing], partners, links)
    return links


def _link_partners(
    thing: Entity, partners: Mapping[str, Relation], links: defaultdict[str, list[PastLink]]
) -> None:
    title = thing.title
    told = Text(f"Both take part in {title.en}", f"Participent tous deux à {title.fr}")
    for key, relation in sorted(partners.items()):
        evidence = relation.evidence[0] if relation.evidence else None
        links[key] += [PastLink(other, told, evidence) for other in sorted(partners) if other != key]


def _year(thing: Entity, evidence: Evidence | None) -> int | None:
    for text in (*(thing.value(field) for field in _DATING), evidence.stated_on if evidence else ""):
        if text[:4].isdecimal():
            return int(text[:4])
    return None


def _first(value: FieldValue | None) -> Evidence | None:
    return value.evidence[0] if value is not None and value.evidence else None


def place_of(entity: Entity) -> Coordinates | None:
    """Return where a thing is, None where that is not known."""
    text = entity.value("coordinates")
    if not text:
        return None
    latitude, longitude = text.split(",")
    return Coordinates(float(latitude), float(longitude))
