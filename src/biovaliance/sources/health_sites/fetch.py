"""Health sites of France, from the geographic service of Eurostat."""

from biovaliance.sources.fetching.client import CSV
from biovaliance.sources.fetching.storing import Session

SITES = "https://gisco-services.ec.europa.eu/pub/healthcare/csv/FR.csv"


def fetch(session: Session) -> None:
    """Save `FR.csv`."""
    session.download(SITES, "FR.csv", CSV)
