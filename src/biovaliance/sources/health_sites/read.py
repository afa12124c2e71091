"""Health sites into organisations; sites of one legal entity become part of it.

A hospital group is known by the SIREN its sites share. Where only one site of the region carries a SIREN,
site and entity are one; where several do, the entity is a thing of its own, named after its first site.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.wording import calmed
from biovaliance.sources.curated.checks import luhn
from biovaliance.sources.curated.tables import Row
from biovaliance.sources.files import SourceFile, SourceFiles
from biovaliance.sources.gazetteer import Gazetteer, coordinates_text, position_of
from biovaliance.sources.telling import Said, Voice

_FINESS = re.compile(r"[0-9AB]{8,9}")
_SITE_OF = re.compile(r"\s*[-,]?\s+\b(?:site|annexe)\b.*$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


@dataclass(frozen=True, slots=True)
class _Site:
    finess: str
    name: str
    siret: str
    row: Row
    file: SourceFile

    @property
    def siren(self) -> str:
        return self.siret[:9]


def read_records(files: SourceFiles, places: Gazetteer) -> Iterator[Record | Relation]:
    """Yield each site of the region once, the legal entities of several sites, and what is part of what."""
    directory = _directory(files)
    by_siren: defaultdict[str, list[_Site]] = defaultdict(list)
    sites: dict[str, _Site] = {}
    for file in files.of("sites"):
        for row in files.rows(file):
            finess = row["id"].zfill(9)
            if not _FINESS.fullmatch(finess):
                files.report(row, "id", row["id"], "this is no FINESS number.", "Expected nine characters.")
            elif places.has(places.of_postal_code(row["postcode"])):
                files.keep(file)
                if finess not in sites:
                    site = _Site(finess, row["hospital_name"], _siret(directory.get(finess)), row, file)
                    sites[finess] = site
                    by_siren[site.siren].append(site)
    for site in sites.values():
        is_group = bool(site.siren) and len(by_siren[site.siren]) > 1
        yield from _tell(
            site, directory.get(site.finess), is_group, Voice(files.definition, site.file.receipt), places
        )
    for siren, members in by_siren.items():
        if siren and len(members) > 1:
            yield from _entity(siren, members, directory, Voice(files.definition, members[0].file.receipt))


def _directory(files: SourceFiles) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for file in files.of("directory"):
        for row in files.rows(file):
            finess = row["finess_et"].zfill(9)
            if row["siret"] and not (len(row["siret"]) == 14 and row["siret"].isdecimal()):
                files.report(row, "siret", row["siret"], "this is no SIRET number.", "Expected 14 figures.")
                continue
            files.keep(file)
            if finess not in found or (row["siret"] and not found[finess]["siret"]):
                found[finess] = row
    return found


def _siret(row: Row | None) -> str:
    """Return a SIRET whose SIREN passes its check, '' where there is none."""
    siret = row["siret"] if row else ""
    return siret if siret and luhn(siret[:9]) else ""


def _tell(
    site: _Site, row: Row | None, is_group: bool, voice: Voice, places: Gazetteer
) -> Iterator[Record | Relation]:
    match = _DAY_FIRST.fullmatch(site.row["ref_date"])
    stated_on = f"{match[3]}-{match[2]}-{match[1]}" if match else ""
    evidence = voice.evidence(stated_on=stated_on)
    said = _said(site, row, is_group, places)
    record = voice.record(Kind.ORGANISATION, site.finess, evidence, said)
    if record is None:
        return
    yield record
    if is_group:
        entity = (Kind.ORGANISATION, f"siren-{site.siren}")
        yield voice.relation((Kind.ORGANISATION, site.finess), "part_of", entity, evidence)


def _said(site: _Site, row: Row | None, is_group: bool, places: Gazetteer) -> Iterator[Said]:
    yield "name", calmed(site.name)
    if row is not None:
        # The directory gives the sites of a group the name of the whole.
        for other in () if is_group else (row["rs"], row["rs_longue"]):
            yield "alias", calmed(other) if other != site.name else ""
        yield "website", row["dataesr_website"]
    yield "alias", calmed(site.row["site_name"])
    yield "type", "hospital"
    yield "remark", site.row["facility_type"], "fr"
    yield "finess", site.finess
    yield "siren", "" if is_group else site.siren
    yield "town", places.spelled(calmed(site.row["city"], may_be_initials=False))
    yield "department", places.of_postal_code(site.row["postcode"])
    yield "country", "FR"
    yield "in_region", "yes"
    position = position_of(site.row["lat"], site.row["lon"])
    if position is not None:
        yield "coordinates", coordinates_text(position)
        yield "geo_precision", "site"


def _entity(siren: str, sites: list[_Site], directory: dict[str, Row], voice: Voice) -> Iterator[Record]:
    """Yield the legal entity of several sites, named by the directory or after its first site."""
    first = min(sites, key=lambda site: site.siret)
    told = (directory[site.finess]["dataesr_name"] for site in sorted(sites, key=lambda site: site.siret))
    name = next(filter(None, told), "") or _SITE_OF.sub("", first.name)
    departments = {site.row["postcode"][:2] for site in sites}
    said: list[Said] = [
        ("name", calmed(name)),
        ("siren", siren),
        ("type", "hospital"),
        ("country", "FR"),
        ("in_region", "yes"),
        ("department", departments.pop() if len(departments) == 1 else ""),
        ("town", calmed(first.row["city"], may_be_initials=False)),
    ]
    record = voice.record(
        Kind.ORGANISATION, f"siren-{siren}", voice.evidence(confidence=Confidence.MEDIUM), said
    )
    if record is not None:
        yield record
