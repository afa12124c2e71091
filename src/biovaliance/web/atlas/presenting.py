"""From rows and choices to what the templates of the directories show, in the reader's language."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.atlas.building import TagOrigin
from biovaliance.atlas.codes import code_label
from biovaliance.atlas.fields import KIND_LABELS, Kind, ValueType, field_definition
from biovaliance.atlas.relations import RELATION_TYPES
from biovaliance.atlas.status import Currency
from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import number_text, period_text
from biovaliance.showcase.actors import actor_group
from biovaliance.web.addresses import LIST_NAMES, concept_address, entity_address
from biovaliance.web.atlas.directory import (
    CLOSED,
    CURRENCY_LABELS,
    FACETS,
    FACETS_BY_NAME,
    RADII_KM,
    REGION_LABELS,
    SORT_LABELS,
    SORTS,
    WHEN_LABELS,
    Choice,
    Facet,
    thesaurus,
)
from biovaliance.web.atlas.store import Listing, default_sort
from biovaliance.web.place import served_region
from biovaliance.web.templatetags.biovaliance import day, money, number, reader_language

CHIPS_PER_ROW = 4
SHOWN_OPTIONS = 60


def words(text: Text) -> str:
    """Return a text in the reader's language."""
    return text.in_language(reader_language())


def town_words(town: str) -> str:
    """Return a town as the reader's language calls it, where the region's files tell both names."""
    return words(served_region().wordings.get(town, Text(town, town)))


def concept_label(concept_id: str) -> str:
    """Return the label of a concept in the reader's language; an unknown one shows its identifier."""
    concept = thesaurus().concepts.get(concept_id)
    return words(concept.label) if concept else concept_id.replace("-", " ")


def type_label(kind: Kind, code: str) -> str:
    """Return the words for a type: organisation types are concepts, other kinds have code lists."""
    if not code:
        return ""
    return concept_label(code) if kind is Kind.ORGANISATION else words(code_label(kind, "type", code))


def tag_reason(tag: Any) -> str:
    """Return one sentence that tells why a thing is listed under a concept, and who says so."""
    values = {"concept": concept_label(tag.concept_id), "source": source_words(tag.source)}
    if tag.origin == TagOrigin.STATED:
        return _("%(concept)s: recorded as a capability (source: %(source)s).") % values
    if tag.origin == TagOrigin.RELATED:
        _key, name_en, name_fr = (*tag.passage.split("|"), "", "")[:3]
        values["name"] = words(Text(name_en, name_fr))
        values["relation"] = words(RELATION_TYPES[tag.field].forward)
        return _("%(concept)s: it %(relation)s %(name)s (source: %(source)s).") % values
    values["field"] = words(field_definition_label(tag.field)).lower()
    values["passage"] = tag.passage
    return _("%(concept)s: its %(field)s says “%(passage)s” (source: %(source)s).") % values


def source_words(source: str) -> str:
    """Return 'publisher, date; …' with the dates as the reader's language writes them."""
    told = []
    for item in source.split("; "):
        publisher, _comma, date = item.rpartition(", ")
        told.append(f"{publisher}, {day(date)}" if publisher else item)
    return ("\u202f; " if reader_language() == "fr" else "; ").join(told)


def field_definition_label(field: str) -> Text:
    """Return the label of a field, whichever kind has it."""
    for kind in Kind:
        try:
            return field_definition(kind, field).label
        except KeyError:
            continue
    return Text(field, field)


def present_row(
    row: Any, tags: Iterable[Any] = (), wanted: frozenset[str] = frozenset(), hit: Any = None
) -> dict:
    """Return one line of a list; `wanted` are the concepts filtered by, shown first with their reason."""
    kind = Kind(row.kind)
    language = reader_language()
    official, other = (
        (row.official_name_fr, row.summary_en) if language == "fr" else (row.official_name_en, row.summary_fr)
    )
    summary = row.summary_fr if language == "fr" else row.summary_en
    chips, more_chips, reasons = _chips(list(tags), wanted)
    if hit is not None:
        reasons = [words(reason.explanation) for reason in hit.reasons[:3]] + reasons
    return {
        "key": row.key,
        "name": words(row.title),
        "official_name": official if official not in (row.name, words(row.title)) else "",
        "url": entity_address(kind, row.slug),
        "kind": str(kind),
        "type_code": actor_group(row.type_code) if kind is Kind.ORGANISATION else "",
        "type_label": type_label(kind, row.type_code),
        "kind_label": type_label(kind, row.type_code) or words(KIND_LABELS[kind]),
        "town": town_words(row.town),
        "department": row.department_code if row.department_code != "BFC" else "",
        "summary": summary or other,
        "when": period_text(row.start, row.end, language),
        "is_coming": kind is Kind.EVENT and _is_coming(row),
        "money": row.amount_eur,
        "stage_label": concept_label(row.stage_code) if row.stage_code else "",
        "concepts": chips,
        "more_concepts": more_chips,
        "currency": row.currency,
        "disagrees": row.disagrees,
        "reasons": list(dict.fromkeys(reasons)),
    }


