"""The words of the map's moving part, in the reader's language."""

from django.utils.translation import gettext as _

from biovaliance.showcase.actors import ACTOR_GROUPS
from biovaliance.web.atlas.presenting import words


def map_strings() -> dict[str, str]:
    """Return the words by the keys that the front end uses."""
    return {
        "map": _("Map of the organisations"),
        "panel": _("Places and organisations"),
        "close": _("Close"),
        "places_one": _("{count} place"),
        "places_other": _("{count} places"),
        "organisations_one": _("{count} organisation"),
        "organisations_other": _("{count} organisations"),
        "group": _("{count} organisations close together: zoom in"),
        "place": _("Place"),
        "all_places": _("All places"),
        "nothing": _("No organisation with a known place passes these filters."),
        "town_only": _("The position is known to the town only: everyone is shown at its centre."),
        "not_current": _("no longer active under this name"),
        "whole_region": _("Whole region"),
        "everything": _("Everything"),
        "legend": _("Legend"),
        "legend_count": _("The number says how many organisations; the ring, of which types."),
        "legend_town": _("Dotted: position known to the town only"),
        "credits": _("Map:"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "use_ctrl": _("Use Ctrl + scroll to zoom the map"),
        "use_command": _("Use ⌘ + scroll to zoom the map"),
        "use_two_fingers": _("Use two fingers to move the map"),
        **{f"type_{code}": words(label) for code, label in ACTOR_GROUPS.items()},
    }
