"""The page of one thing: its facts with their sources, what sources differ on, and with whom it stands."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from biovaliance.atlas.entities import Entity, FieldValue
from biovaliance.atlas.fields import FIELDS, KIND_LABELS, KIND_PLURALS, Kind, ValueType, field_definition
from biovaliance.atlas.relations import RELATION_TYPES
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import capitalised
from biovaliance.showcase.actors import actor_group
from biovaliance.showcase.publications import PUBLICATION_FIELDS
from biovaliance.web.access import Reader
from biovaliance.web.addresses import LIST_NAMES, concept_address, entity_address
from biovaliance.web.atlas.directory import thesaurus
from biovaliance.web.atlas.portrait import ego_picture
from biovaliance.web.atlas.presenting import (
    concept_label,
    present_row,
    tag_reason,
    town_words,
    type_label,
    value_text,
    words,
)
from biovaliance.web.atlas.stages import stage_track
from biovaliance.web.templatetags.biovaliance import reader_language

_NOT_LISTED = frozenset(
    {
        "name",
        "official_name",
        "description",
        "type",
        "capability",
        "remark",
        "coordinates",
        "in_region",
        "alias",
        "geo_precision",
        *PUBLICATION_FIELDS,
    }
)
"""Fields that have a place of their own on the page."""

HOME_COUNTRY = "FR"
_IDENTIFIER_ADDRESSES = {
    "ror": "{}",
    "wikidata": "https://www.wikidata.org/wiki/{}",
    "siren": "https://annuaire-entreprises.data.gouv.fr/entreprise/{}",
    "registry_id": "https://clinicaltrials.gov/study/{}",
}

_SECTION_OF_TYPE = {
    "develops": "technologies",
    "operates_platform": "platforms",
    "leads_project": "projects",
    "takes_part_in_project": "projects",
    "sponsors_trial": "trials",
    "takes_part_in_trial": "trials",
    "organises_event": "events",
    "runs_programme": "programmes",
}
_LEADING_TYPES = frozenset({"leads_project", "sponsors_trial", "runs_programme", "organises_event"})
_LATEST_FIRST = frozenset({"projects", "trials", "programmes", "events"})
MOST_IN_GROUP = 8
"""How many of one relation a page tells before it leads to the list of the others."""
MOST_PARTNERS = 8
"""How many of a project's partners stand under it; its own page has them all."""
_HISTORY_TYPES = frozenset({"succeeded_by", "merged_into", "spun_off", "spin_off_of", "acquired"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the fact list."""

    field: str
    label: str
    value: str
    evidence: tuple[Evidence, ...]
    others: tuple[dict[str, Any], ...] = ()
    note: str = ""
    url: str = ""


def shown_values(entity: Entity, field: str) -> list[FieldValue]:
    """Return the values shown for a field: the reader's language first, else the other."""
    chosen = [found for found in entity.all(field) if found.chosen]
    language = reader_language()
    mine = [found for found in chosen if found.language in (language, "")]
    return mine or chosen


def other_values(entity: Entity, field: str) -> list[dict[str, Any]]:
    """Return what other sources say about a single-valued field."""
    return [
        {
            "value": value_text(entity.kind, field, found.value),
            "evidence": found.evidence,
            "note": words(found.remark),
        }
        for found in entity.all(field)
        if not found.chosen and found.language in (reader_language(), "")
    ]


def facts(entity: Entity) -> list[Fact]:
    """Return the list of facts, in the order of the kind's fields."""
    found = []
    for definition in FIELDS[entity.kind]:
        if definition.name in _NOT_LISTED or not entity.all(definition.name):
            continue
        values = shown_values(entity, definition.name)
        if definition.name == "country" and [value.value for value in values] == [HOME_COUNTRY]:
            continue  # the department says it
        texts = [value_text(entity.kind, definition.name, value.value) for value in values]
        evidence = tuple(dict.fromkeys(item for value in values for item in value.evidence))
        found.append(
            Fact(
                definition.name,
                words(definition.label),
                ", ".join(dict.fromkeys(map(_without_scheme, texts))),
                evidence,
                tuple(other_values(entity, definition.name)),
                " · ".join(dict.fromkeys(words(value.remark) for value in values if value.remark)),
                _fact_address(definition.name, definition.value_type, values[0].value),
            )
        )
    # Who wants to reach them looks for the address of their site first.
    return sorted(found, key=lambda fact: fact.field != "website")


def _without_scheme(text: str) -> str:
    for beginning in ("https://ror.org/", "https://www.", "http://www.", "https://", "http://"):
        if text.startswith(beginning):
            return text.removeprefix(beginning).rstrip("/")
    return text


def _fact_address(field: str, value_type: ValueType, value: str) -> str:
    if value_type is ValueType.ADDRESS:
        return value if value.startswith(("http://", "https://")) else ""
    pattern = _IDENTIFIER_ADDRESSES.get(field, "")
    if field == "registry_id" and not value.startswith("NCT"):
        return ""
    return pattern.format(value)


def disagreements(entity: Entity) -> list[dict[str, Any]]:
    """Return the fields on which sources differ, all values side by side."""
    found = []
    for name in entity.disagreements:
        values = [value for value in entity.all(name) if value.language in (reader_language(), "")]
        if len(values) > 1:
            found.append(
                {
                    "label": words(field_definition(entity.kind, name).label),
                    "values": [
                        {
                            "value": value_text(entity.kind, name, value.value),
                            "evidence": value.evidence,
                            "chosen": value.chosen,
                            "note": words(value.remark),
                        }
                        for value in values
                    ],
                    "note": " · ".join(
                        dict.fromkeys(words(value.remark) for value in values if value.remark)
                    ),
                }
            )
    return found


def concept_groups(tags: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the concepts of a thing by scheme, each with where it says so."""
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for tag in tags:
        if tag.concept_id in thesaurus().concepts:
            reasons[tag.concept_id].append(tag_reason(tag))
    by_scheme: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for concept_id, why in reasons.items():
        concept = thesaurus().concepts[concept_id]
        by_scheme[concept.scheme].append(
            {
                "label": words(concept.label),
                "url": concept_address(concept_id),
                "reason": " ".join(why),
                "definition": words(concept.definition),
            }
        )
    return [
        {"label": words(scheme.label), "concepts": sorted(by_scheme[scheme.id], key=lambda c: c["label"])}
        for scheme in thesaurus().schemes.values()
        if scheme.id in by_scheme and scheme.id not in ("organisation-type", "stage")
    ]


def present_relation(relation: Any, row: Any) -> dict[str, Any]:
    """Return one relation told from the side of `row`."""
    forward = relation.source_id == row.id
    other = relation.target if forward else relation.source
    relation_type = RELATION_TYPES[relation.type_code]
    kind = Kind(other.kind)
    told = words(relation_type.forward if forward else relation_type.backward)
    return {
        "words": told,
        "type_code": relation.type_code,
        "forward": forward,
        "name": words(other.title),
        "other": other,
        "key": other.key,
        "url": entity_address(kind, other.slug),
        "kind": str(kind),
        "type": actor_group(other.type_code) if kind is Kind.ORGANISATION else "",
        "type_label": type_label(kind, other.type_code),
        "since": relation.since,
        "until": relation.until,
        "note": words(Text(relation.note, relation.note_fr)),
        "evidence": tuple(Evidence.from_json(item) for item in relation.evidence),
        "hierarchical": relation_type.hierarchical,
        "stage": concept_label(other.stage_code) if other.stage_code else "",
        "stages": stage_track(other.stage_code, kind, other.type_code) if other.stage_code else [],
        "currency": other.currency,
        "row": present_row(other),
    }


def _by_section(kind: Kind, relation_rows: Iterable[Any]) -> dict[str, list[Any]]:
    """Return the relations of a thing by the section of its page that tells them."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for relation in relation_rows:
        section = "people"
        if kind is Kind.ORGANISATION:
            past = relation.type_code in _HISTORY_TYPES
            section = "history" if past else _SECTION_OF_TYPE.get(relation.type_code, "")
        hierarchical = RELATION_TYPES[relation.type_code].hierarchical
        found[section or ("hierarchy" if hierarchical else "others")].append(relation)
    return dict(found)


def _first_ones(section: str, rows: Sequence[Any], row: Any) -> dict[str, Any]:
    """Return what a section shows: all of a few, the latest of many and where the others are listed."""
    groups: defaultdict[tuple[str, bool], list[Any]] = defaultdict(list)
    for relation in rows:
        groups[relation.type_code, relation.source_id == row.id].append(relation)
    shown, told = [], []
    for (_code, forward), members in sorted(
        groups.items(), key=lambda group: group[0][0] not in _LEADING_TYPES
    ):
        if len(members) > MOST_IN_GROUP and section in _LATEST_FIRST:
            members.sort(key=lambda r: (r.target if forward else r.source).start, reverse=True)
        items = [present_relation(relation, row) for relation in members[: _shown(members)]]
        told.append(
            {
                "words": capitalised(items[0]["words"]),
                "items": items,
                "total": len(members),
                "more": len(members) - len(items),
                "url": _list_address(items[0], row.key),
            }
        )
        shown += items
    return {"items": shown, "groups": told, "total": len(rows)}


def _shown(members: Sequence[Any]) -> int:
    """Return how many of a group are shown; one row more is better than a link to it."""
    return len(members) if len(members) <= MOST_IN_GROUP + 2 else MOST_IN_GROUP


def _list_address(relation: dict[str, Any], key: str) -> str:
    """Return the directory of everything of that kind which stands in a relation with the thing."""
    return f"{reverse(LIST_NAMES[Kind(relation['kind'])])}?{urlencode({'with': key})}"


def sources(entity: Entity, relations: Sequence[dict[str, Any]]) -> list[Evidence]:
    """Return every place the page rests on, once each, the latest first."""
    found = [item for values in entity.fields.values() for value in values for item in value.evidence]
    found += [item for relation in relations for item in relation["evidence"]]
    once = {(item.publisher, item.address): item for item in found}
    return sorted(once.values(), key=lambda item: (item.stated_on, item.publisher), reverse=True)


def usual_terms(found: Sequence[Evidence]) -> dict[str, str]:
    """Return the day of reading and the licence most sources of a page share, to be said once."""
    read_on = Counter(item.read_on for item in found).most_common(1)
    licence = Counter(item.licence for item in found).most_common(1)
    return {"read_on": read_on[0][0] if read_on else "", "licence": licence[0][0] if licence else ""}


def present_profile(
    entity: Entity, row: Any, relation_rows: Sequence[Any], tags: Iterable[Any], reader: Reader
) -> dict[str, Any]:
    """Return everything the page of one thing shows."""
    found = _by_section(entity.kind, relation_rows)
    sections = {name: _first_ones(name, rows, row) for name, rows in found.items()}
    relations = [relation for section in sections.values() for relation in section["items"]]
    kind = entity.kind
    description = shown_values(entity, "description")
    official = entity.text("official_name").in_language(reader_language())
    title = words(entity.title)
    found_sources = sources(entity, relations)
    if "projects" in sections:
        _add_partners(sections["projects"]["items"], reader, row)
    return {
        "row": row,
        "entity": entity,
        "kind": str(kind),
        "title": title,
        "town": town_words(row.town),
        "official_name": official if official not in ("", entity.name, title) else "",
        "crumbs": [
            {"label": words(KIND_PLURALS[kind]), "url": reverse(LIST_NAMES[kind])},
            {"label": title},
        ],
        "type_group": actor_group(row.type_code) if kind is Kind.ORGANISATION else "",
        "type_label": type_label(kind, row.type_code),
        "head_label": type_label(kind, row.type_code) or words(KIND_LABELS[kind]),
        "description": description[0] if description else None,
        "facts": facts(entity),
        "aliases": shown_values(entity, "alias"),
        "remarks": shown_values(entity, "remark"),
        "disagreements": disagreements(entity),
        "concept_groups": concept_groups(tags),
        "sections": sections,
        "relations": relations,
        "ego_svg": ego_picture(entity, row, relations),
        "sources": found_sources,
        "usual": usual_terms(found_sources),
        "stages": stage_track(row.stage_code, kind, row.type_code) if row.stage_code else [],
        "correction_url": f"{reverse('correction')}?about={entity.key}",
        "successors": [
            relation
            for relation in relations
            if relation["type_code"] in ("succeeded_by", "merged_into") and relation["forward"]
        ],
        "precision_note": _precision_note(row),
    }


def _add_partners(projects: list[dict[str, Any]], reader: Reader, row: Any) -> None:
    """Give each project the first of the other organisations in it, in one query for all."""
    ids = [relation["other"].id for relation in projects]
    others = (
        reader.relations()
        .filter(target_id__in=ids, type_code__in=("leads_project", "takes_part_in_project"))
        .exclude(source_id=row.id)
        .order_by("type_code", "source__sort_name")
        .values_list("target_id", "type_code", "source__title_en", "source__title_fr", "source__slug")
    )
    partners: defaultdict[int, list[tuple[str, Text, str]]] = defaultdict(list)
    for project, code, name_en, name_fr, slug in others:
        partners[project].append((code, Text(name_en, name_fr), slug))
    for relation in projects:
        found = partners[relation["other"].id]
        relation["partners"] = [
            {
                "name": words(name),
                "url": entity_address(Kind.ORGANISATION, slug),
                "leads": code == "leads_project",
            }
            for code, name, slug in found[:MOST_PARTNERS]
        ]
        relation["more_partners"] = len(found[MOST_PARTNERS:])


def _precision_note(row: Any) -> str:
    if row.latitude is None or row.geo_precision == "site":
        return ""
    return _("Placed at the centre of %(town)s: the exact address is not in the sources.") % {
        "town": row.town
    }
