"""Open and forthcoming topics, from the search behind the Funding & Tenders Portal."""

import json

from biovaliance.sources.fetching.client import JSON
from biovaliance.sources.fetching.storing import Page, Session

SEARCH = "https://api.tech.ec.europa.eu/search-api/prod/rest/search"
PER_PAGE = 100
QUERY = {
    "bool": {"must": [{"terms": {"type": ["1", "2", "8"]}}, {"terms": {"status": ["31094501", "31094502"]}}]}
}
"""Grants and calls (1, 2, 8), forthcoming or open."""


def fetch(session: Session) -> None:
    """Save `topics.jsonl`."""

    def page(cursor: str) -> Page:
        answer = session.client.post(
            session.at(SEARCH),
            JSON,
            params={
                "apiKey": "SEDIA",  # the portal's own, the same for everybody
                "text": "***",
                "pageSize": str(PER_PAGE),
                "pageNumber": cursor,
            },
            parts={
                "query": ("query.json", json.dumps(QUERY), "application/json"),
                "languages": ("languages.json", '["en"]', "application/json"),
                "sort": ("sort.json", '{"field": "sortStatus", "order": "ASC"}', "application/json"),
            },
        )
        found = session.page_of(answer, "results", "", "totalResults")
        is_last = int(cursor) * PER_PAGE >= found.total
        return Page(found.items, "" if is_last else str(int(cursor) + 1), found.total)

    session.collect("topics.jsonl", SEARCH, "1", page)
