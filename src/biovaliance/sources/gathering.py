"""All sources of a region into records, relations, problems and receipts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.errors import InputError, Problem
from biovaliance.sources.curated.read import SOURCE, read_curated
from biovaliance.sources.region import Region

SOURCES = (SOURCE,)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the sources say, and what was wrong with them; a receipt per file tells what was read."""

    records: tuple[Record, ...]
    relations: tuple[Relation, ...]
    problems: tuple[Problem, ...]
    receipts: tuple[dict[str, Any], ...]


def gather(region: Region, directories: Mapping[str, Path]) -> Gathered:
    """Read every source of `region`, from the folder given for it or from the bundled files.

    Raises:
        InputError: a folder is given for a source that does not exist.
    """
    unknown = sorted(directories.keys() - set(SOURCES))
    if unknown:
        raise InputError(f"There is no source '{unknown[0]}'; expected one of {', '.join(SOURCES)}.")
    curated = read_curated(directories.get(SOURCE, region.directory), region)
    return Gathered(
        tuple(curated.records), tuple(curated.relations), tuple(curated.problems), tuple(curated.receipts)
    )
