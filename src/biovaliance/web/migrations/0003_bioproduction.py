# Scenarios that visitors keep, and runs made of them.

import django.db.models.deletion
from django.db import migrations, models

from biovaliance.web.models.bioproduction import JsonText


class Migration(migrations.Migration):
    dependencies = [
        ("biovaliance", "0002_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScenarioRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=24, unique=True)),
                ("text", models.TextField()),
                ("name", models.CharField(max_length=200)),
                ("begun_from", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sender_digest", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "db_table": "scenario",
                "indexes": [models.Index(fields=["sender_digest", "created_at"], name="scenario_sender")],
            },
        ),
        migrations.CreateModel(
            name="RunRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=24, unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("settings", models.JSONField()),
                ("versions", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("stopped", "Stopped"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("of", models.PositiveIntegerField(default=0)),
                ("is_asked_to_stop", models.BooleanField(default=False)),
                ("result", JsonText(null=True)),
                ("trace", models.BinaryField(null=True)),
                ("problem", models.JSONField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("sender_digest", models.CharField(blank=True, max_length=64)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("worker", models.CharField(blank=True, max_length=80)),
                ("beat_at", models.DateTimeField(null=True)),
                (
                    "scenario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="biovaliance.scenariorow",
                    ),
                ),
            ],
            options={
                "db_table": "run",
                "indexes": [
                    models.Index(fields=["state", "asked_at"], name="run_queue"),
                    models.Index(fields=["sender_digest", "asked_at"], name="run_sender"),
                    models.Index(fields=["scenario", "-asked_at"], name="run_scenario"),
                ],
            },
        ),
    ]
