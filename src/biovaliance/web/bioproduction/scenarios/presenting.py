"""From a scenario to what its page shows, in the reader's language."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from biovaliance.bioproduction.library.catalogue import Entry, entries
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.templatetags.biovaliance import reader_language


def present_library() -> dict[str, Any]:
    """Return the processes to start from."""
    return {
        "title": _("Production"),
        "crumbs": [{"label": _("Production")}],
        "processes": [
            {"title": _title(entry), "url": reverse("production_process", args=[entry.name])}
            for entry in entries()
        ],
    }


def present_scenario(opened: Opened) -> dict[str, Any]:
    """Return a scenario's page."""
    title = _title(opened.entry) if opened.entry else _name(opened)
    return {
        "title": title,
        "crumbs": [{"label": _("Production"), "url": reverse("production")}, {"label": title}],
        "opened": opened,
    }


def _title(entry: Entry) -> str:
    return entry.title_fr if reader_language() == "fr" else entry.title_en


def _name(opened: Opened) -> str:
    return opened.scenario.scenario.name if opened.scenario else opened.name
