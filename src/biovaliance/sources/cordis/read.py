"""Files of CORDIS and of the IMI into European projects, their participants and what they are about."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.sources.curated.tables import Row
from biovaliance.sources.files import SourceFiles
from biovaliance.sources.gazetteer import Gazetteer, coordinates_text, position_of
from biovaliance.sources.partners import Partners
from biovaliance.sources.telling import Said, Voice, local_id_of

_PIC = re.compile(r"[0-9]{9}")
_TYPES = {
    "HES": "university",
    "REC": "research-institute",
    "PRC": "company",
    "PUB": "policymaker",
}
"""CORDIS's activity types; OTH says nothing."""
_COUNTRIES = {"EL": "GR", "UK": "GB"}


@dataclass(slots=True)
class _Projects:
    """What the files say of the kept projects, by project number."""

    said: defaultdict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))
    members: defaultdict[str, dict[str, bool]] = field(default_factory=lambda: defaultdict(dict))
    voices: dict[str, Voice] = field(default_factory=dict)


def read_records(files: SourceFiles, places: Gazetteer) -> Iterator[Record | Relation]:
    """Yield projects with a participant in the region, those of the IMI, and all their participants."""
    projects = _Projects()
    regional = _regional_projects(files, places)
    partners = Partners(Voice(files.definition, files.files[0].receipt), places) if files.files else None
    if partners is None:
        return
    for file in files.of("participants", "sample-participants"):
        for row in files.rows(file):
            if _project_id(row) in regional:
                files.keep(file)
                _add_participant(row, projects, partners, places)
    for file in files.of("projects"):
        for row in files.rows(file):
            if row["id"] in regional:
                files.keep(file)
                projects.voices[row["id"]] = Voice(files.definition, file.receipt)
                projects.said[row["id"]] += _said_of_project(row)
    _add_subjects(files, regional, projects)
    _add_imi(files, projects, partners, places)
    yield from partners.records()
    yield from _tell(projects)


def _regional_projects(files: SourceFiles, places: Gazetteer) -> set[str]:
    found = set()
    for file in files.of("participants", "sample-participants"):
        for row in files.rows(file):
            identifier = _project_id(row)
            if not identifier:
                files.report(row, "projectID", "", "the row names no project.", "Expected a project number.")
            elif _is_regional(row, places):
                found.add(identifier)
    return found


def _project_id(row: Row) -> str:
    """Return the number of a project; the samples have none, and are known by acronym and call."""
    if row["Organisation"]:
        return local_id_of(row["projectAcronym"] or row["title"], row["subCall"])
    return row["projectID"]


def _is_regional(row: Row, places: Gazetteer) -> bool:
    if places.is_nuts(row["nutsCode"]):
        return True
    return row["country"] == places.region.country and places.has(places.of_postal_code(row["postCode"]))


def _add_participant(row: Row, projects: _Projects, partners: Partners, places: Gazetteer) -> None:
    pic = row["organisationID"] or row["PIC"]
    pic = pic if _PIC.fullmatch(pic) else ""
    partner = partners.add(
        row["name"] or row["Organisation"],
        row["city"],
        identifier=pic,
        type_code=_TYPES.get(row["activityType"], ""),
        in_region=_is_regional(row, places),
        postal_code=row["postCode"] if row["country"] == "FR" else "",
    )
    if partner is None:
        return
    partner.said += [
        ("pic", pic),
        ("country", _COUNTRIES.get(row["country"], row["country"])),
        ("website", row["organizationURL"]),
        ("alias", row["shortName"]),
    ]
    identifier = _project_id(row)
    members = projects.members[identifier]
    members[partner.local_id] = members.get(partner.local_id, False) or row["role"] == "coordinator"
    if row["Organisation"]:
        projects.voices.setdefault(identifier, partners.voice)
        projects.said[identifier] = [
            ("name", row["projectAcronym"] or row["title"]),
            ("official_name", row["title"], "en"),
            ("start", row["startDate"]),
            ("end", row["endDate"]),
            ("call_id", row["subCall"]),
        ]


def _said_of_project(row: Row) -> list[Said]:
    framework = row["frameworkProgramme"]
    return [
        ("name", row["acronym"] or row["title"]),
        ("official_name", row["title"] if row["title"] != row["acronym"] else "", "en"),
        ("grant_id", row["id"]),
        ("start", row["startDate"]),
        ("end", row["endDate"]),
        ("budget_eur", _euros(row["totalCost"])),
        ("public_funding_eur", _euros(row["ecMaxContribution"])),
        ("call_id", row["topics"]),
        ("funding_programme", f"European Union, {framework}" if framework else "", "en"),
        ("funding_programme", f"Union européenne, {framework}" if framework else "", "fr"),
    ]


