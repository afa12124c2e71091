"""A scenario file -> a `Scenario`, or all that is wrong with it at once.

text -> TOML -> declared tables (types, limits, units) -> what only holds between tables (names, cycles,
hours)
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from biovaliance.bioproduction.scenarios.checks import find_faults
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.bioproduction.scenarios.extent import extent_faults
from biovaliance.bioproduction.scenarios.findings import Finding, found
from biovaliance.bioproduction.scenarios.parameters import REFUSED
from biovaliance.bioproduction.scenarios.toml_faults import fault_of_toml, is_told_twice
from biovaliance.bioproduction.sentences import named, whole_sentence
from biovaliance.foundation.errors import InFrench, InputError, Problem
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.toml_lines import Path, TomlLines, read_toml_text
from biovaliance.foundation.wording import WIDE

LARGEST_TEXT = 2_000_000
"""Characters in a scenario; hundreds of operations with sources take a tenth of it."""
_MOST_PROBLEMS = 50
_MOST_PUT_INTO_WORDS = 200
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
        raise InputError(whole_sentence("file-too-long", file=file, found=len(text), most=LARGEST_TEXT))
    try:
        raw = read_toml_text(text)
    except tomllib.TOMLDecodeError as error:
        told = str(error)
        code = "toml-twice" if is_told_twice(told) else "no-toml"
        raise InputError(whole_sentence(code, file=file, found=fault_of_toml(told))) from None
    except RecursionError:
        raise InputError(whole_sentence("too-deep", file=file)) from None
    return check_scenario(raw, file, TomlLines(text))


def check_scenario(
    raw: Mapping[str, Any], file: str = "scenario", lines: TomlLines | None = None
) -> Scenario:
    """Return the scenario of a table that was read or made elsewhere; raises as `read_scenario` does."""
    lines = lines or TomlLines("")
    try:
        scenario = Scenario.model_validate(raw)
    except ValidationError as error:
        details = [detail for detail in error.errors(include_url=False) if not _follows(detail)]
        findings = [_finding(detail) for detail in details[:_MOST_PUT_INTO_WORDS]]
        more = len(details) - len(findings)
    else:
        findings = list(find_faults(scenario)) or list(extent_faults(scenario))
        more = 0
        if not findings:
            return scenario
    problems = tuple(dict.fromkeys(_told(findings, raw, file, lines)))
    count = len(problems) + more
    problems = problems[:_MOST_PROBLEMS]
    code = "cannot-be-used-many" if count > 1 else "cannot-be-used"
    if count > len(problems):
        code = "cannot-be-used-first"
    raise InputError(whole_sentence(code, file=file, count=count, told=len(problems)), problems)


def _told(findings: list[Finding], raw: Mapping[str, Any], file: str, lines: TomlLines) -> Iterator[Problem]:
    for finding in findings:
        yield Problem(
            file,
            lines.line(finding.path),
            place_name(finding.path, raw, "en"),
            "" if _names_itself(finding, raw) else finding.value,
            finding.message.en,
            finding.mend.en,
            french=InFrench(place_name(finding.path, raw, "fr"), finding.message.fr, finding.mend.fr),
            path=finding.path,
        )


def _names_itself(finding: Finding, raw: Mapping[str, Any]) -> bool:
    """Whether the value found is the name of the thing, which its place tells already."""
    path = finding.path
    if len(path) != 2 or not isinstance(path[1], int):
        return False
    thing = _step(_step(raw, path[0]), path[1])
    return isinstance(thing, Mapping) and thing.get("name") == finding.value


def place_name(path: Path, raw: Mapping[str, Any], language: Language) -> str:
    """Return a path as a person would say it: "operation 'culture', duration_h.mean"."""
    words: list[str] = []
    keys: list[str] = []
    value: Any = raw
    for place, part in enumerate(path):
        if place and isinstance(part, str) and not isinstance(value, Mapping | None):
            continue  # a number stands there, not the table it is read as
        value = _step(value, part)
        if isinstance(part, int):
            name = value.get("name") if isinstance(value, Mapping) else None
            if name is not None and place == 1:
                words.append(named(str(path[0]).removesuffix("s"), name).in_language(language))
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
    written = detail["input"]
    value = "" if isinstance(written, Mapping | list | tuple) else str(written)
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind == REFUSED:
        return Finding(path, value, *context["sentence"])
    if kind == "missing":
        if len(path) == 1:
            return found(path, "", "missing-table", header=_header(str(path[0])))
        return found(path, "", "missing", key=str(path[-1]))
    if kind == "extra_forbidden":
        return _unknown_key(path, detail["loc"])
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        return found(path, str(context.get("tag", value)), "unknown-kind", known=_kinds(path, context))
    if kind == "string_pattern_mismatch":
        return found(path, value, _PATTERNS.get(context["pattern"], "pattern"))
    if kind in _LIMITS:
        code, key = _LIMITS[kind]
        return found(path, value, code, limit=context[key])
    if kind in {"literal_error", "enum"}:
        return found(path, value, "unknown-word", known=_either(str(context["expected"])))
    if kind in _KINDS:
        return found(path, value, _KINDS[kind])
    return found(path, value, "as-told", found=f"{detail['msg']}.")


def _either(expected: str) -> Text:
    """Return pydantic's "'a', 'b' or 'c'" in both languages."""
    french = re.sub(r"'([^']*)'", f"«{WIDE}\\1{WIDE}»", expected.replace(" or ", " ou "))
    return Text(expected, french)


