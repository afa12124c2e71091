"""Work out the runs that visitors ask for, until stopped."""

import os
import signal

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from biovaliance.web.bioproduction.runs.worker import Worker
from biovaliance.web.models import RunRow

NICENESS = 10
"""The pages come first wherever both want the processor."""


class Command(BaseCommand):
    """Take up waiting runs one after the other; several workers may share a database."""

    help = "Works out the runs that visitors ask for, until stopped."
    requires_system_checks = []  # they load all pages, which a worker never shows

    def handle(self, *_args, **_options) -> None:
        """Work until a signal asks to stop; what is under way then waits for the next worker."""
        if RunRow._meta.db_table not in connection.introspection.table_names():
            raise CommandError(
                "The database is not set up; `biovaliance serve` does that on its first start."
            )
        os.nice(NICENESS)
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.ask_to_end())
        worker.work()
