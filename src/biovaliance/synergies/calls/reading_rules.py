"""The rules of a call file: kind, operator, value, whom they count, and where they were read."""

import re

from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.rule_kinds import OPERATORS, RULE_KINDS, RuleKind, Takes
from biovaliance.synergies.calls.rules import OPERATOR_WORDS, Applies, Case, Operator, Rule, Value
from biovaliance.synergies.calls.toml_tables import Table

WRITTEN = {operator: words for words, operator in OPERATOR_WORDS.items() if words != "is"}
_COUNTRY = re.compile(r"[A-Z]{2}")
_AREA = re.compile(r"[A-Z]{2}(-[0-9A-Z]{1,3})?")
_CASE = re.compile(r"(\d+)(\+|-(\d+))?\s*:\s*(.+)")
_PART = re.compile(r"(?:(\d+) countr(?:y|ies)|(\d+) MS|any MS/AC)")


def read_rules(tables: list[Table], edition: Text) -> tuple[Rule, ...]:
    """Return the rules of `[[rules]]`; one without an edition of its own is of the call's `edition`."""
    return tuple(rule for rule in (_rule(table, edition) for table in tables) if rule is not None)


def _rule(table: Table, edition: Text) -> Rule | None:
    kind = _kind(table)
    operator = _operator(table, kind)
    table.raw("value")  # a wrong kind or operator is told alone, not the value that waits for it
    values = _values(table, kind, operator) if kind and operator else ()
    own = table.both("edition")
    rule = Rule(
        kind=kind.name if kind else "",
        operator=operator or Operator.EXACTLY,
        values=values,
        unit=table.text("unit"),
        text=table.both("text", needed=True),
        sources=_sources(table),
        confidence=Confidence(table.choice("confidence", [*Confidence])),
        who=_who(table, kind),
        country=table.text("country"),
        applies=Applies(table.choice("applies", [*Applies], Applies.ALWAYS)),
        condition=table.both("condition"),
        edition=own or edition,
        cases=_cases(table, values) if operator is Operator.BY_NUMBER else (),
        derived=table.flag("derived"),
    )
    table.refuse_others()
    return rule if kind and operator and values else None


def _kind(table: Table) -> RuleKind | None:
    name = table.text("kind", needed=True)
    if name and name not in RULE_KINDS:
        table.fault(
            "kind", "is no kind of rule.", f"{table.nearest(name, RULE_KINDS)} The reference lists them all."
        )
    return RULE_KINDS.get(name)


def _operator(table: Table, kind: RuleKind | None) -> Operator | None:
    words = table.text("operator", needed=True)
    if not words:
        return None
    signs = {str(operator): operator for operator in Operator}
    operator = OPERATOR_WORDS.get(words) or signs.get(words)
    if operator is None:
        known = ", ".join(OPERATOR_WORDS)
        table.fault("operator", f"expected one of: {known}.", table.nearest(words, OPERATOR_WORDS))
        return None
    if kind and operator not in kind.operators:
        fitting = ", ".join(WRITTEN[each] for each in Operator if each in kind.operators)
        table.fault(
            "operator", f"does not go with '{kind.name}'; expected one of: {fitting}.", "Choose one of these."
        )
        return None
    return operator


def _values(table: Table, kind: RuleKind, operator: Operator) -> tuple[Value, ...]:
    raw = table.raw("value")
    if raw is None:
        table.fault("value", "is missing.", f"Write value = ...; '{kind.name}' takes {_taken(kind)}.")
        return ()
    values = tuple(raw) if isinstance(raw, list) else (raw,)
    if not values:
        table.fault(
            "value", "is an empty list.", f"Write what the source says; '{kind.name}' takes {_taken(kind)}."
        )
        return ()
    sorts = [each for each in kind.takes if operator in OPERATORS[each]]
    faults = [_wrong(values, each, operator) for each in sorts]
    if all(faults):
        message, mend = faults[0]  # type: ignore[misc]
        table.fault("value", message, mend)
        return ()
    return values


def _taken(kind: RuleKind) -> str:
    return " or ".join(kind.takes)


def _wrong(values: tuple[object, ...], takes: Takes, operator: Operator) -> tuple[str, str] | None:
    """Return what is wrong with the values of a rule and how to mend it, None where nothing is."""
    if takes is Takes.NUMBER:
        return _wrong_numbers(values, operator)
    if not all(isinstance(each, str) and each.strip() for each in values):
        return f"expected {takes}.", 'Write words between quotes: value = ["...", "..."].'
    words = [str(each) for each in values]
    if operator is Operator.EXACTLY and len(words) > 1:
        return "expected one value beside 'is'.", "Use the operator 'one of' or 'all of' for a list."
    if takes is Takes.KINDS:
        strange = [each for each in words if each not in {*PartnerKind}]
        if strange:
            return f"'{strange[0]}' is no kind of partner.", Table.nearest(strange[0], [*PartnerKind])
    if takes is Takes.AREAS:
        strange = [each for each in words if not _AREA.fullmatch(each)]
        if strange:
            return (
                f"'{strange[0]}' is no area.",
                'Write a country ("FR"), a department ("FR-25") or a canton ("CH-JU").',
            )
    return None


def _wrong_numbers(values: tuple[object, ...], operator: Operator) -> tuple[str, str] | None:
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in values):
        return (
            "expected a number.",
            "Write figures without quotes, thousands without spaces: value = 4000000.",
        )
    needed = 2 if operator is Operator.BETWEEN else 1
    if len(values) != needed:
        if needed == 2:
            return "expected two numbers.", "Write the least and the greatest: value = [36, 60]."
        return "expected one number.", "Write one number, or use the operator 'between' for two."
    if needed == 2 and values[0] > values[1]:  # type: ignore[operator]
        return "the first number is greater than the second.", "Write the least first: value = [36, 60]."
    if any(each < 0 for each in values):  # type: ignore[operator]
        return "expected a number of 0 or more.", "Correct it after the source."
    return None


def _who(table: Table, kind: RuleKind | None) -> tuple[PartnerKind, ...]:
    words = table.texts("who")
    known = {*PartnerKind}
    for each in words:
        if each not in known:
            table.fault("who", f"'{each}' is no kind of partner.", table.nearest(each, known))
    if kind and kind.needs_who and not words:
        table.fault(
            "who", "is missing.", f"'{kind.name}' counts partners of a kind: write who = [\"company\"]."
        )
    return tuple(PartnerKind(each) for each in words if each in known)


def _sources(table: Table) -> tuple[str, ...]:
    sources = table.texts("sources")
    if not sources:
        table.fault(
            "sources", "names no page.", 'Write sources = ["https://..."]: the page where the rule was read.'
        )
    return sources


def _cases(table: Table, values: tuple[Value, ...]) -> tuple[Case, ...]:
    cases = [_case(str(each)) for each in values]
    for each, case in zip(values, cases, strict=True):
        if case is None:
            table.fault(
                "value",
                f"'{each}' is no case.",
                'Write for example "2: 2 countries" or "3+: 3 countries, 1 MS" (MS: an EU Member State).',
            )
    return tuple(case for case in cases if case is not None)


def _case(text: str) -> Case | None:
    found = _CASE.fullmatch(text.strip())
    if not found:
        return None
    fewest = int(found[1])
    most = None if found[2] == "+" else int(found[3]) if found[3] else fewest
    countries = members = 0
    for part in found[4].split(","):
        told = _PART.fullmatch(part.strip())
        if not told:
            return None
        countries, members = max(countries, int(told[1] or 0)), max(members, int(told[2] or 0))
    return Case(fewest, most, countries, members)
