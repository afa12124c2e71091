"""Records, relations and judgements become the atlas: one pure function, no files, no clock.

records + judgements ──> groups ──> entities per view
judgements of people ────> former names and parents they state beside
relations (record keys) ──────────> relations (entity keys), doubles joined
statements ──> tags: which concepts a thing is about, stated by a code or recognised in a text
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import Kind, ValueType, field_definition
from biovaliance.atlas.identity.clusters import Group, Judgement, group
from biovaliance.atlas.identity.decisions import former_names, parents
from biovaliance.atlas.merging import merge_all
from biovaliance.atlas.recognising import Named, Said, recognise
from biovaliance.atlas.records import Record, Statement
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.evidence import AUDIENCES_OF_VIEW, Audience, Evidence, View, narrower
from biovaliance.foundation.progress import Progress
from biovaliance.vocabulary.tagging import Tagger

TAGGED_FIELDS = (
    "name",
    "official_name",
    "alias",
    "description",
    "condition",
    "product",
    "product_type",
    "capacity",
)

INHERITED_THROUGH = frozenset(
    {"develops", "operates_platform", "sponsors_trial", "takes_part_in_trial", "leads_project"}
)
"""Relations through which an organisation is about what the other thing is about."""


class TagOrigin(StrEnum):
    """How a concept came to a thing.

    stated: a code in the source's row; recognised: words of its texts; related: it belongs to a thing
    this organisation develops, operates, sponsors or leads.
    """

    STATED = "stated"
    RECOGNISED = "recognised"
    RELATED = "related"


@dataclass(frozen=True, slots=True, order=True)
class Tag:
    """A thing is about a concept, and here is where it says so."""

    entity_key: str
    concept_id: str
    origin: TagOrigin
    field: str
    passage: str
    language: str = ""
    audience: Audience = Audience.PUBLIC
    source: str = ""
    """Who says so, as 'publisher, date; publisher, date', the latest first."""


@dataclass(frozen=True, slots=True)
class Atlas:
    """Everything a snapshot holds, before it is written."""

    groups: tuple[Group, ...]
    entities: Mapping[View, Mapping[str, Entity]]
    relations: tuple[Relation, ...]
    tags: tuple[Tag, ...]
    judgements: tuple[Judgement, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nothing in it is closed to the public."""
        public = self.entities[View.PUBLIC]
        shared = all(
            entities.keys() == public.keys()
            and all(entity is public[key] for key, entity in entities.items())
            for entities in self.entities.values()
        )
        return shared and all(relation.audience is Audience.PUBLIC for relation in self.relations)

    def relations_for(self, view: View) -> list[Relation]:
        """Return the relations `view` may see: open to it, and so are both ends."""
        seen = self.entities[view]
        audiences = AUDIENCES_OF_VIEW[view]
        return [
            r
            for r in self.relations
            if r.audience in audiences and r.source_key in seen and r.target_key in seen
        ]

    def tags_for(self, view: View) -> list[Tag]:
        """Return the tags `view` may see."""
        seen = self.entities[view]
        audiences = AUDIENCES_OF_VIEW[view]
        return [tag for tag in self.tags if tag.audience in audiences and tag.entity_key in seen]


def build(
    records: Iterable[Record],
    relations: Iterable[Relation],
    judgements: Sequence[Judgement],
    tagger: Tagger,
    progress: Progress = lambda _step, _done, _total: None,
    *,
    processes: int = 1,
) -> Atlas:
    """Return the atlas computed from its sources; the same input gives the same atlas.

    Args:
        records: of all sources.
        relations: between records.
        judgements: of people and of rules.
        tagger: finds the concepts that texts name.
        progress: told of each step.
        processes: how many may look for concepts; whoever allows several guards its main module, as
            multiprocessing asks for.
    """
    told = tuple(records)
    groups = tuple(group([*told, *former_names(told, judgements)], judgements))
    entities = merge_all(groups, lambda done: progress("merge", done, len(groups)))
    key_of_record = {record.key: found.key for found in groups for record in found.records}
    recognised = recognise(
        _tagged_texts(groups), tagger, processes, lambda done, total: progress("tag", done, total)
    )
    tags = [tag for found in groups for tag in _tags(found, tagger, recognised)]
    joined = tuple(_joined([*relations, *parents(told, judgements)], key_of_record))
    tags += _inherited(tags, joined, groups, entities)
    return Atlas(groups, entities, joined, tuple(sorted(tags)), tuple(judgements))


def _tagged_texts(groups: Iterable[Group]) -> Iterator[Said]:
    for found in groups:
        for record in found.records:
            for statement in record.statements:
                if _is_read(found.records[0].kind, statement.field):
                    yield statement.value, statement.language


def _is_read(kind: Kind, field: str) -> bool:
    """Whether concepts are looked for in the words of a field; a code states its own."""
    return field in TAGGED_FIELDS and not _is_coded(kind, field)


