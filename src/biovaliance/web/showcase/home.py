"""The first page: what the region is good at, who is there, what is new."""

import datetime as dt
from collections import Counter
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.wording import capitalised, number_text
from biovaliance.web.access import Reader, published
from biovaliance.web.addresses import LIST_NAMES, entity_address
from biovaliance.web.atlas.directory import thesaurus
from biovaliance.web.atlas.presenting import concept_label, type_label, words
from biovaliance.web.showcase.news import read_news
from biovaliance.web.showcase.pictures import network_picture, region_legend, region_picture
from biovaliance.web.templatetags.biovaliance import reader_language

STRENGTHS = 10
NEWS = 6
_STRENGTH_SCHEMES = ("therapy", "process-step", "equipment", "capability")


def present_home(reader: Reader, today: dt.date) -> dict[str, Any]:
    """Return what the home page shows, computed once per snapshot, language and day."""
    snapshot = published()
    if snapshot is None:
        return {"nothing_published": True}
    key = f"home:{snapshot.identifier}:{reader.view}:{reader_language()}:{today}"
    context = cache.get(key)
    if context is None:
        context = _present(reader, today, snapshot.built_at.date().isoformat())
        cache.set(key, context, 3600)
    return context


def _present(reader: Reader, today: dt.date, as_of: str) -> dict[str, Any]:
    return {
        "figures": _figures(reader, as_of),
        "picture": region_picture(reader),
        "picture_legend": region_legend(reader),
        "network": network_picture(reader),
        "newest": [
            {"entity": item.entity, "what": item.what, "when": item.when}
            for item in read_news(reader, today, NEWS)
        ],
        "entries": _entries(),
        "strengths": (strengths := _strengths(reader)),
        "strengths_told": _told([strength["label"] for strength in strengths[:3]]),
        "strengths_file": f"{reverse('export', args=[LIST_NAMES[Kind.ORGANISATION], 'csv'])}",
        "as_of": as_of,
        "upcoming_events": _upcoming(reader, today),
        "programmes": _programmes(reader, today),
        "examples": [
            {"label": text, "url": f"{reverse('search')}?q={text}"}
            for text in (_("CAR-T cells Besançon"), _("aseptic filling"), "BioIMP", _("clean room"))
        ],
    }


def _figures(reader: Reader, as_of: str) -> list[dict[str, Any]]:
    counts = _counts(reader)
    told = {
        Kind.ORGANISATION: (
            _("organisations"),
            _("active or planned, in the region, each named by a page that was read"),
        ),
        Kind.PLATFORM: (_("platforms"), _("clean rooms, suites, biobanks, imaging and others")),
        Kind.PROJECT: (_("joint projects"), _("with at least one partner of the region")),
        Kind.TECHNOLOGY: (_("technologies and products"), _("developed or made in the region")),
        Kind.TRIAL: (_("clinical trials"), _("led, produced or run here, as far as seen")),
    }
    return [
        {
            "value": number_text(counts.get(str(kind), 0), reader_language()),
            "label": label,
            "definition": definition,
            "as_of": as_of,
            "source_url": reverse("method"),
            "source_label": _("how it is counted"),
            "url": reverse(LIST_NAMES[kind]),
        }
        for kind, (label, definition) in told.items()
    ]


def _counts(reader: Reader) -> dict[str, int]:
    """Return how many current things of each kind the region has, as the definitions beside them say."""
    regional = reader.entities().filter(currency="current").exclude(in_region=False)
    counts = dict(regional.values_list("kind").annotate(n=Count("id")))
    here = reader.entities().filter(kind=Kind.ORGANISATION, currency="current", in_region=True)
    counts[str(Kind.ORGANISATION)] = here.count()
    joint = reader.relations().filter(
        target__kind=Kind.PROJECT, target__currency="current", source__in_region=True
    )
    counts[str(Kind.PROJECT)] = joint.values("target_id").distinct().count()
    return counts


def _entries() -> list[dict[str, str]]:
    organisations = reverse("organisations")
    types = "type=company-startup&type=company-sme&type=company-large&type=cdmo"
    return [
        {"code": "partner", "url": reverse("partners")},
        {"code": "invest", "url": reverse("technologies")},
        {"code": "work", "url": f"{organisations}?{types}"},
        {"code": "produce", "url": reverse("production")},
        {"code": "press", "url": reverse("about")},
        {"code": "report", "url": reverse("programmes")},
    ]


def _strengths(reader: Reader) -> list[dict[str, Any]]:
    tags = reader.tags().filter(
        entity__kind=Kind.ORGANISATION, entity__currency="current", entity__in_region=True
    )
    members: dict[str, set[int]] = {}
    known = thesaurus()
    for concept_id, entity_id in tags.values_list("concept_id", "entity_id"):
        concept = known.concepts.get(concept_id)
        if concept and concept.scheme in _STRENGTH_SCHEMES and _is_specific(concept_id):
            members.setdefault(concept_id, set()).add(entity_id)
    counts = Counter({concept_id: len(ids) for concept_id, ids in members.items()})
    address = reverse("organisations")
    return [
        {"label": concept_label(concept_id), "count": count, "url": f"{address}?concept={concept_id}"}
        for concept_id, count in counts.most_common(STRENGTHS)
    ]


def _told(labels: list[str]) -> str:
    """Return the first strengths as a sentence: 'Imaging, microengineering and cell therapy come first'."""
    if len(labels) < 3:
        return ""
    first, second, third = (
        label[:1].lower() + label[1:] if label[1:2].islower() else label for label in labels
    )
    told = _("%(first)s, %(second)s and %(third)s come first") % {
        "first": first,
        "second": second,
        "third": third,
    }
    return capitalised(told)


def _is_specific(concept_id: str) -> bool:
    """Whether a concept says more than that somebody does research, trains or gives money."""
    known = thesaurus()
    support = {
        "research",
        "training",
        "funding",
        "support-functions",
        "public-funding",
        "economic-development",
    }
    lineage = {concept_id, *known.broader_closure(concept_id)}
    return not lineage & support and bool(known.concepts[concept_id].broader)


def _upcoming(reader: Reader, today: dt.date) -> list[dict[str, str]]:
    rows = reader.entities().filter(kind=Kind.EVENT).exclude(start="").order_by("start")
    return [
        {
            "name": words(row.title),
            "url": entity_address(row.kind, row.slug),
            "when": row.start,
            "until": row.end,
            "town": row.town,
        }
        for row in rows
        if (row.end or row.start) >= today.isoformat()[: len(row.end or row.start)]
    ][:4]


def _programmes(reader: Reader, today: dt.date) -> list[dict[str, str]]:
    rows = (
        reader.entities().filter(kind=Kind.PROGRAMME, status__in=("active", "recurring")).order_by("-start")
    )
    return [
        {
            "name": words(row.title),
            "url": entity_address(row.kind, row.slug),
            "closes": row.end,
            "kind_label": type_label(Kind.PROGRAMME, row.type_code),
        }
        for row in rows
        if not row.end or row.end >= today.isoformat()[: len(row.end)]
    ][:5]
