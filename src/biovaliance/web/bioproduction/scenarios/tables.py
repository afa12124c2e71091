"""A scenario as rows to read: operations, people and equipment, materials, each number with its status."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.atlas.fields import Kind
from biovaliance.bioproduction.scenarios.calendars import work_hours
from biovaliance.bioproduction.scenarios.distributions import Deterministic, Distribution
from biovaliance.bioproduction.scenarios.document import SCRAP, Material, Operation, Pool, Scenario
from biovaliance.bioproduction.scenarios.parameters import Parameter
from biovaliance.bioproduction.scenarios.wording import duration_text
from biovaliance.foundation.wording import WIDE
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from biovaliance.web.addresses import concept_address, key_address
from biovaliance.web.bioproduction.scenarios.words import (
    MATERIAL_KINDS,
    POOL_KINDS,
    figure,
    hours,
    in_unit,
    note_words,
    said,
    share,
    source_words,
)
from biovaliance.web.templatetags.biovaliance import reader_language

BY_DEFINITION = "by definition"


def number(parameter: Parameter | None, unit: str, of: str) -> dict[str, Any] | None:
    """Return a number with what stands behind it, None where there is none; `of` names it."""
    return None if parameter is None else _number(parameter, unit, of)


def _number(parameter: Parameter, unit: str, of: str) -> dict[str, Any]:
    low, high = parameter.span
    return {
        "text": in_unit(parameter.number, unit),
        "range": "" if low == high else f"{in_unit(low, unit)} – {in_unit(high, unit)}",
        "status": "" if parameter.source == BY_DEFINITION else str(parameter.status),
        "source": "" if parameter.source == BY_DEFINITION else source_words(parameter.source),
        "note": note_words(parameter.note),
        "grade": parameter.grade,
        "year": parameter.price_year,
        "of": of,
    }


def duration(value: Distribution, of: str) -> dict[str, Any]:
    """Return how long something takes, with what stands behind it."""
    if isinstance(value, Deterministic):
        found = _number(value.value, "h", of)
        stated = "status" in value.value.model_fields_set
        return (
            found if stated else found | {"status": str(value.status), "source": source_words(value.source)}
        )
    return {
        "text": duration_text(value, reader_language()),
        "range": "",
        "status": str(value.status),
        "source": source_words(value.source),
        "note": note_words(value.note),
        "grade": value.grade,
        "year": None,
        "of": of,
    }


def operation_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the operations in file order."""
    return [_operation(operation) for operation in scenario.operations]


def _operation(operation: Operation) -> dict[str, Any]:
    name = said(operation.name)
    return {
        "name": name,
        "group": said(operation.unit_procedure),
        "phases": ", ".join(said(phase) for phase in operation.phases),
        "duration": duration(operation.duration_h, _("Duration of %(name)s") % {"name": name}),
        "pools": [
            *(_counted(said(pool), count) for pool, count in operation.pools.items()),
            *(_counted(skill, count) for skill, count in operation.skills.items()),
        ],
        "hands_on": number(
            operation.hands_on_share, "share", _("Hands-on share of %(name)s") % {"name": name}
        ),
        "materials": [
            {"name": said(material), "quantity": number(quantity, "1", said(material))}
            for material, quantity in operation.materials.items()
        ],
        "test": _test(operation),
        "failure": _failure(operation),
        "failing": number(
            operation.failure.share if operation.failure else None,
            "share",
            _("Failures of %(name)s") % {"name": name},
        ),
        "ways": [_way(way.to, way.share.number) for way in operation.next or ()],
        "limits": list(_limits(operation)),
    }


def _counted(name: str, count: int) -> str:
    return name if count == 1 else f"{figure(count)}{WIDE}× {name}"


def _test(operation: Operation) -> dict[str, Any] | None:
    test = operation.test
    if test is None:
        return None
    where = _("quality test, in-house") if test.where == "in-house" else _("quality test, external")
    later = "" if test.gates_release else _("its result comes after release")
    price = number(test.price_eur, "EUR", _("Price of %(name)s") % {"name": said(operation.name)})
    return {"words": where, "later": later, "price": price}


def _failure(operation: Operation) -> str:
    failure = operation.failure
    if failure is None or failure.share.number == 0:
        return ""
    if failure.then == SCRAP:
        return _("then thrown away")
    if failure.then in {"repeat", operation.name}:
        words = _("then done again")
    else:
        words = _("then back to “%(name)s”") % {"name": said(failure.then)}
    if failure.max_attempts is None:
        return words
    most = ngettext("%(n)s attempt at most", "%(n)s attempts at most", failure.max_attempts)
    return f"{words}, {most % {'n': failure.max_attempts}}"


def _way(to: str, part: float) -> str:
    leads = {"end": _("released"), "scrap": _("thrown away")}.get(to) or said(to)
    return f"{share(part)} → {leads}"


