"""Publications on profiles, and the directory of who publishes on what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import Kind
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import number_text
from biovaliance.showcase.charts import years_svg
from biovaliance.showcase.publications import (
    Counted,
    Topic,
    TopicEntry,
    YearCount,
    topic_directory,
    topics_of,
    works_by_source,
)
from biovaliance.showcase.svg import Caption
from biovaliance.web.access import Reader, published
from biovaliance.web.addresses import concept_address, key_address
from biovaliance.web.atlas.directory import tagger, thesaurus
from biovaliance.web.atlas.presenting import concept_label, words
from biovaliance.web.templatetags.biovaliance import day, reader_language

PAGE_SIZE = 50
SHOWN_TOPICS = 12
SHOWN_YEARS = 10
_CHART_SIZE = (460.0, 150.0)


# ---- on a profile


def present_publications(entity: Entity) -> dict[str, Any] | None:
    """Return what an organisation publishes by year and topic, None where no source counts it."""
    counted = works_by_source(entity)
    topics = topics_of(entity, concepts_of)
    if not counted and not topics:
        return None
    query = QueryDict(mutable=True)
    query["organisation"] = entity.key
    query["all"] = "yes"
    return {
        "sources": [_source(found, number) for number, found in enumerate(counted)],
        "topics": [_topic(topic) for topic in topics[:SHOWN_TOPICS]],
        "more_topics": max(0, len(topics) - SHOWN_TOPICS),
        "directory_url": f"{reverse('publications')}?{query.urlencode()}",
    }


def concepts_of(topic: str) -> tuple[str, ...]:
    """Return the concepts that the name of a topic speaks of; sources name topics in English."""
    return tuple(dict.fromkeys(mention.concept_id for mention in tagger().tag(topic, "en")))


def _source(counted: Counted, number: int) -> dict[str, Any]:
    years = counted.years[-SHOWN_YEARS:]
    finding = _works(counted.total)
    shown = [number_text(each.count, reader_language()) for each in years]
    told = ", ".join(f"{_year_words(each)}: {count}" for each, count in zip(years, shown, strict=True))
    caption = Caption(f"publications-{number}", finding, told)
    return {
        "id": f"publications-source-{number}",
        "finding": finding,
        "svg": mark_safe(years_svg(years, caption, shown, _CHART_SIZE)),  # noqa: S308 -- drawn and escaped by the library
        "years": [
            {"year": _year_words(each), "count": count}
            for each, count in reversed(list(zip(years, shown, strict=True)))
        ],
        "is_running": any(not each.is_whole for each in years),
        **_origin(counted.evidence),
    }


def _works(total: int) -> str:
    shown = number_text(total, reader_language())
    return ngettext("%(n)s publication counted", "%(n)s publications counted", total) % {"n": shown}


def _year_words(each: YearCount) -> str:
    return each.year if each.is_whole else _("%(year)s, so far") % {"year": each.year}


def _origin(evidence: Evidence) -> dict[str, Any]:
    return {
        "publisher": evidence.publisher,
        "date": day(evidence.stated_on or evidence.read_on),
        "licence": evidence.licence,
        "address": evidence.address if evidence.address.startswith("https://") else "",
        "evidence": (evidence,),
    }


def _topic(topic: Topic) -> dict[str, Any]:
    years = topic.years[-SHOWN_YEARS:]
    return {
        "name": topic.name,
        "count": number_text(topic.count, reader_language()),
        "years": " · ".join(
            f"{_year_words(each)}{_colon()} {number_text(each.count, reader_language())}"
            for each in reversed(years)
        ),
        "concepts": _chips(topic.concept_ids),
        "evidence": topic.evidence,
    }


def _colon() -> str:
    return words(Text(":", "\u00a0:"))


def _chips(concept_ids: Sequence[str]) -> list[dict[str, str]]:
    return [{"label": concept_label(each), "url": concept_address(each)} for each in concept_ids]


# ---- the directory


@dataclass(frozen=True, slots=True)
class TopicIndex:
    """All topics of a snapshot, and what the organisations in it are called."""

    entries: tuple[TopicEntry, ...]
    titles: Mapping[str, Text]


def topic_index(reader: Reader) -> TopicIndex:
    """Return who publishes on what in the published snapshot; read once per snapshot."""
    snapshot = published()
    return _topic_index(snapshot.identifier, reader) if snapshot else TopicIndex((), {})


@lru_cache(maxsize=2)  # the published snapshot's, and the one before during a change
def _topic_index(_identifier: str, reader: Reader) -> TopicIndex:
    rows = reader.entities().filter(kind=Kind.ORGANISATION, document__contains='"publications_on_topic')
    found = {row.key: row for row in rows.exclude(in_region=False).order_by("sort_name")}
    entries = topic_directory((row.entity for row in found.values()), concepts_of)
    return TopicIndex(entries, {key: row.title for key, row in found.items()})


def present_topics(reader: Reader, asked: QueryDict) -> dict[str, Any]:
    """Return a page of topics with who publishes on each, by concept and organisation where one is asked for.

    Without a choice, only topics that the vocabulary has a word for are shown: the others are those of
    whole universities.
    """
    index = topic_index(reader)
    known = [entry for entry in index.entries if entry.concept_ids]
    concept, organisation = asked.get("concept", ""), asked.get("organisation", "")
    show_all = asked.get("all") == "yes"
    wanted = {concept, *thesaurus().narrower_closure(concept)} if concept in thesaurus().concepts else set()
    entries = [
        entry
        for entry in (index.entries if show_all else known)
        if (not wanted or wanted & set(entry.concept_ids))
        and (organisation not in index.titles or any(s.entity_key == organisation for s in entry.shares))
    ]
    page = Paginator(entries, PAGE_SIZE).get_page(asked.get("page"))
    return {
        "crumbs": [{"label": _("Publications")}],
        "rows": [_entry(entry, index, organisation) for entry in page.object_list],
        "page": page,
        "numbers": list(page.paginator.get_elided_page_range(page.number)),
        "total": len(entries),
        "known": len(known),
        "all_topics": len(index.entries),
        "show_all": show_all,
        "is_chosen": bool(wanted) or organisation in index.titles or show_all,
        "concepts": _concept_options(known, concept),
        "organisations": [
            {"code": key, "label": words(title), "chosen": key == organisation}
            for key, title in index.titles.items()
        ],
        "origins": _origins(index.entries),
    }


def _entry(entry: TopicEntry, index: TopicIndex, organisation: str) -> dict[str, Any]:
    shares = sorted(entry.shares, key=lambda share: share.entity_key != organisation)
    return {
        "name": entry.name,
        "concepts": _chips(entry.concept_ids),
        "shares": [
            {
                **_topic(share.topic),
                "organisation": words(index.titles[share.entity_key]),
                "url": key_address(share.entity_key),
            }
            for share in shares
        ],
    }


def _concept_options(entries: Sequence[TopicEntry], chosen: str) -> list[dict[str, Any]]:
    """Return the concepts that topics speak of, by their labels."""
    ids = {each for entry in entries for each in entry.concept_ids}
    options = [{"code": each, "label": concept_label(each), "chosen": each == chosen} for each in ids]
    return sorted(options, key=lambda option: str(option["label"]).casefold())


def _origins(entries: Sequence[TopicEntry]) -> list[dict[str, Any]]:
    """Return who counted, the latest counting of each."""
    latest: dict[str, Evidence] = {}
    for entry in entries:
        for share in entry.shares:
            for item in share.topic.evidence:
                known = latest.get(item.publisher)
                if known is None or known.stated_on < item.stated_on:
                    latest[item.publisher] = item
    return [_origin(item) for item in latest.values()]
