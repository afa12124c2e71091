"""All sources of a region into records, relations, problems and receipts.

The curated files of a region that has some are always read; an open source is read where a folder is given.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.errors import InputError, Problem
from biovaliance.sources.anr import read as anr
from biovaliance.sources.clinicaltrials import read as clinicaltrials
from biovaliance.sources.communes.read import read_communes
from biovaliance.sources.cordis import read as cordis
from biovaliance.sources.curated.read import SOURCE, read_curated
from biovaliance.sources.definitions import source_definition
from biovaliance.sources.ema import read as ema
from biovaliance.sources.erdf import read as erdf
from biovaliance.sources.eu_calls import read as eu_calls
from biovaliance.sources.files import SourceFiles
from biovaliance.sources.gazetteer import Gazetteer
from biovaliance.sources.hal import read as hal
from biovaliance.sources.health_sites import read as health_sites
from biovaliance.sources.openalex import read as openalex
from biovaliance.sources.recherche_entreprises import read as recherche_entreprises
from biovaliance.sources.region import Region
from biovaliance.sources.ror import read as ror

Reader = Callable[[SourceFiles, Gazetteer], Iterator[Record | Relation]]
COMMUNES = "communes"

READERS: dict[str, Reader] = {
    "ror": ror.read_records,
    "openalex": openalex.read_records,
    "recherche_entreprises": recherche_entreprises.read_records,
    "hal": hal.read_records,
    "health_sites": health_sites.read_records,
    "anr": anr.read_records,
    "cordis": cordis.read_records,
    "erdf": erdf.read_records,
    "clinicaltrials": clinicaltrials.read_records,
    "eu_calls": eu_calls.read_records,
    "ema": ema.read_records,
}
"""The open sources, by name. A new one is a folder and a line here."""

SOURCES = (SOURCE, *READERS, COMMUNES)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the sources say, and what was wrong with them; a receipt per file tells what was read.

    `once` are the sources that name each thing once, so that two of their records are two things.
    """

    records: tuple[Record, ...]
    relations: tuple[Relation, ...]
    problems: tuple[Problem, ...]
    receipts: tuple[dict[str, Any], ...]
    once: frozenset[str] = frozenset({SOURCE})


def gather(region: Region, directories: Mapping[str, Path]) -> Gathered:
    """Read every source of `region`, from the folder given for it or from the bundled files.

    Raises:
        InputError: a folder is given for a source that does not exist.
    """
    unknown = sorted(directories.keys() - set(SOURCES))
    if unknown:
        raise InputError(f"There is no source '{unknown[0]}'; expected one of {', '.join(SOURCES)}.")
    gathering = _Gathering(region)
    if SOURCE in directories or region.is_curated:
        curated = read_curated(directories.get(SOURCE, region.directory), region)
        gathering.relations += curated.relations
        gathering.problems += curated.problems
        gathering.receipts += curated.receipts
        for record in curated.records:
            gathering.add(record)
    gathering.read_communes(directories.get(COMMUNES))
    for name in READERS:
        if name in directories:
            gathering.read(name, directories[name])
    return Gathered(
        tuple(gathering.records.values()),
        tuple(gathering.relations),
        tuple(gathering.problems),
        tuple(gathering.receipts),
        frozenset({SOURCE, *(name for name in READERS if source_definition(name).names_once)}),
    )


@dataclass(slots=True)
class _Gathering:
    """Puts together what readers yield, so that no two records share a key or an address."""

    region: Region
    records: dict[str, Record] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    places: Gazetteer | None = None
    _slugs: set[tuple[Kind, str]] = field(default_factory=set)

    def read_communes(self, folder: Path | None) -> None:
        if folder is None:
            self.places = Gazetteer(self.region)
            return
        files = SourceFiles.from_folder(source_definition(COMMUNES), folder)
        self.places = Gazetteer(self.region, tuple(read_communes(files)))
        self._finish(files, folder)

    def read(self, name: str, folder: Path) -> None:
        files = SourceFiles.from_folder(source_definition(name), folder)
        for found in READERS[name](files, self.places or Gazetteer(self.region)):
            if isinstance(found, Relation):
                self.relations.append(found)
            else:
                self.add(found)
        self._finish(files, folder)

    def add(self, record: Record) -> None:
        if record.key in self.records:
            self.problems.append(
                Problem(
                    record.source_key,
                    0,
                    "identifier",
                    record.local_id,
                    "two things of this source have this identifier; the first is kept.",
                    "Look at both rows.",
                )
            )
            return
        if (record.kind, record.slug) in self._slugs:
            record = replace(
                record, entity_slug=f"{record.slug}-{sha256(record.key.encode()).hexdigest()[:6]}"
            )
        self._slugs.add((record.kind, record.slug))
        self.records[record.key] = record

    def _finish(self, files: SourceFiles, folder: Path) -> None:
        if not files.files:
            patterns = ", ".join(p for layout in files.definition.layouts for p in layout.files)
            message = f"the folder holds no file of source '{files.definition.key}'."
            self.problems.append(Problem(str(folder), 0, "", "", message, f"Expected {patterns}."))
        self.problems += files.problems
        self.receipts += files.receipts()
