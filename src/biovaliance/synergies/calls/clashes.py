"""Rules of a call that cannot hold together: told by pairs, before anybody builds a consortium on them.

Only what two or three rules say plainly is looked at (a least number above a greatest, a kind asked and
barred). That some set of partners satisfies all rules at once is a question for the optimiser.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.findings import say
from biovaliance.synergies.calls.implied import rules_with_implied
from biovaliance.synergies.calls.kinds import PartnerKind, is_of_kind
from biovaliance.synergies.calls.rules import Applies, Operator, Rule
from biovaliance.synergies.calls.values import Call

_FAMILIES: dict[str, frozenset[str]] = {
    "partners": frozenset({"partners", "partners_min", "partners_max"}),
    "countries": frozenset({"countries", "countries_min"}),
    "size": frozenset({"project_size", "project_size_min", "project_size_max"}),
    "duration": frozenset({"duration", "duration_max"}),
    "aid": frozenset({"aid_amount", "aid_amount_max"}),
    "trl": frozenset({"trl", "trl_start"}),
}


@dataclass(frozen=True, slots=True)
class Clash:
    """Rules that cannot hold together, and the sentence that says why."""

    rules: tuple[Rule, ...]
    text: Text


def clashes(call: Call) -> tuple[Clash, ...]:
    """Return the rules of a call that plainly contradict each other, each clash once."""
    rules = [rule for rule in rules_with_implied(call) if not rule.condition]
    return (*_bounds(rules), *_too_many_kinds(rules), *_barred(rules), *_countries(rules))


def _together(left: Rule, right: Rule) -> bool:
    """Whether two rules speak of the same kind of project."""
    return Applies.ALWAYS in {left.applies, right.applies} or left.applies is right.applies


def _bounds(rules: list[Rule]) -> Iterator[Clash]:
    """Yield the pairs of a family whose ranges have nothing in common."""
    for family in _FAMILIES.values():
        members = [rule for rule in rules if rule.kind in family]
        for place, left in enumerate(members):
            for right in members[place + 1 :]:
                if _together(left, right) and not _overlap(left, right):
                    yield _clash(left, right)


def _overlap(left: Rule, right: Rule) -> bool:
    lows = [rule.low for rule in (left, right) if rule.low is not None]
    highs = [rule.high for rule in (left, right) if rule.high is not None]
    if not lows or not highs:
        return True
    low, high = max(lows), min(highs)
    if low > high:
        return False
    # The bounds meet in one number: it must be allowed by both.
    return low < high or (left.allows(low) and right.allows(low))


def _clash(*rules: Rule) -> Clash:
    en = " / ".join(rule.text.en for rule in rules)
    fr = " / ".join(rule.text.fr for rule in rules)
    return Clash(
        rules, say(f"These rules cannot hold together: {en}", f"Ces règles ne peuvent tenir ensemble : {fr}")
    )


def _too_many_kinds(rules: list[Rule]) -> Iterator[Clash]:
    """Yield counts of kinds that exclude each other and together exceed the greatest number of partners."""
    most = min(
        (r for r in rules if r.kind in _FAMILIES["partners"] and r.high is not None), key=_high, default=None
    )
    if most is None:
        return
    counted = [rule for rule in rules if rule.kind in {"min_kind", "min_kind_any"} and rule.low]
    kept: list[Rule] = []
    for rule in counted:
        if all(_exclusive(rule, other) for other in kept):
            kept.append(rule)
    if sum(_low(rule) * (len(rule.who) if rule.kind == "min_kind" else 1) for rule in kept) > _high(most):
        yield _clash(most, *kept)


def _low(rule: Rule) -> float:
    return rule.low or 0.0


def _high(rule: Rule) -> float:
    return rule.high if rule.high is not None else float("inf")


def _exclusive(left: Rule, right: Rule) -> bool:
    """Whether nobody can count for both rules."""
    return all(
        is_of_kind(frozenset({one}), other) is False and is_of_kind(frozenset({other}), one) is False
        for one in left.who
        for other in right.who
    )


def _barred(rules: list[Rule]) -> Iterator[Clash]:
    """Yield what may lead and may not, and what is asked although only other kinds are admitted."""
    for kind in ("lead_kind", "single_applicant_kind", "beneficiary"):
        members = [rule for rule in rules if rule.kind == kind and isinstance(rule.value, str)]
        for asked in (rule for rule in members if rule.operator is Operator.ONE_OF):
            for barred in (rule for rule in members if rule.operator is Operator.NONE_OF):
                if set(asked.words) <= set(barred.words):
                    yield _clash(asked, barred)
    for only in (rule for rule in rules if rule.kind == "kind_only" and rule.operator is Operator.ONE_OF):
        admitted = [PartnerKind(word) for word in only.words]
        for rule in rules:
            if rule.kind.startswith("min_kind") and rule.low and _none_admitted(rule, admitted):
                yield _clash(only, rule)
    forbidden = [rule for rule in rules if rule.kind == "single_applicant" and rule.value == "forbidden"]
    for rule in rules:
        if forbidden and rule.kind in _FAMILIES["partners"] and rule.high is not None and rule.high < 2:
            yield _clash(forbidden[0], rule)


def _none_admitted(rule: Rule, admitted: list[PartnerKind]) -> bool:
    return all(is_of_kind(frozenset({kind}), each) is False for kind in rule.who for each in admitted)


def _countries(rules: list[Rule]) -> Iterator[Clash]:
    """Yield fewer partners than countries, and a country that takes part and lies outside the territory."""
    most = [rule for rule in rules if rule.kind in _FAMILIES["partners"] and rule.high is not None]
    for rule in rules:
        needed = len(rule.words) if rule.kind == "must_include_country" else _low(rule)
        if rule.kind in {"countries", "countries_min", "must_include_country"}:
            yield from (_clash(rule, few) for few in most if needed > _high(few))
    areas = {area[:2] for rule in rules if rule.kind == "territory" and not rule.who for area in rule.words}
    territory = tuple(rule for rule in rules if rule.kind == "territory" and not rule.who)
    for rule in rules:
        if rule.kind == "must_include_country" and areas and not set(rule.words) <= areas:
            yield _clash(rule, *territory)
