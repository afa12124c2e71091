"""The words of the moving parts (map, network, search box), in the reader's language."""

from django.utils.translation import gettext as _

from biovaliance.atlas.fields import KIND_PLURALS
from biovaliance.showcase.actors import ACTOR_GROUPS
from biovaliance.web.atlas.presenting import words


def network_strings() -> dict[str, str]:
    """Return the words of the network by the keys that the front end uses."""
    return {
        "network": _("Network"),
        "find": _("Find in the network"),
        "show_kinds": _("Show"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "whole": _("Whole network"),
        "fullscreen": _("Full screen"),
        "leave_fullscreen": _("Leave full screen"),
        "close": _("Close"),
        "details": _("Details"),
        "open_page": _("Open the page"),
        "only_around": _("Only those around it"),
        "show_all": _("Show all"),
        "relations_one": _("{count} relation"),
        "relations_other": _("{count} relations"),
        "no_relation": _("No relation seen"),
        "shown_of": _("{shown} of {total} shown"),
        "chosen": _("{name}, {relations}"),
        "legend": _("Legend"),
        **{f"kind_{kind}": words(label) for kind, label in KIND_PLURALS.items()},
        **{f"type_{code}": words(label) for code, label in ACTOR_GROUPS.items()},
    }


def suggest_strings() -> dict[str, str]:
    """Return the words of the search box by the keys that the front end uses."""
    return {
        "suggestions": _("Suggestions"),
        "count_one": _("{count} suggestion"),
        "count_other": _("{count} suggestions"),
        "none": _("No suggestion; press Enter to search everything"),
        "did_you_mean": _("Did you mean"),
        "all_results": _("All results for “{query}”"),
    }


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
        "public_domain": _("public domain"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "use_ctrl": _("Use Ctrl + scroll to zoom the map"),
        "use_command": _("Use ⌘ + scroll to zoom the map"),
        "use_two_fingers": _("Use two fingers to move the map"),
        **{f"type_{code}": words(label) for code, label in ACTOR_GROUPS.items()},
    }
