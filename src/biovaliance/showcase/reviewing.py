"""From a region's sources and the log of judgements to what there is to review."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from biovaliance.atlas.bulk.proposals import propose_pairs
from biovaliance.atlas.identity.judgements import read_judgements
from biovaliance.atlas.identity.review import Material, Standing
from biovaliance.atlas.identity.ruling import rule
from biovaliance.showcase.publication import JUDGEMENT_LOG
from biovaliance.sources.gathering import gather
from biovaliance.sources.region import Region


@dataclass(frozen=True, slots=True)
class Sources:
    """Which region, and the folders that take the place of its bundled files."""

    region: Region
    directories: Mapping[str, Path]

    def fingerprint(self) -> str:
        """Return a text that is another one once a file of the sources has changed."""
        digest = hashlib.sha256(self.region.key.encode())
        for name, folder in sorted(self.directories.items()):
            digest.update(f"{name} {folder}".encode())
            for path in sorted(each for each in folder.rglob("*") if each.is_file()):
                seen = path.stat()
                digest.update(f"{path} {seen.st_mtime_ns} {seen.st_size}".encode())
        return digest.hexdigest()


def read_material(sources: Sources) -> Material:
    """Return what the sources say, and what rules make of it."""
    gathered = gather(sources.region, sources.directories)
    return Material(
        {record.key: record for record in gathered.records},
        gathered.relations,
        rule(
            gathered.records,
            gathered.relations,
            gathered.once,
            propose_pairs(gathered.records, gathered.once),
        ),
        gathered.once,
    )


def judgement_log(home: Path) -> Path:
    """Return the log of a home's judgements."""
    return home / JUDGEMENT_LOG


def read_standing(home: Path, material: Material) -> Standing:
    """Return the atlas as the judgements of a home have it now; lines that cannot be read are left out."""
    return Standing(material, tuple(read_judgements(judgement_log(home))[0]))
