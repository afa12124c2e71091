"""From a run to what its page shows, and the form that asks for one, in the reader's language."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.sentences import whole_sentence
from biovaliance.web.access import may_stop
from biovaliance.web.addresses import absolute
from biovaliance.web.atlas.presenting import words
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.bioproduction.results.naming import scenario_title
from biovaliance.web.bioproduction.results.runs.presenting import present_simulation
from biovaliance.web.bioproduction.runs import store
from biovaliance.web.bioproduction.runs.forms import (
    KIND_LABELS,
    LARGEST_SEED,
    MOST_PATIENTS,
    MOST_REPLICATIONS,
    USUAL_REPLICATIONS,
    RunForm,
    longest_search_s,
    usual_search_s,
)
from biovaliance.web.bioproduction.runs.kinds import (
    DAY_REPLICATIONS,
    MOST_TRACED_EVENTS,
    PAIRED_REPLICATIONS,
    USUAL_PATIENTS,
    Kind,
    expected_events,
)
from biovaliance.web.bioproduction.runs.questions import versions
from biovaliance.web.bioproduction.runs.record import SCENARIO_FILE, command_of, entry_of, file_of
from biovaliance.web.bioproduction.runs.words import (
    problem_words,
    progress_of,
    progress_words,
    state_words,
)
from biovaliance.web.models import RunRow, RunState
from biovaliance.web.templatetags.biovaliance import number, reader_language

MOST_LISTED = 10


def present_start(opened: Opened, form: RunForm | None = None) -> dict[str, Any]:
    """Return the form that asks for a run of a scenario, and the runs there are of it."""
    chosen = (form["kind"].value() if form is not None else "") or str(Kind.SIMULATION)
    return {
        "run_start": {
            "scenario": opened.name,
            "can_run": opened.scenario is not None,
            "kinds": [
                {
                    "value": str(kind),
                    "label": KIND_LABELS[kind],
                    "gives": _gives(kind),
                    "takes": _takes(kind, opened.scenario),
                    "is_chosen": str(kind) == chosen,
                }
                for kind in KIND_LABELS
            ],
            "replications": _given(form, "replications", ""),
            "usual_replications": number(USUAL_REPLICATIONS),
            "usual_pairs": number(PAIRED_REPLICATIONS),
            "usual_days": number(DAY_REPLICATIONS),
            "most_replications": MOST_REPLICATIONS,
            "patients": _given(form, "patients", ""),
            "usual_patients": number(USUAL_PATIENTS),
            "most_patients": MOST_PATIENTS,
            "seconds": _given(form, "seconds", ""),
            "usual_seconds": number(usual_search_s()),
            "longest_search": longest_search_s(),
            "seed": _given(form, "seed", "1"),
            "largest_seed": LARGEST_SEED,
            "errors": [str(text) for texts in form.errors.values() for text in texts] if form else [],
            "runs": [_listed(row) for row in store.runs_of(opened.key, MOST_LISTED)],
            "most_seconds": number(settings.RUN_SECONDS),
        }
    }


def _given(form: RunForm | None, name: str, usual: str) -> str:
    value = form[name].value() if form is not None else None
    return usual if value is None else str(value)


def _gives(kind: Kind) -> str:
    return {
        Kind.SIMULATION: _(
            "How long patients wait, what is used how much and where it jams, with intervals."
        ),
        Kind.SCHEDULE: _(
            "Who is treated when, by whom and in what, how far from the best, and which pools jam."
        ),
        Kind.NEXT_UNIT: _(
            "The bottleneck by what it is worth: days saved and patients kept by one more of each."
        ),
        Kind.DAY: _("Patients who are not lost where each waits a day less; compared with a day more."),
        Kind.MORRIS: _("Which uncertain numbers move the cost of a dose at all; quick, for a first look."),
        Kind.SOBOL: _(
            "What share of the uncertainty of the cost each number brings, alone and with the others."
        ),
    }[kind]


def _takes(kind: Kind, scenario: Scenario | None) -> str:
    if scenario is None:
        return ""
    if kind is Kind.SCHEDULE:
        told = {"seconds": number(usual_search_s()), "patients": number(USUAL_PATIENTS)}
        return _("Up to %(seconds)s seconds for %(patients)s patients; less where none can be better.") % told
    if not kind.runs_the_line:
        return _("Usually a second or two.") if kind is Kind.MORRIS else _("Usually some seconds.")
    pairs = DAY_REPLICATIONS if kind is Kind.DAY else PAIRED_REPLICATIONS
    usual = pairs if kind.compares_lines else USUAL_REPLICATIONS
    events = expected_events(kind, scenario, {"replications": usual})
    told = {"replications": number(usual), "events": number(float(f"{events:.2g}"))}
    return _("%(replications)s replications take about %(events)s events.") % told


def _listed(row: RunRow) -> dict[str, Any]:
    return {
        "url": reverse("production_run", args=[row.key]),
        "kind": row.kind,
        "label": KIND_LABELS[Kind(row.kind)],
        "asked": asked_words(row),
        "state": row.state,
        "state_words": state_words(row),
        "asked_at": row.asked_at,
    }


def asked_words(row: RunRow) -> str:
    """Return what was asked, in a line."""
    told = {name: number(value) for name, value in row.settings.items() if name != "seed"}
    told["seed"] = str(row.settings["seed"])
    match Kind(row.kind):
        case Kind.MORRIS:
            return _("%(trajectories)s trajectories, seed %(seed)s") % told
        case Kind.SOBOL:
            return _("%(base_points)s base points, seed %(seed)s") % told
        case Kind.SCHEDULE:
            return _("%(patients)s patients, up to %(seconds)s seconds of search, seed %(seed)s") % told
    return _("%(replications)s replications, seed %(seed)s") % told


def present_progress(row: RunRow) -> dict[str, Any]:
    """Return how far a run is."""
    ahead = store.place_in_queue(row) if row.state == RunState.WAITING else 0
    return {
        "state": row.state,
        "state_words": state_words(row),
        "is_over": row.state in store.OVER,
        "done": row.done,
        "of": row.of,
        "text": progress_words(row, ahead),
    }


def present_run(request: HttpRequest, row: RunRow, opened: Opened | None) -> dict[str, Any]:
    """Return a run's page."""
    label = str(KIND_LABELS[Kind(row.kind)])
    name, scenario_url = _scenario(row)
    is_dropped = row.state == RunState.DONE and row.result is None
    could_be_traced = row.kind == Kind.SIMULATION and row.state == RunState.DONE and not is_dropped
    is_traced = could_be_traced and store.has_trace(row.key)
    return {
        "title": _("%(kind)s: %(scenario)s") % {"kind": label, "scenario": name},
        "crumbs": [
            {"label": _("Production"), "url": reverse("production")},
            {"label": name, "url": scenario_url},
            {"label": label},
        ],
        "run": row,
        "opened": opened,
        "scenario_name": name,
        "scenario_url": scenario_url,
        "label": label,
        "asked": asked_words(row),
        "progress": present_progress(row),
        "may_stop": row.state in store.OPEN and not row.is_asked_to_stop and may_stop(request, row),
        "problem": problem_words(row),
        "partly": progress_of(row) if row.state == RunState.STOPPED and row.result else "",
        "is_dropped": is_dropped,
        "can_run_again": is_dropped or _is_worth_trying(row),
        "is_of_today": row.versions == versions(),
        "kept_until": _kept_until(row) if row.result is not None else "",
        "took": _took(row),
        "facts": _facts(row),
        "command": command_of(row),
        "needs_file": file_of(row) == SCENARIO_FILE,
        "permanent": absolute(request, reverse("production_run", args=[row.key])),
        "files": _files(row, is_traced),
        "lots_url": reverse("production_run_lots", args=[row.key]) if is_traced else "",
        "most_events": number(MOST_TRACED_EVENTS) if could_be_traced and not is_traced else "",
        **_drawn(row, opened),
    }


