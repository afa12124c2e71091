"""What the page of a run shows of what came out, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from biovaliance.foundation.wording import capitalised
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.bioproduction.results.figures import Figure, by_name
from biovaliance.web.bioproduction.results.files import with_downloads
from biovaliance.web.bioproduction.results.naming import number_name, pool_word, word
from biovaliance.web.bioproduction.results.runs.plan_tiles import present_plan
from biovaliance.web.bioproduction.results.runs.planned import plan_figures
from biovaliance.web.bioproduction.results.runs.simulated import simulation_figures
from biovaliance.web.bioproduction.results.runs.studied import day_figure, next_unit_figure, study_figure
from biovaliance.web.bioproduction.results.words import count, hours, interval, loss_word, share
from biovaliance.web.bioproduction.results.working import worked_cost
from biovaliance.web.templatetags.biovaliance import reader_language


def present_simulation(result: Mapping[str, Any], opened: Opened, run_key: str = "") -> dict[str, Any]:
    """Return what came out of a run: its figures by name, tiles, notices; empty where nothing did.

    `run_key` is the key of the run, whose figures can then be downloaded.
    """
    figures = by_name(_linked(each, run_key) for each in run_figures(result, opened))
    if "schedule" in result and opened.scenario is not None:
        return {"figures": figures, **present_plan(result["schedule"], opened.scenario)}
    if "simulation" not in result:
        return {
            "figures": figures,
            "study": next(iter(figures.values()), None),
            "next_unit": result.get("next_unit"),
        }
    told = result["simulation"]
    return {
        "figures": figures,
        "simulation": told,
        "tiles": _run_tiles(told),
        "notices": told["notices_fr"] if reader_language() == "fr" else told["notices"],
        "worst_status": told["worst_status"],
    }


def run_figures(result: Mapping[str, Any], opened: Opened) -> list[Figure]:
    """Return the figures of whatever a run worked out."""
    scenario = opened.scenario
    name = scenario.scenario.name if scenario else opened.name
    if "simulation" in result:
        return simulation_figures(result, name)
    if "schedule" in result and scenario is not None:
        return plan_figures(result["schedule"], scenario)
    if "study" in result:
        named = {}
        if scenario is not None:
            worked = worked_cost(opened)
            named = {row.name: number_name(scenario, row.place) for row in worked.numbers.rows.values()}
        return [study_figure(result["study"], named)]
    if "next_unit" in result and scenario is not None:
        return [next_unit_figure(result["next_unit"], scenario)]
    if "day" in result and scenario is not None:
        return [day_figure(result["day"], scenario)]
    return []


def _linked(figure: Figure, run_key: str) -> Figure:
    if not run_key:
        return figure
    return with_downloads(figure, "result_run", [run_key], "", f"{run_key}-{figure.name}")


def _run_tiles(told: Mapping[str, Any]) -> list[dict[str, str]]:
    colon = _("%(thing)s: %(key)s")
    lost = [
        colon % {"thing": loss_word(name), "key": count(number)}
        for name, number in told["losses"].items()
        if number
    ]
    tiles = []
    if told["throughput_per_year"] is not None:
        tiles.append(_doses_tile(told))
    time = told["time_in_system_h"]
    if time["mean"] is not None:
        tiles.append(
            {
                "value": hours(time["mean"]),
                "label": _("from arrival to release, mean"),
                "note": _("nine in ten less than %(time)s") % {"time": hours(time["p90"])},
            }
        )
    tiles.append(
        {
            "value": count(sum(told["losses"].values())),
            "label": _("patients lost in a replication"),
            "note": ", ".join(lost),
        }
    )
    if told["bottleneck"]:
        tiles.append(_bottleneck_tile(told))
    return tiles


def _doses_tile(told: Mapping[str, Any]) -> dict[str, str]:
    """Return the doses of a year with their interval; what is counted with one is lots."""
    lots, (low, high) = told["throughput_per_year"], told["throughput_ci95"]
    doses = told.get("doses_per_year", lots)
    each = doses / lots if lots else 1.0
    note = ""
    if low is not None:
        note = _("95 %% interval %(interval)s") % {"interval": interval(low * each, high * each)}
    return {"value": count(doses), "label": _("released doses a year"), "note": note}


def _bottleneck_tile(told: Mapping[str, Any]) -> dict[str, str]:
    """Return what patients wait for most: a pool, or a material that runs out."""
    name, label = told["bottleneck"], _("is what patients wait for most")
    if told.get("bottleneck_kind") == "material":
        lacked = share(told["materials"][name]["short_share"])
        return {
            "value": capitalised(word(name)),
            "label": label,
            "note": _("waited for %(share)s of the time") % {"share": lacked},
        }
    used = told["pools"][name]["utilisation_share"]
    note = _("at work %(share)s of its hours") % {"share": share(used)} if used is not None else ""
    return {"value": capitalised(pool_word(name)), "label": label, "note": note}
