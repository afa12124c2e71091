"""The JSON schema of a scenario, made from the same declarations that read it."""

from typing import Any

from biovaliance.bioproduction.scenarios.document import Scenario


def scenario_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of a scenario file."""
    schema = Scenario.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Biovaliance scenario",
    }
