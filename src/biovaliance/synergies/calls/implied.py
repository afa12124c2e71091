"""Rules that a call states in short only: a least number of partners, a duration.

The table of calls gives numbers that no rule of its own repeats. They count as rules, on the word of the
call's pages as a whole, and are marked as taken from there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import french_typography
from biovaliance.synergies.calls.kinds import KIND_LABELS, PartnerKind
from biovaliance.synergies.calls.rules import Operator, Rule
from biovaliance.synergies.calls.values import Call


@dataclass(frozen=True, slots=True)
class _Stated:
    """A number stated in short, and the rule it makes unless the call has one of the kinds `unless`."""

    kind: str
    operator: Operator
    values: tuple[int, ...]
    text: Text
    unless: frozenset[str] = frozenset()
    who: tuple[PartnerKind, ...] = ()


def rules_with_implied(call: Call) -> tuple[Rule, ...]:
    """Return the rules of a call, and after them those that follow from what it states in short."""
    return call.rules + implied_rules(call)


def implied_rules(call: Call) -> tuple[Rule, ...]:
    """Return the rules that only the short statement of a call gives."""
    stated = {rule.kind for rule in call.rules}
    listed = (*_partners(call), *_kinds(call), *_duration(call), *_readiness(call))
    return tuple(_rule(each, call) for each in listed if not stated & {each.kind, *each.unless})


def _rule(stated: _Stated, call: Call) -> Rule:
    return Rule(
        kind=stated.kind,
        operator=stated.operator,
        values=stated.values,
        unit="",
        text=stated.text,
        sources=tuple(page.address for page in call.pages),
        confidence=call.confidence,
        who=stated.who,
        edition=call.edition,
        derived=True,
    )


def _partners(call: Call) -> Iterator[_Stated]:
    low, high, countries = call.asked.partners_min, call.asked.partners_max, call.asked.countries_min
    if low is not None:
        text = Text("One partner is enough.", "Un partenaire suffit.")
        if low > 1:
            text = Text(f"At least {low} partners.", f"Au moins {low} partenaires.")
        yield _Stated("partners_min", Operator.AT_LEAST, (low,), text, frozenset({"partners"}))
    if high is not None:
        text = Text(f"At most {high} partners.", f"Au plus {high} partenaires.")
        yield _Stated("partners_max", Operator.AT_MOST, (high,), text, frozenset({"partners"}))
    if countries is not None and countries > 1:
        text = Text(f"At least {countries} countries.", f"Au moins {countries} pays.")
        unless = frozenset({"countries", "composition", "must_include_country"})
        yield _Stated("countries_min", Operator.AT_LEAST, (countries,), text, unless)


def _kinds(call: Call) -> Iterator[_Stated]:
    asked = call.asked
    counted = {kind for rule in call.rules if rule.kind.startswith("min_kind") for kind in rule.who}
    for number, kind in (
        (asked.companies_min, PartnerKind.COMPANY),
        (asked.smes_min, PartnerKind.SME),
        (asked.large_min, PartnerKind.LARGE),
        (asked.academics_min, PartnerKind.ACADEMIC),
        (asked.hospitals_min, PartnerKind.HOSPITAL),
        (asked.clusters_min, PartnerKind.CLUSTER),
    ):
        # `min_kind` may stand several times in a call, for several kinds: what counts is the kind.
        if number and kind not in counted and asked.partners_max != 1:
            label = KIND_LABELS[kind]
            text = Text(
                f"{label.en}: at least {number}.", french_typography(f"{label.fr} : au moins {number}.")
            )
            yield _Stated("min_kind_any", Operator.AT_LEAST, (number,), text, who=(kind,))


def _duration(call: Call) -> Iterator[_Stated]:
    low, high = call.asked.duration_min_months, call.asked.duration_max_months
    if high is None:
        return
    unless = frozenset({"duration", "duration_max"})
    if low is None:
        text = Text(f"At most {high} months.", f"Au plus {high} mois.")
        yield _Stated("duration_max", Operator.AT_MOST, (high,), text, unless)
    else:
        text = Text(f"From {low} to {high} months.", f"De {low} à {high} mois.")
        yield _Stated("duration", Operator.BETWEEN, (low, high), text, unless)


def _readiness(call: Call) -> Iterator[_Stated]:
    low, high = call.asked.trl_min, call.asked.trl_max
    if low is not None and high is not None:
        text = Text(f"TRL {low} to {high}.", f"TRL {low} à {high}.")
        yield _Stated("trl", Operator.BETWEEN, (low, high), text, frozenset({"trl_start"}))
