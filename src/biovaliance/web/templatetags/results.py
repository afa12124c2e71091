"""What templates of results call: the words of the charts, a figure by its name."""

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from biovaliance.web.templatetags.biovaliance import to_json

register = template.Library()
_ONE_LETTER_BEHIND = re.compile(r"(?<![\w-])(\w{1,5}-\w)(?![\w-])")


@register.simple_tag
def chart_strings() -> SafeString:
    """Return the words of the charts as JSON."""
    return to_json(
        {
            "save_svg_long": _("Save as a drawing (SVG)"),
            "save_png_long": _("Save as a picture (PNG)"),
            "by_patient": _("By patient"),
            "by_pool": _("By pool"),
            "earlier": _("Earlier"),
            "later": _("Later"),
            "up": _("Rows above"),
            "down": _("Rows below"),
            "closer": _("Closer"),
            "wider": _("Wider"),
            "whole": _("Everything"),
            "move": _("Move through time"),
        }
    )


@register.filter
def lookup(things: Mapping[str, Any], name: str) -> Any:
    """Return a thing by its name, where that is no name a template could write."""
    return things[name]


@register.filter
def unbroken(words: str) -> SafeString:
    """Return words as markup in which no line ends within CAR-T or its like."""
    pieces = _ONE_LETTER_BEHIND.split(str(words))  # every second one is such a name
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<span class="unbroken">{}</span>', piece) if place % 2 else piece,)
            for place, piece in enumerate(pieces)
        ),
    )