_PATTERNS = {
    r"^\d\d:\d\d$": "hour-pattern",
    r"^[A-Za-z, -]+$": "days-pattern",
    r"^[A-Z]{3}$": "currency-pattern",
}
_LIMITS = {
    "greater_than_equal": ("at-least", "ge"),
    "greater_than": ("above", "gt"),
    "less_than_equal": ("up-to", "le"),
    "less_than": ("below", "lt"),
    "string_too_long": ("text-too-long", "max_length"),
    "too_short": ("too-few", "min_length"),
    "too_long": ("too-many", "max_length"),
}
"""The sentence of each limit, and where pydantic says which it is."""
_KINDS = {
    "int_type": "not-whole",
    "int_from_float": "not-whole",
    "float_type": "not-number",
    "finite_number": "not-finite",
    "string_type": "not-text",
    "string_too_short": "empty-text",
    "tuple_type": "not-list",
    "dict_type": "not-table",
    "model_type": "not-table",
    "model_attributes_type": "not-table",
}


def _kinds(path: Path, context: Mapping[str, Any]) -> Text:
    if "expected_tags" in context:
        return _either(str(context["expected_tags"]))
    if path and path[-1] == "arrivals":
        return _either("kind = 'poisson', 'interval' or 'schedule'")
    return _either(
        "distribution = 'exponential', 'lognormal', 'triangular', 'normal', 'gamma', 'deterministic' or "
        "'empirical'"
    )


def _unknown_key(path: Path, place: Path) -> Finding:
    known = _keys_of_kind(place[-2]) if len(place) > 1 and place[-2] in _NOT_KEYS else keys_at(path[:-1])
    close = get_close_matches(str(path[-1]), known, 1, 0.7)
    if close:
        return found(path, "", "unknown-key-close", close=close[0])
    return found(path, "", "unknown-key", known=", ".join(sorted(known)))


@cache
def _schema() -> dict[str, Any]:
    return Scenario.model_json_schema(by_alias=True)


def _keys_of_kind(kind: str | int) -> tuple[str, ...]:
    """Return the keys of a table that says by `distribution` or `kind` what it is."""
    for table in _schema()["$defs"].values():
        properties = table.get("properties", {})
        if kind in {properties.get(name, {}).get("const") for name in ("distribution", "kind")}:
            return tuple(properties)
    return ()


def keys_at(path: Path) -> tuple[str, ...]:
    """Return the keys that the table at a path may have."""
    node: Any = _schema_at(path)
    return tuple(node.get("properties", {}))


def _schema_at(path: Path) -> Mapping[str, Any]:
    schema = _schema()
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


def _header(table: str) -> str:
    """Return how a table begins in the text: `[arrivals]`, or `[[operations]]` where it is one of many."""
    field = Scenario.model_fields.get(table)
    is_many = field is not None and get_origin(field.annotation) is tuple
    return f"[[{table}]]" if is_many else f"[{table}]"
