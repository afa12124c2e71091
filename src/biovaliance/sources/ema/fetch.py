"""The table of medicines of the EMA as JSON."""

from biovaliance.sources.fetching.client import JSON
from biovaliance.sources.fetching.storing import Session

MEDICINES = "https://www.ema.europa.eu/en/documents/report/medicines-output-medicines_json-report_en.json"


def fetch(session: Session) -> None:
    """Save `medicines.json`."""
    session.download(MEDICINES, "medicines.json", JSON)
