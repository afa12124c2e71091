"""How a budget might be shared out among partners, and which aid each share may draw.

A share follows what a partner brings: one part for taking part, one for each competence it answers for. It is
moved as little as possible to keep the call's rules on shares. The aid is a range where the size of a company
is not known, and unknown where no rate was seen; the ceilings of Regulation (EU) 651/2014 are told beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import number_text
from biovaliance.synergies.calls.aid import Research, aid_ceiling
from biovaliance.synergies.calls.findings import say
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.partners import Money, Partner
from biovaliance.synergies.calls.rules import Applies, Rule
from biovaliance.synergies.calls.sizes import SizeClass
from biovaliance.synergies.calls.values import AidRates, Call
from biovaliance.synergies.consortium.values import Consortium

WHOLE = 1000
"""Shares are counted in tenths of a percent."""
_LEAST = 50

_GROUPS: dict[str, tuple[PartnerKind, ...]] = {
    "cost_share_academic_min": (PartnerKind.ACADEMIC,),
    "cost_share_sme_min": (PartnerKind.SME,),
    "cost_share_company": (PartnerKind.COMPANY,),
}
_SHARE_RULES = frozenset({*_GROUPS, "cost_share_single_max", "cost_share_country_max"})


@dataclass(frozen=True, slots=True)
class AidRange:
    """The highest share of cost that may be paid, from `low_pct` to `high_pct`; None: none was seen."""

    low_pct: float | None
    high_pct: float | None
    text: Text


@dataclass(frozen=True, slots=True)
class PartnerBudget:
    """One partner's part: its share in %, its cost (None without a size), its aid by call and by GBER."""

    partner: Partner
    share_pct: float
    cost: Money | None
    aid: AidRange
    general_ceiling: AidRange

    def most_aid(self) -> Money | None:
        """Return the most aid the part may draw; None where cost or rate is not known."""
        if self.cost is None or self.aid.high_pct is None:
            return None
        return Money(self.cost.amount * self.aid.high_pct / 100, self.cost.currency)


def share_out(
    consortium: Consortium, call: Call | None, research: Research = Research.INDUSTRIAL
) -> tuple[PartnerBudget, ...]:
    """Return each partner's part of the budget, in the order of the consortium.

    Args:
        consortium: with the size of the project, where it is known, in its proposal.
        call: whose rules on shares and rates of aid apply; None for a need without a call.
        research: the kind of research, for the ceilings of Regulation (EU) 651/2014.
    """
    partners = consortium.proposal.partners
    shares = shares_of(consortium, call)
    size = consortium.proposal.size
    together = len(partners) > 1
    found = []
    for partner in partners:
        share = shares[partner.key]
        cost = Money(size.amount * share / 100, size.currency) if size else None
        found.append(
            PartnerBudget(
                partner, share, cost, aid_of(partner, call), _general_ceiling(partner, research, together)
            )
        )
    return tuple(found)


def shares_of(consortium: Consortium, call: Call | None) -> Mapping[str, float]:
    """Return each partner's share of the cost in %, adding up to 100.

    Where the call's rules on shares cannot hold together for these partners, the shares follow what each
    brings, and whoever judges the proposal tells the rules as not met.
    """
    partners = consortium.proposal.partners
    parts = {partner.key: 1 + sum(key == partner.key for _, key in consortium.brings) for partner in partners}
    rules = (
        [rule for rule in call.rules if rule.kind in _SHARE_RULES and _applies(rule, partners)]
        if call
        else []
    )
    return _fitted(partners, parts, rules) or _fitted(partners, parts, []) or {}


