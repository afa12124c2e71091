"""Show the published snapshot on the site."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from biovaliance.foundation.errors import BiovalianceError
from biovaliance.web.atlas.loading import load_published


class Command(BaseCommand):
    """Load the published snapshot into the tables, unless they already show it."""

    requires_system_checks = []  # they read the code, which does not change: the tests run them
    help = "Loads the published snapshot into the site's tables, and prints its identifier."

    def handle(self, *_args, **_options) -> None:
        """Load, and say what was done."""
        try:
            row, changed = load_published(settings.HOME)
        except BiovalianceError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{'Loaded' if changed else 'Already loaded:'} snapshot {row.identifier}")
