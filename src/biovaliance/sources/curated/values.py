"""The single-valued columns of each file as (field, value, notes in English and French)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from biovaliance.atlas.codes import FIELD_LABELS, TYPE_LABELS
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.status import is_status
from biovaliance.sources.curated.checks import Checker
from biovaliance.sources.region import Region
from biovaliance.vocabulary.thesaurus import bundled_capability_codes, bundled_thesaurus

Value = tuple[str, str, tuple[str, str]]
PLAIN = ("", "")
_YES_NO = ("yes", "no", "unknown", "borderline")
_STAGES_AS_PRINTED = {
    "not_applicable": ("phase-not-applicable", "", ""),
    "planned_phase_1": ("trial-preparation", "printed as: planned phase 1", "indiqué\u00a0: phase 1 prévue"),
    "phase_1b/2a": ("phase-1-2", "printed as: phase 1b/2a", "indiqué\u00a0: phase 1b/2a"),
    "phase_1/2b": ("phase-1-2", "printed as: phase 1/2b", "indiqué\u00a0: phase 1/2b"),
    "not_seen": ("", "", ""),
}


def values_of(kind: Kind, checker: Checker, region: Region) -> Iterator[Value]:
    """Yield what the single-valued columns of a row say; a value that was refused is ''."""
    if kind in TYPE_LABELS:
        yield "type", checker.one_of("kind", TYPE_LABELS[kind], f"kind of {kind}"), PLAIN
    if kind in _OF_KIND:
        yield from _OF_KIND[kind](checker)
    if kind in (Kind.ORGANISATION, Kind.PLATFORM):
        yield "town", checker.row["city"], PLAIN
        yield "department", department_of(checker, region), PLAIN
    if kind in (Kind.ORGANISATION, Kind.EVENT):
        yield "country", _country(checker), PLAIN


def _organisation(checker: Checker) -> Iterator[Value]:
    types = (c.id for c in bundled_thesaurus().concepts.values() if c.scheme == "organisation-type")
    code = checker.one_of("type", {each.replace("-", "_") for each in types}, "type of organisation")
    yield "type", code.replace("_", "-"), PLAIN
    yield "in_region", checker.one_of("in_region", ("yes", "no"), "answer"), PLAIN
    yield "website", checker.address("website"), PLAIN
    yield "founded", checker.date("founded"), PLAIN
    yield "ror", checker.ror("ror_id"), PLAIN
    yield "siren", checker.siren("siren"), PLAIN
    yield "status", status_of(checker), PLAIN


def _project(checker: Checker) -> Iterator[Value]:
    yield from _dates(checker, "start_date", "end_date")
    yield "budget_eur", checker.whole("budget_eur"), PLAIN
    yield "public_funding_eur", checker.whole("public_funding_eur"), PLAIN


def _technology(checker: Checker) -> Iterator[Value]:
    yield "stage", *stage_of(checker, "maturity")


def _trial(checker: Checker) -> Iterator[Value]:
    yield "stage", *stage_of(checker, "phase")
    yield "year", checker.date("year"), PLAIN
    yield "enrolment", checker.whole("enrolment"), PLAIN
    yield "registry_id", checker.row["registry_id"], PLAIN
    yield "cell_or_gene_therapy", checker.one_of("cell_or_gene_therapy", _YES_NO, "answer"), PLAIN


def _event(checker: Checker) -> Iterator[Value]:
    yield from _dates(checker, "start_date", "end_date")
    for town in checker.row.items("city"):
        yield "town", town, PLAIN
    yield "region_attends", checker.one_of("region_attends", _YES_NO, "answer"), PLAIN


def _programme(checker: Checker) -> Iterator[Value]:
    yield from _dates(checker, "open_date", "close_date")
    yield "status", status_of(checker), PLAIN
    yield "budget_eur", checker.whole("budget_eur"), PLAIN
    yield "leverage_eur", checker.whole("leverage_eur"), PLAIN


_OF_KIND: dict[Kind, Callable[[Checker], Iterator[Value]]] = {
    Kind.ORGANISATION: _organisation,
    Kind.PROJECT: _project,
    Kind.TECHNOLOGY: _technology,
    Kind.TRIAL: _trial,
    Kind.EVENT: _event,
    Kind.PROGRAMME: _programme,
}


def _dates(checker: Checker, first: str, last: str) -> Iterator[Value]:
    start, end = checker.period(first, last)
    yield "start", start, PLAIN
    yield "end", end, PLAIN


def status_of(checker: Checker) -> str:
    """Return the status of a row; one that is not known leaves the thing to be confirmed."""
    status = checker.row["status"]
    if not status or is_status(status):
        return status
    mend = "Expected active, planned, superseded, merged, dissolved, unverified or unverified_since_2019."
    checker.refuse("status", "this is no status; the row waits to be confirmed.", mend)
    return "unverified"


def department_of(checker: Checker, region: Region) -> str:
    """Return the department of a row, any of France's."""
    allowed = {department.code for department in region.departments} | FIELD_LABELS["department"].keys()
    allowed |= {f"{number:02d}" for number in range(1, 96) if number != 20}
    allowed |= {"2A", "2B", "971", "972", "973", "974", "976"}
    return checker.one_of("department", allowed, "code of a department")


def capabilities_of(checker: Checker, column: str) -> Iterator[str]:
    """Yield the codes of a row's capabilities; one that stands for no concept is left out and reported."""
    known = bundled_capability_codes()
    for code in checker.row.items(column):
        if code in known:
            yield code
            continue
        near = get_close_matches(code, known, 1, 0.75)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        message = f"this is no capability, so it is left out.{hint}"
        mend = "Write a code of capability_codes.csv."
        checker.problems.append(
            replace(checker.row.problem(column, message, mend, dropped=False), value=code)
        )


def _country(checker: Checker) -> str:
    code = checker.row["country"]
    if not code or (len(code) == 2 and code.isascii() and code.isupper()):
        return code
    return checker.refuse("country", "this is no country code.", "Write two letters of ISO 3166: FR.")


def stage_of(checker: Checker, column: str) -> tuple[str, tuple[str, str]]:
    """Return the stage concept of a maturity or a phase, and what the source printed beside it.

    A trailing year ('commercial_2020') says of when the stage is known.
    """
    code = checker.row[column].strip().replace(" ", "_")
    if code in _STAGES_AS_PRINTED:
        stage, english, french = _STAGES_AS_PRINTED[code]
        return stage, (english, french)
    base, _underscore, year = code.rpartition("_")
    notes = PLAIN
    if base and len(year) == 4 and year.isdecimal():
        code, notes = base, (f"as of {year}", f"en {year}")
    stage = code.replace("_", "-").replace("/", "-")
    known = [concept.id for concept in bundled_thesaurus().concepts.values() if concept.scheme == "stage"]
    if not stage or stage in known:
        return stage, notes
    return checker.refuse(
        column, "this is no development stage.", f"Expected one of {', '.join(known)}."
    ), PLAIN
