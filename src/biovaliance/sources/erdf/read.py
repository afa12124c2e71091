"""Lists of operations of the ERDF into projects and their beneficiaries."""

import re
from collections.abc import Iterator

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.sources.curated.checks import luhn
from biovaliance.sources.curated.tables import Row
from biovaliance.sources.files import SourceFiles
from biovaliance.sources.gazetteer import Gazetteer
from biovaliance.sources.partners import Partners
from biovaliance.sources.telling import Said, Voice, local_id_of

_PLACE = re.compile(r"(?:(\d{5})\s*[-,]?\s*)?(.*)")
_DAY_FIRST = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


def read_records(files: SourceFiles, places: Gazetteer) -> Iterator[Record | Relation]:
    """Yield each operation in the region, its beneficiary, and who leads it.

    A list names a person instead of a beneficiary where a natural person gets the money; those rows are
    passed over without a word.
    """
    partners: Partners | None = None
    told: set[str] = set()
    for file in files.of("operations"):
        voice = Voice(files.definition, file.receipt)
        partners = partners or Partners(voice, places)
        for row in files.rows(file):
            if not row["Nom du bénéficiaire"]:
                continue
            identifier = local_id_of(row["Numéro de l'opération"]) or local_id_of(
                row["Nom de l'opération"], row["Nom du bénéficiaire"]
            )
            if identifier in told:
                message = "this operation stands in the list twice; the first row is kept."
                files.report(row, "Numéro de l'opération", identifier, message, "Compare both rows.")
                continue
            project = voice.record(Kind.PROJECT, identifier, voice.evidence(), _said(row, files))
            beneficiary = _add_beneficiary(row, partners, places, files)
            if project is None or not beneficiary:
                files.report(row, "Nom de l'opération", "", "the operation has no name.", "Write one.")
                continue
            told.add(identifier)
            files.keep(file)
            yield project
            target = (Kind.PROJECT, identifier)
            yield voice.relation((Kind.ORGANISATION, beneficiary), "leads_project", target, voice.evidence())
    if partners is not None:
        yield from partners.records()


def _add_beneficiary(row: Row, partners: Partners, places: Gazetteer, files: SourceFiles) -> str:
    siren = row["SIREN"].replace(" ", "")
    if siren and not (len(siren) == 9 and siren.isdecimal() and luhn(siren)):
        message = "this is no SIREN number and is left out."
        files.report(row, "SIREN", siren, message, "Expected nine figures with their check.", dropped=False)
        siren = ""
    match = _PLACE.fullmatch(row["Localisation"])
    postal_code, town = (match[1] or "", match[2]) if match else ("", "")
    department = places.of_postal_code(postal_code) or places.of_town(town, is_regional=True)
    partner = partners.add(
        row["Nom du bénéficiaire"],
        town,
        identifier=siren,
        in_region=places.has(department),
        postal_code=postal_code,
    )
    if partner is None:
        return ""
    partner.said += [("siren", siren), ("country", "FR")]
    return partner.local_id


def _said(row: Row, files: SourceFiles) -> Iterator[Said]:
    cost = _amount(row, "Coût total", files)
    rate = _amount(row, "Taux de cofinancement par l'Union", files)
    yield "name", row["Nom de l'opération"]
    yield "description", row["Objet de l'opération"], "fr"
    yield "grant_id", row["Numéro de l'opération"]
    yield "start", _iso(row["Date de début"])
    yield "end", _iso(row["Date d'achèvement"])
    yield "budget_eur", str(round(cost)) if cost else ""
    yield "public_funding_eur", str(round(cost * rate / 100)) if cost and 0 < rate <= 100 else ""
    fund = row["Fonds concerné"]
    yield "funding_programme", f"European Union, {'ERDF' if fund == 'FEDER' else fund}" if fund else "", "en"
    yield "funding_programme", f"Union européenne, {fund}" if fund else "", "fr"
    yield "subject", row["Objectif spécifique"], "fr"


def _amount(row: Row, column: str, files: SourceFiles) -> float:
    """Return the number of '1 250 000,50 €' or '40 %', 0 where there is none; a share is 0 to 100."""
    text = re.sub(r"[\s\u00a0\u202f€%]", "", row[column]).replace(",", ".")
    try:
        number = float(text or "0")
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e12:
        files.report(
            row, column, row[column], "this is no amount and is left out.", "Write 1250000,50.", dropped=False
        )
        return 0.0
    return number


def _iso(date: str) -> str:
    match = _DAY_FIRST.fullmatch(date)
    return f"{match[3]}-{match[2]}-{match[1]}" if match else date
