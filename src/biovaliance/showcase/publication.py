"""From a region's sources to a published snapshot, search index included."""

import datetime as dt
import shutil
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import biovaliance
from biovaliance.atlas.building import Atlas, Tag, build
from biovaliance.atlas.bulk.choices import EngineName
from biovaliance.atlas.bulk.proposals import propose_pairs
from biovaliance.atlas.home import search_folder
from biovaliance.atlas.identity.judgements import read_judgements
from biovaliance.atlas.identity.ruling import rule
from biovaliance.atlas.snapshots.manifests import Manifest
from biovaliance.atlas.snapshots.publishing import BuildInputs, publish
from biovaliance.foundation.errors import InputError, Problem
from biovaliance.foundation.evidence import View
from biovaliance.foundation.memory import without_collector
from biovaliance.foundation.progress import Progress
from biovaliance.showcase.documents import document_of
from biovaliance.showcase.indexing import build_index
from biovaliance.sources.gathering import gather
from biovaliance.sources.region import REGION_FILE, Region
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_thesaurus

JUDGEMENT_LOG = "judgements.jsonl"


@dataclass(frozen=True, slots=True)
class Publication:
    """What a build did: the snapshot, whether it is new, and what was wrong in the sources."""

    manifest: Manifest
    is_new: bool
    problems: tuple[Problem, ...]
    rows_read: int
    rows_kept: int


def publish_region(
    home: Path,
    region: Region,
    directories: Mapping[str, Path],
    built_at: dt.datetime,
    progress: Progress = lambda _step, _done, _total: None,
    *,
    engine: EngineName | str = EngineName.DUCKDB,
    processes: int = 1,
) -> Publication:
    """Build the atlas of `region` and publish it.

    Args:
        home: where state lives.
        region: which region, and its bundled sources.
        directories: a folder per source name that takes the place of the bundled files.
        built_at: the instant of the build, in UTC.
        progress: told of each step.
        engine: what finds the pairs of records worth comparing; the atlas is the same on both.
        processes: how many may work at the same time; the atlas is the same with any number. Whoever allows
            several guards its main module, as multiprocessing asks for.

    Raises:
        InputError: no source gave a single record, so there is nothing to publish, or the engine is missing.
    """
    with without_collector():
        return _publish_region(home, region, directories, built_at, progress, engine, processes)


def _publish_region(
    home: Path,
    region: Region,
    directories: Mapping[str, Path],
    built_at: dt.datetime,
    progress: Progress,
    engine: EngineName | str,
    processes: int,
) -> Publication:
    progress("read", 0, 1)
    gathered = gather(region, directories)
    progress("read", 1, 1)
    if not gathered.records:
        raise InputError(
            f"No source of '{region.key}' gave a record, so nothing is published; expected rows in "
            "organisations.csv, or sources taken with `biovaliance atlas fetch`.",
            gathered.problems,
        )
    judgements, log_problems = read_judgements(home / JUDGEMENT_LOG)
    thesaurus = bundled_thesaurus()
    progress("pair", 0, 1)
    pairs = propose_pairs(gathered.records, gathered.once, engine)
    ruled = rule(gathered.records, gathered.relations, gathered.once, pairs)
    progress("pair", 1, 1)
    atlas = build(
        gathered.records,
        gathered.relations,
        [*judgements, *ruled.judgements],
        Tagger(thesaurus),
        progress,
        processes=processes,
    )
    problems = (*gathered.problems, *log_problems)
    inputs = BuildInputs(
        region_key=region.key,
        package_version=biovaliance.__version__,
        vocabulary_version=thesaurus.version,
        problems=problems,
        receipts=tuple(gathered.receipts),
    )

    def also_write(folder: Path) -> None:
        shutil.copyfile(region.directory / REGION_FILE, folder / REGION_FILE)
        write_search(folder, atlas, thesaurus, region, progress)

    manifest, is_new = publish(home, atlas, inputs, built_at, also_write)
    return Publication(
        manifest,
        is_new,
        problems,
        rows_read=sum(int(receipt["rows_read"]) for receipt in gathered.receipts),
        rows_kept=sum(int(receipt["rows_kept"]) for receipt in gathered.receipts),
    )


def write_search(
    folder: Path, atlas: Atlas, thesaurus: Thesaurus, region: Region, progress: Progress
) -> None:
    """Write the search index of the public view into a snapshot's folder."""
    view = View.PUBLIC
    tags: defaultdict[str, list[Tag]] = defaultdict(list)
    for tag in atlas.tags_for(view):
        tags[tag.entity_key].append(tag)
    entities = atlas.entities[view]
    documents = []
    for number, (key, entity) in enumerate(entities.items()):
        if number % 500 == 0:
            progress("index", number, len(entities))
        documents.append(document_of(entity, tags[key], thesaurus))
    departments = {department.code: department.name for department in region.departments}
    build_index(search_folder(folder, view), documents, thesaurus, departments)
    progress("index", len(entities), len(entities))
