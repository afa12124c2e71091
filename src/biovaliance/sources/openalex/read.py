"""Institutions of OpenAlex into organisations with counts of their publications."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record
from biovaliance.sources.files import SourceFile, SourceFiles
from biovaliance.sources.gazetteer import Gazetteer, coordinates_text, position_of
from biovaliance.sources.items import Item
from biovaliance.sources.telling import Said, Voice, statements_of
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

_ID = re.compile(r"https://openalex\.org/(I\d+)")
_ROR = re.compile(r"https://ror\.org/0[0-9a-z]{6}\d\d")
_TOPIC = re.compile(r"https://openalex\.org/T\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHOWN_TOPICS = 15
"""How many of an institution's topics are taken whatever they are about, those with the most works first."""
_TYPES = {
    "education": "university",
    "healthcare": "hospital",
    "company": "company",
    "facility": "laboratory",
    "government": "policymaker",
}


_Years = dict[str, Counter[str]]
"""How many works there are by topic and year."""


def read_records(files: SourceFiles, places: Gazetteer) -> Iterator[Record]:
    """Yield each institution of the region once, with its works by year, by topic, and by both."""
    institutions = regional_institutions(files, places)
    topics = _works_by_topic(files, institutions)
    tagger = Tagger(bundled_thesaurus()) if topics else None
    for identifier, (item, file) in institutions.items():
        voice = Voice(files.definition, file.receipt)
        address = f"https://openalex.org/{identifier}"
        evidence = voice.evidence(address, stated_on=item.text("updated_date")[:10])
        said = _said(item, identifier, _department(item, places), places)
        record = voice.record(Kind.ORGANISATION, identifier, evidence, said)
        if record is None:
            files.report(item, "display_name", "", "the institution has no name.", "Fetch it again.")
            continue
        files.keep(file)
        if tagger and identifier in topics:
            counted, years = topics[identifier]
            on_topics = _on_topics(years, tagger)
            more = statements_of(Kind.ORGANISATION, counted.evidence(address), on_topics)
            record = replace(record, statements=(*record.statements, *more))
        yield record


def regional_institutions(files: SourceFiles, places: Gazetteer) -> dict[str, tuple[Item, SourceFile]]:
    """Return the institutions of the region by their identifiers."""
    found: dict[str, tuple[Item, SourceFile]] = {}
    for file in files.of("institutions"):
        for item in files.items(file):
            match = _ID.fullmatch(item.text("id"))
            if not match:
                message = "this is no institution of OpenAlex."
                files.report(item, "id", item.text("id"), message, "Expected https://openalex.org/I….")
            elif _department(item, places):
                found.setdefault(match[1], (item, file))
    return found


def _works_by_topic(files: SourceFiles, known: Collection[str]) -> dict[str, tuple[Voice, _Years]]:
    """Return the works of each known institution by topic and year, and who speaks."""
    found: dict[str, tuple[Voice, _Years]] = {}
    told: set[tuple[str, str, str]] = set()
    for file in files.of("topics"):
        voice = Voice(files.definition, file.receipt)
        for item in files.items(file):
            institution, year, topic = (item.text(name) for name in ("institution", "year", "key"))
            count = item.text("count")
            if not (_TOPIC.fullmatch(topic) and _YEAR.fullmatch(year) and count.isdecimal()):
                message = "this is no count of works on a topic in a year."
                files.report(item, "key", topic, message, "Expected a topic, a year and a count.")
                continue
            if institution not in known or (institution, year, topic) in told:
                continue
            told.add((institution, year, topic))
            files.keep(file)
            _voice, years = found.setdefault(institution, (voice, defaultdict(Counter)))
            years[item.text("key_display_name")][year] += int(count)
    return found


def _on_topics(years: _Years, tagger: Tagger) -> Iterator[Said]:
    """Yield the topics with the most works, and every topic that the vocabulary has a word for."""
    ordered = sorted(years, key=lambda topic: (-years[topic].total(), topic))
    for place, topic in enumerate(ordered):
        if place < _SHOWN_TOPICS or tagger.tag(topic, "en"):
            for year in sorted(years[topic], reverse=True):
                yield "publications_on_topic_in_year", f"{topic}|{year}|{years[topic][year]}"


def _department(item: Item, places: Gazetteer) -> str:
    """Return the department of an institution of the region, '' for one elsewhere."""
    if item.text("country_code") != places.region.country:
        return ""
    position = position_of(item.text("geo.latitude"), item.text("geo.longitude"))
    is_regional = places.is_subdivision(item.text("geo.region"))
    return places.of_town(item.text("geo.city"), position, is_regional=is_regional)


def _said(item: Item, identifier: str, department: str, places: Gazetteer) -> Iterator[Said]:
    yield "name", item.text("display_name")
    for acronym in item.texts("display_name_acronyms"):
        yield "alias", acronym
    yield "openalex", identifier
    ror = item.text("ror")
    yield "ror", ror if _ROR.fullmatch(ror) else ""
    yield "type", _TYPES.get(item.text("type"), "")
    yield "website", item.text("homepage_url")
    yield "town", places.spelled(item.text("geo.city"))
    yield "department", department
    yield "country", places.region.country
    yield "in_region", "yes"
    position = position_of(item.text("geo.latitude"), item.text("geo.longitude"))
    if position is not None:
        yield "coordinates", coordinates_text(position)
        yield "geo_precision", "city"
    yield "publications", item.text("works_count")
    for each in item.objects("counts_by_year"):
        yield "publications_in_year", f"{each.text('year')}|{each.text('works_count')}"
    for each in item.objects("topics")[:_SHOWN_TOPICS]:
        yield "publications_on_topic", f"{each.text('display_name')}|{each.text('count')}"
