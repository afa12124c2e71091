"""What the first visitor of a worker would wait for, read beforehand.

    the worker answers (a monitor's /readyz, anybody's page) ─> a thread reads what the partner page needs
                                                             └> and again for each snapshot published later

The library of processes is costed in the same go: what a dose of each costs stands on the page of production.

Reading starts after the first answer, so that it slows no start; where nobody asks, a little later.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.utils import timezone

from biovaliance.atlas.fields import Kind
from biovaliance.bioproduction.library.catalogue import entries
from biovaliance.bioproduction.sensitivity.sampling import load_sampler
from biovaliance.web.access import PUBLIC
from biovaliance.web.atlas.store import kind_index
from biovaliance.web.bioproduction.scenarios.figures import library_cost
from biovaliance.web.synergies.partners.store import read_field

AT_THE_LATEST_S = 5.0
"""After the start, where nobody asks for anything."""
LOOK_EVERY_S = 30.0
_log = logging.getLogger(__name__)
Site = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def read_beforehand() -> None:
    """Read what the partner page needs of the published snapshot, and cost the library of processes.

    Quick where it has been done.
    """
    kind_index(PUBLIC, Kind.ORGANISATION, timezone.localdate())
    PUBLIC.search_index()
    read_field(PUBLIC)
    for entry in entries():
        library_cost(entry)
    load_sampler()


def reading_beforehand(site: Site, read: Callable[[], None] = read_beforehand) -> Site:
    """Return the site; a thread calls `read` once it has answered, then every `LOOK_EVERY_S`."""
    answered = threading.Event()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            return site(environ, start_response)
        finally:
            answered.set()

    threading.Thread(target=_keep_read, args=(answered, read), name="reading beforehand", daemon=True).start()
    return answer


def _keep_read(answered: threading.Event, read: Callable[[], None]) -> None:
    answered.wait(AT_THE_LATEST_S)
    while True:
        try:
            read()
        except Exception:  # whatever it is, the page reads for itself and tells whoever asks for it
            _log.exception("What the first visitor needs could not be read beforehand.")
        finally:
            connection.close()
        time.sleep(LOOK_EVERY_S)
