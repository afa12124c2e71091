"""Rules on the project: money, duration, readiness, shares of cost, independence, age."""

import datetime as dt

from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import money_text, number_text
from biovaliance.synergies.calls.findings import Answer, met, not_asked, not_met, of, say, unknown
from biovaliance.synergies.calls.judging_partners import bound_text
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.partners import Money, Partner, Proposal, names_of
from biovaliance.synergies.calls.rules import Operator, Rule, Value

MONTHS = Text("months", "mois")


def amount_text(money: Money) -> Text:
    """Return an amount in both languages, in its own currency."""
    if money.currency == "EUR":
        return Text(money_text(money.amount, "en"), money_text(money.amount, "fr"))
    return Text(
        f"{money.currency}\u00a0{number_text(money.amount, 'en')}",
        f"{number_text(money.amount, 'fr')}\u00a0{money.currency}",
    )


def _money_bounds(rule: Rule, currency: str) -> Text:
    def told(value: Value) -> Text:
        return amount_text(Money(float(value), currency))

    first, last = told(rule.values[0]), told(rule.values[-1])
    if rule.operator is Operator.BETWEEN:
        return Text(f"from {first.en} to {last.en}", f"de {first.fr} à {last.fr}")
    words = bound_text(rule)
    return Text(f"{words.en.rsplit(' ', 1)[0]} {first.en}", f"{words.fr.rsplit(' ', 1)[0]} {first.fr}")


def judge_money(rule: Rule, money: Money | None, what: Text) -> Answer:
    """Judge an amount; one in another currency than the rule's is not converted, and stays unknown."""
    currency = rule.unit[:3] if rule.unit[:3].isupper() and len(rule.unit) >= 3 else "EUR"
    bounds = _money_bounds(rule, currency)
    if money is None:
        return unknown(
            f"{what.en} is not known; asked: {bounds.en}.", f"{what.fr} : non connu ; demandé : {bounds.fr}."
        )
    told = amount_text(money)
    if money.currency != currency:
        return unknown(
            f"{what.en} is {told.en} and the rule is in {currency}: convert it at the rate of the day "
            f"the call names; asked: {bounds.en}.",
            f"{what.fr} : {told.fr}, et la règle est en {currency} : convertissez au cours du jour "
            f"que fixe l’appel ; demandé : {bounds.fr}.",
        )
    return of(
        rule.allows(money.amount),
        say(
            f"{what.en} is {told.en}; asked: {bounds.en}.", f"{what.fr} : {told.fr} ; demandé : {bounds.fr}."
        ),
    )


def judge_duration(rule: Rule, proposal: Proposal) -> Answer:
    """Judge how long the project lasts."""
    asked = bound_text(rule, MONTHS)
    months = proposal.duration_months
    if months is None:
        return unknown(
            f"The duration is not known; asked: {asked.en}.",
            f"La durée n’est pas connue ; demandé : {asked.fr}.",
        )
    return of(
        rule.allows(months),
        say(f"{months:g} months; asked: {asked.en}.", f"{months:g} mois ; demandé : {asked.fr}."),
    )


def judge_readiness(rule: Rule, proposal: Proposal) -> Answer:
    """Judge the TRL at the start, and at the end where the rule spans both."""
    given = [proposal.trl_start] if rule.kind == "trl_start" else [proposal.trl_start, proposal.trl_end]
    known = [level for level in given if level is not None]
    asked = bound_text(rule)
    if not known:
        return unknown(
            f"The TRL is not known; asked: {asked.en}.", f"Le TRL n’est pas connu ; demandé : {asked.fr}."
        )
    told = " - ".join(str(level) for level in known)
    return of(
        all(rule.allows(level) for level in known),
        say(f"TRL {told}; asked: {asked.en}.", f"TRL {told} ; demandé : {asked.fr}."),
    )


