"""A scenario file -> a `Scenario`, or all that is wrong with it at once.

text -> TOML -> declared tables (types, limits, units) -> what only holds between tables (names, cycles,
hours)
"""

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from biovaliance.bioproduction.scenarios.checks import find_faults
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.findings import Finding
from biovaliance.bioproduction.scenarios.lines import Lines, Path
from biovaliance.foundation.errors import InputError, Problem

LARGEST_TEXT = 2_000_000
"""Characters in a scenario; hundreds of operations with sources take a tenth of it."""
_MOST_PROBLEMS = 50
# Steps that pydantic puts into a path and that are not in the file.
_NOT_KEYS = frozenset(
    (
        *("deterministic", "exponential", "lognormal", "gamma", "triangular", "normal", "empirical"),
        *("poisson", "interval", "schedule"),
    )
)


def read_scenario(text: str, file: str = "scenario") -> Scenario:
    """Return the scenario that a TOML text states.

    Raises:
        InputError: its `problems` name file, line, key, value found, what is expected and how to mend it.
    """
    if len(text) > LARGEST_TEXT:
        raise InputError(
            f"{file} has {len(text):,} characters; expected up to {LARGEST_TEXT:,} "
            "(keep data such as arrival times short, and describe one process a file)."
        )
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"{file} is no TOML: {error}; check quotation marks, brackets and commas there."
        ) from None
    except RecursionError:
        raise InputError(f"{file} is nested too deeply; expected tables as in the reference.") from None
    return check_scenario(raw, file, Lines(text))


def check_scenario(raw: Mapping[str, Any], file: str = "scenario", lines: Lines | None = None) -> Scenario:
    """Return the scenario of a table that was read or made elsewhere; raises as `read_scenario` does."""
    lines = lines or Lines("")
    try:
        scenario = Scenario.model_validate(raw)
    except ValidationError as error:
        findings = [_finding(detail) for detail in error.errors(include_url=False) if not _follows(detail)]
    else:
        findings = list(find_faults(scenario))
        if not findings:
            return scenario
    problems = tuple(dict.fromkeys(_told(findings, raw, file, lines)))
    count = len(problems)
    raise InputError(
        f"{file} cannot be used: {count} problem{'s' if count > 1 else ''}, told above.",
        problems[:_MOST_PROBLEMS],
    )


def _told(findings: list[Finding], raw: Mapping[str, Any], file: str, lines: Lines) -> Iterator[Problem]:
    for finding in findings:
        yield Problem(
            file,
            lines.line(finding.path),
            _name(finding.path, raw),
            finding.value,
            finding.message,
            finding.mend,
        )


def _name(path: Path, raw: Mapping[str, Any]) -> str:
    """Return a path as a person would say it: "operation 'culture', duration_h.mean"."""
    words: list[str] = []
    keys: list[str] = []
    value: Any = raw
    for place, part in enumerate(path):
        value = _step(value, part)
        if isinstance(part, int):
            named = value.get("name") if isinstance(value, Mapping) else None
            if named is not None and place == 1:
                words.append(f"{str(path[0]).removesuffix('s')} '{named}'")
                keys = []
            elif keys:
                keys[-1] += f"[{part + 1}]"
        else:
            keys.append(part)
    return ", ".join([*words, *([".".join(keys)] if keys else [])])


def _step(value: Any, part: str | int) -> Any:
    if isinstance(value, Mapping):
        return value.get(str(part))
    if isinstance(value, list | tuple) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


