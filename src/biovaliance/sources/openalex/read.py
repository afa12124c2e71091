"""Institutions of OpenAlex into organisations with counts of their publications."""

import re
from collections.abc import Iterator

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record
from biovaliance.sources.files import SourceFiles
from biovaliance.sources.gazetteer import Gazetteer, coordinates_text, position_of
from biovaliance.sources.items import Item
from biovaliance.sources.telling import Said, Voice

_ID = re.compile(r"https://openalex\.org/(I\d+)")
_ROR = re.compile(r"https://ror\.org/0[0-9a-z]{6}\d\d")
_SHOWN_TOPICS = 15
_TYPES = {
    "education": "university",
    "healthcare": "hospital",
    "company": "company",
    "facility": "laboratory",
    "government": "policymaker",
}


def read_records(files: SourceFiles, places: Gazetteer) -> Iterator[Record]:
    """Yield each institution of the region once."""
    told: set[str] = set()
    for file in files.of("institutions"):
        voice = Voice(files.definition, file.receipt)
        for item in files.items(file):
            match = _ID.fullmatch(item.text("id"))
            if not match:
                message = "this is no institution of OpenAlex."
                files.report(item, "id", item.text("id"), message, "Expected https://openalex.org/I….")
                continue
            department = _department(item, places)
            if match[1] in told or not department:
                continue
            evidence = voice.evidence(item.text("id"), stated_on=item.text("updated_date")[:10])
            record = voice.record(
                Kind.ORGANISATION, match[1], evidence, _said(item, match[1], department, places)
            )
            if record is None:
                files.report(item, "display_name", "", "the institution has no name.", "Fetch it again.")
                continue
            told.add(match[1])
            files.keep(file)
            yield record


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
