"""Reading fixtures: what a reader makes of a few bytes, with the places of a small gazetteer."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.errors import Problem
from biovaliance.sources.communes.read import read_communes
from biovaliance.sources.definitions import source_definition
from biovaliance.sources.files import SourceFiles
from biovaliance.sources.gathering import READERS
from biovaliance.sources.gazetteer import Gazetteer
from biovaliance.sources.receipts import Receipt
from biovaliance.sources.region import bundled_region

FIXTURES = Path(__file__).parent / "fixtures"


@dataclass(frozen=True)
class Read:
    """What came out of a reader."""

    records: dict[str, Record]
    relations: list[Relation]
    problems: list[Problem]
    counts: dict[str, tuple[int, int]]

    def said(self, key: str) -> list[tuple[str, str]]:
        """Return (field, value) of a record, by its key without the source."""
        return [(statement.field, statement.value) for statement in self.records[key].statements]

    def ties(self) -> set[tuple[str, str, str]]:
        """Return the relations as (from, type, to), keys without the source."""
        return {
            (r.source_key.partition(":")[2], r.type_code, r.target_key.partition(":")[2])
            for r in self.relations
        }

    def faults(self) -> list[tuple[str, int, str]]:
        """Return the problems as (file, line, field)."""
        return [(problem.file, problem.line, problem.field) for problem in self.problems]


@cache
def small_gazetteer() -> Gazetteer:
    """The region with a handful of communes."""
    files = SourceFiles.from_bytes(
        source_definition("communes"), {"some_communes.csv": (FIXTURES / "some_communes.csv").read_bytes()}
    )
    return Gazetteer(bundled_region(), tuple(read_communes(files)))


def read_bytes(source: str, receipts: dict[str, Receipt] | None = None, **contents: bytes) -> Read:
    """Read contents under their file names; '__' stands for the dot."""
    named = {name.replace("__", "."): content for name, content in contents.items()}
    files = SourceFiles.from_bytes(source_definition(source), named, receipts)
    found = list(READERS[source](files, small_gazetteer()))
    return Read(
        {record.key.partition(":")[2]: record for record in found if isinstance(record, Record)},
        [relation for relation in found if isinstance(relation, Relation)],
        files.problems,
        {name: (counts.rows_read, counts.rows_kept) for name, counts in files.counts.items()},
    )


def read_fixtures(source: str, *names: str) -> Read:
    """Read committed fixtures; 'ours.json=their.json' gives a fixture the name a publisher's file has."""
    contents = {}
    for name in names:
        ours, _equals, theirs = name.partition("=")
        contents[(theirs or ours).replace(".", "__")] = (FIXTURES / ours).read_bytes()
    return read_bytes(source, **contents)
