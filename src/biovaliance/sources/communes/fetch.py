"""All communes of France with their postal codes and centres."""

from biovaliance.sources.fetching.client import JSON
from biovaliance.sources.fetching.limits import FetchError
from biovaliance.sources.fetching.storing import Page, Session

COMMUNES = "https://geo.api.gouv.fr/communes"
FIELDS = "nom,code,codeDepartement,codesPostaux,centre,population"


def fetch(session: Session) -> None:
    """Save `communes.jsonl`."""

    def page(_cursor: str) -> Page:
        params = {"fields": FIELDS, "format": "json", "geometry": "centre"}
        items = session.client.get(session.at(COMMUNES), JSON, params=params).json()
        if not isinstance(items, list):
            raise FetchError(f"{COMMUNES}: the answer is no list; expected one of communes.")
        return Page(items, "", len(items))

    session.collect("communes.jsonl", COMMUNES, "all", page)
