"""`biovaliance atlas`: build, look at, compare, check, search and export snapshots."""

import datetime as dt
import os
from collections import Counter
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from biovaliance.atlas.bulk.choices import EngineName
from biovaliance.atlas.fields import KIND_PLURALS, Kind
from biovaliance.atlas.home import current_identifier, home_folder
from biovaliance.atlas.relations import RELATION_TYPES
from biovaliance.atlas.snapshots import integrity, publishing, reading
from biovaliance.atlas.snapshots.differences import difference
from biovaliance.cli.output import print_error, print_json, progress_bars
from biovaliance.cli.regions import DEFAULT_REGION, RegionName
from biovaliance.cli.sources import Out, SourceFolders, source_folders
from biovaliance.foundation.errors import Problem
from biovaliance.foundation.evidence import View
from biovaliance.showcase.exports import ExportFormat, export_snapshot
from biovaliance.showcase.publication import publish_region
from biovaliance.showcase.search import SearchIndex
from biovaliance.sources.region import open_region
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


class SearchLanguage(StrEnum):
    """The language reasons are told in."""

    ENGLISH = "en"
    FRENCH = "fr"


def build(
    source: SourceFolders = None,
    region: RegionName = DEFAULT_REGION,
    out: Out = None,
    engine: Annotated[
        EngineName, typer.Option(help="What finds the records worth comparing; the atlas is the same.")
    ] = EngineName.DUCKDB,
    as_json: Json = False,
) -> None:
    """Build a snapshot, publish it, and print its identifier and what was wrong in the sources.

    Reads the bundled files of the region and every source that was fetched.

    Example: biovaliance atlas build --source curated=my-corrections/
    """
    home = (out or home_folder()).resolve()
    folders = source_folders(home, source or [])
    with progress_bars() as progress:
        publication = publish_region(
            home,
            open_region(region),
            folders,
            dt.datetime.now(dt.UTC),
            progress,
            engine=engine,
            processes=os.cpu_count() or 1,
        )
    manifest = publication.manifest
    for problem in publication.problems:
        typer.echo(str(problem), err=True)
    if as_json:
        print_json(
            {
                "identifier": manifest.identifier,
                "new": publication.is_new,
                "counts": manifest.counts,
                "rows_read": publication.rows_read,
                "rows_kept": publication.rows_kept,
                "problems": [_plain(problem) for problem in publication.problems],
            }
        )
        return
    typer.echo(
        f"{'Published' if publication.is_new else 'Unchanged, still published:'} {manifest.identifier}"
    )
    typer.echo(", ".join(f"{manifest.counts.get(kind, 0)} {KIND_PLURALS[kind].en.lower()}" for kind in Kind))
    left_out = publication.rows_read - publication.rows_kept
    typer.echo(
        f"{publication.rows_kept} of {publication.rows_read} rows kept, "
        f"{left_out} left out, {len(publication.problems)} problems reported"
    )


def _plain(problem: Problem) -> dict[str, Any]:
    """Return a fault as JSON holds it, in the one language of the command line."""
    told = asdict(problem)
    del told["french"], told["path"]
    return told


def list_snapshots(out: Out = None, as_json: Json = False) -> None:
    """Print all snapshots, oldest first; the published one is marked.

    Example: biovaliance atlas list
    """
    home = out or home_folder()
    published = current_identifier(home)
    faults: list[str] = []
    manifests = reading.list_snapshots(home, faults.append)
    for fault in faults:
        print_error(fault)
    if as_json:
        rows = [asdict(m) | {"published": m.identifier == published} for m in manifests]
        print_json(rows)
        return
    if not manifests and not faults:
        typer.echo(f"No snapshot in {home} yet; build one with `biovaliance atlas build`.")
    for manifest in manifests:
        mark = "*" if manifest.identifier == published else " "
        total = sum(manifest.counts.get(kind, 0) for kind in Kind)
        typer.echo(
            f"{mark} {manifest.identifier}  {manifest.built_at}  {total} things  {manifest.region_key}"
        )