def _is_coming(row: Any) -> bool:
    last = row.end or row.start
    return bool(last) and last >= timezone.localdate().isoformat()[: len(last)]


def _chips(tags: list, wanted: frozenset[str]) -> tuple[list[dict], int, list[str]]:
    """Return the concepts to show with a line, how many more there are, and why the wanted ones are there."""
    known = thesaurus()
    closure = {
        each
        for concept in wanted
        for each in (concept, *known.narrower_closure(concept))
        if concept in known.concepts
    }
    first: dict[str, Any] = {}
    for tag in tags:
        first.setdefault(tag.concept_id, tag)
    ordered = sorted(first.values(), key=lambda tag: tag.concept_id not in closure)
    chips = [
        {
            "label": concept_label(tag.concept_id),
            "url": concept_address(tag.concept_id),
            "reason": tag_reason(tag),
            "matched": tag.concept_id in closure,
        }
        for tag in ordered[:CHIPS_PER_ROW]
    ]
    reasons = [tag_reason(tag) for tag in islice((t for t in tags if t.concept_id in closure), 3)]
    return chips, len(ordered) - len(chips), reasons


def option_label(kind: Kind, facet: Facet, code: str) -> str:
    """Return the words beside one box of a facet."""
    if facet.schemes or facet.name == "stage":
        return concept_label(code)
    if facet.name == "type":
        return type_label(kind, code)
    if kind is Kind.PROGRAMME and code == Currency.HISTORICAL:
        return words(CLOSED)
    if facet.name in ("region", "when", "currency"):
        tables: dict[str, Mapping[str, Text]] = {
            "region": REGION_LABELS,
            "when": WHEN_LABELS,
            "currency": {str(code): label for code, label in CURRENCY_LABELS.items()},
        }
        return words(tables[facet.name].get(code, Text(code, code)))
    return words(code_label(kind, facet.name, code))


def _box_label(kind: Kind, facet: Facet, code: str, listing: Listing) -> str:
    """Return the words beside one box; towns are called as the sources of the list call them."""
    if facet.name == "town":
        return next((town_words(town.name) for town in listing.towns if town.code == code), code.title())
    return option_label(kind, facet, code)


def present_facets(choice: Choice, listing: Listing) -> list[dict]:
    """Return the groups of boxes with their counts, the most useful values first."""
    groups = []
    for facet in FACETS[choice.kind]:
        if facet.boxes_when_chosen and facet.name not in choice.filters:
            continue
        chosen = choice.effective_filters.get(facet.name, frozenset())
        counts = dict(listing.counts.get(facet.name, {})) | {
            code: listing.counts.get(facet.name, {}).get(code, 0) for code in chosen
        }
        options = [
            {
                "value": code,
                "label": _box_label(choice.kind, facet, code, listing),
                "count": count,
                "selected": code in chosen,
                "type": actor_group(code)
                if facet.name == "type" and choice.kind is Kind.ORGANISATION
                else "",
            }
            for code, count in counts.items()
        ]
        options.sort(key=_option_order(facet))
        if len(options) > 1 or chosen & choice.filters.get(facet.name, frozenset()):
            groups.append(
                {
                    "name": facet.name,
                    "label": words(facet.label),
                    "options": options[:SHOWN_OPTIONS],
                    "open": bool(choice.filters.get(facet.name)),
                }
            )
    return groups


def _option_order(facet: Facet):
    if facet.name == "stage":
        order = {concept_id: number for number, concept_id in enumerate(thesaurus().concepts)}
        return lambda option: order.get(option["value"], 0)
    return lambda option: (not option["selected"], -option["count"], option["label"])


def present_filters(choice: Choice, listing: Listing) -> list[dict]:
    """Return what narrows the list now; each can be taken away alone."""
    active = [
        {
            "label": _box_label(choice.kind, FACETS_BY_NAME[name], code, listing),
            "group": words(FACETS_BY_NAME[name].label),
            "remove_url": choice.without(name, code) or "?",
        }
        for name, codes in sorted(choice.filters.items())
        for code in sorted(codes)
    ]
    if choice.query:
        active.insert(
            0,
            {
                "label": f"«\u00a0{choice.query}\u00a0»"
                if reader_language() == "fr"
                else f"“{choice.query}”",
                "group": _("Words"),
                "remove_url": choice.query_string(q="", page=1) or "?",
            },
        )
    if town := {town.code: town for town in listing.towns}.get(choice.near):
        within = _("within %(km)s km of %(town)s") % {"km": choice.radius_km, "town": town.name}
        active.append(
            {"label": within, "group": "", "remove_url": choice.query_string(near="", page=1) or "?"}
        )
    if choice.related:
        active.append(
            {
                "label": words(listing.related_name) or choice.related,
                "group": _("In a relation with"),
                "remove_url": choice.query_string(**{"with": "", "page": 1}) or "?",
            }
        )
    return active


