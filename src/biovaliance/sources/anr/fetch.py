"""The two data sets of the ANR on data.gouv.fr: the action plan, and investments for the future."""

from biovaliance.foundation.names import sort_key
from biovaliance.sources.fetching.client import CSV, JSON
from biovaliance.sources.fetching.limits import FetchError
from biovaliance.sources.fetching.storing import Session

DATA_SETS = {
    "anr_01": "https://www.data.gouv.fr/api/1/datasets/anr-01-projets-anr-dos-liste-des-projets-et-des-partenaires/",
    "anr_02": "https://www.data.gouv.fr/api/1/datasets/anr-02-projets-anr-dgpie-liste-des-projets-et-des-partenaires/",
}


def fetch(session: Session) -> None:
    """Save the tables of partners and projects of both data sets as CSV."""
    for prefix, address in DATA_SETS.items():
        answer = session.client.get(session.at(address), JSON).json()
        resources = answer.get("resources") if isinstance(answer, dict) else None
        found = 0
        for resource in resources if isinstance(resources, list) else ():
            words = sort_key(f"{resource.get('title')} {resource.get('url')}")
            form = str(resource.get("format")).lower()
            part = next((part for part in ("partenaire", "projet") if part in words.split("dos")[-1]), "")
            if form == "csv" and part:
                session.download(str(resource["url"]), f"{prefix}_{part}s.csv", CSV)
                found += 1
        if not found:
            raise FetchError(f"{address}: the data set has no CSV of partners or projects; look at its page.")
