"""Legal units of the region's departments whose activity belongs to the health and biotechnology sector."""

from biovaliance.sources.fetching.client import JSON
from biovaliance.sources.fetching.storing import Page, Session

SEARCH = "https://recherche-entreprises.api.gouv.fr/search"
ACTIVITIES = "21.10Z,21.20Z,26.60Z,32.50A,72.11Z,72.19Z,86.10Z"
"""Pharmaceutical substances and products, medical equipment and supplies, research, hospitals."""
PER_PAGE = 25
LARGEST_RESULT = 10_000
"""The API gives no more for one question, so each department is asked for by itself."""


def fetch(session: Session) -> None:
    """Save `companies.jsonl`."""
    departments = [department.code for department in session.region.departments]

    # A cursor is 'number of the department:page'.
    def page(cursor: str) -> Page:
        place, number = (int(part) for part in cursor.split(":"))
        params = {
            "departement": departments[place],
            "activite_principale": ACTIVITIES,
            "per_page": str(PER_PAGE),
            "page": str(number),
            "minimal": "false",
        }
        answer = session.client.get(session.at(SEARCH), JSON, params=params)
        found = session.page_of(answer, "results", "", "total_results")
        if number * PER_PAGE < min(found.total, LARGEST_RESULT) and found.items:
            return Page(found.items, f"{place}:{number + 1}", is_last=False)
        following = f"{place + 1}:1" if place + 1 < len(departments) else ""
        return Page(found.items, following, is_last=False)

    session.collect("companies.jsonl", SEARCH, "0:1" if departments else "", page)