def _drawn(row: RunRow, opened: Opened | None) -> dict[str, Any]:
    """Return the figures of what came out; none where another version told it in another way."""
    if not row.result or opened is None:
        return {}
    try:
        drawn = present_simulation(cast("dict[str, Any]", row.result), opened, row.key)
        return drawn | {"is_drawn": True, "notices": _notices(row, drawn)}
    except (KeyError, TypeError):
        if row.versions == versions():
            raise
        return {}


def _notices(row: RunRow, drawn: Mapping[str, Any]) -> list[str]:
    """Return what is told beside the figures; that the run was stopped is told at the head of its page."""
    if row.state != RunState.STOPPED or "simulation" not in drawn:
        return list(drawn.get("notices", ()))
    done, wanted = drawn["simulation"]["replications"], row.settings["replications"]
    stopped = words(whole_sentence("stopped", done=done, wanted=wanted))
    return [notice for notice in drawn["notices"] if notice != stopped]


def _scenario(row: RunRow) -> tuple[str, str]:
    """Return the name and the page of the scenario that was run."""
    entry = entry_of(row)
    if entry is None:
        return scenario_title(row.scenario.name), reverse("production_scenario", args=[row.scenario.key])
    name = entry.title_fr if reader_language() == "fr" else entry.title_en
    return name, reverse("production_process", args=[entry.name])


def _is_worth_trying(row: RunRow) -> bool:
    is_refused = (row.problem or {}).get("code") == "refused"
    return row.state in (RunState.STOPPED, RunState.FAILED) and not is_refused


def _kept_until(row: RunRow) -> str:
    if row.ended_at is None:
        return ""
    return date_format(timezone.localtime(row.ended_at + dt.timedelta(days=settings.RUN_KEPT_DAYS)), "j F Y")


def _took(row: RunRow) -> str:
    if row.started_at is None or row.ended_at is None:
        return ""
    return number(max(0.0, (row.ended_at - row.started_at).total_seconds()), 1)


def _facts(row: RunRow) -> list[dict[str, str]]:
    """Return what has to be known to run the same again."""
    made_with = row.versions
    return [
        {"label": _("Seed"), "text": str(row.settings["seed"])},
        {"label": _("Scenario, by its text"), "text": row.scenario.key},
        {"label": _("Version of Biovaliance"), "text": made_with["biovaliance"]},
        {"label": _("Engine and tables, by their text"), "text": made_with["bioproduction"]},
        *(
            {"label": name, "text": made_with[name.lower()]}
            for name in ("numpy", "numba", "SALib", "ortools")
            if name.lower() in made_with
        ),
    ]


def _files(row: RunRow, is_traced: bool) -> list[dict[str, str]]:
    files = [{"label": "JSON", "url": reverse("production_run_json", args=[row.key])}]
    if row.result is not None:
        files.append({"label": "CSV", "url": reverse("production_run_csv", args=[row.key])})
    if is_traced:
        files += [
            {
                "label": _("events of the first replication, CSV"),
                "url": reverse("production_run_trace", args=[row.key]),
            },
            {
                "label": _("lots of the first replication, CSV"),
                "url": reverse("production_run_lots_csv", args=[row.key]),
            },
        ]
    return files
