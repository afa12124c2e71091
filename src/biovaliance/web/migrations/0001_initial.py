# The tables of the first release.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SnapshotRow",
            fields=[
                ("identifier", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("built_at", models.DateTimeField()),
                ("loaded_at", models.DateTimeField()),
                ("manifest", models.JSONField()),
            ],
            options={
                "db_table": "snapshot",
            },
        ),
        migrations.CreateModel(
            name="CorrectionRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entity_key", models.CharField(max_length=140)),
                ("message", models.TextField()),
                ("source_address", models.URLField(blank=True, max_length=500)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(max_length=2)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sender_digest", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "correction",
                "indexes": [models.Index(fields=["sender_digest", "created_at"], name="correction_sender")],
            },
        ),
        migrations.CreateModel(
            name="EntityRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("view", models.CharField(max_length=10)),
                ("key", models.CharField(max_length=140)),
                ("kind", models.CharField(max_length=20)),
                ("slug", models.CharField(max_length=120)),
                ("name", models.CharField(max_length=300)),
                ("title_en", models.CharField(max_length=400)),
                ("title_fr", models.CharField(max_length=400)),
                ("sort_name", models.CharField(max_length=300)),
                ("official_name_en", models.CharField(blank=True, max_length=400)),
                ("official_name_fr", models.CharField(blank=True, max_length=400)),
                ("summary_en", models.TextField(blank=True)),
                ("summary_fr", models.TextField(blank=True)),
                ("type_code", models.CharField(blank=True, max_length=60)),
                ("town", models.CharField(blank=True, max_length=120)),
                ("department_code", models.CharField(blank=True, max_length=3)),
                ("country_code", models.CharField(blank=True, max_length=2)),
                ("in_region", models.BooleanField(null=True)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("geo_precision", models.CharField(blank=True, max_length=30)),
                ("currency", models.CharField(max_length=12)),
                ("status", models.CharField(blank=True, max_length=40)),
                ("stage_code", models.CharField(blank=True, max_length=60)),
                ("start", models.CharField(blank=True, max_length=10)),
                ("end", models.CharField(blank=True, max_length=10)),
                ("amount_eur", models.BigIntegerField(null=True)),
                ("disagrees", models.BooleanField(default=False)),
                ("stated_on", models.CharField(blank=True, max_length=10)),
                ("document", models.TextField()),
            ],
            options={
                "db_table": "entity",
                "indexes": [
                    models.Index(fields=["view", "kind", "currency", "sort_name"], name="entity_list")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("view", "key"), name="entity_view_key"),
                    models.UniqueConstraint(fields=("view", "kind", "slug"), name="entity_view_kind_slug"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RelationRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("view", models.CharField(max_length=10)),
                ("type_code", models.CharField(max_length=40)),
                ("since", models.CharField(blank=True, max_length=10)),
                ("until", models.CharField(blank=True, max_length=10)),
                ("note", models.TextField(blank=True)),
                ("note_fr", models.TextField(blank=True)),
                ("evidence", models.JSONField()),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations_out",
                        to="biovaliance.entityrow",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations_in",
                        to="biovaliance.entityrow",
                    ),
                ),
            ],
            options={
                "db_table": "relation",
            },
        ),
        migrations.CreateModel(
            name="TagRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("concept_id", models.CharField(max_length=80)),
                ("origin", models.CharField(max_length=12)),
                ("field", models.CharField(max_length=40)),
                ("passage", models.TextField()),
                ("language", models.CharField(blank=True, max_length=2)),
                ("source", models.TextField(blank=True)),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tags",
                        to="biovaliance.entityrow",
                    ),
                ),
            ],
            options={
                "db_table": "tag",
                "indexes": [models.Index(fields=["concept_id"], name="tag_concept")],
            },
        ),
    ]
