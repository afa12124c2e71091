"""What visitors said is wrong: list it, export what one person sent, erase it."""

import datetime as dt
import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from biovaliance.web.models import CorrectionRow

KEPT_DAYS = 365


class Command(BaseCommand):
    """Print corrections as JSON lines; what is older than a year is deleted on every call."""

    help = "Prints the corrections visitors sent, as JSON lines; deletes those older than a year."

    def add_arguments(self, parser) -> None:
        """Add the two rights of a person: export and erasure."""
        parser.add_argument("--of", metavar="EMAIL", help="only what this person sent")
        parser.add_argument("--erase", metavar="EMAIL", help="delete what this person sent")

    def handle(self, *_args, **options) -> None:
        """Delete what has expired, then erase or print."""
        CorrectionRow.objects.filter(created_at__lt=timezone.now() - dt.timedelta(days=KEPT_DAYS)).delete()
        if options["erase"]:
            count, _ = CorrectionRow.objects.filter(email__iexact=options["erase"]).delete()
            self.stdout.write(f"Erased {count}")
            return
        rows = CorrectionRow.objects.order_by("created_at")
        if options["of"]:
            rows = rows.filter(email__iexact=options["of"])
        for row in rows.values("entity_key", "message", "source_address", "email", "language", "created_at"):
            self.stdout.write(json.dumps(row, ensure_ascii=False, default=str))
