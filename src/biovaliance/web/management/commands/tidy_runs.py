"""Drop what is kept of runs for longer than it is promised."""

from django.core.management.base import BaseCommand

from biovaliance.web.bioproduction.runs.store import tidy


class Command(BaseCommand):
    """Drop old results and the digests of senders; workers do the same every hour."""

    help = "Drops results older than BIOVALIANCE_RUN_KEPT_DAYS and digests of senders older than two days."

    def handle(self, *_args, **_options) -> None:
        """Drop, and say how many."""
        results, digests = tidy()
        self.stdout.write(f"Dropped {results} results and {digests} digests of senders")
