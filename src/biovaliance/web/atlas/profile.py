"""The page of one thing: its facts with their sources, what sources differ on, and with whom it stands."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import FIELDS, KIND_LABELS, KIND_PLURALS, Kind, ValueType, field_definition
from biovaliance.atlas.merging import Entity, FieldValue
from biovaliance.atlas.relations import RELATION_TYPES
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Text
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


_MEDICINE_TRACK = ("research", "preclinical", "phase-1", "phase-2", "phase-3", "commercial")
_PRODUCT_TRACK = ("research", "development", "industrialisation", "commercial")
_MEANS_TRACK = ("planned", "operational")
_MEDICINES = frozenset({"atmp", "biologic", "small_molecule", "combination_product", "tissue_product"})
_PLACE_ON_TRACK: dict[tuple[str, ...], dict[str, int]] = {
    _MEDICINE_TRACK: {
        "research": 0,
        "proof-of-concept": 0,
        "development": 0,
        "preclinical": 1,
        "clinical-development": 2,
        "trial-preparation": 1,
        "phase-1": 2,
        "phase-1-2": 2,
        "phase-2": 3,
        "phase-2-3": 3,
        "phase-3": 4,
        "regulatory-filing": 4,
        "industrialisation": 4,
        "early-access": 4,
        "authorised": 5,
        "commercial": 5,
        "clinical-use": 5,
    },
    _PRODUCT_TRACK: {
        "research": 0,
        "proof-of-concept": 0,
        "development": 1,
        "prototype": 1,
        "preclinical": 1,
        "clinical-development": 1,
        "industrialisation": 2,
        "regulatory-filing": 2,
        "commercial": 3,
        "clinical-use": 3,
    },
    _MEANS_TRACK: {"planned": 0, "operational": 1},
}


def stage_track(code: str, kind: Kind, type_code: str = "") -> list[dict[str, Any]]:
    """Return the main stages of this sort of thing with the reached ones marked.

    Medicines and trials go through clinical phases, devices and services through industrialisation,
    facilities into operation; a stage between two main ones takes the place and the name of its own.
    """
    track: tuple[str, ...] = _MEDICINE_TRACK
    if kind is not Kind.TRIAL and type_code not in _MEDICINES:
        track = _MEANS_TRACK if code in _MEANS_TRACK else _PRODUCT_TRACK
    place = _PLACE_ON_TRACK[track].get(code)
    if place is None:
        return []
    stages = [
        {"label": concept_label(stage), "reached": number <= place, "current": number == place}
        for number, stage in enumerate(track)
    ]
    if code not in track:
        stages[place]["label"] = concept_label(code)
    return stages


def group_by_words(relations: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return relations gathered under their words, 'Is led by' before the nine partners."""
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for relation in relations:
        groups[relation["words"]].append(relation)
    ordered = sorted(groups.items(), key=lambda group: group[1][0]["type_code"] not in _LEADING_TYPES)
    return [{"words": words[:1].upper() + words[1:], "items": items} for words, items in ordered]


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
    relations = [present_relation(relation, row) for relation in relation_rows]
    sections: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for relation in relations:
        section = (
            _SECTION_OF_TYPE.get(relation["type_code"]) if entity.kind is Kind.ORGANISATION else "people"
        )
        if relation["type_code"] in _HISTORY_TYPES and entity.kind is Kind.ORGANISATION:
            section = "history"
        sections[section or ("hierarchy" if relation["hierarchical"] else "others")].append(relation)
    kind = entity.kind
    description = shown_values(entity, "description")
    official = entity.text("official_name").in_language(reader_language())
    title = words(entity.title)
    found_sources = sources(entity, relations)
    if sections["projects"]:
        _add_partners(sections["projects"], reader, row)
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
        "sections": dict(sections),
        "grouped": {name: group_by_words(found) for name, found in sections.items()},
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
    """Give each project the other organisations in it, in one query for all."""
    ids = [relation["other"].id for relation in projects]
    others = (
        reader.relations()
        .filter(target_id__in=ids, type_code__in=("leads_project", "takes_part_in_project"))
        .exclude(source_id=row.id)
        .select_related("source")
        .defer("source__document")
        .order_by("type_code", "source__sort_name")
    )
    partners: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for relation in others:
        partners[relation.target_id].append(
            {
                "name": words(relation.source.title),
                "url": entity_address(relation.source.kind, relation.source.slug),
                "leads": relation.type_code == "leads_project",
            }
        )
    for project in projects:
        project["partners"] = partners[project["other"].id]


def _precision_note(row: Any) -> str:
    if row.latitude is None or row.geo_precision == "site":
        return ""
    return _("Placed at the centre of %(town)s: the exact address is not in the sources.") % {
        "town": row.town
    }
