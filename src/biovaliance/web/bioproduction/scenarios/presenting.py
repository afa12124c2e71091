"""From a scenario to what its page and the library's show, in the reader's language."""

from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from biovaliance.bioproduction.costs.costing import CostResult
from biovaliance.bioproduction.library.catalogue import (
    Entry,
    entries,
    facility_titles,
    families,
    library_description,
)
from biovaliance.bioproduction.library.swapping import others_of
from biovaliance.bioproduction.scenarios.checks import notices
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.words.titles import library_title
from biovaliance.foundation.errors import InputError
from biovaliance.web.addresses import absolute
from biovaliance.web.bioproduction.opened import Opened, open_any
from biovaliance.web.bioproduction.scenarios.comparing import difference_rows
from biovaliance.web.bioproduction.scenarios.drawing import legend, present_drawing
from biovaliance.web.bioproduction.scenarios.figures import cost_result, library_cost
from biovaliance.web.bioproduction.scenarios.tables import material_rows, operation_rows, pool_rows
from biovaliance.web.bioproduction.scenarios.words import days, euros, figure, rounded_share, said, told
from biovaliance.web.templatetags.biovaliance import localised, reader_language

SORTS = {
    "": gettext_lazy("By family"),
    "cost": gettext_lazy("Cost of a dose"),
    "time": gettext_lazy("Lead time"),
    "doubt": gettext_lazy("Share assumed"),
}
BAR = 96
"""How wide the bar of an index row is, in pixels."""


def present_library(asked: QueryDict) -> dict[str, Any]:
    """Return the processes to start from, by family or in the order asked for."""
    sort = asked.get("sort", "") if asked.get("sort", "") in SORTS else ""
    family = asked.get("family", "") if asked.get("family", "") in families() else ""
    rows = [_library_row(entry) for entry in entries() if family in {"", entry.family}]
    language = reader_language()
    if sort:
        key = {"cost": "cost_eur", "time": "lead_h", "doubt": "unproven"}[sort]
        groups = [{"title": "", "rows": sorted(rows, key=lambda row: row[key])}]
    else:
        groups = [
            {"title": title.in_language(language), "rows": [row for row in rows if row["family"] == name]}
            for name, title in families().items()
        ]
    return {
        "title": _("Production"),
        "crumbs": [{"label": _("Production")}],
        "groups": [group for group in groups if group["rows"]],
        "count": len(rows),
        "sorts": [{"value": key, "label": label, "selected": key == sort} for key, label in SORTS.items()],
        "families": [
            {"value": name, "label": title.in_language(language), "selected": name == family}
            for name, title in families().items()
        ],
        "is_sorted": bool(sort),
        "first": entries()[0].name,
    }


def _library_row(entry: Entry) -> dict[str, Any]:
    result = library_cost(entry)
    facility = facility_titles().get(entry.facility)
    unproven = result.cost_rests_on.unproven_share
    return {
        "name": entry.name,
        "family": entry.family,
        "family_title": families()[entry.family].in_language(reader_language()),
        "title": entry.title(reader_language()),
        "url": reverse("production_process", args=[entry.name]),
        "facility": facility.in_language(reader_language()) if facility else _("its own rooms and people"),
        "cost_eur": result.cost_eur_per_released_dose,
        "cost": euros(result.cost_eur_per_released_dose),
        "year": result.price_year,
        "lead_h": result.lead_time_h,
        "lead": days(result.lead_time_h),
        "unproven": unproven,
        "unproven_words": rounded_share(unproven),
        "bar": round(unproven * BAR, 1),
        "bar_width": BAR,
        "worst": result.worst_status,
    }


