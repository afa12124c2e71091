"""What a status says about the present: current, historical, or to be confirmed."""

from enum import StrEnum

from biovaliance.foundation.languages import Text


class Currency(StrEnum):
    """Whether a thing is shown as current."""

    CURRENT = "current"
    HISTORICAL = "historical"
    UNVERIFIED = "unverified"


_CURRENCY = {
    "superseded": Currency.HISTORICAL,
    "merged": Currency.HISTORICAL,
    "dissolved": Currency.HISTORICAL,
    "closed": Currency.HISTORICAL,
    "closed_or_absorbed": Currency.HISTORICAL,
    "unverified": Currency.UNVERIFIED,
    "unknown": Currency.UNVERIFIED,
}
UNVERIFIED_SINCE = "unverified_since_"

STATUS_LABELS: dict[str, Text] = {
    "active": Text("Active", "Actif"),
    "planned": Text("Planned", "Prévu"),
    "superseded": Text("Superseded", "Remplacé"),
    "merged": Text("Merged", "Fusionné"),
    "dissolved": Text("Dissolved", "Dissous"),
    "unverified": Text("To be confirmed", "À confirmer"),
    "open": Text("Open", "Ouvert"),
    "forthcoming": Text("Forthcoming", "À venir"),
    "closed": Text("Closed", "Clos"),
    "recurring": Text("Recurring", "Récurrent"),
    "unknown": Text("Not known", "Non connu"),
    "closed_or_absorbed": Text("Closed or absorbed", "Clos ou absorbé"),
    "proposed": Text("Proposed", "Proposé"),
}


def currency_of(status: str) -> Currency:
    """Return what a status says about the present; '' counts as current."""
    if status.startswith(UNVERIFIED_SINCE):
        return Currency.UNVERIFIED
    return _CURRENCY.get(status, Currency.CURRENT)


def is_status(status: str) -> bool:
    """Whether a status is one of the known ones ('unverified_since_2016' is)."""
    year = status.removeprefix(UNVERIFIED_SINCE)
    return status in STATUS_LABELS or (year != status and year.isdecimal() and len(year) == 4)


def status_label(status: str) -> Text:
    """Return the words for a status."""
    year = status.removeprefix(UNVERIFIED_SINCE)
    if year != status:
        return Text(
            f"To be confirmed: last seen in {year}", f"À confirmer : vu pour la dernière fois en {year}"
        )
    return STATUS_LABELS.get(status, Text(status.replace("_", " "), status.replace("_", " ")))
