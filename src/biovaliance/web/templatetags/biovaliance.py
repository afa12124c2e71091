"""How values look in a page: text in the reader's language, dates, money, evidence, front-end files."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from biovaliance.atlas.codes import code_label
from biovaliance.atlas.fields import KIND_LABELS, Kind, field_definition
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.wording import (
    date_text,
    language_of,
    money_text,
    number_text,
    period_text,
    until_text,
)
from biovaliance.web.addresses import concept_address, entity_address, key_address
from biovaliance.web.statics import JOINED_STYLES, STYLE_SHEETS

register = template.Library()
_EVERY_PAGE_S_TYPE = "-latin-wght-normal"


def reader_language() -> Language:
    """Return 'en' or 'fr', as the page is being written."""
    return language_of(get_language() or "en")


@register.filter
def localised(value: Text | str | None) -> str:
    """Return a text in the reader's language."""
    return value.in_language(reader_language()) if isinstance(value, Text) else (value or "")


@register.filter
def day(text: str | None) -> str:
    """Return an ISO date, month or year in words; what is no date stays as it is."""
    try:
        return date_text(text or "", language_of(get_language() or "en"))
    except ValueError:
        return text or ""


@register.filter
def period(start: str | None, end: str | None = "") -> str:
    """Return a period in words: `{{ row.since|period:row.until }}`; what is no date stays as it is."""
    try:
        return period_text(start or "", end or "", reader_language())
    except ValueError:
        return " – ".join(part for part in (start, end) if part)


@register.filter
def until(end: str | None) -> str:
    """Return 'until 2028' in words, '' where there is no end."""
    try:
        return until_text(end, reader_language()) if end else ""
    except ValueError:
        return end or ""


@register.filter
def money(amount_eur: float | str | None) -> str:
    """Return an amount in euros, as the language writes it."""
    return (
        "" if amount_eur in (None, "") else money_text(float(amount_eur), language_of(get_language() or "en"))
    )


@register.filter
def number(value: float | str | None, decimals: int = 0) -> str:
    """Return a number with the language's separators."""
    return (
        ""
        if value in (None, "")
        else number_text(float(value), language_of(get_language() or "en"), decimals)
    )


@register.filter
def with_query(address: str, changes: str) -> str:
    """Return `address` with parts of its query replaced: 'page=2', or 'page=' to drop one."""
    path, _, query = address.partition("?")
    replaced = dict(parse_qsl(changes, keep_blank_values=True))
    kept = [(name, value) for name, value in parse_qsl(query) if name not in replaced]
    kept += [(name, value) for name, value in replaced.items() if value]
    return f"{path}?{urlencode(kept)}" if kept else path


@register.filter
def label_of(code: str, kind_and_field: str) -> str:
    """Return the words for a code: `{{ row.type_code|label_of:"organisation.type" }}`."""
    kind, _, field = kind_and_field.partition(".")
    return code_label(Kind(kind), field, code).in_language(reader_language()) if code else ""


@register.filter
def kind_label(kind: str) -> str:
    """Return the singular name of a kind of thing."""
    return KIND_LABELS[Kind(kind)].in_language(reader_language())


@register.filter
def field_label(kind_and_field: str) -> str:
    """Return the label of a field: `{{ "project.budget_eur"|field_label }}`."""
    kind, _, field = kind_and_field.partition(".")
    return field_definition(Kind(kind), field).label.in_language(reader_language())


@register.filter
def page_of(thing: Any) -> str:
    """Return the address of a thing's page: an entity, a row, a concept or a key."""
    if isinstance(thing, str):
        return key_address(thing) if ":" in thing else concept_address(thing)
    if hasattr(thing, "scheme"):
        return concept_address(thing.id)
    return entity_address(thing.kind, thing.slug)


@register.inclusion_tag("components/evidence.html")
def evidence(found: Any, label: str = "") -> dict[str, Any]:
    """Show who says so: for a FieldValue, or anything that has `evidence`."""
    return {"found": found, "evidence": getattr(found, "evidence", ()), "label": label}


@lru_cache(maxsize=1)
def _manifest(path: Path, _changed_at: float) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def built_files() -> dict[str, Any]:
    """Return the front-end build's manifest, empty where nothing was built."""
    for root in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS):
        path = Path(root) / "built" / "manifest.json"
        if path.is_file():
            return _manifest(path, path.stat().st_mtime)
    return {}


def _entry(name: str) -> tuple[str, list[str]] | None:
    """Return the script and the style sheets of an entry of the front-end build."""
    manifest = built_files()
    for key, chunk in manifest.items():
        is_entry = chunk.get("isEntry") or chunk.get("isDynamicEntry")
        if is_entry and name in (chunk.get("name"), Path(key).stem):
            return chunk["file"], _styles(manifest, key, set())
    return None


def _assets(name: str) -> list[str]:
    return [
        asset
        for chunk in built_files().values()
        if chunk.get("name") == name
        for asset in chunk.get("assets", ())
    ]


def _styles(manifest: dict[str, Any], key: str, seen: set[str]) -> list[str]:
    if key in seen:
        return []
    seen.add(key)
    chunk = manifest[key]
    nested = (style for imported in chunk.get("imports", ()) for style in _styles(manifest, imported, seen))
    return [*chunk.get("css", ()), *nested]


@register.simple_tag
def site_styles() -> SafeString:
    """Link the site's style sheets: the joined one where it was collected, else one by one."""
    collected = getattr(staticfiles_storage, "hashed_files", {})
    names = (JOINED_STYLES,) if JOINED_STYLES in collected else STYLE_SHEETS
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(name),) for name in names))


@register.simple_tag
def site_script() -> SafeString:
    """Link the script and the type of every page; nothing where the front end was not built."""
    entry = _entry("site")
    if entry is None:
        return mark_safe("")
    # Asked for at once, the type is there for the first drawing: a page never moves under the reader.
    type_face = format_html_join(
        "",
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>',
        ((static(f"built/{name}"),) for name in _assets("site") if _EVERY_PAGE_S_TYPE in name),
    )
    styles = format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(f"built/{s}"),) for s in entry[1])
    )
    script = format_html('<script type="module" src="{}"></script>', static(f"built/{entry[0]}"))
    return type_face + styles + script


@register.simple_tag
def island_assets(name: str) -> SafeString:
    """Link the styles and preload the script of an island; its script is loaded by the site's own."""
    entry = _entry(name)
    if entry is None:
        return mark_safe("")
    styles = format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(f"built/{s}"),) for s in entry[1])
    )
    return styles + format_html('<link rel="modulepreload" href="{}">', static(f"built/{entry[0]}"))


@register.simple_tag
def built_url(name: str) -> str:
    """Return the address of a file of the front-end build, '' where it was not built."""
    for root in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS):
        if (Path(root) / f"built/{name}").is_file():
            return static(f"built/{name}")
    return ""


@register.filter
def to_json(value: Any) -> SafeString:
    """Return JSON that is safe inside a script element of type application/json."""
    text = json.dumps(value, ensure_ascii=False, default=dict)
    return mark_safe(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S308 -- escaped above
