"""Structures and documents of HAL into organisations with counts of deposits by year."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record
from biovaliance.sources.files import SourceFile, SourceFiles
from biovaliance.sources.gazetteer import Gazetteer
from biovaliance.sources.items import Item
from biovaliance.sources.telling import Said, Voice

_POSTAL_CODE = re.compile(r"\b(\d{5})\b")
_RNSR = re.compile(r"\d{9}[A-Z]")
_TYPES = {
    "laboratory": "laboratory",
    "researchteam": "laboratory",
    "department": "laboratory",
    "institution": "university",
    "regrouplaboratory": "research-institute",
}
_SHOWN = frozenset({"VALID", "OLD"})
"""What HAL's own librarians have checked; the other structures are words that depositors typed."""


def read_records(files: SourceFiles, places: Gazetteer) -> Iterator[Record]:
    """Yield each checked structure of the region once, with its documents by year."""
    structures = regional_structures(files, places)
    years = _documents_by_year(files, structures.keys())
    for identifier, (item, file) in structures.items():
        voice = Voice(files.definition, file.receipt)
        evidence = voice.evidence(f"https://aurehal.archives-ouvertes.fr/structure/read/id/{identifier}")
        said = _said(item, identifier, years[identifier], places)
        record = voice.record(Kind.ORGANISATION, identifier, evidence, said)
        if record is None:
            files.report(item, "name_s", "", "the structure has no name.", "Fetch it again.")
            continue
        files.keep(file)
        yield record


def regional_structures(files: SourceFiles, places: Gazetteer) -> dict[str, tuple[Item, SourceFile]]:
    """Return the checked structures of the region by their numbers."""
    structures: dict[str, tuple[Item, SourceFile]] = {}
    for file in files.of("structures"):
        for item in files.items(file):
            identifier = item.text("docid")
            if not (identifier.isascii() and identifier.isdecimal()):
                files.report(item, "docid", identifier, "this is no structure of HAL.", "Expected a number.")
            elif item.text("valid_s").upper() in _SHOWN and _department(item, places):
                structures.setdefault(identifier, (item, file))
    return structures


def _department(item: Item, places: Gazetteer) -> str:
    """Return the department of a structure by the postal code of its address, '' where it is elsewhere."""
    codes = _POSTAL_CODE.findall(item.text("address_s"))
    found = (places.of_postal_code(code) for code in reversed(codes))
    return next((department for department in found if places.has(department)), "")


def _documents_by_year(files: SourceFiles, known: Collection[str]) -> defaultdict[str, Counter[str]]:
    """Return how many documents each known structure has per year; a document counts once per structure."""
    years: defaultdict[str, Counter[str]] = defaultdict(Counter)
    told: set[str] = set()
    for file in files.of("documents"):
        for item in files.items(file):
            identifier = item.text("halId_s")
            if not identifier:
                files.report(item, "halId_s", "", "the document has no identifier.", "Fetch it again.")
            if not identifier or identifier in told:
                continue
            told.add(identifier)
            year = item.text("producedDateY_i") or item.text("producedDate_s")[:4]
            named = {*item.texts("structId_i"), *item.texts("labStructId_i")}
            kept = [structure for structure in named if structure in known]
            if kept and len(year) == 4 and year.isdecimal():
                files.keep(file)
                for structure in kept:
                    years[structure][year] += 1
    return years


def _said(item: Item, identifier: str, years: Counter[str], places: Gazetteer) -> Iterator[Said]:
    yield "name", item.text("name_s")
    yield "alias", item.text("acronym_s")
    for code in item.texts("code_s"):
        yield "alias", code
    yield "hal", identifier
    rnsr = item.text("rnsr_s")
    yield "rnsr", rnsr if _RNSR.fullmatch(rnsr) else ""
    ror = item.text("ror_s")
    yield "ror", ror if ror.startswith("https://ror.org/") else f"https://ror.org/{ror}" if ror else ""
    yield "type", _TYPES.get(item.text("type_s"), "")
    yield "website", item.text("url_s")
    yield "status", "dissolved" if item.text("valid_s").upper() == "OLD" else ""
    yield "department", _department(item, places)
    yield "country", places.region.country
    yield "in_region", "yes"
    if years:
        yield "publications", str(years.total())
    for year in sorted(years, reverse=True):
        yield "publications_in_year", f"{year}|{years[year]}"
