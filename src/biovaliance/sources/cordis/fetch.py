"""The archives of CORDIS for Horizon Europe and Horizon 2020."""

from biovaliance.sources.fetching.archives import extract
from biovaliance.sources.fetching.client import ZIP
from biovaliance.sources.fetching.storing import Session

ARCHIVES = {
    "horizon": "https://cordis.europa.eu/data/cordis-HORIZONprojects-csv.zip",
    "h2020": "https://cordis.europa.eu/data/cordis-h2020projects-csv.zip",
}
TABLES = ("project", "organization", "topics", "euroSciVoc")


def fetch(session: Session) -> None:
    """Save the tables of projects, participants, topics and subjects of each programme."""
    for programme, address in ARCHIVES.items():
        receipt = session.download(address, f"{programme}.zip", ZIP)
        for table in TABLES:
            target = session.folder / f"{table}_{programme}.csv"
            extract(session.folder / receipt.file, f"{table}.csv", target)
            session.write_receipt(target, address, etag=receipt.etag, last_modified=receipt.last_modified)