def _limits(operation: Operation) -> Iterator[str]:
    if operation.max_hold_h is not None:
        told = {"time": hours(operation.max_hold_h.number)}
        yield (
            _("may wait %(time)s, then is lost") if operation.at_max_hold == SCRAP else _("may wait %(time)s")
        ) % told
    if operation.batch > 1:
        words = _("%(n)s lots become one") if operation.pooled else _("%(n)s together")
        yield words % {"n": operation.batch}
    if operation.queue_limit is not None:
        yield _("%(n)s may queue") % {"n": operation.queue_limit}
    if operation.priority:
        yield _("priority %(n)s") % {"n": operation.priority}


def pool_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Return people, rooms and equipment."""
    calendars = {calendar.name: work_hours(calendar).open_share * 168 for calendar in scenario.calendars}
    return [_pool(pool, calendars) for pool in scenario.pools]


def _pool(pool: Pool, calendars: Mapping[str, float]) -> dict[str, Any]:
    name = said(pool.name)
    week = calendars.get(pool.calendar or "")
    open_text = _("always")
    if pool.calendar is not None and week is not None:
        told = {"name": said(pool.calendar), "hours": figure(round(week, 1))}
        open_text = _("%(name)s, %(hours)s h a week") % told
    return {
        "name": name,
        "kind": POOL_KINDS[pool.kind],
        "count": pool.count,
        "calendar": open_text,
        "room_class": pool.room_class or "",
        "numbers": [
            {"label": label, "number": found}
            for label, found in (
                (_("price"), number(pool.price_eur, "EUR", _("Price of %(name)s") % {"name": name})),
                (_("an hour"), number(pool.cost_eur_per_h, "EUR", _("An hour of %(name)s") % {"name": name})),
                (_("area"), number(pool.area_m2, "m2", _("Area of %(name)s") % {"name": name})),
                (_("life"), number(pool.life_years, "y", _("Life of %(name)s") % {"name": name})),
                (_("gowning"), number(pool.entry_h, "h", _("Gowning for %(name)s") % {"name": name})),
                (_("cleaning"), number(pool.cleaning_h, "h", _("Cleaning of %(name)s") % {"name": name})),
                (
                    _("absence"),
                    number(pool.absence_share, "share", _("Absence of %(name)s") % {"name": name}),
                ),
            )
            if found
        ],
        "breakdown": _breakdown(pool),
    }


def _breakdown(pool: Pool) -> str:
    if pool.breakdown is None:
        return ""
    told = {
        "between": hours(pool.breakdown.between_h.mean_h),
        "repair": hours(pool.breakdown.repair_h.mean_h),
    }
    return _("breaks every %(between)s, repaired in %(repair)s") % told


def material_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Return what is used up."""
    return [_material(material) for material in scenario.materials]


def _links(material: Material) -> dict[str, str]:
    """Return the pages of who supplies a material and of what it is, where the atlas may have them."""
    supplier, concept = material.supplier or "", material.concept or ""
    kind, _colon, slug = supplier.partition(":")
    is_key = kind in set(Kind) and slug.replace("-", "").isalnum()
    return {
        "supplier_url": key_address(supplier) if is_key else "",
        "concept_url": concept_address(concept) if concept in bundled_thesaurus().concepts else "",
    }


def _material(material: Material) -> dict[str, Any]:
    name = said(material.name)
    return {
        "name": name,
        "kind": MATERIAL_KINDS[material.kind],
        "unit": said(material.unit) if material.unit != "1" else "",
        "price": number(material.price_eur, "EUR", _("Price of %(name)s") % {"name": name}),
        "numbers": [{"label": label, "number": found} for label, found in _supply(material, name) if found],
        "supplier": material.supplier or "",
        **_links(material),
    }


def _supply(material: Material, name: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Yield how a material comes and how long it keeps."""
    standing = material.standing_order
    yield _("pack"), number(material.pack_size, "1", _("Pack of %(name)s") % {"name": name})
    yield (
        _("minimum order, in packs"),
        number(material.minimum_order, "1", _("Minimum order of %(name)s") % {"name": name}),
    )
    yield _("lead time"), number(material.lead_time_d, "d", _("Lead time of %(name)s") % {"name": name})
    yield _("shelf life"), number(material.shelf_life_d, "d", _("Shelf life of %(name)s") % {"name": name})
    yield _("stock at the beginning"), number(material.stock, "1", _("Stock of %(name)s") % {"name": name})
    yield (
        _("reorder point"),
        number(material.reorder_point, "1", _("Reorder point of %(name)s") % {"name": name}),
    )
    yield (
        _("ordered up to"),
        number(material.order_up_to, "1", _("Level to which %(name)s is ordered") % {"name": name}),
    )
    yield (
        _("looked at every"),
        number(
            material.review_every_d, "d", _("How often the stock of %(name)s is looked at") % {"name": name}
        ),
    )
    if standing is not None:
        what = _("Standing order of %(name)s") % {"name": name}
        yield _("standing order, in packs"), number(standing.packs, "1", what)
        yield _("standing order, every"), number(standing.every_d, "d", what)
