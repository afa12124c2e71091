"""The drawings of the site: icons in the colour of the text around them, a shape for each sort of actor.

Both are hidden from assistive technology, so whoever shows one says the same in words.
"""

from django.utils.safestring import SafeString, mark_safe

_LINES = {
    "search": '<circle cx="8.75" cy="8.75" r="5.25"/><path d="m12.75 12.75 4.25 4.25"/>',
    "menu": '<path d="M3 5.5h14M3 10h14M3 14.5h14"/>',
    "close": '<path d="m5 5 10 10M15 5 5 15"/>',
    "sun": '<circle cx="10" cy="10" r="6.5"/><path d="M10 3.5a6.5 6.5 0 0 1 0 13Z" fill="currentColor"/>',
    "language": '<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c4 4 4 10 0 14M10 3c-4 4-4 10 0 14"/>',
    "external": '<path d="M8 4H4v12h12v-4M11.5 3.5h5v5M16 4l-7 7"/>',
    "download": '<path d="M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13"/>',
    "share": '<circle cx="5" cy="10" r="2"/><circle cx="15" cy="5" r="2"/><circle cx="15" cy="15" r="2"/><path d="m6.8 9.1 6.4-3.2M6.8 10.9l6.4 3.2"/>',
    "filter": '<path d="M3 5.5h7M14 5.5h3M3 14.5h3M10 14.5h7"/><circle cx="12" cy="5.5" r="2"/><circle cx="8" cy="14.5" r="2"/>',
    "list": '<path d="M7 5h10M7 10h10M7 15h10M3 5h.01M3 10h.01M3 15h.01"/>',
    "map": '<path d="m3 5 4.5-2 5 2L17 3v12l-4.5 2-5-2L3 17ZM7.5 3v12M12.5 5v12"/>',
    "network": '<circle cx="10" cy="10" r="2.25"/><circle cx="4" cy="5" r="1.5"/><circle cx="16" cy="4.5" r="1.5"/><circle cx="15.5" cy="15.5" r="1.5"/><circle cx="5" cy="15.5" r="1.5"/><path d="m5.2 6 3.2 2.6M14.8 5.5l-3.1 2.9M14.4 14.4l-2.8-2.8M6.1 14.4l2.3-2.8"/>',
    "arrow": '<path d="M3.5 10h13M11.5 5l5 5-5 5"/>',
    "back": '<path d="M16.5 10h-13M8.5 5l-5 5 5 5"/>',
    "up": '<path d="M10 16.5v-13M5 8.5l5-5 5 5"/>',
    "check": '<path d="m4 10.5 4 4 8-9"/>',
    "info": '<circle cx="10" cy="10" r="7"/><path d="M10 9.25v4.5M10 6.25h.01"/>',
    "warning": '<path d="M10 3 17.5 16.5h-15ZM10 8v4M10 14.25h.01"/>',
    "unseen": '<circle cx="10" cy="10" r="7" stroke-dasharray="2.5 2.4"/><path d="M7 10h6"/>',
    "differs": '<path d="M3.5 7h13M3.5 13h13M13 3.5l-6 13"/>',
    "calendar": '<path d="M3.5 5h13v11.5h-13ZM3.5 8.5h13M7 3v3.5M13 3v3.5"/>',
    "pin": '<path d="M10 17.5c-3.5-4-5.25-6.6-5.25-9a5.25 5.25 0 0 1 10.5 0c0 2.4-1.75 5-5.25 9Z"/><circle cx="10" cy="8.5" r="1.75"/>',
    "money": '<path d="M15 5.5A6 6 0 1 0 15 14.5M3 8.75h8M3 11.25h7"/>',
    "person": '<circle cx="10" cy="6.5" r="3"/><path d="M4 16.5c0-3.3 2.7-5 6-5s6 1.7 6 5"/>',
    "work": '<circle cx="10" cy="6.5" r="3"/><path d="M4 16.5c0-3.3 2.7-5 6-5s6 1.7 6 5"/>',
    "home": '<path d="m3 9.5 7-6 7 6M5 8v8.5h10V8"/>',
    "mail": '<path d="M3 5h14v10.5H3ZM3 5.5l7 5.5 7-5.5"/>',
    "link": '<path d="M8.5 11.5a3 3 0 0 0 4.25 0l3-3A3 3 0 0 0 11.5 4.25l-1 1M11.5 8.5a3 3 0 0 0-4.25 0l-3 3A3 3 0 0 0 8.5 15.75l1-1"/>',
    "document": '<path d="M5 2.5h7l3.5 3.5v11.5H5ZM11.5 2.5v4h4M7.5 10.5h5.5M7.5 13.5h5.5"/>',
    "report": '<path d="M5 2.5h7l3.5 3.5v11.5H5ZM11.5 2.5v4h4M7.5 10.5h5.5M7.5 13.5h5.5"/>',
    "flag": '<path d="M5 17.5v-14M5 4c4-2 6 2 10.5 0v7.5c-4.5 2-6.5-2-10.5 0"/>',
    "star": '<path d="m10 3 2.1 4.6 5 .6-3.7 3.4 1 4.9-4.4-2.5-4.4 2.5 1-4.9L2.9 8.2l5-.6Z"/>',
    "feed": '<path d="M4 9.5a6.5 6.5 0 0 1 6.5 6.5M4 4.5A11.5 11.5 0 0 1 15.5 16"/><circle cx="5" cy="15" r="1"/>',
    "code": '<path d="m6.5 5.5-4 4.5 4 4.5M13.5 5.5l4 4.5-4 4.5"/>',
    "organisation": '<path d="M3.5 17V5.5L10 3v14M10 8l6.5 1.5V17M2.5 17h15M6.75 7.5v.01M6.75 10.5v.01M6.75 13.5v.01M13.25 12v.01M13.25 14.5v.01"/>',
    "platform": '<path d="M8 3v4.5L3.75 15a1.4 1.4 0 0 0 1.2 2h10.1a1.4 1.4 0 0 0 1.2-2L12 7.5V3M6.5 3h7M5.8 12h8.4"/>',
    "produce": '<path d="M8 3v4.5L3.75 15a1.4 1.4 0 0 0 1.2 2h10.1a1.4 1.4 0 0 0 1.2-2L12 7.5V3M6.5 3h7M5.8 12h8.4"/>',
    "project": '<circle cx="5" cy="10" r="2.5"/><circle cx="15" cy="5" r="2.5"/><circle cx="15" cy="15" r="2.5"/><path d="M7.3 9 12.7 6.1M7.3 11l5.4 2.9"/>',
    "technology": '<circle cx="10" cy="10" r="3"/><path d="M10 2.5V5M10 15v2.5M2.5 10H5M15 10h2.5M4.7 4.7l1.75 1.75M13.550 13.550l1.75 1.75M15.3 4.7l-1.75 1.75M6.450 13.550 4.7 15.3"/>',
    "trial": '<path d="M5 3.5h10v13.5H5ZM8 2.5h4v2.5H8ZM10 8v5.5M7.25 10.75h5.5"/>',
    "event": '<path d="M3.5 5h13v11.5h-13ZM3.5 8.5h13M7 3v3.5M13 3v3.5"/><circle cx="10" cy="12.5" r="1.5"/>',
    "programme": '<path d="M3 16.5h3.5v-4H3ZM8.25 16.5h3.5v-8h-3.5ZM13.5 16.5H17v-13h-3.5Z"/>',
    "concept": '<path d="M10 3.5v4M10 7.5H4.5v3M10 7.5h5.5v3M3 10.5h3V14H3ZM14 10.5h3V14h-3ZM8.5 14h3v3h-3ZM10 7.5V14"/>',
    "invest": '<path d="M3 16.5h14M4 13l4-4 3 2.5 5.5-6.5M12.5 5h4v4"/>',
    "partner": '<circle cx="7.5" cy="10" r="4.75"/><circle cx="12.5" cy="10" r="4.75"/>',
    "press": '<path d="M3 4.5h11V17H4.5A1.5 1.5 0 0 1 3 15.5ZM14 8h3v7.5a1.5 1.5 0 0 1-3 0M5.5 7.5h6v3h-6ZM5.5 13.5h6"/>',
}
_DOT = '<circle cx="10" cy="10" r="2"/>'
_SHAPES = {
    "laboratory": '<circle cx="8" cy="8" r="6.5"/>',
    "university": '<path d="m8 .5 7.5 7.5L8 15.5.5 8Z"/>',
    "hospital": '<path d="M5.5 1h5v4.5H15v5h-4.5V15h-5v-4.5H1v-5h4.5Z"/>',
    "cluster": '<path d="M4.25 1.5h7.5L15.5 8l-3.75 6.5h-7.5L.5 8Z"/>',
    "public": '<path d="M8 .75 15 6.5V15H1V6.5Z"/>',
    "funder": '<path fill-rule="evenodd" d="M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1Zm0 4.25a2.75 2.75 0 1 1 0 5.5 2.75 2.75 0 1 1 0-5.5Z"/>',
    "supplier": '<path d="M8 1 15.75 14.5H.25Z"/>',
    "company": '<path d="M2 2h12v12H2Z"/>',
}


def _icon(lines: str) -> SafeString:
    return mark_safe(  # noqa: S308 -- constants of this module
        '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" '
        'stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" '
        f'focusable="false">{lines}</svg>'
    )


def _shape(lines: str) -> SafeString:
    return mark_safe(  # noqa: S308 -- constants of this module
        f'<svg class="shape" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">{lines}</svg>'
    )


ICONS = {name: _icon(lines) for name, lines in _LINES.items()}
UNKNOWN_ICON = _icon(_DOT)
SHAPES = {actor: _shape(lines) for actor, lines in _SHAPES.items()}
