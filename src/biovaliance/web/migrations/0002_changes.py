# What each snapshot changed.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("biovaliance", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ChangeRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("snapshot", models.CharField(max_length=40)),
                ("built_at", models.DateTimeField()),
                ("view", models.CharField(max_length=10)),
                ("position", models.IntegerField()),
                ("code", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=140)),
                ("kind", models.CharField(max_length=20)),
                ("title_en", models.CharField(max_length=400)),
                ("title_fr", models.CharField(max_length=400)),
                ("field", models.CharField(blank=True, max_length=40)),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
                ("other_key", models.CharField(blank=True, max_length=140)),
                ("other_en", models.CharField(blank=True, max_length=400)),
                ("other_fr", models.CharField(blank=True, max_length=400)),
                ("evidence", models.JSONField()),
            ],
            options={
                "db_table": "change",
                "indexes": [models.Index(fields=["view", "-built_at", "position"], name="change_list")],
                "constraints": [
                    models.UniqueConstraint(fields=("view", "snapshot", "position"), name="change_position")
                ],
            },
        ),
    ]
