"""Which fields the form of each table has, in which order, and of which kind."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy
from pydantic import BaseModel

from biovaliance.bioproduction.scenarios.cost_inputs import Costs
from biovaliance.bioproduction.scenarios.document import (
    Breakdown,
    Calendar,
    Failure,
    Head,
    IntervalArrivals,
    Loss,
    Material,
    Operation,
    PoissonArrivals,
    Pool,
    ScheduledArrivals,
    StandingOrder,
    Test,
)


@dataclass(frozen=True, slots=True)
class FieldOf:
    """One key of a table on a form."""

    key: str
    kind: str
    """parameter, duration, text, prose, whole, select, flag, choice (of a list's names), words, numbers,
    counts, quantities, table, order, ways, windows, changeovers or classes."""
    of: str = ""
    """The unit of a parameter, the list a choice is made from, the options of a select, or "no" for a flag
    that is off where nothing is said."""
    table: type[BaseModel] | None = None
    """The table within, for kind "table"."""


_ARRIVING = (FieldOf("ineligible_share", "parameter", "share"), FieldOf("loss", "table", table=Loss))
FIELDS: dict[type[BaseModel], tuple[FieldOf, ...]] = {
    Head: (
        FieldOf("name", "text"),
        FieldOf("description", "prose"),
        FieldOf("currency", "text"),
        FieldOf("price_year", "whole"),
        FieldOf("patients", "whole"),
        FieldOf("horizon_d", "parameter", "d"),
        FieldOf("warm_up_patients", "whole"),
    ),
    PoissonArrivals: (
        FieldOf("kind", "select", "arrivals"),
        FieldOf("rate_per_d", "parameter", "1/d"),
        *_ARRIVING,
    ),
    IntervalArrivals: (
        FieldOf("kind", "select", "arrivals"),
        FieldOf("interval_d", "parameter", "d"),
        *_ARRIVING,
    ),
    ScheduledArrivals: (FieldOf("kind", "select", "arrivals"), FieldOf("times_d", "numbers"), *_ARRIVING),
    Loss: (
        FieldOf("hazard_per_d", "parameter", "1/d"),
        FieldOf("limit_d", "parameter", "d"),
        FieldOf("until", "select", "until"),
    ),
    Calendar: (FieldOf("name", "text"), FieldOf("windows", "windows"), FieldOf("closed_d", "numbers")),
    Pool: (
        FieldOf("name", "text"),
        FieldOf("kind", "select", "pool"),
        FieldOf("count", "whole"),
        FieldOf("calendar", "choice", "calendars"),
        FieldOf("at_close", "select", "at_close"),
        FieldOf("price_eur", "parameter", "EUR"),
        FieldOf("life_years", "parameter", "y"),
        FieldOf("cost_eur_per_h", "parameter", "EUR/h"),
        FieldOf("concept", "text"),
        FieldOf("room_class", "select", "room_class"),
        FieldOf("area_m2", "parameter", "m2"),
        FieldOf("entry_h", "parameter", "h"),
        FieldOf("cleaning_h", "parameter", "h"),
        FieldOf("changeover_h", "parameter", "h"),
        FieldOf("changeovers", "changeovers"),
        FieldOf("campaigns", "flag", "no"),
        FieldOf("absence_share", "parameter", "share"),
        FieldOf("skills", "words"),
        FieldOf("breakdown", "table", table=Breakdown),
    ),
    Breakdown: (FieldOf("between_h", "duration"), FieldOf("repair_h", "duration")),
    Operation: (
        FieldOf("name", "text"),
        FieldOf("unit_procedure", "text"),
        FieldOf("phases", "words"),
        FieldOf("concept", "text"),
        FieldOf("duration_h", "duration"),
        FieldOf("setup", "text"),
        FieldOf("pools", "counts", "pools"),
        FieldOf("skills", "counts", "skills"),
        FieldOf("materials", "quantities", "materials"),
        FieldOf("hands_on_share", "parameter", "share"),
        FieldOf("after", "order"),
        FieldOf("next", "ways"),
        FieldOf("failure", "table", table=Failure),
        FieldOf("test", "table", table=Test),
        FieldOf("max_hold_h", "parameter", "h"),
        FieldOf("at_max_hold", "select", "at_max_hold"),
        FieldOf("queue_limit", "whole"),
        FieldOf("batch", "whole"),
        FieldOf("batch_wait_h", "parameter", "h"),
        FieldOf("pooled", "flag", "no"),
        FieldOf("priority", "whole"),
    ),
    Failure: (
        FieldOf("share", "parameter", "share"),
        FieldOf("then", "select", "then"),
        FieldOf("max_attempts", "whole"),
    ),
    Test: (
        FieldOf("where", "select", "where"),
        FieldOf("gates_release", "flag"),
        FieldOf("price_eur", "parameter", "EUR"),
    ),
    Material: (
        FieldOf("name", "text"),
        FieldOf("kind", "select", "material"),
        FieldOf("unit", "text"),
        FieldOf("price_eur", "parameter", "EUR"),
        FieldOf("pack_size", "parameter", "1"),
        FieldOf("minimum_order", "parameter", "1"),
        FieldOf("lead_time_d", "parameter", "d"),
        FieldOf("shelf_life_d", "parameter", "d"),
        FieldOf("stock", "parameter", "1"),
        FieldOf("reorder_point", "parameter", "1"),
        FieldOf("order_up_to", "parameter", "1"),
        FieldOf("review_every_d", "parameter", "d"),
        FieldOf("standing_order", "table", table=StandingOrder),
        FieldOf("supplier", "text"),
        FieldOf("concept", "text"),
    ),
    StandingOrder: (
        FieldOf("packs", "parameter", "1"),
        FieldOf("every_d", "parameter", "d"),
        FieldOf("first_d", "parameter", "d"),
    ),
    Costs: (
        FieldOf("batches_per_year", "parameter", "1/y"),
        FieldOf("demand_d_per_year", "parameter", "d/y"),
        FieldOf("doses_per_batch", "parameter", "1"),
        FieldOf("utilisation_share", "parameter", "share"),
        FieldOf("facility_share", "parameter", "share"),
        FieldOf("discount_rate_share", "parameter", "share"),
        FieldOf("facility_life_years", "parameter", "y"),
        FieldOf("equipment_life_years", "parameter", "y"),
        FieldOf("maintenance_share", "parameter", "share"),
        FieldOf("room_price_eur_per_m2", "classes", "EUR/m2"),
        FieldOf("room_running_eur_per_m2_year", "classes", "EUR/(m2 y)"),
        FieldOf("support_area_m2", "parameter", "m2"),
        FieldOf("facility_running_eur_per_year", "parameter", "EUR/y"),
        FieldOf("fixed_staff_eur_per_year", "parameter", "EUR/y"),
        FieldOf("quality_control_eur_per_year", "parameter", "EUR/y"),
        FieldOf("logistics_eur_per_batch", "parameter", "EUR"),
        FieldOf("logistics_eur_per_dose", "parameter", "EUR"),
        FieldOf("hands_on_pool", "choice", "pools"),
        FieldOf("staff_paid", "select", "staff_paid"),
        FieldOf("learning_progress_share", "parameter", "share"),
        FieldOf("learning_from_batch", "whole"),
        FieldOf("learning_at_batch", "whole"),
    ),
}
OPTIONS: dict[str, dict[str, Any]] = {
    "arrivals": {
        "poisson": gettext_lazy("by chance"),
        "interval": gettext_lazy("at a fixed interval"),
        "schedule": gettext_lazy("on given days"),
    },
    "until": {
        "release": gettext_lazy("the release of the dose"),
        "start": gettext_lazy("the start of the first operation"),
    },
    "pool": {
        "equipment": gettext_lazy("equipment"),
        "staff": gettext_lazy("people"),
        "room": gettext_lazy("room"),
        "storage": gettext_lazy("storage"),
    },
    "at_close": {
        "fit": gettext_lazy("work starts only if it fits"),
        "finish": gettext_lazy("work is finished after it"),
        "interrupt": gettext_lazy("work is interrupted"),
    },
    "room_class": {"": gettext_lazy("none"), **{each: each for each in ("A", "B", "C", "D", "CNC")}},
    "at_max_hold": {
        "scrap": gettext_lazy("the material is lost"),
        "block": gettext_lazy("it waits in the operation before"),
    },
    "where": {"in-house": gettext_lazy("in-house"), "external": gettext_lazy("external")},
    "material": {
        "material": gettext_lazy("material"),
        "consumable": gettext_lazy("consumable"),
        "vector": gettext_lazy("vector"),
    },
    "staff_paid": {
        "worked": gettext_lazy("the hours worked on batches"),
        "employed": gettext_lazy("all hours of their calendar"),
    },
    "status": {
        "": gettext_lazy("not stated (counts as assumed)"),
        "seen": gettext_lazy("seen"),
        "derived": gettext_lazy("derived"),
        "unverified": gettext_lazy("not verified"),
        "assumed": gettext_lazy("assumed"),
    },
    "distribution": {
        "": gettext_lazy("always the same"),
        "exponential": gettext_lazy("exponential"),
        "lognormal": gettext_lazy("lognormal"),
        "gamma": gettext_lazy("gamma"),
        "triangular": gettext_lazy("triangular"),
        "normal": gettext_lazy("normal"),
        "empirical": gettext_lazy("values observed"),
    },
}
"""The words of what is chosen from, by what it is a choice of; the first counts where nothing is said."""
ARRIVALS: dict[Any, type[BaseModel]] = {
    "poisson": PoissonArrivals,
    "interval": IntervalArrivals,
    "schedule": ScheduledArrivals,
}
TABLE_OF_LIST: dict[str, type[BaseModel]] = {
    "calendars": Calendar,
    "pools": Pool,
    "operations": Operation,
    "materials": Material,
}
CLASSES = ("A", "B", "C", "D", "CNC")
SHAPE_NUMBERS = {
    "exponential": ("mean",),
    "lognormal": ("mean", "cv"),
    "gamma": ("mean", "cv"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
}
SHAPE_WORDS = {
    "mean": gettext_lazy("mean, h"),
    "cv": gettext_lazy("coefficient of variation"),
    "low": gettext_lazy("shortest, h"),
    "mode": gettext_lazy("most likely, h"),
    "high": gettext_lazy("longest, h"),
    "sd": gettext_lazy("standard deviation, h"),
    "values": gettext_lazy("values observed, h, apart by semicolons"),
}
