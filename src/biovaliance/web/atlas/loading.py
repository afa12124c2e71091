"""From a published snapshot on disk to the tables of the website, in one transaction.

A reader sees the former snapshot until the transaction ends, and the new one after it.
"""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from biovaliance.atlas.entities import Entity
from biovaliance.atlas.snapshots.reading import Snapshot, list_snapshots, open_snapshot
from biovaliance.atlas.status import currency_of
from biovaliance.foundation.evidence import View
from biovaliance.foundation.names import sort_key
from biovaliance.web.access import SERVED_VIEWS
from biovaliance.web.models import ChangeRow, EntityRow, RelationRow, SnapshotRow, TagRow

_BATCH = 1000


def load_published(home: Path) -> tuple[SnapshotRow, bool]:
    """Load the published snapshot unless the tables already show it; say whether they changed.

    Raises:
        NotFoundError: nothing is published yet.
    """
    snapshot = open_snapshot(home)
    loaded = SnapshotRow.objects.first()
    if loaded and loaded.identifier == snapshot.manifest.identifier:
        return loaded, False
    with transaction.atomic():
        load_changes(home, snapshot)
        return load(snapshot), True


def load(snapshot: Snapshot) -> SnapshotRow:
    """Replace the tables by what `snapshot` holds, for every served view."""
    with transaction.atomic():
        SnapshotRow.objects.all().delete()
        with connection.cursor() as cursor:  # children first; Django's own delete would read every row
            for model in (RelationRow, TagRow, EntityRow):
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- a name of our own
        publishers = _Publishers()
        first_id = 1
        for view in SERVED_VIEWS:
            first_id = _load_view(snapshot, view, first_id, publishers)
        with connection.cursor() as cursor:  # without it both engines plan joins on guesses
            cursor.execute("ANALYZE")
        manifest = _public_manifest(snapshot) | {"publishers": publishers.rows()}
        return SnapshotRow.objects.create(
            identifier=snapshot.manifest.identifier,
            built_at=dt.datetime.fromisoformat(snapshot.manifest.built_at),
            loaded_at=timezone.now(),
            manifest=manifest,
        )


def load_changes(home: Path, published: Snapshot) -> None:
    """Add what the snapshots up to `published` changed, where the table does not tell it yet."""
    told = set(ChangeRow.objects.values_list("snapshot", flat=True).distinct())
    for manifest in list_snapshots(home):
        if manifest.identifier in told or manifest.built_at > published.manifest.built_at:
            continue
        snapshot = open_snapshot(home, manifest.identifier)
        for view in SERVED_VIEWS:
            _insert(ChangeRow, _change_rows(snapshot, view))


def _change_rows(snapshot: Snapshot, view: View) -> Iterator[ChangeRow]:
    built_at = dt.datetime.fromisoformat(snapshot.manifest.built_at)
    for position, note in enumerate(snapshot.changes(view)):
        yield ChangeRow(
            snapshot=snapshot.manifest.identifier,
            built_at=built_at,
            view=str(view),
            position=position,
            code=str(note.code),
            key=note.key,
            kind=str(note.kind),
            title_en=note.title.en,
            title_fr=note.title.fr,
            field=note.field,
            before=note.before,
            after=note.after,
            other_key=note.other_key,
            other_en=note.other.en,
            other_fr=note.other.fr,
            evidence=[item.to_json() for item in note.evidence],
        )


def _public_manifest(snapshot: Snapshot) -> dict[str, Any]:
    """Return what the site tells of a snapshot: its counts without what is not for everybody."""
    manifest = asdict(snapshot.manifest)
    manifest.pop("files")
    manifest["counts"] |= {
        "statements": snapshot.count_statements(),
        "problems": snapshot.count_problems(),
        "relations": RelationRow.objects.filter(view=View.PUBLIC).count(),
    }
    manifest["receipts"] = [
        {
            "file": receipt["file"],
            "source_key": receipt["source_key"],
            "sha256": receipt["sha256"],
            "stated_on": receipt.get("stated_on", ""),
            "taken_on": receipt.get("taken_on", ""),
            "rows_read": receipt["rows_read"] - receipt.get("closed_rows_read", 0),
            "rows_kept": receipt["rows_kept"] - receipt.get("closed_rows_kept", 0),
        }
        for receipt in manifest["receipts"]
    ]
    return manifest