def judge_shares(rule: Rule, proposal: Proposal) -> Answer:
    """Judge who bears which share of the cost."""
    asked = Text(f"{bound_text(rule).en} %", f"{bound_text(rule).fr} %")
    shares = proposal.cost_shares_pct
    if any(partner.key not in shares for partner in proposal.partners):
        return unknown(
            f"The shares of cost are not known; asked: {asked.en}.",
            f"Les parts de coût ne sont pas connues ; demandé : {asked.fr}.",
        )
    match rule.kind:
        case "cost_share_single_max":
            lots = {partner.name: shares[partner.key] for partner in proposal.partners}
        case "cost_share_country_max":
            if any(not partner.country for partner in proposal.partners):
                return unknown(
                    "The country of a partner is not known.", "Le pays d’un partenaire n’est pas connu."
                )
            lots = {}
            for partner in proposal.partners:
                lots[partner.country] = lots.get(partner.country, 0.0) + shares[partner.key]
        case _:
            return _judge_group_share(rule, proposal, asked)
    name, share = max(lots.items(), key=lambda item: item[1])
    return of(
        rule.allows(share),
        say(
            f"Largest share: {name}, {share:g} %; asked: {asked.en}.",
            f"Plus grande part : {name}, {share:g} % ; demandé : {asked.fr}.",
        ),
    )


_GROUPS = {
    "cost_share_academic_min": (PartnerKind.ACADEMIC,),
    "cost_share_sme_min": (PartnerKind.SME,),
    "cost_share_company": (PartnerKind.COMPANY,),
}


def _judge_group_share(rule: Rule, proposal: Proposal, asked: Text) -> Answer:
    kinds = _GROUPS[rule.kind]
    sure = sum(proposal.cost_shares_pct[p.key] for p in proposal.partners if p.is_any(kinds))
    maybe = sum(proposal.cost_shares_pct[p.key] for p in proposal.partners if p.is_any(kinds) is None)
    low, high = rule.allows(sure), rule.allows(sure + maybe)
    truth = low if low == high else None
    return of(
        truth,
        say(
            f"Their share: {sure:g} %; asked: {asked.en}.", f"Leur part : {sure:g} % ; demandé : {asked.fr}."
        ),
    )


def judge_independence(rule: Rule, proposal: Proposal) -> Answer:
    """Judge whether partners are linked; a tie that is not known is not ruled out."""
    if not isinstance(rule.value, str):
        return unknown(f"To be checked: {rule.text.en}", f"À vérifier : {rule.text.fr}")
    linked = _linked(proposal.partners)
    if linked:
        names = names_of(list(linked))
        return not_met(
            f"Linked to each other: {names.en}. {rule.text.en}",
            f"Liés entre eux : {names.fr}. {rule.text.fr}",
            *(p.key for p in linked),
        )
    if len(proposal.partners) < 2:
        return not_asked("There is one partner only.", "Il n’y a qu’un partenaire.")
    if rule.value in {"unlinked", "not_controlled", "outside_group"} and all(
        p.ties_known for p in proposal.partners
    ):
        return met(f"No ties among them. {rule.text.en}", f"Aucun lien entre eux. {rule.text.fr}")
    return unknown(
        f"No tie is known; ask the partners. {rule.text.en}",
        f"Aucun lien connu ; demandez aux partenaires. {rule.text.fr}",
    )


def _linked(partners: tuple[Partner, ...]) -> tuple[Partner, ...]:
    keys = {partner.key for partner in partners}
    named = {key for p in partners if p.linked_to & keys for key in {p.key, *(p.linked_to & keys)}}
    return tuple(partner for partner in partners if partner.key in named)


def judge_age(rule: Rule, proposal: Proposal) -> Answer:
    """Judge how old the companies are on the day of the proposal."""
    companies = [p for p in proposal.partners if p.is_any(rule.who or (PartnerKind.COMPANY,)) is not False]
    if not companies:
        return not_asked("No company takes part.", "Aucune entreprise ne participe.")
    oldest = min(companies, key=lambda p: p.founded.first_day if p.founded else dt.date.max)
    if proposal.on is None or any(p.founded is None for p in companies):
        return unknown(
            f"The age of a company is not known. {rule.text.en}",
            f"L’âge d’une entreprise n’est pas connu. {rule.text.fr}",
        )
    founded = oldest.founded
    if founded is None:  # every company was seen to have a year above
        return unknown(rule.text.en, rule.text.fr)
    ages = ((proposal.on - founded.last_day).days / 365.25, (proposal.on - founded.first_day).days / 365.25)
    answers = {rule.allows(age) for age in ages}
    truth = answers.pop() if len(answers) == 1 else None
    return of(
        truth,
        say(
            f"{oldest.name} was created in {founded}. {rule.text.en}",
            f"{oldest.name} a été créée en {founded}. {rule.text.fr}",
        ),
        oldest.key,
    )
