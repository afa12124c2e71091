"""The published snapshot as tables: a projection, replaced whole by each load.

Every row belongs to a view (what a kind of reader may see); `biovaliance.web.access` alone reads them.
"""

import json

from django.db import models
from django.utils.functional import cached_property

from biovaliance.atlas.entities import Entity
from biovaliance.foundation.languages import Text


class SnapshotRow(models.Model):
    """The snapshot the other tables show; there is at most one row."""

    identifier = models.CharField(max_length=40, primary_key=True)
    built_at = models.DateTimeField()
    loaded_at = models.DateTimeField()
    manifest = models.JSONField()

    class Meta:
        db_table = "snapshot"

    def __str__(self) -> str:
        return self.identifier

    @property
    def key(self) -> str:
        """The identifier, as pages name it."""
        return self.identifier


class EntityRow(models.Model):
    """A thing as a view shows it: columns to list and filter by, and the whole document."""

    view = models.CharField(max_length=10)
    key = models.CharField(max_length=140)
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=120)
    name = models.CharField(max_length=300)
    title_en = models.CharField(max_length=400)
    title_fr = models.CharField(max_length=400)
    sort_name = models.CharField(max_length=300)
    official_name_en = models.CharField(max_length=400, blank=True)
    official_name_fr = models.CharField(max_length=400, blank=True)
    summary_en = models.TextField(blank=True)
    summary_fr = models.TextField(blank=True)
    type_code = models.CharField(max_length=60, blank=True)
    town = models.CharField(max_length=120, blank=True)
    department_code = models.CharField(max_length=3, blank=True)
    country_code = models.CharField(max_length=2, blank=True)
    in_region = models.BooleanField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    geo_precision = models.CharField(max_length=30, blank=True)
    currency = models.CharField(max_length=12)
    status = models.CharField(max_length=40, blank=True)
    stage_code = models.CharField(max_length=60, blank=True)
    start = models.CharField(max_length=10, blank=True)
    end = models.CharField(max_length=10, blank=True)
    amount_eur = models.BigIntegerField(null=True)
    disagrees = models.BooleanField(default=False)
    stated_on = models.CharField(max_length=10, blank=True)
    document = models.TextField()

    class Meta:
        db_table = "entity"
        constraints = [
            models.UniqueConstraint(fields=["view", "key"], name="entity_view_key"),
            models.UniqueConstraint(fields=["view", "kind", "slug"], name="entity_view_kind_slug"),
        ]
        indexes = [models.Index(fields=["view", "kind", "currency", "sort_name"], name="entity_list")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def entity(self) -> Entity:
        """The thing itself, with every value and who says so."""
        return Entity.from_json(json.loads(self.document))

    @property
    def title(self) -> Text:
        """The name to show in each language."""
        return Text(self.title_en, self.title_fr)


class TagRow(models.Model):
    """A thing is about a concept, and here is where it says so."""

    entity = models.ForeignKey(EntityRow, models.CASCADE, related_name="tags")
    concept_id = models.CharField(max_length=80)
    origin = models.CharField(max_length=12)
    field = models.CharField(max_length=40)
    passage = models.TextField()
    language = models.CharField(max_length=2, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        db_table = "tag"
        indexes = [models.Index(fields=["concept_id"], name="tag_concept")]

    def __str__(self) -> str:
        return f"{self.concept_id}: {self.passage}"


class RelationRow(models.Model):
    """One thing stands in a relation to another."""

    source = models.ForeignKey(EntityRow, models.CASCADE, related_name="relations_out")
    target = models.ForeignKey(EntityRow, models.CASCADE, related_name="relations_in")
    view = models.CharField(max_length=10)
    type_code = models.CharField(max_length=40)
    since = models.CharField(max_length=10, blank=True)
    until = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    note_fr = models.TextField(blank=True)
    evidence = models.JSONField()

    class Meta:
        db_table = "relation"

    def __str__(self) -> str:
        return f"{self.source_id} {self.type_code} {self.target_id}"