def _fitted(
    partners: tuple[Partner, ...], parts: Mapping[str, int], rules: list[Rule]
) -> dict[str, float] | None:
    from ortools.sat.python import cp_model  # noqa: PLC0415 -- slow import

    model = cp_model.CpModel()
    least = min(_LEAST, WHOLE // len(partners))
    shares = {p.key: model.new_int_var(least, WHOLE, p.key) for p in partners}
    model.add(cp_model.LinearExpr.sum(list(shares.values())) == WHOLE)
    for rule in rules:
        for group in _groups_of(rule, partners):
            total = cp_model.LinearExpr.sum([shares[partner.key] for partner in group])
            if rule.low is not None:
                model.add(total >= round(rule.low * 10))
            if rule.high is not None:
                model.add(total <= round(rule.high * 10))
    moved = []
    whole = sum(parts.values())
    for key, share in shares.items():
        off = model.new_int_var(0, WHOLE, f"off {key}")
        model.add_abs_equality(off, share - round(WHOLE * parts[key] / whole))
        moved.append(off)
    model.minimize(cp_model.LinearExpr.sum(moved))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    return {key: solver.value(share) / 10 for key, share in shares.items()}


def _groups_of(rule: Rule, partners: tuple[Partner, ...]) -> list[list[Partner]]:
    """Return the sets of partners whose share together a rule bounds."""
    if rule.kind == "cost_share_single_max":
        return [[partner] for partner in partners]
    if rule.kind == "cost_share_country_max":
        countries = dict.fromkeys(partner.country for partner in partners)
        return [[partner for partner in partners if partner.country == country] for country in countries]
    return [[partner for partner in partners if partner.is_any(_GROUPS[rule.kind])]]


def _applies(rule: Rule, partners: tuple[Partner, ...]) -> bool:
    companies = [partner.is_kind(PartnerKind.COMPANY) for partner in partners]
    several = len(partners) > 1
    match rule.applies:
        case Applies.ALONE:
            return not several
        case Applies.TOGETHER:
            return several
        case Applies.COMPANIES_ONLY:
            return several and False not in companies
        case Applies.PUBLIC_PRIVATE:
            return several and True in companies and False in companies
        case _:
            return True


_RATES: tuple[tuple[tuple[PartnerKind, ...], Callable[[AidRates], tuple[int | None, ...]]], ...] = (
    ((PartnerKind.SMALL,), lambda aid: (aid.small_pct,)),
    ((PartnerKind.MEDIUM,), lambda aid: (aid.medium_pct,)),
    ((PartnerKind.SME, PartnerKind.STARTUP), lambda aid: (aid.medium_pct, aid.small_pct)),
    ((PartnerKind.ETI,), lambda aid: (aid.eti_pct,)),
    ((PartnerKind.LARGE,), lambda aid: (aid.large_pct,)),
    ((PartnerKind.COMPANY,), lambda aid: (aid.large_pct, aid.eti_pct, aid.medium_pct, aid.small_pct)),
    ((PartnerKind.ACADEMIC, PartnerKind.HOSPITAL, PartnerKind.PUBLIC), lambda aid: (aid.research_pct,)),
)


def aid_of(partner: Partner, call: Call | None) -> AidRange:
    """Return the share of its cost that a call pays a partner at most, as far as the call's pages say."""
    if call is None:
        return AidRange(None, None, say("No call was chosen.", "Aucun appel n’a été choisi."))
    for kinds, rates in _RATES:
        if partner.is_any(kinds):
            known = [rate for rate in rates(call.aid) if rate is not None]
            return _told(partner, known, len(known) == len(rates(call.aid)))
    return _told(partner, [], whole=False)


def _told(partner: Partner, rates: list[int], whole: bool) -> AidRange:
    if not rates:
        return AidRange(
            None,
            None,
            say(
                f"No rate was seen for {partner.name}.",
                f"Aucun taux n’a été vu pour {partner.name}.",
            ),
        )
    low, high = float(min(rates)), float(max(rates))
    seen_en, seen_fr = ("", "") if whole else (" of the rates seen", " parmi les taux vus")
    if low == high:
        text = say(f"Up to {low:g} %{seen_en}.", f"Jusqu’à {low:g} %{seen_fr}.")
    else:
        text = say(
            f"Up to {low:g} to {high:g} %{seen_en}, by its size, which is not known.",
            f"Jusqu’à {low:g} à {high:g} %{seen_fr}, selon sa taille, qui n’est pas connue.",
        )
    return AidRange(low, high, text)


_SIZES: tuple[tuple[tuple[PartnerKind, ...], tuple[SizeClass, ...]], ...] = (
    ((PartnerKind.SMALL,), (SizeClass.SMALL,)),
    ((PartnerKind.MEDIUM,), (SizeClass.MEDIUM,)),
    ((PartnerKind.SME,), (SizeClass.MEDIUM, SizeClass.SMALL)),
    ((PartnerKind.ETI, PartnerKind.LARGE), (SizeClass.LARGE,)),
    ((PartnerKind.COMPANY,), (SizeClass.LARGE, SizeClass.MEDIUM, SizeClass.SMALL)),
)


def _general_ceiling(partner: Partner, research: Research, together: bool) -> AidRange:
    """Return the ceiling of Reg. 651/2014 for a company; a body that is none falls under other rules."""
    for kinds, sizes in _SIZES:
        if partner.is_any(kinds):
            ceilings = [aid_ceiling(research, size, collaborates=together).max_pct for size in sizes]
            low, high = min(ceilings), max(ceilings)
            span = (
                (number_text(low, "en"), number_text(low, "fr"))
                if low == high
                else (
                    f"{number_text(low, 'en')} to {number_text(high, 'en')}",
                    f"{number_text(low, 'fr')} à {number_text(high, 'fr')}",
                )
            )
            return AidRange(
                low,
                high,
                say(
                    f"Regulation (EU) 651/2014, {research}: at most {span[0]} %.",
                    f"Règlement (UE) 651/2014 : au plus {span[1]} %.",
                ),
            )
    return AidRange(
        None,
        None,
        say(
            "Not a company: state aid rules apply only to economic activity.",
            "Pas une entreprise : les aides d’État ne concernent que l’activité économique.",
        ),
    )
