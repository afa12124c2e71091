"""Institutions of the region's country, then the works of those of the region by topic and year."""

import datetime as dt
from pathlib import Path

from biovaliance.foundation.errors import InputError
from biovaliance.sources.communes.read import read_communes
from biovaliance.sources.definitions import source_definition
from biovaliance.sources.fetching.client import JSON
from biovaliance.sources.fetching.storing import Page, Session
from biovaliance.sources.files import SourceFiles, source_paths
from biovaliance.sources.gazetteer import Gazetteer
from biovaliance.sources.openalex.read import regional_institutions

INSTITUTIONS = "https://api.openalex.org/institutions"
WORKS = "https://api.openalex.org/works"
FIELDS = (
    "id,ror,display_name,display_name_acronyms,country_code,type,homepage_url,geo,works_count,counts_by_year,topics,"
    "updated_date"
)
YEARS = 10
"""How far back works are counted by topic, the running year included: as far as the counts by year go."""


def fetch(session: Session) -> None:
    """Save `institutions.jsonl` and `topics.jsonl`; the key of the environment goes along if one is set.

    Raises:
        InputError: the communes were not fetched before, so that no institution could be placed.
        FetchError: see `Session.collect`.
    """
    places = Gazetteer(session.region, tuple(read_communes(_communes(session.folder.parent / "communes"))))
    session.collect("institutions.jsonl", INSTITUTIONS, "*", lambda cursor: _institutions(session, cursor))
    files = SourceFiles.from_folder(session.definition, session.folder)
    known = sorted(regional_institutions(files, places), key=lambda each: int(each[1:]))
    this_year = dt.datetime.fromtimestamp(session.client.now(), dt.UTC).year
    asked = [(each, year) for each in known for year in range(this_year, this_year - YEARS, -1)]
    # The API groups by one thing at a time, so each institution and year is a question of its own. A cursor
    # here is 'number of the question:mark within its answer'.
    first = "0:*" if asked else ""
    session.collect("topics.jsonl", WORKS, first, lambda cursor: _topics(session, asked, cursor))


def _communes(folder: Path) -> SourceFiles:
    definition = source_definition("communes")
    if not (folder.is_dir() and source_paths(definition, folder)):
        raise InputError(
            "OpenAlex says in which town an institution lies, and the communes say where that is; fetch them "
            "first: `biovaliance atlas fetch communes openalex`."
        )
    return SourceFiles.from_folder(definition, folder)


def _institutions(session: Session, cursor: str) -> Page:
    params = {
        "filter": f"country_code:{session.region.country}",
        "select": FIELDS,
        "per-page": "200",
        "cursor": cursor,
    }
    answer = session.client.get(session.at(INSTITUTIONS), JSON, params=params)
    return session.page_of(answer, "results", "meta.next_cursor", "meta.count")


def _topics(session: Session, asked: list[tuple[str, int]], cursor: str) -> Page:
    number, _colon, mark = cursor.partition(":")
    institution, year = asked[int(number)]
    params = {
        "filter": f"authorships.institutions.lineage:{institution},publication_year:{year}",
        "group_by": "primary_topic.id",
        "per-page": "200",
        "cursor": mark,
    }
    answer = session.client.get(session.at(WORKS), JSON, params=params)
    page = session.page_of(answer, "group_by", "meta.next_cursor", "")
    groups = [
        {**group, "institution": institution, "year": year} for group in page.items if isinstance(group, dict)
    ]
    if page.items and page.cursor not in ("", mark):
        return Page(groups, f"{number}:{page.cursor}", is_last=False)
    following = int(number) + 1
    return Page(groups, f"{following}:*" if following < len(asked) else "", is_last=False)
