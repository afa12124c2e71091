"""Institutions of the region's country, page by page."""

from biovaliance.sources.fetching.client import JSON
from biovaliance.sources.fetching.storing import Page, Session

INSTITUTIONS = "https://api.openalex.org/institutions"
FIELDS = (
    "id,ror,display_name,display_name_acronyms,country_code,type,homepage_url,geo,works_count,counts_by_year,topics,"
    "updated_date"
)


def fetch(session: Session) -> None:
    """Save `institutions.jsonl`; the key of the environment goes along where one is set."""

    def page(cursor: str) -> Page:
        params = {
            "filter": f"country_code:{session.region.country}",
            "select": FIELDS,
            "per-page": "200",
            "cursor": cursor,
        }
        answer = session.client.get(session.at(INSTITUTIONS), JSON, params=params)
        return session.page_of(answer, "results", "meta.next_cursor", "meta.count")

    session.collect("institutions.jsonl", INSTITUTIONS, "*", page)
