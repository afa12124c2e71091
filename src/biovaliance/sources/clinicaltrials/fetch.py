"""Studies with a site in the region's country; those of the region are picked out when reading."""

from biovaliance.sources.fetching.client import JSON
from biovaliance.sources.fetching.storing import Page, Session

STUDIES = "https://clinicaltrials.gov/api/v2/studies"
COUNTRIES = {
    "FR": "France",
    "DE": "Germany",
    "BE": "Belgium",
    "CH": "Switzerland",
    "IT": "Italy",
    "ES": "Spain",
}
FIELDS = (
    "NCTId|BriefTitle|Acronym|OverallStatus|StartDate|CompletionDate|LastUpdatePostDate|LeadSponsorName|"
    "LeadSponsorClass|Condition|Phase|EnrollmentCount|InterventionName|LocationFacility|LocationCity|LocationZip|"
    "LocationCountry|LocationGeoPoint"
)
"""No investigators and no contacts: they are people, and are not asked for."""


def fetch(session: Session) -> None:
    """Save `studies.jsonl`."""

    def page(cursor: str) -> Page:
        params = {
            "query.locn": COUNTRIES.get(session.region.country, session.region.country),
            "fields": FIELDS,
            "pageSize": "500",
            "countTotal": "true",
            "format": "json",
        }
        if cursor != "first":
            params["pageToken"] = cursor
        answer = session.client.get(session.at(STUDIES), JSON, params=params)
        return session.page_of(answer, "studies", "nextPageToken", "totalCount")

    session.collect("studies.jsonl", STUDIES, "first", page)
