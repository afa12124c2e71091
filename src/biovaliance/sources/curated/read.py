"""Curated files into records and relations, every fault reported, every good row kept.

files ──> tables ──> rows ──> records (statements with evidence) ─┐
                     claims ──> records of other sources ─────────┼──> CuratedData
                     relations, roles in rows ──> relations ──────┘
translations replace or add a text of a row in one language
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.resources.abc import Traversable
from urllib.parse import urlsplit

from biovaliance.atlas.codes import FIELD_LABELS
from biovaliance.atlas.fields import FIELDS, Kind, ValueType
from biovaliance.atlas.records import Record, Statement, record_key
from biovaliance.atlas.relations import RELATION_TYPES, Relation
from biovaliance.foundation.errors import Problem
from biovaliance.foundation.evidence import Confidence, Evidence
from biovaliance.foundation.wording import english_typography, french_typography
from biovaliance.sources.curated import definitions as files
from biovaliance.sources.curated.checks import Checker, fits
from biovaliance.sources.curated.definitions import ENTITY_FILES, EntityFile
from biovaliance.sources.curated.tables import Row, Table, TableDefinition, read_table
from biovaliance.sources.curated.values import capabilities_of, stage_of, values_of
from biovaliance.sources.region import Region

SOURCE = "curated"
CLAIMS_SOURCE = "claims"
_GITHUB_FILE = re.compile(r"github:([^/@]+/[^/@:]+)@([0-9a-f]+):(.+)")
_ROR_FILE = "github:ror-community/ror-records@"
Translations = dict[tuple[str, str, str, str], str]
"""(kind, id, field, language) -> text"""


@dataclass(slots=True)
class CuratedData:
    """What a folder of curated files says."""

    records: list[Record] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    receipts: list[dict[str, object]] = field(default_factory=list)


def read_curated(directory: Traversable, region: Region) -> CuratedData:
    """Read the curated files of `directory`; nothing in them can raise."""
    reader = _Reader(directory, region)
    reader.read()
    return reader.data


class _Reader:
    """Reads one folder; holds what is known of it while its files refer to each other."""

    def __init__(self, directory: Traversable, region: Region) -> None:
        self.directory = directory
        self.region = region
        self.terms = region.terms(SOURCE)
        self.data = CuratedData()
        self.ids: dict[Kind, set[str]] = {}
        self.translations: Translations = {}
        self.places: dict[str, tuple[str, tuple[Evidence, ...]]] = {}

    def read(self) -> None:
        tables = {each.kind: self._table(each.table) for each in ENTITY_FILES}
        self.ids = {kind: {row["id"] for row in table.rows} for kind, table in tables.items()}
        self._read_translations()
        claims = self._table(files.CLAIMS)
        for each in ENTITY_FILES:
            for row in tables[each.kind].rows:
                self._entity(each, row)
        self._claims(claims)
        self._relations(self._table(files.RELATIONS), self._table(files.RELATION_CLAIMS))

    # ---- files

    def _table(self, definition: TableDefinition) -> Table:
        file = self.directory / definition.file
        try:
            content = file.read_bytes()
        except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
            if not (definition.is_optional and isinstance(error, FileNotFoundError)):
                problem = Problem(
                    definition.file, 0, "", "", "the file cannot be read.", "Expected it beside the others."
                )
                self.data.problems.append(problem)
            return Table()
        table = read_table(definition, content)
        self.data.problems += table.problems
        self.data.receipts.append(
            {
                "file": definition.file,
                "source_key": SOURCE,
                "sha256": sha256(content).hexdigest(),
                "bytes": len(content),
                "rows_read": table.rows_read,
                "rows_kept": len(table.rows),
                "closed_rows_read": table.closed_rows_read,
                "closed_rows_kept": sum(not row.is_public for row in table.rows),
            }
        )
        return table

    def _drop(self, row: Row) -> None:
        """Take a row out of the count of those kept."""
        for receipt in self.data.receipts:
            if receipt["file"] == row.file:
                for count in ("rows_kept",) if row.is_public else ("rows_kept", "closed_rows_kept"):
                    receipt[count] = int(str(receipt[count])) - 1

    def _read_translations(self) -> None:
        for row in self._table(files.TRANSLATIONS).rows:
            checker = Checker(row, self.data.problems)
            language = checker.one_of("language", ("en", "fr"), "language")
            if not row.is_public:
                checker.refuse(
                    "audience",
                    "a translation is for whoever may read its row, so this one is left out.",
                    "Leave the audience empty, or write the text as a claim of its own.",
                    dropped=True,
                )
                self._drop(row)
                continue
            if language and row["text"]:
                key = (row["kind"], row["id"], row["field"], language)
                if row["kind"] != "relation" and not self._names_a_row(
                    checker, row["kind"], row["id"], row["field"]
                ):
                    self._drop(row)
                    continue
                self.translations[key] = row["text"]

    def _names_a_row(self, checker: Checker, kind: str, identifier: str, name: str) -> bool:
        if not checker.one_of("kind", [str(each) for each in Kind], "kind of thing") or not kind:
            return False
        known = {definition.name for definition in FIELDS[Kind(kind)]}
        if name not in known:
            checker.one_of("field", known, f"field of a {kind}")
            return False
        return checker.reference("id", identifier, self.ids[Kind(kind)], kind)

    # ---- evidence

    def _evidence(self, row: Row, confidence: Confidence, column: str = "source") -> tuple[Evidence, ...]:
        checker = Checker(row, self.data.problems)
        columns = (column, "source_2") if column == "source" else (column,)
        places = [place for name in columns for place in checker.places(name)]
        stated_on = checker.date("source_date")
        return tuple(self._place(place, stated_on, confidence) for place in dict.fromkeys(places))

    def _place(self, address: str, stated_on: str, confidence: Confidence) -> Evidence:
        licence, publisher = self.terms.licence, ""
        if address.startswith(_ROR_FILE):
            commit, _colon, path = address.removeprefix(_ROR_FILE).partition(":")
            path = path.replace(":", "/")
            address = f"https://github.com/ror-community/ror-records/blob/{commit}/{path}"
            publisher, licence = "ROR", "CC0 1.0"
        elif file := _GITHUB_FILE.fullmatch(address):
            repository, commit, path = file.groups()
            publisher = self.region.publishers.get(address.partition("/")[0], repository)
            address = f"https://github.com/{repository}/blob/{commit}/{path}"
        host = urlsplit(address).netloc.removeprefix("www.") if "//" in address else address.partition("/")[0]
        if host == "ror.org":
            publisher, licence = "ROR", "CC0 1.0"
        publisher = publisher or self.region.publishers.get(host) or host or address
        return Evidence(SOURCE, address, publisher, stated_on, self.terms.taken_up_on, licence, confidence)

    # ---- things

    def _entity(self, file: EntityFile, row: Row) -> None:
        checker = Checker(row, self.data.problems)
        evidence = self._evidence(row, checker.confidence())
        if not row["name"]:
            checker.refuse("name", "the row has no name.", "Write one.", dropped=True)
            self._drop(row)
            return
        audience = checker.audience()
        statements = [
            Statement(name, value, proof, language, audience, *notes)
            for name, value, language, proof, notes in self._said(file, row, checker, evidence)
            if value
        ]
        record = Record(SOURCE, file.kind, row["id"], tuple(statements), 0, (), row["id"])
        self.data.records.append(record)
        for column, type_code in file.roles:
            for identifier in row.items(column):
                if checker.reference(column, identifier, self.ids[Kind.ORGANISATION], "organisation"):
                    source = record_key(SOURCE, Kind.ORGANISATION, identifier)
                    relation = Relation(source, type_code, record.key, evidence, audience=audience)
                    self.data.relations.append(relation)

    def _said(
        self, file: EntityFile, row: Row, checker: Checker, evidence: tuple[Evidence, ...]
    ) -> Iterator[tuple[str, str, str, tuple[Evidence, ...], tuple[str, str]]]:
        """Yield (field, value, language, evidence, notes) for every column of a row."""
        plain = ("", "")
        texts = self._texts(file, row)
        for (name, language), text in texts.items():
            yield name, text, language, evidence, plain
        for name, value, notes in values_of(file.kind, checker, self.region):
            yield name, value, "", evidence, notes
        if file.capabilities:
            for code in capabilities_of(checker, file.capabilities):
                yield "capability", code, "", evidence, plain
        for alias in row.items("aliases"):
            wording = self.region.wordings.get(alias)
            yield "alias", wording.en if wording else alias, "en" if wording else "", evidence, plain
            if wording:
                yield "alias", wording.fr, "fr", evidence, plain
        if file.kind in (Kind.ORGANISATION, Kind.PLATFORM):
            yield from self._position(file.kind, row, checker)

    def _texts(self, file: EntityFile, row: Row) -> dict[tuple[str, str], str]:
        texts: dict[tuple[str, str], str] = {}
        for column, name, language in file.texts:
            if row[column] and not (name == "official_name" and row[column] == row["name"]):
                texts[name, language] = row[column]
        if row["note"]:
            texts["remark", "en"] = row["note"]
        for (kind, identifier, name, language), text in self.translations.items():
            if identifier == row["id"] and kind == file.kind:
                texts[name, language] = text
        proper = {("name", ""), ("sponsor_name", "")}
        return {
            key: text
            if key in proper
            else (french_typography(text) if key[1] == "fr" else english_typography(text))
            for key, text in texts.items()
        }

    def _position(
        self, kind: Kind, row: Row, checker: Checker
    ) -> Iterator[tuple[str, str, str, tuple[Evidence, ...], tuple[str, str]]]:
        if kind is Kind.ORGANISATION:
            place = checker.coordinates()
            if not place:
                return
            proof: tuple[Evidence, ...] = (self._geo_evidence(row["geo_source"]),)
            precision = checker.one_of("geo_precision", FIELD_LABELS["geo_precision"], "precision") or "city"
            if precision == "city" and row["city"] and row.is_public:
                self.places.setdefault(row["city"], (place, proof))
        elif row["city"] in self.places:
            place, proof = self.places[row["city"]]
            precision = "city"
        else:
            return
        yield "coordinates", place, "", proof, ("", "")
        yield "geo_precision", precision, "", proof, ("", "")

    def _geo_evidence(self, source: str) -> Evidence:
        address, publisher, licence = "", source, self.terms.licence
        if "GeoNames" in source:
            address, publisher, licence = "https://www.geonames.org/", "GeoNames", "CC BY 4.0"
        elif "IGN" in source:
            address, publisher = "https://geoservices.ign.fr/adminexpress", "IGN, Admin Express"
            licence = "Licence Ouverte 2.0"
        return Evidence(SOURCE, address, publisher, "", self.terms.taken_up_on, licence, Confidence.HIGH)

    # ---- claims

    def _claims(self, table: Table) -> None:
        by_key = {record.key: place for place, record in enumerate(self.data.records)}
        for number, row in enumerate(table.rows, start=1):
            checker = Checker(row, self.data.problems)
            if not self._names_a_row(checker, row["kind"], row["id"], row["field"]) or not row["value"]:
                self._drop(row)
                continue
            kind = Kind(row["kind"])
            value, notes = self._claimed(kind, row, checker)
            if not value:
                self._drop(row)
                continue
            confidence = checker.confidence()
            evidence = self._evidence(row, confidence) or (
                replace(self._place("", "", confidence), publisher="Note of the curators"),
            )
            audience = checker.audience()
            statement = Statement(row["field"], value, evidence, row["language"], audience, *notes)
            key = record_key(SOURCE, kind, row["id"])
            record = self.data.records[by_key[key]]
            # A claim for others than the row keeps its source and its note to itself.
            told = (row["field"], value, row["language"], audience)
            same = [s for s in record.statements if (s.field, s.value, s.language, s.audience) == told]
            if same:
                # The page that says so stands for the row's whole list, parts of which may say otherwise.
                changed = tuple(
                    replace(s, evidence=evidence, note=notes[0] or s.note, note_fr=notes[1] or s.note_fr)
                    if s in same
                    else s
                    for s in record.statements
                )
                self.data.records[by_key[key]] = replace(record, statements=changed)
                continue
            local = f"{row['id']}-{row['field']}-{number}"
            self.data.records.append(Record(CLAIMS_SOURCE, kind, local, (statement,), 1, (key,), local))

    def _claimed(self, kind: Kind, row: Row, checker: Checker) -> tuple[str, tuple[str, str]]:
        notes = (english_typography(row["note"]), french_typography(row["note_fr"] or row["note"]))
        definition = next(d for d in FIELDS[kind] if d.name == row["field"])
        value = row["value"]
        if row["field"] == "stage":
            value, printed = stage_of(checker, "value")
            return value, (notes[0] or printed[0], notes[1] or printed[1])
        if not fits(definition.value_type, value):
            mend = f"Expected a {definition.value_type.replace('_', ' ')}."
            return checker.refuse(
                "value", f"this does not fit the field {row['field']}.", mend, dropped=True
            ), notes
        if definition.value_type is ValueType.CODE and row["field"] == "type" and kind is Kind.ORGANISATION:
            value = value.replace("_", "-")
        return value, notes

    # ---- relations

    def _relations(self, table: Table, claims: Table) -> None:
        disputed: dict[tuple[str, str, str, str], Row] = {}
        stated = {_told(row) for row in table.rows}
        for row in claims.rows:
            # A doubt for others than the relation stands beside it, for those alone.
            if _told(row) in stated:
                disputed[_told(row)] = row
            else:
                self._relation(row, row)
        for row in table.rows:
            self._relation(row, disputed.get(_told(row)))

    def _relation(self, row: Row, doubt: Row | None) -> None:
        checker = Checker(row, self.data.problems)
        known = self.ids[Kind.ORGANISATION]
        ends = [
            checker.reference(name, row[name], known, "organisation") for name in ("source_id", "target_id")
        ]
        type_code = checker.one_of("relation", RELATION_TYPES, "relation")
        if row["source_id"] == row["target_id"] and all(ends):
            checker.refuse(
                "target_id", "a thing stands in no relation to itself.", "Name another one.", dropped=True
            )
            type_code = ""
        if not all(ends) or not type_code:
            self._drop(row)
            return
        since, until = checker.period("start_date", "end_date")
        pair = f"{row['source_id']}|{row['relation']}|{row['target_id']}"
        english = self.translations.get(("relation", pair, "note", "en"), row["note"])
        french = self.translations.get(("relation", pair, "note", "fr"), row["note"])
        if doubt is not None:
            english = " ".join(filter(None, (english, doubt["disputed_because"])))
            french = " ".join(
                filter(None, (french, doubt["disputed_because_fr"] or doubt["disputed_because"]))
            )
        self.data.relations.append(
            Relation(
                record_key(SOURCE, Kind.ORGANISATION, row["source_id"]),
                type_code,
                record_key(SOURCE, Kind.ORGANISATION, row["target_id"]),
                self._evidence(row, checker.confidence()),
                since,
                until,
                english_typography(english),
                checker.audience(),
                french_typography(french),
            )
        )


def _told(row: Row) -> tuple[str, str, str, str]:
    """Return what a row of relations says, and for whom."""
    audience = "" if row.is_public else row["audience"]
    return row["source_id"], row["relation"], row["target_id"], audience