def _follows(detail: ErrorDetails) -> bool:
    """Whether an error only repeats another: a list whose items were refused is not too short."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _finding(detail: ErrorDetails) -> Finding:
    """Say one error of the declarations as a finding."""
    path = tuple(part for place, part in enumerate(detail["loc"]) if not (place and part in _NOT_KEYS))
    found = detail["input"]
    value = "" if isinstance(found, Mapping | list | tuple) else str(found)
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind == "missing":
        return Finding(path, "", "is missing.", f"Add '{path[-1]} = ...'.")
    if kind == "extra_forbidden":
        return Finding(path, "", "is no key of this table.", _similar(path, detail["loc"]))
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        return Finding(
            path,
            str(context.get("tag", value)),
            "is not known here.",
            f"Expected one of {_kinds(path, context)}.",
        )
    message, mend = _LIMITS.get(kind, _as_told)(detail, context)
    return Finding(path, value, message, mend)


def _as_told(detail: ErrorDetails, _context: Mapping[str, Any]) -> tuple[str, str]:
    first, _, rest = detail["msg"].partition("; ")
    return (f"{first};", rest) if rest else (f"{first}.", "")


def _expected(words: str) -> Any:
    return lambda _detail, context: ("is out of range;", f"expected {words.format(**context)}.")


def _of_type(words: str) -> Any:
    return lambda _detail, _context: ("is of the wrong kind;", f"expected {words}.")


_PATTERNS = {
    r"^\d\d:\d\d$": 'write hours as "08:00".',
    r"^[A-Za-z, -]+$": 'write days as "Mon-Fri" or "Mon, Wed".',
    r"^[A-Z]{3}$": 'write a currency as "EUR".',
}
_LIMITS: dict[str, Any] = {
    "greater_than_equal": _expected("at least {ge:,}"),
    "greater_than": _expected("above {gt:,}"),
    "less_than_equal": _expected("up to {le:,}"),
    "less_than": _expected("below {lt:,}"),
    "literal_error": lambda _d, context: ("is not known here;", f"expected {context['expected']}."),
    "enum": lambda _d, context: ("is not known here;", f"expected {context['expected']}."),
    "int_type": _of_type("a whole number"),
    "int_from_float": _of_type("a whole number"),
    "float_type": _of_type("a number"),
    "finite_number": _of_type("a finite number"),
    "string_type": _of_type("a text in quotation marks"),
    "string_too_short": _of_type("a text that is not empty"),
    "string_too_long": _expected("up to {max_length} characters"),
    "too_short": _expected("at least {min_length} of them"),
    "too_long": _expected("up to {max_length:,} of them"),
    "tuple_type": _of_type("a list in brackets"),
    "dict_type": _of_type("a table"),
    "model_type": _of_type("a table"),
    "model_attributes_type": _of_type("a table"),
    "string_pattern_mismatch": lambda _d, context: (
        "is not written as expected;",
        _PATTERNS.get(context["pattern"], ""),
    ),
}


def _kinds(path: Path, context: Mapping[str, Any]) -> str:
    if "expected_tags" in context:
        return str(context["expected_tags"])
    if path and path[-1] == "arrivals":
        return "kind = 'poisson', 'interval' or 'schedule'"
    return (
        "distribution = 'exponential', 'lognormal', 'triangular', 'normal', 'gamma', 'deterministic' or "
        "'empirical'"
    )


def _similar(path: Path, place: Path) -> str:
    known = _keys_of_kind(place[-2]) if len(place) > 1 and place[-2] in _NOT_KEYS else keys_at(path[:-1])
    close = get_close_matches(str(path[-1]), known, 1, 0.6)
    return f"Did you mean '{close[0]}'?" if close else f"Known keys: {', '.join(sorted(known))}."


def _keys_of_kind(kind: str | int) -> tuple[str, ...]:
    """Return the keys of a table that says by `distribution` or `kind` what it is."""
    for table in Scenario.model_json_schema(by_alias=True)["$defs"].values():
        properties = table.get("properties", {})
        if kind in {properties.get(name, {}).get("const") for name in ("distribution", "kind")}:
            return tuple(properties)
    return ()


def keys_at(path: Path) -> tuple[str, ...]:
    """Return the keys that the table at a path may have."""
    node: Any = _schema_at(path)
    return tuple(node.get("properties", {}))


def _schema_at(path: Path) -> Mapping[str, Any]:
    schema = Scenario.model_json_schema(by_alias=True)
    node: Mapping[str, Any] = schema
    for part in path:
        options = list(_options(node, schema))
        if isinstance(part, int):
            node = next((option["items"] for option in options if "items" in option), {})
        else:
            node = next(
                (option["properties"][part] for option in options if part in option.get("properties", {})), {}
            )
    properties: dict[str, Any] = {}
    for option in _options(node, schema):
        properties |= option.get("properties", {})
    return {"properties": properties}


def _options(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the tables a node of the schema may stand for."""
    if "$ref" in node:
        yield from _options(schema["$defs"][node["$ref"].rpartition("/")[2]], schema)
        return
    yield node
    for choice in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        yield from _options(choice, schema)
