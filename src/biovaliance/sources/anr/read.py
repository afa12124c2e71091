"""Partner rows and project rows of the ANR into projects with a partner in the region."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.sources.curated.tables import Row
from biovaliance.sources.files import SourceFile, SourceFiles
from biovaliance.sources.gazetteer import Gazetteer
from biovaliance.sources.partners import Partners
from biovaliance.sources.telling import Said, Voice

_PARTNERS = ("plan-partners", "plan-partners-published", "future-partners", "future-partners-published")
_PROJECTS = ("future-projects", "future-projects-published")
_RNSR = re.compile(r"[0-9]{9}[A-Z]")
_CODE = re.compile(r"ANR-([0-9]{2})-[A-Z0-9+]{2,6}-[0-9]{4}.*")
_NOT_GIVEN = frozenset({"", "non renseigné", "non renseignée", "nd", "aucuneaide", "aucune aide"})
_TYPES = {
    "laboratoire public": "laboratory",
    "fondation de recherche": "research-institute",
    "organisme de recherche": "research-institute",
    "organismes de recherche": "research-institute",
    "tpe": "company-sme",
    "pme": "company-sme",
    "entreprise autre que tpe ou pme": "company-large",
    "universités, insa et inp": "university",
    "etablissements d'enseignement supérieur": "university",
    "hôpitaux": "hospital",
}


@dataclass(slots=True)
class _Project:
    """What the partner rows of a project say together."""

    acronym: str
    file: SourceFile
    edition: str
    members: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """Partner row -> (organisation, whether it coordinates)."""


def read_records(files: SourceFiles, places: Gazetteer) -> Iterator[Record | Relation]:
    """Yield the projects that have a partner in the region, all their partners, and who leads."""
    regional = _regional_projects(files, places)
    projects: dict[str, _Project] = {}
    partners: Partners | None = None
    for file in files.of(*_PARTNERS):
        voice = Voice(files.definition, file.receipt)
        partners = partners or Partners(voice, places)
        for row in files.rows(file):
            code = _project_code(row)
            if code in regional:
                files.keep(file)
                project = projects.setdefault(code, _Project(row["Projet.Acronyme"], file, _edition(row)))
                _add_partner(project, row, partners, places)
    if partners is not None:
        _settle(partners, projects)
        yield from partners.records()
    details = _details(files, projects)
    for code, project in projects.items():
        yield from _tell(code, project, details[code], files)


def _settle(partners: Partners, projects: dict[str, _Project]) -> None:
    became = partners.settle()
    for project in projects.values():
        project.members = {
            member: (became.get(organisation, organisation), is_lead)
            for member, (organisation, is_lead) in project.members.items()
        }


def _regional_projects(files: SourceFiles, places: Gazetteer) -> set[str]:
    """Return the projects with a partner in the region; reports what is wrong with the rows on the way."""
    found: set[str] = set()
    for file in files.of(*_PARTNERS):
        for row in files.rows(file):
            code = _project_code(row)
            if not _CODE.fullmatch(code):
                files.report(row, "id", code, "this is no decision number of the ANR.", "Expected ANR-22-….")
            elif places.is_subdivision(row["Projet.Partenaire.Adresse.Region"]):
                found.add(code)
    return found


def _project_code(row: Row) -> str:
    return row["id"] or row["Projet.Code_Decision_ANR"]


def _edition(row: Row) -> str:
    match = _CODE.fullmatch(_project_code(row))
    return row["Action.Edition"] or (f"20{match[1]}" if match else "")


def _add_partner(project: _Project, row: Row, partners: Partners, places: Gazetteer) -> None:
    member = row["Projet.Partenaire.Code_Decision_ANR"]
    name = _given(row["Projet.Partenaire.Nom_organisme"])
    if not name or member in project.members:
        return
    rnsr = row["Projet.Partenaire.Code_RNSR"]
    rnsr = rnsr if _RNSR.fullmatch(rnsr) else ""
    town = _given(row["Projet.Partenaire.Adresse.Ville"])
    region = row["Projet.Partenaire.Adresse.Region"]
    in_region = places.is_subdivision(region) or (not region and bool(places.of_town(town)))
    type_code = _TYPES.get(row["Projet.Partenaire.Categorie_organisme"].lower(), "")
    partner = partners.add(name, town, identifier=rnsr, type_code=type_code, in_region=in_region)
    if partner is None:
        return
    partner.said.append(("rnsr", rnsr))
    if row["Projet.Partenaire.Adresse.Pays"] == "France":
        partner.said.append(("country", "FR"))
    is_lead = row["Projet.Partenaire.Est_coordinateur"].lower() == "true"
    project.members[member] = (partner.local_id, is_lead)


def _given(text: str) -> str:
    return "" if text.lower() in _NOT_GIVEN else text


def _details(files: SourceFiles, projects: dict[str, _Project]) -> defaultdict[str, list[Said]]:
    """Return what project rows say of the kept projects: title, start, grant."""
    details: defaultdict[str, list[Said]] = defaultdict(list)
    for file in files.of(*_PROJECTS):
        for row in files.rows(file):
            code = row["Projet.Code_Decision_ANR"]
            if code not in projects or details[code]:
                continue
            files.keep(file)
            title = row["Projet.Titre.Francais"]
            grant = row["Projet.Aide_allouee"].replace(",", ".")
            details[code] = [
                ("official_name", title if title != projects[code].acronym else ""),
                ("description", row["Projet.Resume.Francais"]),
                ("start", row["Projet.Date_debut"]),
                ("public_funding_eur", _whole_euros(grant, row, files)),
            ]
    return details


def _whole_euros(text: str, row: Row, files: SourceFiles) -> str:
    """Return an amount in whole euros; the ANR writes 0.0 where it gives none."""
    try:
        amount = float(text or "0")
    except ValueError:
        amount = float("nan")
    if not 0 <= amount < 1e12:
        message = "this is no amount of money and is left out."
        files.report(row, "Projet.Aide_allouee", text, message, "Expected euros: 75000.0.", dropped=False)
        return ""
    return str(round(amount)) if amount else ""


def _tell(
    code: str, project: _Project, details: list[Said], files: SourceFiles
) -> Iterator[Record | Relation]:
    voice = Voice(files.definition, project.file.receipt)
    evidence = voice.evidence(f"https://anr.fr/Projet-{code}")
    edition = f", {project.edition}" if project.edition else ""
    said: list[Said] = [
        ("name", project.acronym or code),
        ("grant_id", code),
        ("partners", str(len(project.members)) if project.members else ""),
        ("funding_programme", f"French National Research Agency (ANR){edition}", "en"),
        ("funding_programme", f"Agence nationale de la recherche (ANR){edition}", "fr"),
        *details,
    ]
    record = voice.record(Kind.PROJECT, code, evidence, said)
    if record is None:
        return
    yield record
    for organisation, is_lead in dict.fromkeys(project.members.values()):
        type_code = "leads_project" if is_lead else "takes_part_in_project"
        yield voice.relation((Kind.ORGANISATION, organisation), type_code, (Kind.PROJECT, code), evidence)
