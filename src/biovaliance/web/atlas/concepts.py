"""Concept pages: what a term means, and who does this here."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import KIND_PLURALS, Kind
from biovaliance.synergies.suppliers.signs import chain
from biovaliance.vocabulary.thesaurus import Concept
from biovaliance.web.access import Reader, published
from biovaliance.web.addresses import LIST_NAMES, concept_address
from biovaliance.web.atlas.directory import FACETS, thesaurus
from biovaliance.web.atlas.presenting import present_row, words
from biovaliance.web.atlas.store import LIST_COLUMNS
from biovaliance.web.synergies.calls.themed import present_calls_on
from biovaliance.web.templatetags.biovaliance import reader_language

SHOWN_PER_KIND = 12


def counts_with_narrower(reader: Reader) -> Mapping[str, int]:
    """Return how many current things carry each concept or a narrower one; counted once per snapshot."""
    snapshot = published()
    return _counts(snapshot.identifier, reader) if snapshot else Counter()


@lru_cache(maxsize=2)  # the published snapshot's, and the one before during a change
def _counts(_identifier: str, reader: Reader) -> Counter[str]:
    members: defaultdict[str, set[int]] = defaultdict(set)
    known = thesaurus()
    pairs = reader.tags().filter(entity__currency="current").values_list("concept_id", "entity_id")
    for concept_id, entity_id in pairs:
        if concept_id in known.concepts:
            for each in (concept_id, *known.broader_closure(concept_id)):
                members[each].add(entity_id)
    return Counter({concept_id: len(ids) for concept_id, ids in members.items()})


def present_scheme_trees(reader: Reader) -> dict[str, Any]:
    """Return every scheme as a tree of concepts with counts.

    `schemes` is a function: the template keeps what it drew from it per snapshot and language.
    """
    return {
        "crumbs": [{"label": _("Vocabulary")}],
        "total": len(thesaurus().concepts),
        "schemes": lambda: _trees(counts_with_narrower(reader)),
        "reader_view": str(reader.view),
    }


def _trees(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    def branch(concept: Concept, seen: frozenset[str]) -> dict[str, Any]:
        children = [thesaurus().concepts[each] for each in concept.narrower if each not in seen]
        return {
            "label": words(concept.label),
            "url": concept_address(concept.id),
            "count": counts.get(concept.id, 0),
            "children": [branch(child, seen | {concept.id}) for child in children],
        }

    return [
        {
            "id": scheme.id,
            "label": words(scheme.label),
            "definition": words(scheme.definition),
            "tops": [branch(top, frozenset()) for top in thesaurus().top_concepts(scheme.id)],
        }
        for scheme in thesaurus().schemes.values()
    ]


def present_concept(reader: Reader, concept: Concept) -> dict[str, Any]:
    """Return what a concept means, its neighbours, and the things that carry it or a narrower one."""
    known = thesaurus()
    wanted = frozenset({concept.id, *known.narrower_closure(concept.id)})
    tags: defaultdict[int, list] = defaultdict(list)
    for tag in reader.tags().filter(concept_id__in=wanted).order_by("id"):
        tags[tag.entity_id].append(tag)
    rows = reader.entities().filter(id__in=tags.keys()).exclude(currency="historical").order_by("sort_name")
    by_kind: defaultdict[str, list] = defaultdict(list)
    for row in rows.only(*LIST_COLUMNS):
        if row.currency == "current" and row.in_region is not False:
            by_kind[row.kind].append(row)
    if concept.scheme in ("organisation-type", "stage"):
        field = "type_code" if concept.scheme == "organisation-type" else "stage_code"
        extra = (
            reader.entities().filter(**{f"{field}__in": wanted}, currency="current").exclude(in_region=False)
        )
        for row in extra.order_by("sort_name").only(*LIST_COLUMNS):
            by_kind[row.kind].append(row)
    language = reader_language()
    return {
        "concept": concept,
        "title": words(concept.label),
        "other_label": concept.label.en if language == "fr" else concept.label.fr,
        "other_language": "en" if language == "fr" else "fr",
        "alternatives": concept.alternatives.get(language, ()),
        "other_alternatives": [
            each
            for each in concept.alternatives.get("en" if language == "fr" else "fr", ())
            if each not in concept.alternatives.get(language, ())
        ],
        "scheme": words(known.schemes[concept.scheme].label),
        "crumbs": [
            {"label": _("Vocabulary"), "url": reverse("concepts")},
            *(
                {"label": words(known.concepts[each].label), "url": concept_address(each)}
                for each in known.path(concept.id)[:-1]
            ),
            {"label": words(concept.label)},
        ],
        "broader": _links(concept.broader),
        "narrower": _links(concept.narrower),
        "related": _links(concept.related),
        "links": concept.links,
        "chain_url": reverse("value_chain_step", args=[concept.id]) if concept.id in chain(known) else "",
        "groups": [
            {
                "kind": str(kind),
                "label": words(KIND_PLURALS[kind]),
                "total": len(by_kind[str(kind)]),
                "rows": [_row_of(row, tags[row.id], concept) for row in by_kind[str(kind)][:SHOWN_PER_KIND]],
                "url": _list_address(kind, concept),
            }
            for kind in Kind
            if by_kind[str(kind)]
        ],
        "calls": present_calls_on(reader, concept, timezone.now()),
        "today": timezone.localdate(),
    }


def _row_of(row: Any, tags: list, concept: Concept) -> dict[str, Any]:
    """Return a line that says why the thing stands here; the concept of the page needs no chip."""
    shown = present_row(row, tags, frozenset({concept.id}))
    own = concept_address(concept.id)
    return {**shown, "concepts": [chip for chip in shown["concepts"] if chip["url"] != own]}


def _links(ids: tuple[str, ...]) -> list[dict[str, str]]:
    concepts = [thesaurus().concepts[each] for each in ids]
    return [{"label": words(each.label), "url": concept_address(each.id)} for each in concepts]


def _list_address(kind: Kind, concept: Concept) -> str:
    facets = [facet for facet in FACETS[kind] if concept.scheme in facet.schemes]
    if concept.scheme in ("organisation-type", "stage"):
        name = "type" if concept.scheme == "organisation-type" else "stage"
        return f"{reverse(LIST_NAMES[kind])}?{name}={concept.id}"
    return f"{reverse(LIST_NAMES[kind])}?{facets[0].name}={concept.id}" if facets else ""
