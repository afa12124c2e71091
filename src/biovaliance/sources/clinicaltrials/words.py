"""The codes and words of ClinicalTrials.gov as the atlas says them."""

import calendar
import re

from biovaliance.foundation.languages import Text

STATUSES = {
    "ACTIVE_NOT_RECRUITING": Text("Active, not recruiting", "En cours, ne recrute plus"),
    "COMPLETED": Text("Completed", "Terminé"),
    "ENROLLING_BY_INVITATION": Text("Enrolling by invitation", "Recrutement sur invitation"),
    "NOT_YET_RECRUITING": Text("Not yet recruiting", "Ne recrute pas encore"),
    "RECRUITING": Text("Recruiting", "Recrutement en cours"),
    "SUSPENDED": Text("Suspended", "Suspendu"),
    "TERMINATED": Text("Terminated early", "Arrêté prématurément"),
    "WITHDRAWN": Text("Withdrawn", "Retiré"),
    "UNKNOWN": Text("Status not updated", "Statut non mis à jour"),
}
_PHASES = {
    ("PHASE1",): "phase-1",
    ("EARLY_PHASE1",): "phase-1",
    ("PHASE1", "PHASE2"): "phase-1-2",
    ("PHASE2",): "phase-2",
    ("PHASE2", "PHASE3"): "phase-2-3",
    ("PHASE3",): "phase-3",
    ("PHASE4",): "phase-4",
    ("NA",): "phase-not-applicable",
}
_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
_ENGLISH_DATE = re.compile(r"([A-Z][a-z]+) (?:(\d{1,2}), )?(\d{4})")
_ORGANISED = re.compile(
    r"universit|hospital|h.pit|clini|institut|cent(?:er|re)|assistance publique|hospices|inserm|cnrs|chu|chr"
    r"|ch\b"
    r"|laborator|pharma|therap|bio|inc\b|ltd|gmbh|\bs\.?a\.?s?\b|a/s|group|society|société|association"
    r"|foundation|fondation|cooperative|network|consortium|company|corp|medical|health|santé|unicancer|agency|agence|ministry"
    r"|council|college|school|[ée]cole|research|recherche|cancer|f[ée]d[ée]ration|trust|union|alliance"
    r"|\d|&",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"\b[A-Z]{3,}\b")


def status_words(status: str) -> Text:
    """Return a status in both languages, from the code of the API or the words of the former site."""
    code = re.sub(r"[^A-Z]+", "_", status.upper()).strip("_").removesuffix("_STATUS")
    return STATUSES.get(code, Text(status, ""))


def stage(phases: tuple[str, ...]) -> str:
    """Return the stage of a trial: ('PHASE1', 'PHASE2') or 'Phase 1|Phase 2' give 'phase-1-2'."""
    codes = tuple(re.sub(r"[^A-Z0-9]+", "_", phase.upper()).strip("_") for phase in phases)
    plain = tuple(code.replace("PHASE_", "PHASE").replace("NOT_APPLICABLE", "NA") for code in codes if code)
    return _PHASES.get(plain, "")


def iso_date(text: str) -> str:
    """Return '2021-04-14' for 'April 14, 2021', and ISO dates as they are, without an hour."""
    match = _ENGLISH_DATE.fullmatch(text)
    if match and match[1] in _MONTHS:
        day = f"-{int(match[2]):02d}" if match[2] else ""
        return f"{match[3]}-{_MONTHS[match[1]]:02d}{day}"
    return text.partition("T")[0]


def may_be_person(name: str) -> bool:
    """Whether a sponsor may be a person: nothing in the name says that it is an organisation.

    Names of people are never taken, so a doubtful one is left out.
    """
    return not _INITIALS.search(name) and not _ORGANISED.search(name)
