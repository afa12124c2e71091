"""Medicines of the EMA into technologies; only advanced therapies are taken."""

import re
from collections.abc import Iterator

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Text
from biovaliance.sources.files import SourceFiles
from biovaliance.sources.gazetteer import Gazetteer
from biovaliance.sources.items import Item
from biovaliance.sources.telling import Said, Voice, local_id_of

_CLASSES = {
    "GTMP": Text("Gene therapy medicinal product", "Médicament de thérapie génique"),
    "CTMP": Text("Somatic cell therapy medicinal product", "Médicament de thérapie cellulaire somatique"),
    "TEP": Text("Tissue engineered product", "Produit issu de l’ingénierie tissulaire"),
}
_STAGES = {
    "authorised": "authorised",
    "opinion": "regulatory-filing",
    "under evaluation": "regulatory-filing",
}
_ENDED = ("withdrawn", "not renewed", "expired", "revoked", "lapsed", "refused", "suspended")
_DAY_FIRST = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


def read_records(files: SourceFiles, _places: Gazetteer) -> Iterator[Record | Relation]:
    """Yield each advanced therapy once, and who holds its authorisation."""
    told: set[str] = set()
    holders: set[str] = set()
    for file in files.of("medicines"):
        voice = Voice(files.definition, file.receipt)
        for item in files.items(file):
            name, local_id = item.text("name_of_medicine"), local_id_of(item.text("name_of_medicine"))
            if not local_id:
                files.report(item, "name_of_medicine", name, "the medicine has no name.", "Fetch it again.")
            elif item.text("advanced_therapy").lower() == "yes" and local_id not in told:
                told.add(local_id)
                files.keep(file)
                evidence = voice.evidence(item.text("medicine_url"))
                yield from _records(voice, local_id, evidence, _said(item))
                yield from _holder(item, voice, local_id, evidence, holders)
    for file in files.of("advanced-therapies"):
        voice = Voice(files.definition, file.receipt)
        for row in files.rows(file):
            local_id = local_id_of(row["name"])
            if not local_id:
                files.report(row, "name", "", "the row names no medicine.", "Write its name.")
            elif local_id not in told:
                told.add(local_id)
                files.keep(file)
                yield from _records(voice, local_id, voice.evidence(), _said_of_row(row["name"], row.cells))


def _records(
    voice: Voice, local_id: str, evidence: tuple[Evidence, ...], said: list[Said]
) -> Iterator[Record]:
    record = voice.record(Kind.TECHNOLOGY, local_id, evidence, said)
    if record is not None:
        yield record


def _said(item: Item) -> list[Said]:
    status = item.text("medicine_status").lower()
    stage = "discontinued" if any(word in status for word in _ENDED) else _STAGES.get(status, "")
    return [
        ("name", item.text("name_of_medicine")),
        ("type", "atmp"),
        ("stage", stage),
        ("substance", item.text("active_substance")),
        ("ema_number", item.text("ema_product_number")),
        ("authorised", _iso(item.text("marketing_authorisation_date"))),
        ("description", "Advanced therapy medicinal product", "en"),
        ("description", "Médicament de thérapie innovante", "fr"),
    ]


def _said_of_row(name: str, cells: dict[str, str]) -> list[Said]:
    comment = " ".join(cells.get("comment", "").split())
    has_ended = any(word in comment.lower() for word in _ENDED)
    of_class = _CLASSES.get(cells.get("type", ""), Text("", ""))
    return [
        ("name", name),
        ("type", "atmp"),
        ("stage", "discontinued" if has_ended else "authorised"),
        ("authorised", cells.get("date", "")),
        ("description", of_class.en, "en"),
        ("description", of_class.fr, "fr"),
        ("remark", comment.replace("MA ", "Marketing authorisation "), "en"),
    ]


def _holder(
    item: Item, voice: Voice, medicine: str, evidence: tuple[Evidence, ...], told: set[str]
) -> Iterator[Record | Relation]:
    name = item.text("marketing_authorisation_developer_applicant_holder")
    local_id = local_id_of(name)
    if not local_id:
        return
    if local_id not in told:
        told.add(local_id)
        yield from (
            record
            for record in [
                voice.record(
                    Kind.ORGANISATION,
                    local_id,
                    evidence,
                    (("name", name), ("type", "company"), ("in_region", "no")),
                )
            ]
            if record is not None
        )
    yield voice.relation(
        (Kind.ORGANISATION, local_id), "holds_authorisation", (Kind.TECHNOLOGY, medicine), evidence
    )


def _iso(date: str) -> str:
    """Return '2015-07-17' for '17/07/2015'; other forms as they are."""
    match = _DAY_FIRST.fullmatch(date)
    return f"{match[3]}-{match[2]}-{match[1]}" if match else date