def _euros(text: str) -> str:
    """Return whole euros of '2799921.0' or '2799921,37', '' where it is none or zero."""
    try:
        amount = float(text.replace(",", "."))
    except ValueError:
        return ""
    return str(round(amount)) if 0 < amount < 1e12 else ""


def _add_subjects(files: SourceFiles, regional: set[str], projects: _Projects) -> None:
    columns = {"topics": "topic", "subjects": "euroSciVocTitle", "legal-basis": "title"}
    fields = {"topics": "call_id", "subjects": "subject", "legal-basis": "remark"}
    for file in files.of(*columns):
        name = fields[file.layout.name]
        for row in files.rows(file):
            value = row[columns[file.layout.name]]
            if row["projectID"] in regional and value:
                if name == "remark" and row["uniqueProgrammePart"] != "true":
                    continue
                if name == "call_id" and any(said[0] == name for said in projects.said[row["projectID"]]):
                    continue
                files.keep(file)
                projects.said[row["projectID"]].append((name, value, "" if name == "call_id" else "en"))


# ---- IMI


def _add_imi(files: SourceFiles, projects: _Projects, partners: Partners, places: Gazetteer) -> None:
    known = _imi_organisations(files, partners, places)
    unknown: Counter[str] = Counter()
    first: dict[str, Row] = {}
    for file in files.of("imi-participations"):
        for row in files.rows(file):
            if not row["project"]:
                files.report(row, "project", "", "the row names no project.", "Expected an acronym.")
                continue
            files.keep(file)
            identifier = _imi_project(row["project"], projects, Voice(files.definition, file.receipt))
            if row["pic"] in known:
                projects.members[identifier][row["pic"]] = False
            else:
                unknown[row["pic"]] += 1
                first.setdefault(row["pic"], row)
    for pic, count in unknown.items():
        message = f"no organisation has this code; {count} participations are left out."
        files.report(first[pic], "pic", pic, message, "Expected a row of imi_organisations.csv.")
    for file in files.of("imi-tags"):
        for row in files.rows(file):
            if row["project"]:
                files.keep(file)
                identifier = _imi_project(row["project"], projects, Voice(files.definition, file.receipt))
                projects.said[identifier].append(("subject", row["tag"], "en"))


def _imi_organisations(files: SourceFiles, partners: Partners, places: Gazetteer) -> set[str]:
    known = set()
    for file in files.of("imi-organisations"):
        for row in files.rows(file):
            if not _PIC.fullmatch(row["pic"]):
                files.report(row, "pic", row["pic"], "this is no participant code.", "Expected nine figures.")
                continue
            # 'Street 1, 21078, DIJON , FR': the last three parts are always there, the first is not.
            parts = [part.strip() for part in row["address"].split(",")]
            postal_code, town = parts[-3:-1] if len(parts) >= 3 else ("", parts[0] if len(parts) == 2 else "")
            is_french = row["country"] == "FR"
            in_region = is_french and places.has(places.of_postal_code(postal_code))
            partner = partners.add(
                row["name"],
                town,
                identifier=row["pic"],
                in_region=in_region,
                postal_code=postal_code if is_french else "",
            )
            if partner is None:
                files.report(row, "name", "", "the organisation has no name.", "Write one.")
                continue
            known.add(row["pic"])
            files.keep(file)
            position = position_of(row["lat"], row["lon"])
            partner.said += [
                ("pic", row["pic"]),
                ("country", _COUNTRIES.get(row["country"], row["country"])),
                ("website", row["url"]),
                ("coordinates", coordinates_text(position) if position else ""),
            ]
    return known


def _imi_project(acronym: str, projects: _Projects, voice: Voice) -> str:
    identifier = local_id_of("imi", acronym)
    if identifier not in projects.said:
        projects.voices[identifier] = voice
        projects.said[identifier] = [
            ("name", acronym),
            ("funding_programme", "Innovative Medicines Initiative (IMI)", "en"),
            ("funding_programme", "Innovative Medicines Initiative (IMI)", "fr"),
        ]
    return identifier


def _tell(projects: _Projects) -> Iterator[Record | Relation]:
    for identifier, voice in projects.voices.items():
        is_numbered = identifier.isdecimal()
        evidence = voice.evidence(f"https://cordis.europa.eu/project/id/{identifier}" if is_numbered else "")
        members = projects.members[identifier]
        said = [*projects.said[identifier], ("partners", str(len(members)) if members else "")]
        record = voice.record(Kind.PROJECT, identifier, evidence, said)
        if record is None:
            continue
        yield record
        for organisation, is_lead in members.items():
            type_code = "leads_project" if is_lead else "takes_part_in_project"
            target = (Kind.PROJECT, identifier)
            yield voice.relation((Kind.ORGANISATION, organisation), type_code, target, evidence)
