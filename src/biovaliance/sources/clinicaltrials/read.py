"""Studies, from the API or from tables made of them, into trials with a site in the region."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.evidence import Confidence
from biovaliance.sources.clinicaltrials.words import iso_date, may_be_person, stage, status_words
from biovaliance.sources.curated.tables import Row
from biovaliance.sources.files import SourceFile, SourceFiles
from biovaliance.sources.gazetteer import Gazetteer, position_of, town_key
from biovaliance.sources.items import Item
from biovaliance.sources.telling import Said, Voice, local_id_of

_UNIVERSITY_HOSPITAL = re.compile(
    r"\bch ?r?u\b|university hospital|centre hospitalier (?:r[ée]gional )?(?:et )?universitaire",
    re.IGNORECASE,
)
_HOSPITAL = re.compile(
    r"(?:ch|centre hospitalier|groupe hospitalier|(?:poly)?clinique|h[ôo]pital nord|centre g\w+[- ]fran)\b",
    re.IGNORECASE,
)
_NCT = re.compile(r"NCT\d{8}")
_PERSON = re.compile(r"@|\b(?:dr|pr|prof|professeur|docteur|md|phd|investigator)\b", re.IGNORECASE)
_SHOWN_INTERVENTIONS = 6
_TOWN, _CITY = 2_000, 10_000
"""Inhabitants of a place that is believed by its name alone."""


@dataclass(slots=True)
class _Site:
    """Where a trial takes place."""

    facility: str
    town: str
    country: str
    postal_code: str = ""
    position: tuple[str, str] = ("", "")


@dataclass(slots=True)
class _Trial:
    """One study, whatever its form."""

    nct: str
    title: str
    acronym: str
    status: str
    sponsor: str
    sponsor_class: str = ""
    phases: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    enrolment: str = ""
    start: str = ""
    end: str = ""
    updated_on: str = ""
    sites: list[_Site] = field(default_factory=list)


def read_records(files: SourceFiles, places: Gazetteer) -> Iterator[Record | Relation]:
    """Yield each trial with a site in the region once, its sponsor, and who sponsors what."""
    sponsors = {row["sponsor"]: row for file in files.of("sponsors") for row in files.rows(file)}
    told: set[str] = set()
    for file, place, trial in _trials(files):
        if not _NCT.fullmatch(trial.nct):
            files.report(
                place, "NCT", trial.nct, "this is no registry number.", "Expected NCT and 8 figures."
            )
            continue
        sites = _regional_sites(trial, places)
        if not sites:
            continue
        files.keep(file)
        if trial.nct in told:
            continue
        told.add(trial.nct)
        yield from _tell(trial, sites, Voice(files.definition, file.receipt), sponsors, told)


def _trials(files: SourceFiles) -> Iterator[tuple[SourceFile, Item | Row, _Trial]]:
    for file in files.of("studies"):
        for item in files.items(file):
            yield file, item, _of_api(item)
    for file in files.of("download", "inserm"):
        suffix = "_first" if file.layout.name == "inserm" else ""
        for row in files.rows(file):
            yield file, row, _of_download(row, suffix)
    for file in files.of("barometer"):
        for row in files.rows(file):
            if row["NCTId"]:  # the others stand in other registries
                yield file, row, _of_barometer(row)


def _of_api(item: Item) -> _Trial:
    section = (
        Item(item.file, item.line, item.at("protocolSection") or {})
        if item.objects("protocolSection")
        else item
    )
    sponsor = "sponsorCollaboratorsModule.leadSponsor"
    return _Trial(
        nct=section.text("identificationModule.nctId"),
        title=section.text("identificationModule.briefTitle"),
        acronym=section.text("identificationModule.acronym"),
        status=section.text("statusModule.overallStatus"),
        sponsor=section.text(f"{sponsor}.name"),
        sponsor_class=section.text(f"{sponsor}.class"),
        phases=section.texts("designModule.phases"),
        conditions=section.texts("conditionsModule.conditions"),
        interventions=tuple(
            each.text("name") for each in section.objects("armsInterventionsModule.interventions")
        ),
        enrolment=section.text("designModule.enrollmentInfo.count"),
        start=section.text("statusModule.startDateStruct.date"),
        end=section.text("statusModule.completionDateStruct.date"),
        updated_on=section.text("statusModule.lastUpdatePostDateStruct.date"),
        sites=[
            _Site(
                each.text("facility"),
                each.text("city"),
                each.text("country"),
                each.text("zip"),
                (each.text("geoPoint.lat"), each.text("geoPoint.lon")),
            )
            for each in section.objects("contactsLocationsModule.locations")
        ],
    )


def _of_download(row: Row, suffix: str) -> _Trial:
    def parts(column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in row[column + suffix].split("|") if part.strip())

    return _Trial(
        nct=row["NCT Number"],
        title=row[f"Title{suffix}"],
        acronym=row[f"Acronym{suffix}"],
        status=row[f"Status{suffix}"],
        sponsor=next(iter(parts("Sponsor/Collaborators")), ""),
        phases=parts("Phases"),
        conditions=parts("Conditions"),
        interventions=tuple(part.partition(": ")[2] or part for part in parts("Interventions")),
        enrolment=row[f"Enrollment{suffix}"],
        start=row[f"Start Date{suffix}"],
        end=row[f"Completion Date{suffix}"],
        updated_on=row[f"Last Update Posted{suffix}"],
        sites=[_printed_site(part) for part in parts("Locations")],
    )


def _printed_site(text: str) -> _Site:
    """Return the site of 'Facility, town, [state,] country'; in France there is no state."""
    *rest, country = (part.strip() for part in text.split(","))
    facility, town = (", ".join(rest[:-1]), rest[-1]) if rest else ("", "")
    return _Site(facility, town, country)


def _of_barometer(row: Row) -> _Trial:
    facilities = re.split(r";|', '|\", \"|', \"|\", '", row["location_facility"].strip("[]'\""))
    return _Trial(
        nct=row["NCTId"],
        title=row["title"],
        acronym=row["acronym"],
        status=row["status"],
        sponsor=row["lead_sponsor"],
        enrolment=row["enrollment_count"].partition(".")[0],
        start=row["study_start_date"],
        end=row["study_completion_date"],
        updated_on=row["snapshot_date"],
        # No town is given: the last part of a facility may be one, or a town may follow 'de'.
        sites=[_Site(facility, facility, "France") for facility in facilities if facility.strip()],
    )


# ---- the region


def _regional_sites(trial: _Trial, places: Gazetteer) -> tuple[tuple[str, str], ...]:
    """Return the sites in the region as (facility, town); the town alone where a person may be named."""
    found: dict[tuple[str, str], None] = {}
    for site in trial.sites:
        if site.country not in ("France", "FR") or places.region.country != "FR":
            continue
        town = _town(site, places)
        department = places.of_postal_code(site.postal_code)
        department = department or places.of_town(town, position_of(*site.position))
        if places.has(department):
            facility = site.facility.strip(" ,")
            if _PERSON.search(facility) or "\ufffd" in facility:
                facility = ""
            found[facility, places.spelled(town)] = None
    return tuple(found)


def _hospital(facility: str, town: str) -> str:
    """Return the hospital a facility belongs to, '' where its name does not say it."""
    if _UNIVERSITY_HOSPITAL.search(facility):
        return f"CHU {town}"
    return facility if _HOSPITAL.match(facility) else ""


def _town(site: _Site, places: Gazetteer) -> str:
    """Return the town of a site, '' where none is clear.

    A bare name is believed of a town of some size only: small communes share theirs with former communes
    elsewhere (Évry, Vire). What stands for the town may be a province; the town is then the part before it.
    Where only a facility is given, its name may end with a town ('CHU de Dijon').
    """
    if site.town == site.facility:
        words = site.facility.split()
        ends = (" ".join(words[-count:]) for count in (3, 2, 1))
        return next((end for end in ends if places.knows(end, _CITY)), "")
    town = places.mended(site.town)
    if not places.knows(town):
        town = places.mended(site.facility.rpartition(",")[2].strip() or town)
    is_placed = site.postal_code or position_of(*site.position)
    return town if is_placed or places.knows(town, _TOWN) else ""


def _tell(
    trial: _Trial,
    sites: tuple[tuple[str, str], ...],
    voice: Voice,
    sponsors: dict[str, Row],
    told: set[str],
) -> Iterator[Record | Relation]:
    address = f"https://clinicaltrials.gov/study/{trial.nct}"
    evidence = voice.evidence(address, stated_on=iso_date(trial.updated_on))
    sponsor = _sponsor(trial, sponsors)
    record = voice.record(Kind.TRIAL, trial.nct, evidence, _said(trial, sites, sponsor))
    if record is None:
        return
    yield record
    row = sponsors.get(trial.sponsor)
    ror = row["ror"] if row else ""
    name = row["sponsor_normalized"] if row and row["sponsor_normalized"] else sponsor
    others = [(_hospital(*site), site[1]) for site in sites]
    bodies = {
        ror.rpartition("/")[2] or local_id_of(name): (
            "sponsors_trial",
            (("name", name), ("alias", sponsor), ("ror", ror)),
        ),
        **{
            local_id_of(hospital, town): (
                "takes_part_in_trial",
                (("name", hospital), ("type", "hospital"), ("town", town), ("in_region", "yes")),
            )
            for hospital, town in others
            if hospital
        },
    }
    for local_id, (type_code, said) in bodies.items():
        if local_id and said[0][1]:
            yield from _body(voice, local_id, said, told)
            yield voice.relation((Kind.ORGANISATION, local_id), type_code, (Kind.TRIAL, trial.nct), evidence)


def _body(voice: Voice, local_id: str, said: tuple[Said, ...], told: set[str]) -> Iterator[Record]:
    if local_id not in told:
        told.add(local_id)
        record = voice.record(Kind.ORGANISATION, local_id, voice.evidence(confidence=Confidence.MEDIUM), said)
        if record is not None:
            yield record


def _sponsor(trial: _Trial, sponsors: dict[str, Row]) -> str:
    """Return the sponsor where it is an organisation, '' where it is or may be a person."""
    if "\ufffd" in trial.sponsor:
        return ""
    if trial.sponsor in sponsors or (trial.sponsor_class and trial.sponsor_class != "INDIV"):
        return trial.sponsor
    return "" if trial.sponsor_class or may_be_person(trial.sponsor) else trial.sponsor


def _said(trial: _Trial, sites: tuple[tuple[str, str], ...], sponsor: str) -> Iterator[Said]:
    title = trial.title if "\ufffd" not in trial.title else ""
    yield "name", trial.acronym or title or trial.nct
    yield "official_name", title, "en"
    yield "registry_id", trial.nct
    yield "stage", stage(trial.phases)
    yield "condition", ", ".join(trial.conditions), "en"
    yield "product", ", ".join(trial.interventions[:_SHOWN_INTERVENTIONS]), "en"
    status = status_words(trial.status)
    yield "trial_status", status.en, "en"
    yield "trial_status", status.fr, "fr"
    yield "enrolment", trial.enrolment
    yield "start", iso_date(trial.start)
    yield "end", iso_date(trial.end)
    yield "sponsor_name", sponsor
    for facility, town in sites:
        is_named = town_key(town) in town_key(facility)
        yield "site", facility if is_named else ", ".join(filter(None, (facility, town)))