def present_listing(choice: Choice, listing: Listing) -> dict[str, Any]:
    """Return everything the directory template shows."""
    schemes = {facet.name for facet in FACETS[choice.kind] if facet.schemes}
    wanted = frozenset(code for name in schemes for code in choice.filters.get(name, ()))
    address = reverse(LIST_NAMES[choice.kind])
    default = "relevance" if choice.query else default_sort(choice.kind)
    sorts = (("relevance",) if choice.query else ()) + SORTS[choice.kind]
    list_query = choice.query_string(page=1)
    page = _page(listing)
    return {
        "choice": choice,
        "rows": [
            present_row(row, listing.tags.get(row.id, ()), wanted, listing.hits.get(row.key))
            for row in listing.rows
        ],
        "total": listing.total,
        "count_label": count_label(choice.kind, listing.total),
        "facets": present_facets(choice, listing),
        "filters": present_filters(choice, listing),
        "reset_url": address,
        "action": address,
        "keep": [{"name": "with", "value": choice.related}] if choice.related else [],
        "towns": [
            {
                "value": town.code,
                "label": town.name,
                "count": town.count,
                "selected": town.code == choice.near,
            }
            for town in listing.towns
        ],
        "radii": [{"value": km, "selected": km == choice.radius_km} for km in RADII_KM],
        "unplaced": listing.unplaced,
        "sort_options": [
            {"value": sort, "label": words(SORT_LABELS[sort]), "selected": sort == (choice.sort or default)}
            for sort in sorts
        ],
        "did_you_mean": listing.did_you_mean,
        "did_you_mean_url": choice.query_string(q=listing.did_you_mean, page=1)
        if listing.did_you_mean
        else "",
        "page": page,
        "page_numbers": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "list_path": address + list_query,
        "list_query": list_query,
        "views": present_views(choice.kind, list_query),
        "empty_links": _ways_on(choice),
    }


def _page(listing: Listing) -> Page:
    """Return where the reader is among the pages; what is on them is read elsewhere."""
    return Paginator(range(listing.pages), 1).page(listing.page)


def present_views(kind: Kind, list_query: str, *, on_map: bool = False) -> list[dict[str, Any]]:
    """Return the list and the map of one choice; only organisations have a map."""
    if kind is not Kind.ORGANISATION:
        return []
    return [
        {
            "label": _("List"),
            "icon": "list",
            "url": reverse("organisations") + list_query,
            "current": not on_map,
        },
        {"label": _("Map"), "icon": "map", "url": reverse("map") + list_query, "current": on_map},
    ]


def _ways_on(choice: Choice) -> list[dict[str, str]]:
    """Return what to do where nothing matches: fewer filters, or the same words everywhere."""
    ways = [{"label": _("Clear all filters"), "url": reverse(LIST_NAMES[choice.kind])}]
    if choice.query:
        everywhere = f"{reverse('search')}?{urlencode({'q': choice.query})}"
        ways.append({"label": _("Search the whole atlas"), "url": everywhere})
    return ways


def count_label(kind: Kind, total: int) -> str:
    """Return 'n organisations' in the reader's language."""
    sentences = {
        Kind.ORGANISATION: ngettext("%(n)s organisation", "%(n)s organisations", total),
        Kind.PLATFORM: ngettext("%(n)s platform", "%(n)s platforms", total),
        Kind.PROJECT: ngettext("%(n)s project", "%(n)s projects", total),
        Kind.TECHNOLOGY: ngettext("%(n)s technology or product", "%(n)s technologies and products", total),
        Kind.TRIAL: ngettext("%(n)s clinical trial", "%(n)s clinical trials", total),
        Kind.EVENT: ngettext("%(n)s event", "%(n)s events", total),
        Kind.PROGRAMME: ngettext("%(n)s programme", "%(n)s programmes", total),
    }
    return sentences[kind] % {"n": number_text(total, reader_language())}


def value_text(kind: Kind, field: str, value: str) -> str:
    """Return a value as a reader sees it, by the type of its field."""
    definition = field_definition(kind, field)
    match definition.value_type:
        case ValueType.DATE:
            return day(value)
        case ValueType.MONEY_EUR:
            return money(value)
        case ValueType.NUMBER:
            return number(value)
        case ValueType.COUNT:
            label, _bar, count = value.rpartition("|")
            return f"{label.replace('|', ', ')} ({number(count)})"
        case ValueType.CAPABILITY_CODE:
            return value.replace("_", " ")
        case ValueType.CODE:
            if field == "type":
                return type_label(kind, value)
            if field == "stage":
                return concept_label(value)
            return words(code_label(kind, field, value))
        case _:
            return value