class _Publishers:
    """Counts on whom the public statements rest, while they pass by."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._latest: dict[tuple[str, str], str] = {}
        self._addresses: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def count(self, entity: Entity) -> None:
        """Add the evidence of every value of a thing."""
        for values in entity.fields.values():
            for evidence in (item for found in values for item in found.evidence):
                key = (evidence.publisher, evidence.licence)
                self._counts[key] += 1
                self._latest[key] = max(self._latest.get(key, ""), evidence.stated_on)
                self._addresses[key].add(evidence.address)

    def rows(self) -> list[dict[str, Any]]:
        """Return the publishers, those with most statements first."""
        return [
            {
                "publisher": publisher,
                "licence": licence,
                "statements": count,
                "pages": len(self._addresses[publisher, licence]),
                "latest": self._latest[publisher, licence],
            }
            for (publisher, licence), count in self._counts.most_common()
        ]


def _load_view(snapshot: Snapshot, view: View, first_id: int, publishers: _Publishers) -> int:
    """Load the rows of a view, numbered from `first_id`; return the next free number."""
    ids: dict[str, int] = {}

    def entities() -> Iterator[EntityRow]:
        for number, document in enumerate(snapshot.documents(view), start=first_id):
            entity = Entity.from_json(json.loads(document))
            ids[entity.key] = number
            if view is View.PUBLIC:
                publishers.count(entity)
            yield _entity_row(number, entity, document, view)

    _insert(EntityRow, entities())
    _insert(
        TagRow,
        (
            TagRow(
                entity_id=ids[tag.entity_key],
                concept_id=tag.concept_id,
                origin=str(tag.origin),
                field=tag.field,
                passage=tag.passage,
                language=tag.language,
                source=tag.source,
            )
            for tag in snapshot.tags(view)
        ),
    )
    _insert(RelationRow, _relation_rows(snapshot, view, ids))
    return first_id + len(ids)


def _insert(model: type[Model], rows: Iterator[Model]) -> None:
    """Insert rows a batch at a time, so that memory does not grow with their number."""
    while batch := list(islice(rows, _BATCH)):
        model._default_manager.bulk_create(batch)


def _relation_rows(snapshot: Snapshot, view: View, ids: dict[str, int]) -> Iterator[RelationRow]:
    for relation in snapshot.relations(view):
        yield RelationRow(
            source_id=ids[relation.source_key],
            target_id=ids[relation.target_key],
            view=str(view),
            type_code=relation.type_code,
            since=relation.since,
            until=relation.until,
            note=relation.note,
            note_fr=relation.note_fr,
            evidence=[item.to_json() for item in relation.evidence],
        )


def _entity_row(number: int, entity: Entity, document: str, view: View) -> EntityRow:
    latitude, longitude = _coordinates(entity)
    official, summary = entity.text("official_name"), entity.text("description")
    in_region = entity.value("in_region")
    return EntityRow(
        id=number,
        view=str(view),
        key=entity.key,
        kind=str(entity.kind),
        slug=entity.slug,
        name=entity.name,
        title_en=entity.title.en,
        title_fr=entity.title.fr,
        sort_name=sort_key(entity.name),
        official_name_en=official.en,
        official_name_fr=official.fr,
        summary_en=summary.en,
        summary_fr=summary.fr,
        type_code=entity.value("type"),
        town=", ".join(entity.values("town")),
        department_code=entity.value("department"),
        country_code=entity.value("country"),
        in_region=None if not in_region else in_region == "yes",
        latitude=latitude,
        longitude=longitude,
        geo_precision=entity.value("geo_precision"),
        currency=str(currency_of(entity.value("status"))),
        status=entity.value("status"),
        stage_code=entity.value("stage"),
        start=entity.value("start") or entity.value("year"),
        end=entity.value("end"),
        amount_eur=_whole(entity.value("budget_eur")),
        disagrees=bool(entity.disagreements),
        stated_on=max(_stated(entity), default=""),
        document=document,
    )


def _coordinates(entity: Entity) -> tuple[float | None, float | None]:
    text = entity.value("coordinates")
    if not text:
        return None, None
    latitude, longitude = text.split(",")
    return float(latitude), float(longitude)


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _stated(entity: Entity) -> Iterable[str]:
    return (
        item.stated_on for values in entity.fields.values() for found in values for item in found.evidence
    )