def _is_coded(kind: Kind, field: str) -> bool:
    return field_definition(kind, field).value_type is ValueType.CAPABILITY_CODE


def _tags(found: Group, tagger: Tagger, recognised: Mapping[Said, Named]) -> list[Tag]:
    tags: dict[tuple[str, TagOrigin, Audience], Tag] = {}
    kind = found.records[0].kind
    for record in found.records:
        for statement in record.statements:
            for concept_id, origin, passage in _concepts(kind, statement, tagger, recognised):
                key = (concept_id, origin, statement.audience)
                tags.setdefault(
                    key,
                    Tag(
                        found.key,
                        concept_id,
                        origin,
                        statement.field,
                        passage,
                        statement.language,
                        statement.audience,
                        named_sources(statement.evidence),
                    ),
                )
    # What a source states outright needs no second-hand recognition beside it.
    stated = {(c, audience) for c, origin, audience in tags if origin is TagOrigin.STATED}
    return sorted(
        tag
        for (concept, origin, audience), tag in tags.items()
        if origin is TagOrigin.STATED or (concept, audience) not in stated
    )


def _concepts(
    kind: Kind, statement: Statement, tagger: Tagger, recognised: Mapping[Said, Named]
) -> list[tuple[str, TagOrigin, str]]:
    if _is_coded(kind, statement.field):
        code = statement.value
        return [(concept_id, TagOrigin.STATED, code) for concept_id in tagger.concepts_of_code(code)]
    if not _is_read(kind, statement.field):
        return []
    named = recognised[statement.value, statement.language]
    return [(concept_id, TagOrigin.RECOGNISED, passage) for concept_id, passage in named]


def _inherited(
    tags: Sequence[Tag],
    relations: Iterable[Relation],
    groups: Iterable[Group],
    entities: Mapping[View, Mapping[str, Entity]],
) -> list[Tag]:
    """Return the tags organisations get from what they develop, operate, sponsor or lead.

    The passage is the other thing's key and its name in English and in French ('key|name|nom'), so that
    a reader sees through what the concept came; the narrower of both audiences holds.
    """
    own: defaultdict[str, list[Tag]] = defaultdict(list)
    for tag in tags:
        own[tag.entity_key].append(tag)
    names = {found.key: _name(found) for found in groups}
    inherited: dict[tuple[str, str, Audience], Tag] = {}
    for relation in relations:
        name = names[relation.target_key]
        if relation.type_code not in INHERITED_THROUGH or name is None:
            continue
        known = {(tag.concept_id, tag.audience) for tag in own[relation.source_key]}
        view = View.PUBLIC if name.audience is Audience.PUBLIC else View.TEAM
        title = entities[view][relation.target_key].title
        passage = f"{relation.target_key}|{title.en}|{title.fr}"
        for tag in own[relation.target_key]:
            audience = narrower(tag.audience, relation.audience, name.audience)
            # Only what the same readers see of the organisation itself makes the detour needless.
            if not known & {(tag.concept_id, audience), (tag.concept_id, Audience.PUBLIC)}:
                inherited.setdefault(
                    (relation.source_key, tag.concept_id, audience),
                    Tag(
                        relation.source_key,
                        tag.concept_id,
                        TagOrigin.RELATED,
                        relation.type_code,
                        passage,
                        "",
                        audience,
                        named_sources(relation.evidence),
                    ),
                )
    return list(inherited.values())


def named_sources(evidence: Iterable[Evidence], most: int = 2) -> str:
    """Return the publishers of some evidence with their dates, the latest first, at most `most` of them."""
    latest = sorted(evidence, key=lambda item: item.stated_on, reverse=True)
    named = (f"{item.publisher}, {item.stated_on}" if item.stated_on else item.publisher for item in latest)
    return "; ".join(list(dict.fromkeys(named))[:most])


def _name(found: Group) -> Statement | None:
    return next((s for record in found.records for s in record.statements if s.field == "name"), None)


def _joined(relations: Iterable[Relation], key_of_record: Mapping[str, str]) -> list[Relation]:
    """Return the relations between entities; the same one told twice keeps both tellings' evidence."""
    told: defaultdict[tuple[str, str, str, str, str, Audience], list[Relation]] = defaultdict(list)
    for relation in relations:
        source, target = key_of_record.get(relation.source_key), key_of_record.get(relation.target_key)
        if source and target and source != target:
            key = (source, relation.type_code, target, relation.since, relation.until, relation.audience)
            told[key].append(relation)
    joined = []
    for (source, _type, target, *_), tellings in sorted(told.items()):
        evidence = tuple(dict.fromkeys(item for telling in tellings for item in telling.evidence))
        note = " ".join(dict.fromkeys(telling.note for telling in tellings if telling.note))
        note_fr = " ".join(dict.fromkeys(telling.note_fr for telling in tellings if telling.note_fr))
        joined.append(
            replace(
                tellings[0],
                source_key=source,
                target_key=target,
                evidence=evidence,
                note=note,
                note_fr=note_fr,
            )
        )
    return joined
