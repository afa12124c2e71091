"""Scenarios kept by visitors, within what one person needs."""

import datetime as dt

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from biovaliance.bioproduction.library.catalogue import entries, process_text
from biovaliance.bioproduction.library.swapping import with_technology
from biovaliance.bioproduction.scenarios.reading import read_scenario
from biovaliance.foundation.errors import NotFoundError
from biovaliance.web.atlas.corrections import sender_digest
from biovaliance.web.bioproduction.keys import scenario_key
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.bioproduction.scenarios.editing.drafts import BLANK, Draft
from biovaliance.web.bioproduction.store import count_kept, keep_scenario, normalised, read_scenario_row

MOST_KEPT_PER_HOUR = 30
MOST_CHECKS = 300
"""Checks of one sender within `WITHIN_S`: one a second, which nobody types for long."""
WITHIN_S = 300


class TooManyError(Exception):
    """A sender asked for more than one person needs."""


def count_check(request: HttpRequest) -> None:
    """Count a check of what is being written.

    Raises:
        TooManyError: the sender has asked too often.
    """
    key = f"check:{sender_digest(request)}"
    cache.add(key, 0, WITHIN_S)
    if cache.incr(key) > MOST_CHECKS:
        raise TooManyError


def keep(request: HttpRequest, draft: Draft) -> str | None:
    """Keep a draft and return the address of its page; None where it is refused.

    Raises:
        TooManyError: the sender has kept too many within the hour.
    """
    opened = draft.opened()
    if opened.scenario is None:
        return None
    begun_from = "" if draft.begun_from == BLANK else draft.begun_from
    name = _kept(request, opened.text, opened.scenario.scenario.name, begun_from)
    return reverse("production_process" if name in _library_texts() else "production_scenario", args=[name])


def swapped(request: HttpRequest, before: Opened, name: str) -> str:
    """Return the name or key of a scenario with another technology in it, kept where the library has no such.

    Raises:
        TooManyError: the sender has kept too many within the hour.
        NotFoundError, InputError: there is no such technology, or the two do not go together.
    """
    if before.scenario is None:
        raise NotFoundError("A scenario that is refused has no technology to swap.")
    text = with_technology(before.text, name)
    return _kept(request, text, read_scenario(text).scenario.name, before.name)


def _kept(request: HttpRequest, text: str, name: str, begun_from: str) -> str:
    text = normalised(text)
    for known, its_text in _library_texts().items():
        if its_text == text:
            return known
    key = scenario_key(text)
    if read_scenario_row(key) is None:
        sender = sender_digest(request)
        if count_kept(sender, timezone.now() - dt.timedelta(hours=1)) >= MOST_KEPT_PER_HOUR:
            raise TooManyError
        keep_scenario(text, name, begun_from if begun_from != key else "", sender)
    return key


def _library_texts() -> dict[str, str]:
    return {entry.name: normalised(process_text(entry.name)) for entry in entries()}