def diff(before: str, after: str, out: Out = None, as_json: Json = False) -> None:
    """Print what changed from snapshot BEFORE to snapshot AFTER, as the public sees it.

    Example: biovaliance atlas diff 20261101 20261124
    """
    home = out or home_folder()
    old, new = (reading.open_snapshot(home, identifier) for identifier in (before, after))
    found = difference(
        (old.entities(View.PUBLIC), old.relations(View.PUBLIC)),
        (new.entities(View.PUBLIC), new.relations(View.PUBLIC)),
    )
    if as_json:
        print_json({"before": old.manifest.identifier, "after": new.manifest.identifier, **asdict(found)})
        return
    for key in found.added:
        typer.echo(f"+ {key}")
    for key in found.removed:
        typer.echo(f"- {key}")
    for change in found.changed:
        typer.echo(
            f"~ {change.entity_key} {change.what}: "
            f"{change.before or '(nothing)'} -> {change.after or '(nothing)'}"
        )
    for sign, relations in (("+", found.relations_added), ("-", found.relations_removed)):
        for relation in relations:
            words = RELATION_TYPES[relation.type_code].forward.en
            typer.echo(f"{sign} {relation.source_key} {words} {relation.target_key}")
    if not found:
        typer.echo("No difference.")


def rollback(identifier: str, out: Out = None) -> None:
    """Publish snapshot IDENTIFIER again, and print it; a running site follows by itself.

    Example: biovaliance atlas rollback 20261101
    """
    manifest = publishing.rollback(out or home_folder(), identifier)
    typer.echo(f"Published {manifest.identifier}")


def check(
    identifier: Annotated[str | None, typer.Argument(help="The published snapshot by default.")] = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Check the files of a snapshot against its manifest, and print what is damaged.

    Example: biovaliance atlas check
    """
    home = out or home_folder()
    snapshot = reading.open_snapshot(home, identifier)
    faults = integrity.check(home, identifier)
    if as_json:
        print_json({"identifier": snapshot.manifest.identifier, "sound": not faults, "faults": faults})
    elif not faults:
        kinds = Counter({str(kind): snapshot.manifest.counts.get(kind, 0) for kind in Kind})
        typer.echo(
            f"{snapshot.manifest.identifier} is sound: "
            f"{kinds.total()} things, {len(snapshot.manifest.files)} files"
        )
    for fault in faults:
        print_error(f"Snapshot '{snapshot.manifest.identifier}': {fault}")
    if faults:
        raise typer.Exit(1)


def search(
    text: str,
    language: Annotated[
        SearchLanguage, typer.Option(help="Language of the reasons.")
    ] = SearchLanguage.ENGLISH,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many results at most.")] = 20,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Print what the published atlas holds on TEXT, best first, each with its reason.

    Example: biovaliance atlas search "cellules CAR-T" --language fr
    """
    snapshot = reading.open_snapshot(out or home_folder())
    results = SearchIndex.open(snapshot.search_folder(), bundled_thesaurus()).search(
        text, str(language), limit=limit
    )
    if as_json:
        print_json({"total": results.total, "hits": [asdict(hit) for hit in results.hits]})
        return
    for hit in results.hits:
        reasons = list(dict.fromkeys(reason.explanation.in_language(language) for reason in hit.reasons))
        typer.echo(f"{hit.name.in_language(language)}  [{hit.key}]  {'; '.join(reasons[:2])}")
    if not results.hits:
        meant = f" Did you mean '{results.did_you_mean}'?" if results.did_you_mean else ""
        typer.echo(f"Nothing found for '{text}'.{meant}")


def export(
    file_format: Annotated[ExportFormat, typer.Option("--format", help="What to write.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    home: Annotated[Path | None, typer.Option(help="Where state lives; BIOVALIANCE_HOME by default.")] = None,
    snapshot: Annotated[str | None, typer.Option(help="Another snapshot than the published one.")] = None,
) -> None:
    """Write the public atlas to a file, and print how many things it holds.

    Example: biovaliance atlas export --format geojson --out atlas.geojson
    """
    opened = reading.open_snapshot(home or home_folder(), snapshot)
    count = export_snapshot(opened, file_format, out)
    typer.echo(f"{out}: {count} {'concepts' if file_format == 'skos' else 'things'}")
