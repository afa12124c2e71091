"""The one Django app of the website."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Everything the website stores lives in one schema (decision 3)."""

    name = "biovaliance.web"
    label = "biovaliance"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Biovaliance"

    def ready(self) -> None:
        """Tune SQLite for many readers beside one writer."""
        from django.db.backends.signals import connection_created  # noqa: PLC0415 -- after settings

        connection_created.connect(_tune_sqlite, dispatch_uid="biovaliance.tune_sqlite")


def _tune_sqlite(connection, **_kwargs) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = NORMAL")
            cursor.execute("PRAGMA mmap_size = 134217728")
            cursor.execute("PRAGMA cache_size = -8000")
