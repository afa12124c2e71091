"""Rules on where partners are: territories, countries, regions.

Which countries are associated to a programme was not seen: a country outside the Union counts only where
a rule of the call names it.
"""

import re
from collections.abc import Callable

from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.findings import Answer, met, not_asked, not_met, of, say, unknown
from biovaliance.synergies.calls.judging_partners import bound_text, within
from biovaliance.synergies.calls.partners import EU_MEMBER_STATES, Partner, Proposal, names_of
from biovaliance.synergies.calls.rules import Rule
from biovaliance.synergies.calls.values import Call

_CODE = re.compile(r"\b[A-Z]{2}\b")
_ALIASES = {"UK": "GB"}
_EUROSTARS = frozenset({"FR", "CH"})
"""The two countries that the page read names among those of Eurostars."""


def judge_territory(rule: Rule, call: Call, proposal: Proposal) -> Answer:
    """Judge whether every partner concerned lies in the territory.

    A call may have a rule per country (French departments, Swiss cantons): each rule speaks of the
    partners of its own countries, and a partner of a country that no rule names lies outside.
    """
    concerned = [p for p in proposal.partners if not rule.who or p.is_any(rule.who) is not False]
    countries = {area[:2] for each in call.rules_of_kind("territory") for area in each.words}
    own = {area[:2] for area in rule.words}
    outside: list[Partner] = []
    open_: list[Partner] = []
    inside: list[Partner] = []
    for partner in concerned:
        truth = lies_in(rule, partner)
        if partner.country and partner.country not in own and partner.country in countries:
            continue  # another rule of the call speaks of that country
        (inside if truth else open_ if truth is None else outside).append(partner)
    return _told_territory(rule, inside, outside, open_)


def lies_in(rule: Rule, partner: Partner) -> bool | None:
    """Whether a partner lies in the areas of a rule; None where its place is not known well enough."""
    if not partner.country:
        return None
    if partner.country in rule.words:
        return True
    if partner.country not in {area[:2] for area in rule.words}:
        return False
    return partner.area in rule.words if partner.area else None


def _told_territory(
    rule: Rule, inside: list[Partner], outside: list[Partner], open_: list[Partner]
) -> Answer:
    zone = rule.text
    if outside:
        where = Text(
            "; ".join(f"{p.name}{_at(p)}" for p in outside),
            " ; ".join(f"{p.name}{_at(p)}" for p in outside),
        )
        verb_en, verb_fr = ("lies", "est") if len(outside) == 1 else ("lie", "sont")
        return not_met(
            f"{where.en} {verb_en} outside. {zone.en}",
            f"{where.fr} {verb_fr} en dehors. {zone.fr}",
            *(p.key for p in outside),
        )
    if open_:
        names = names_of(open_)
        return unknown(
            f"The place of {names.en} is not known. {zone.en}",
            f"On ignore où se trouve {names.fr}. {zone.fr}",
            *(p.key for p in open_),
        )
    if inside:
        names = names_of(inside)
        return met(
            f"Inside: {names.en}. {zone.en}", f"Dedans : {names.fr}. {zone.fr}", *(p.key for p in inside)
        )
    return not_asked("No partner is concerned.", "Aucun partenaire n’est visé.")


def _at(partner: Partner) -> str:
    place = partner.place or partner.area or partner.country
    return f" ({place})" if place else ""


def judge_countries(rule: Rule, call: Call, proposal: Proposal) -> Answer:
    """Judge from how many countries that count the partners come."""
    counted = _counts(rule, call)
    sure = {p.country for p in proposal.partners if p.country and counted(p.country)}
    maybe = {p.country for p in proposal.partners if p.country and counted(p.country) is None} - sure
    nowhere = sum(1 for p in proposal.partners if not p.country)
    truth = within(rule, len(sure), len(sure) + len(maybe) + nowhere)
    listed = ", ".join(sorted(sure)) or "-"
    asked = bound_text(rule)
    doubt_en = (
        f"; not known whether these count: {', '.join(sorted(maybe))}" if maybe and truth is None else ""
    )
    doubt_fr = (
        f" ; on ignore si ceux-ci comptent : {', '.join(sorted(maybe))}" if maybe and truth is None else ""
    )
    if nowhere and truth is None:
        doubt_en += f"; country not known of {nowhere}"
        doubt_fr += f" ; pays inconnu pour {nowhere}"
    text = say(
        f"Countries that count: {len(sure)} ({listed}); {asked.en} asked{doubt_en}.",
        f"Pays qui comptent : {len(sure)} ({listed}) ; demandé : {asked.fr}{doubt_fr}.",
    )
    return of(truth, text)


def _counts(rule: Rule, call: Call) -> Callable[[str], bool | None]:
    """Return whether a country counts for a rule: True, False, or None where that was not seen."""
    if rule.kind == "countries":
        return lambda _country: True
    named = {code for each in call.rules_of_kind("fundable_country") for code in codes_in(each)}
    if "Eurostars" in rule.unit:
        named |= _EUROSTARS
        return lambda country: True if country in named else None
    return lambda country: True if country in EU_MEMBER_STATES or country in named else None


