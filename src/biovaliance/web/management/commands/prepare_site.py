"""Everything a start of the site needs, in one process: schema, snapshot, static files."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

STAMP = "static.stamp"


class Command(BaseCommand):
    """Migrate, load the published snapshot and collect static files, each only where something changed."""

    requires_system_checks = []  # they read the code, which does not change: the tests run them
    help = "Prepares the database, the published snapshot and the static files; quick where nothing changed."

    def handle(self, *_args, **_options) -> None:
        """Do what is not done yet."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0)
        call_command("load_atlas", stdout=self.stdout)
        stamp = Path(settings.HOME) / STAMP
        fingerprint = static_fingerprint()
        if not stamp.is_file() or stamp.read_text() != fingerprint or not settings.STATIC_ROOT.is_dir():
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    """Return a digest of the names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list(None), key=lambda found: found[0]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