def present_scenario(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    """Return a scenario's page."""
    title = title_of(opened)
    description = _description(opened)
    context: dict[str, Any] = {
        "title": title,
        "crumbs": [{"label": _("Production"), "url": reverse("production")}, {"label": title}],
        "opened": opened,
        "description": description,
        "summary": f"{description.split('. ')[0].rstrip('.')}." if description else title,
        "facility": _facility(opened),
        "problems": [told(each) for each in opened.refusal.problems] if opened.refusal else [],
        "refusal": localised(opened.refusal.text) if opened.refusal else "",
        "permanent": absolute(request, opened.address),
        "edit_url": f"{reverse('production_edit')}?{urlencode({'from': opened.name})}",
        "toml_url": reverse("production_toml", args=[opened.name]),
        "origin": _origin(opened),
        "technologies": _technologies(opened),
        "compare_url": compare_address(opened.name),
        "legend": legend(),
    }
    if opened.scenario is None:
        return context
    return context | _sections(opened, opened.scenario)


def _sections(opened: Opened, scenario: Scenario) -> dict[str, Any]:
    result = cost_result(opened)
    return {
        "glance": _glance(result) if isinstance(result, CostResult) else None,
        "cost_refusal": localised(result.text) if isinstance(result, InputError) else "",
        "drawing": present_drawing(scenario),
        "svg_url": reverse("production_drawing", args=[opened.name]),
        "operations": operation_rows(scenario),
        "pools": pool_rows(scenario),
        "materials": material_rows(scenario),
        "notices": [localised(each) for each in notices(scenario)],
    }


def _glance(result: CostResult) -> dict[str, Any]:
    unproven = result.cost_rests_on.unproven_share
    return {
        "cost": euros(result.cost_eur_per_released_dose),
        "year": result.price_year,
        "doses": figure(round(result.at_demand.released_doses_per_year)),
        "lead": days(result.lead_time_h),
        "unproven": rounded_share(unproven),
        "bar": round(unproven * BAR, 1),
        "bar_width": BAR,
        "worst": result.worst_status,
        "tightest": said(result.tightest_pool),
        "capacity": figure(round(result.capacity_batches_per_year))
        if result.capacity_batches_per_year
        else "",
        "wanted": figure(round(result.wanted_batches_per_year)),
    }


def title_of(opened: Opened) -> str:
    """Return what a scenario is called: the catalogue's title, or the name it gives itself."""
    if opened.entry:
        return opened.entry.title(reader_language())
    if opened.scenario is None:
        return _("Scenario %(key)s") % {"key": opened.name}
    return localised(library_title(opened.scenario.scenario.name))


def _description(opened: Opened) -> str:
    if opened.scenario is None:
        return opened.entry.description_fr if opened.entry else ""
    head = opened.scenario.scenario
    return localised(library_description(head.name, head.description))


def _facility(opened: Opened) -> str:
    name = opened.entry.facility if opened.entry else ""
    title = facility_titles().get(name)
    return title.in_language(reader_language()) if title else ""


def _origin(opened: Opened) -> dict[str, Any] | None:
    """Return what a kept scenario was made from, and what differs from it."""
    if opened.is_of_library or not opened.begun_from:
        return None
    before = open_any(opened.begun_from)
    if before is None:
        return None
    rows = difference_rows(before, opened)
    return {
        "title": title_of(before),
        "url": before.address,
        "rows": rows,
        "compare": compare_address(before.name, opened.name),
    }


def library_root(opened: Opened, most: int = 12) -> str:
    """Return the process of the library a scenario goes back to, "" where it was begun from a blank."""
    seen: Opened | None = opened
    for _step in range(most):
        if seen is None or seen.is_of_library:
            break
        seen = open_any(seen.begun_from) if seen.begun_from else None
    return seen.name if seen is not None and seen.is_of_library else ""


def _technologies(opened: Opened) -> list[dict[str, str]]:
    """Return the other technologies of the family, to be put in this one's place."""
    if opened.scenario is None:
        return []
    titles = {entry.name: entry.title(reader_language()) for entry in entries()}
    return [{"name": name, "title": titles[name]} for name in others_of(library_root(opened))]


def compare_address(*names: str) -> str:
    """Return the page that compares scenarios, "" where the site has none."""
    try:
        return f"{reverse('production_compare')}?{urlencode([('with', name) for name in names])}"
    except NoReverseMatch:
        return ""