def codes_in(rule: Rule) -> frozenset[str]:
    """Return the codes of countries that a rule's words name: 'AC incl. CA, CH' gives CA and CH."""
    found = {code for word in rule.words for code in _CODE.findall(word)} - {"EU", "AC"}
    return frozenset(_ALIASES.get(code, code) for code in found)


def judge_union(rule: Rule, proposal: Proposal) -> Answer:
    """Judge how many partners are established in the Union, or there and in associated countries."""
    inside = [p for p in proposal.partners if p.in_eu]
    with_associated = rule.kind == "eu_or_associated_min"
    open_ = [p for p in proposal.partners if p.in_eu is None or (with_associated and p.in_eu is False)]
    truth = within(rule, len(inside), len(inside) + len(open_))
    asked = bound_text(rule)
    return of(
        truth,
        say(
            f"Established in an EU Member State: {len(inside)}; {asked.en} asked.",
            f"Établis dans un État membre de l’UE : {len(inside)} ; demandé : {asked.fr}.",
        ),
        *(p.key for p in inside),
    )


def judge_must_include(rule: Rule, proposal: Proposal) -> Answer:
    """Judge whether there is a partner from each country named."""
    there = {p.country for p in proposal.partners if p.country}
    missing = [country for country in rule.words if country not in there]
    listed = ", ".join(missing)
    if not missing:
        every = ", ".join(rule.words)
        return met(f"A partner from each: {every}.", f"Un partenaire de chacun : {every}.")
    nowhere = [p for p in proposal.partners if not p.country]
    if len(nowhere) >= len(missing):
        return unknown(f"No partner known from: {listed}.", f"Aucun partenaire connu de : {listed}.")
    return not_met(f"No partner from: {listed}.", f"Aucun partenaire de : {listed}.")


def judge_fundable(rule: Rule, proposal: Proposal) -> Answer:
    """Judge whether every partner is of a country that can be funded."""
    named = codes_in(rule)
    open_ = [p for p in proposal.partners if not (p.in_eu or p.country in named)]
    if open_:
        names = names_of(open_)
        return unknown(
            f"Whether the country of {names.en} is funded was not seen. {rule.text.en}",
            f"On n’a pas vu si le pays de {names.fr} est financé. {rule.text.fr}",
            *(p.key for p in open_),
        )
    return met(
        f"Every partner is of a country that is funded. {rule.text.en}",
        f"Chaque partenaire est d’un pays finançable. {rule.text.fr}",
    )


def judge_employer(rule: Rule, proposal: Proposal) -> Answer:
    """Judge whether somebody outside research is established in the employer's country."""
    employers = [p for p in proposal.partners if p.country in rule.words]
    able = [p for p in employers if "academic" not in p.kinds]
    open_ = [p for p in proposal.partners if not p.country]
    if able:
        names = names_of(able)
        return met(f"Could employ: {names.en}.", f"Pourrait employer : {names.fr}.", *(p.key for p in able))
    if open_ or employers:
        return unknown(f"No employer is known. {rule.text.en}", f"Aucun employeur connu. {rule.text.fr}")
    return not_met(f"No partner is there. {rule.text.en}", f"Aucun partenaire n’y est. {rule.text.fr}")


def judge_regions(rule: Rule, proposal: Proposal) -> Answer:
    """Judge from how many regions the partners come."""
    regions = {p.region for p in proposal.partners if p.region}
    nowhere = sum(1 for p in proposal.partners if not p.region)
    truth = within(rule, len(regions), len(regions) + nowhere)
    asked = bound_text(rule)
    return of(
        truth,
        say(
            f"Regions known: {len(regions)}; {asked.en} asked.",
            f"Régions connues : {len(regions)} ; demandé : {asked.fr}.",
        ),
    )


def judge_composition(rule: Rule, proposal: Proposal) -> Answer:
    """Judge the countries asked of a consortium of this size."""
    count = len(proposal.partners)
    case = next((c for c in rule.cases if c.fewest <= count and (c.most is None or count <= c.most)), None)
    if case is None:
        listed = "; ".join(rule.words)
        return not_met(
            f"No case for {count} partners: {listed}.", f"Aucun cas pour {count} partenaires : {listed}."
        )
    countries = {p.country for p in proposal.partners if p.country}
    nowhere = sum(1 for p in proposal.partners if not p.country)
    sure = countries & EU_MEMBER_STATES
    members = sum(1 for p in proposal.partners if p.in_eu)
    enough = len(sure) >= case.countries and members >= case.member_states
    possible = len(countries) + nowhere >= case.countries and members + nowhere >= case.member_states
    text = say(
        f"Partners: {count}; countries known: {len(countries)}; in EU Member States: {members}. Asked: "
        f"countries {case.countries}, Member States {case.member_states}.",
        f"Partenaires : {count} ; pays connus : {len(countries)} ; dans des États membres : {members}. "
        f"Demandé : pays {case.countries}, États membres {case.member_states}.",
    )
    single = count == 1 and case.countries == 0
    truth = (True if members else None) if single else True if enough else None if possible else False
    return of(truth, text)
