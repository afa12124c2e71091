"""The part of the read API that tells what came out of a run."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from biovaliance.web.bioproduction.runs.record import record_of
from biovaliance.web.bioproduction.runs.store import OVER, read_run
from biovaliance.web.machines.api.answers import Problem, cacheable

router = Router()


class KeptScenarioOut(Schema):
    """The scenario that was run."""

    key: str = Field(description="Made of its text: the same text has the same key.")
    name: str
    begun_from: str = Field(description="The process of the library, or the scenario, it was made from.")
    url: str
    text: str = Field(description="TOML; the same file runs on one's own machine.")


class RunOut(Schema):
    """A run with everything that makes it again."""

    key: str
    url: str
    kind: str = Field(description="simulation, morris, sobol, next-unit, day or schedule.")
    state: str = Field(description="waiting, running, done, stopped or failed.")
    settings: dict[str, Any] = Field(description="The seed, and how much was asked for.")
    versions: dict[str, str] = Field(description="Of the software, its engine and tables.")
    asked_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    done: int
    of: int
    problem: str = Field(description="Why it failed or was cut short.")
    scenario: KeptScenarioOut
    command: str = Field(description="How to run the same on one's own machine.")
    result: dict[str, Any] | None = Field(
        description="What came out, by kind; null before the end and once it is no longer kept."
    )


@router.get("/{run_key}/", response={200: RunOut, 404: Problem}, summary="A run of a scenario")
def read_one(request: HttpRequest, response: HttpResponse, run_key: str):
    """Return a run, finished or not; runs are asked for on the pages of the site."""
    row = read_run(run_key) if "\x00" not in run_key else None
    if row is None:
        raise HttpError(404, f"No run is called '{run_key}'; take its name from the address of its page.")
    if row.state in OVER:
        cacheable(request, response, f"{row.key} {row.state} {row.ended_at} {row.result is None}")
    else:
        response["Cache-Control"] = "no-store"
    return record_of(request, row)
