"""The figures of longer studies: Morris, Sobol, what one more unit of each pool and a day are worth."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.web.bioproduction.results.bars import Tone, bar, bars
from biovaliance.web.bioproduction.results.figures import Cell, Figure, columns, text
from biovaliance.web.bioproduction.results.money import Tender
from biovaliance.web.bioproduction.results.naming import pool_word, scenario_title
from biovaliance.web.bioproduction.results.words import count, figure, hours, interval, share, status_word
from biovaliance.web.templatetags.biovaliance import reader_language

MOST_BARS = 15
Json = Mapping[str, Any]


def study_figure(study: Json, names: Mapping[str, str]) -> Figure:
    """Return the figure of a study of a cost; `names` says what its numbers are called."""
    source = _("%(runs)s evaluations of the cost of “%(name)s”, seed %(seed)d, prices of %(year)d") % {
        "runs": count(study["runs"]),
        "name": scenario_title(study["name"]),
        "seed": study["seed"],
        "year": study["price_year"],
    }
    return _morris(study, names, source) if study["method"] == "morris" else _sobol(study, names, source)


def _morris(study: Json, names: Mapping[str, str], source: str) -> Figure:
    tender = Tender("EUR", study["price_year"])
    rows, items = [], []
    for each in study["parameters"]:
        name = names.get(each["name"], each["name"])
        rows.append(
            (
                text(name),
                Cell(tender.number(each["mean_absolute"]), each["mean_absolute"]),
                Cell(interval(*each["mean_absolute_ci95"])),
                Cell(tender.number(each["mean"]), each["mean"]),
                Cell(tender.number(each["sd"]), each["sd"]),
                text(status_word(each["status"]), each["status"], status=each["status"]),
            )
        )
        items.append(bar(name, each["mean_absolute"], ci95=each["mean_absolute_ci95"]))
    return Figure(
        name="morris",
        title=_("%(number)s moves the cost most over all the others’ values") % {"number": items[0]["name"]},
        unit=_(
            "Mean effect of a number over its whole range, EUR of %(year)d a dose, with its 95 %% interval"
        )
        % {"year": study["price_year"]},
        columns=columns(
            ("number", _("Number")),
            ("effect", _("Mean effect")),
            ("ci95", _("95 %\u00a0interval")),
            ("signed", _("With its sign")),
            ("spread", _("Spread")),
            ("status", _("Status"), False),
        ),
        rows=tuple(rows),
        source=source,
        drawing=bars(items[:MOST_BARS], {"label": _("Mean effect"), "unit": f"EUR {study['price_year']}"}),
        note=_("A spread as large as the effect tells of numbers that act together."),
    )


def _sobol(study: Json, names: Mapping[str, str], source: str) -> Figure:
    rows, items = [], []
    for each in study["parameters"]:
        name = names.get(each["name"], each["name"])
        rows.append(
            (
                text(name),
                Cell(figure(each["total"]), each["total"]),
                Cell(interval(*each["total_ci95"])),
                Cell(figure(each["first"]), each["first"]),
                Cell(interval(*each["first_ci95"])),
                text(status_word(each["status"]), each["status"], status=each["status"]),
            )
        )
        items.append(bar(name, each["total"], ci95=each["total_ci95"]))
    low, high = study["range95"]
    tender = Tender("EUR", study["price_year"])
    return Figure(
        name="sobol",
        title=_("%(number)s makes %(share)s of what is not known of the cost")
        % {"number": items[0]["name"], "share": share(items[0]["value"])},
        unit=_("Share of the variance of the cost that a number takes part in, with its 95 %\u00a0interval"),
        columns=columns(
            ("number", _("Number")),
            ("total", _("Total share")),
            ("total_ci95", _("95 %\u00a0interval")),
            ("first", _("Alone")),
            ("first_ci95", _("95 %\u00a0interval")),
            ("status", _("Status"), False),
        ),
        rows=tuple(rows),
        source=source,
        drawing=bars(items[:MOST_BARS], {"label": _("Total share of the variance"), "share": True}),
        note=_("Over all draws a dose costs %(mean)s on average, in 95 %% of them %(low)s to %(high)s.")
        % {"mean": tender.text(study["mean"]), "low": tender.text(low), "high": tender.text(high)},
    )


def next_unit_figure(found: Json, scenario: Scenario) -> Figure:
    """Return what one more unit of each pool changes; `found` has `units`, and what the line is like now."""
    units, year = found["units"], scenario.scenario.price_year
    rows = []
    items: list[dict[str, Any]] = []
    for each in units:
        saved, lost = each["days_saved"], each["lost_share_change"]
        low, high = saved["ci95"]
        is_sure = low is not None and low > 0
        rows.append(
            (
                text(pool_word(each["pool"]), each["pool"]),
                Cell(figure(saved["mean"]), saved["mean"]),
                Cell(interval(low, high)),
                Cell(share(lost["mean"]), lost["mean"]),
                Cell(figure(round(each["eur_per_year"])), each["eur_per_year"]),
            )
        )
        tone: Tone = "accent" if is_sure and not items else "data"
        items.append(bar(pool_word(each["pool"]), saved["mean"], tone, saved["ci95"]))
    best = units[0] if units else None
    title = _("One more unit of no pool saves more than chance may")
    if best and (best["days_saved"]["ci95"][0] or 0) > 0:
        title = _("One more unit of “%(pool)s” saves a patient %(time)s, for %(eur)s a year") % {
            "pool": pool_word(best["pool"]),
            "time": hours(best["days_saved"]["mean"] * 24),
            "eur": Tender("EUR", 0).text(best["eur_per_year"]),
        }
    return Figure(
        name="next-unit",
        title=title,
        unit=_(
            "Days from arrival to release that one more unit saves a patient, with the 95 %\u00a0interval"
        ),
        columns=columns(
            ("pool", _("One more unit of")),
            ("days_saved", _("Days saved")),
            ("ci95", _("95 %\u00a0interval")),
            ("lost_share_change", _("Change of the share lost")),
            ("eur_per_year", _("EUR of %(year)d a year") % {"year": year} if year else _("EUR a year")),
        ),
        rows=tuple(rows),
        source=_("Each pool in turn, the same random numbers: “%(name)s”")
        % {"name": scenario_title(scenario.scenario.name)},
        drawing=bars(items, {"label": _("Days saved"), "unit": _("days")}),
    )


def day_figure(found: Json, scenario: Scenario) -> Figure:
    """Return what a day of waiting is worth: patients who are not lost."""
    loss = scenario.arrivals.loss
    rate = loss.hazard_per_d if loss is not None else None
    days, lost, more = found["days"], found["lost_share"], found["lost_share_per_day"]
    per_year = found["patients_lost_per_day_and_year"]
    title = _("A day more or less loses no more patients than chance may")
    if more["ci95"][0] > 0:
        title = _("Each day of waiting costs %(patients)s patients a year: of 100 who come, %(hundred)s") % {
            "patients": figure(round(per_year, 2)),
            "hundred": figure(round(100 * more["mean"], 2)),
        }
    by_year = per_year / more["mean"] if more["mean"] else 0.0
    notices = found.get("notices_fr" if reader_language() == "fr" else "notices", ())
    told = [
        (_("Days from arrival to release"), days["mean"], days["ci95"], 1.0),
        (_("Patients lost of 100 who come, as it stands"), lost["mean"], lost["ci95"], 100.0),
        (_("Patients lost more of 100 for a day more"), more["mean"], more["ci95"], 100.0),
        (_("Patients lost a year for each day"), more["mean"], more["ci95"], by_year),
    ]
    return Figure(
        name="day",
        title=title,
        unit=_("Means over replications, each with its interval at 95 %"),
        columns=columns(
            ("quantity", _("Number")),
            ("mean", _("Mean")),
            ("low", _("Lower end, 95 %")),
            ("high", _("Upper end, 95 %")),
        ),
        rows=tuple(
            (text(label), *(Cell(figure(round(value * by, 2)), value * by) for value in (mean, *ends)))
            for label, mean, ends, by in told
        ),
        source=_(
            "The line as it stands and with a day more, or a week where there are shifts, told by the day; "
            "the same random numbers: “%(name)s”"
        )
        % {"name": scenario_title(scenario.scenario.name)},
        statuses=() if rate is None else (str(rate.status),),
        note=" ".join(
            [_("A patient is lost by the rate that the scenario states for those who wait."), *notices]
        ),
    )
