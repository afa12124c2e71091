"""The page of scenarios side by side, in the reader's language."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from biovaliance.bioproduction.library.catalogue import entries, families
from biovaliance.web.bioproduction.results.asking import Asked, money_form
from biovaliance.web.bioproduction.results.comparison.comparing import Compared
from biovaliance.web.bioproduction.results.comparison.figures import comparison_figures, titles_of
from biovaliance.web.bioproduction.results.comparison.verdicts import sentence, sureness
from biovaliance.web.bioproduction.results.figures import by_name
from biovaliance.web.bioproduction.results.files import with_downloads
from biovaliance.web.bioproduction.results.money import tender_of
from biovaliance.web.templatetags.biovaliance import reader_language


def present_comparison(compared: Compared, names: tuple[str, ...], asked: Asked) -> dict[str, Any]:
    """Return the page of scenarios side by side, or the form to choose them."""
    title = _("Compare production scenarios")
    context: dict[str, Any] = {
        "title": title,
        "crumbs": [{"label": _("Production"), "url": reverse("production")}, {"label": title}],
        "refusal": compared.refusal,
        "choices": _choices(names),
        "kept": [name for name in names if name not in {entry.name for entry in entries()}],
        "is_one": len(compared.sides) == 1,
        "money": money_form(asked, compared.year) if compared.sides else None,
    }
    if len(compared.sides) < 2:
        return context
    tender = tender_of(asked.currency, compared.year)
    titles = titles_of(compared)
    query = comparison_query(names, asked)
    figures = [
        with_downloads(each, "result_compare", [], query, f"compare-{each.name}")
        for each in comparison_figures(compared, tender)
    ]
    found = by_name(figures)
    return {
        **context,
        "figures": found,
        "columns": found["columns"],
        "sides": [
            {"title": each, "url": side.opened.address}
            for each, side in zip(titles, compared.sides, strict=True)
        ],
        "verdicts": [
            {
                "sentence": sentence(compared, place, titles),
                "sureness": sureness(compared, place, titles),
                "figure": found[f"rests-on-{'abcd'[place]}"],
            }
            for place in range(1, len(compared.sides))
        ],
        "query": query,
        "lone_title": " / ".join(titles),
    }


def comparison_query(names: tuple[str, ...], asked: Asked) -> str:
    """Return the query that asks the same comparison again."""
    query = urlencode([("with", name) for name in names])
    return f"{query}&{asked.money_query}" if asked.money_query else query


def _choices(names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the processes of the library by family, those chosen ticked."""
    of_family: dict[str, list[dict[str, Any]]] = {}
    language = reader_language()
    for entry in entries():
        title = entry.title_fr if language == "fr" else entry.title_en
        of_family.setdefault(entry.family, []).append(
            {"value": entry.name, "label": title, "selected": entry.name in names}
        )
    titles = families()
    return [
        {"label": titles[family].in_language(language), "processes": found}
        for family, found in of_family.items()
    ]
