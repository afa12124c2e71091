"""The smallest pieces of a page, written here because a list shows them by the hundred.

A template of four lines that is included sixty times costs more than all else on the page; what has
structure of its own stays a template in `templates/components/`.
"""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import KIND_LABELS, Kind
from biovaliance.foundation.evidence import Confidence
from biovaliance.showcase.actors import ACTOR_GROUPS, actor_group
from biovaliance.web.drawings import ICONS, SHAPES, UNKNOWN_ICON
from biovaliance.web.templatetags.biovaliance import day, reader_language

register = template.Library()
_HIDDEN = mark_safe(" visually-hidden")
_NOTHING = mark_safe("")


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon; it is hidden from assistive technology, so say the same in words."""
    return ICONS.get(name, UNKNOWN_ICON)


@register.simple_tag
def kind_icon(kind: str, label: str = "", quiet: bool = False) -> SafeString:
    """Draw the kind of a thing (an atlas kind, or 'concept') and name it; `quiet` shows the drawing alone."""
    return format_html(
        '<span class="kind kind-{}{}">{}<span class="kind-label{}">{}</span></span>',
        kind,
        " is-quiet" if quiet else "",
        icon(kind),
        _HIDDEN if quiet else "",
        label or _kind_words(kind),
    )


def _kind_words(kind: str) -> str:
    return _("Concept") if kind == "concept" else KIND_LABELS[Kind(kind)].in_language(reader_language())


@register.simple_tag
def type_badge(code: str, label: str = "", quiet: bool = False) -> SafeString:
    """Show what sort of actor an organisation is: a shape, a hue and a word, none of them alone.

    Circle laboratory, diamond university, cross hospital, square company, hexagon cluster, house public
    body, ring funder, triangle supplier. `code` is one of these eight groups or an organisation type such
    as 'company-sme'; `quiet` shows the shape alone and keeps the word for assistive technology.
    """
    group = code if code in SHAPES else actor_group(code.replace("_", "-"))
    return format_html(
        '<span class="badge type-{}">{}<span class="badge-label{}">{}</span></span>',
        group,
        SHAPES[group],
        _HIDDEN if quiet else "",
        label or ACTOR_GROUPS[group].in_language(reader_language()),
    )


_STATUS_MARKS = {
    "seen": '<circle cx="6" cy="6" r="4.5" fill="currentColor"/>',
    "derived": '<circle cx="6" cy="6" r="4.5"/><path d="M6 1.5a4.5 4.5 0 0 1 0 9Z" fill="currentColor"/>',
    "unverified": '<circle cx="6" cy="6" r="4.5" stroke-dasharray="2.2 1.9"/>',
    "assumed": '<path d="M6 1.5 11 10.5H1Z"/>',
}


def status_words(status: str) -> str:
    """Return how sure a number is, in words."""
    return {
        "seen": _("seen"),
        "derived": _("derived"),
        "unverified": _("not verified"),
        "assumed": _("assumed"),
    }.get(status, status)


@register.simple_tag
def status_mark(status: str, quiet: bool = False) -> SafeString:
    """Show how sure a number is: a mark and a word, amber for what is assumed.

    `status` is 'seen', 'derived', 'unverified' or 'assumed'; `quiet` shows the mark alone and keeps the word
    for assistive technology.
    """
    if status not in _STATUS_MARKS:
        return _NOTHING
    return format_html(
        '<span class="status status-{}"><svg class="status-mark" viewBox="0 0 12 12" width="12" height="12" '
        'fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true">{}</svg>'
        '<span class="status-word{}">{}</span></span>',
        status,
        mark_safe(_STATUS_MARKS[status]),  # noqa: S308 -- constants of this module
        _HIDDEN if quiet else "",
        status_words(status),
    )


@register.simple_tag
def chip(label: str, url: str = "", *, count: int = 0, reason: str = "", tone: str = "") -> SafeString:
    """Show a concept, or another short thing that can be followed.

    Without `url` it is no link; `reason` tells why it is here, read on hover; `tone` is '', 'data',
    'amber' or 'unseen'.
    """
    title = format_html(' title="{}"', reason) if reason else ""
    counted = format_html(' <span class="chip-count">{}</span>', count) if count else ""
    look = f"chip chip-{tone}" if tone else "chip"
    if url:
        return format_html('<a class="{}" href="{}"{}>{}{}</a>', look, url, title, label, counted)
    return format_html('<span class="{}"{}>{}{}</span>', look, title, label, counted)


@register.simple_tag
def facet_option(name: str, option: dict[str, Any]) -> SafeString:
    """Show one choice of a filter: its box, its words (a badge for a sort of actor), how many have it."""
    chosen, count = option.get("selected"), option["count"]
    words = (
        type_badge(option["type"], option["label"])
        if option.get("type")
        else format_html("<span>{}</span>", option["label"])
    )
    return format_html(
        '<label class="facet-option{}"><input type="checkbox" name="{}" value="{}"{}>{}'
        '<span class="facet-count">{}</span></label>',
        "" if count or chosen else " is-empty",
        name,
        option["value"],
        " checked" if chosen else "",
        words,
        count,
    )


@register.simple_tag
def evidence_item(item: Any, usual: Any = None) -> SafeString:
    """Show one source of a fact (an Evidence).

    `usual` has the `read_on` and `licence` that are said once elsewhere: with it, only what departs from
    them is told.
    """
    facts = format_html_join("", "<li{}>{}</li>", _evidence_facts(item, usual))
    return format_html(
        '<div class="evidence-item"><p class="evidence-who">{}</p>\n<ul class="evidence-facts">{}</ul></div>',
        _evidence_words(item),
        facts,
    )


def _evidence_words(item: Any) -> SafeString | str:
    if item.address.startswith("http"):
        name = _curators_words(item.publisher) or item.publisher or item.address
        return format_html('<a href="{}" rel="external noopener">{}</a>', item.address, name)
    return _curators_words(item.publisher) or item.publisher or item.source_key


def _curators_words(publisher: str) -> str:
    """Return what the atlas's own curators say in the reader's language, '' for all other publishers."""
    if publisher == "Decision of the atlas team":
        return _("Decision of the atlas team")
    return _("Note of the curators") if publisher == "Note of the curators" else ""


def _evidence_facts(item: Any, usual: Any) -> list[tuple[SafeString, str]]:
    amber = mark_safe(' class="is-amber"')
    usual_day, usual_licence = (usual.get("read_on"), usual.get("licence")) if usual else (None, None)
    facts = [
        (
            _NOTHING,
            _("published %(date)s") % {"date": day(item.stated_on)} if item.stated_on else _("undated"),
        )
    ]
    if item.read_on and item.read_on != usual_day:
        facts.append((_NOTHING, _("read %(date)s") % {"date": day(item.read_on)}))
    if item.confidence == Confidence.HIGH and not usual:
        facts.append((_NOTHING, _("stated explicitly")))
    elif item.confidence == Confidence.MEDIUM:
        facts.append((amber, _("partial, old or inferred")))
    elif item.confidence == Confidence.LOW:
        facts.append((amber, _("named in a list only")))
    if item.licence and item.licence != usual_licence:
        facts.append((_NOTHING, item.licence))
    return facts
