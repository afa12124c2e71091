"""Rules on who takes part: how many, of which kinds, alone or together, and who leads."""

from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.findings import Answer, met, not_asked, not_met, of, say, unknown
from biovaliance.synergies.calls.kinds import PartnerKind, kinds_text
from biovaliance.synergies.calls.partners import Partner, Proposal, names_of
from biovaliance.synergies.calls.rules import Operator, Rule

OR = Text("or", "ou")


def kinds_of(rule: Rule) -> tuple[PartnerKind, ...]:
    """Return the kinds of partner that a rule's values name."""
    return tuple(PartnerKind(word) for word in rule.words)


def bound_text(rule: Rule, unit: Text = Text("", "")) -> Text:  # noqa: B008 -- a value, never changed
    """Return the bounds of a numeric rule in words: 'at least 3', 'from 36 to 60 months'."""
    low, high = rule.low, rule.high
    en, fr = (f" {unit.en}" if unit.en else ""), (f" {unit.fr}" if unit.fr else "")
    if rule.operator is Operator.BETWEEN:
        return Text(f"from {_n(low)} to {_n(high)}{en}", f"de {_n(low)} à {_n(high)}{fr}")
    words = {
        Operator.EXACTLY: ("exactly", "exactement"),
        Operator.AT_LEAST: ("at least", "au moins"),
        Operator.MORE_THAN: ("more than", "plus de"),
        Operator.AT_MOST: ("at most", "au plus"),
        Operator.LESS_THAN: ("less than", "moins de"),
    }[rule.operator]
    number = _n(low if low is not None else high)
    return Text(f"{words[0]} {number}{en}", f"{words[1]} {number}{fr}")


def _n(value: float | None) -> str:
    return f"{value:g}" if value is not None and value < 1e6 else f"{value:.0f}"


def within(rule: Rule, fewest: int, most: int) -> bool | None:
    """Whether a count that lies from `fewest` to `most` is within the rule; None where it may be."""
    answers = {rule.allows(count) for count in range(fewest, most + 1)}
    return answers.pop() if len(answers) == 1 else None


def judge_number(rule: Rule, proposal: Proposal) -> Answer:
    """Judge how many partners there are."""
    count = len(proposal.partners)
    asked = bound_text(rule)
    text = say(
        f"{count} partner{'s' if count > 1 else ''}; {asked.en} asked.",
        f"{count} partenaire{'s' if count > 1 else ''} ; {asked.fr} demandé{'s' if _plural(rule) else ''}.",
    )
    return of(rule.allows(count), text)


def _plural(rule: Rule) -> bool:
    bound = rule.high if rule.high is not None else rule.low
    return bound is not None and bound > 1


def judge_kinds(rule: Rule, proposal: Proposal) -> Answer:
    """Judge how many partners there are of each kind (`min_kind`), or of any of several (`min_kind_any`)."""
    groups = [rule.who] if rule.kind == "min_kind_any" else [(kind,) for kind in rule.who]
    answers = [_judge_group(rule, group, proposal) for group in groups]
    for outcome in ("not met", "unknown"):
        worst = [answer for answer in answers if answer.outcome == outcome]
        if worst:
            return worst[0]
    text = Text(" ".join(a.text.en for a in answers), " ".join(a.text.fr for a in answers))
    return Answer(answers[0].outcome, text, tuple(key for answer in answers for key in answer.partners))


def _judge_group(rule: Rule, kinds: tuple[PartnerKind, ...], proposal: Proposal) -> Answer:
    sure, maybe = split(kinds, proposal.partners, rule.country)
    truth = within(rule, len(sure), len(sure) + len(maybe))
    named, bound = kinds_text(kinds, OR), bound_text(rule)
    asked = Text(f"{bound.en} ({named.en})", f"{bound.fr} ({named.fr})")
    known = names_of(sure)
    found = Text(f"found: {known.en}", f"trouvé : {known.fr}") if sure else Text("none known", "aucun connu")
    doubt = names_of(maybe)
    open_en = f"; not known of {doubt.en}" if maybe and truth is None else ""
    open_fr = f" ; non connu pour {doubt.fr}" if maybe and truth is None else ""
    text = say(f"Asked: {asked.en}; {found.en}{open_en}.", f"Demandé : {asked.fr} ; {found.fr}{open_fr}.")
    return of(truth, text, *(partner.key for partner in (sure or maybe)))


def split(
    kinds: tuple[PartnerKind, ...], partners: tuple[Partner, ...], country: str = ""
) -> tuple[list[Partner], list[Partner]]:
    """Return the partners surely of one of the kinds (and of the country), and those that may be."""
    sure, maybe = [], []
    for partner in partners:
        here = None if country and not partner.country else not country or partner.country == country
        of_kind = partner.is_any(kinds)
        if here and of_kind:
            sure.append(partner)
        elif here is not False and of_kind is not False:
            maybe.append(partner)
    return sure, maybe


def judge_alone(rule: Rule, proposal: Proposal) -> Answer:
    """Judge whether the applicant may apply alone."""
    if len(proposal.partners) > 1:
        return not_asked("Several partners apply together.", "Plusieurs partenaires candidatent ensemble.")
    if rule.kind == "single_applicant":
        return not_met(
            "A single applicant is not eligible; partners are needed.",
            "Un candidat seul n’est pas éligible ; il faut des partenaires.",
        )
    return judge_allowed(rule, proposal.partners[0])


def judge_allowed(rule: Rule, partner: Partner) -> Answer:
    """Judge whether one partner is of the kinds a rule admits, or of none that it bars."""
    kinds = kinds_of(rule)
    listed = kinds_text(kinds)
    is_listed = partner.is_any(kinds)
    barring = rule.operator is Operator.NONE_OF
    if is_listed is None:
        return unknown(
            f"Whether {partner.name} is {'none of' if barring else 'one of'}: {listed.en}, is not known.",
            f"On ignore si {partner.name} est {'hors de' if barring else 'dans'} cette liste : {listed.fr}.",
            partner.key,
        )
    truth = is_listed is not barring
    verb_en = "is" if is_listed else "is not"
    verb_fr = "est" if is_listed else "n’est pas"
    return of(
        truth,
        say(
            f"{partner.name} {verb_en} one of: {listed.en}.",
            f"{partner.name} {verb_fr} de cette liste : {listed.fr}.",
        ),
        partner.key,
    )


def judge_everyone(rule: Rule, proposal: Proposal) -> Answer:
    """Judge whether every partner concerned is of the kinds a rule admits."""
    concerned = [p for p in proposal.partners if not rule.who or p.is_any(rule.who) is not False]
    if not concerned:
        return not_asked("No partner of the kind concerned.", "Aucun partenaire de la sorte visée.")
    answers = [judge_allowed(rule, partner) for partner in concerned]
    for outcome in ("not met", "unknown"):
        worst = [answer for answer in answers if answer.outcome == outcome]
        if worst:
            return worst[0]
    return (
        answers[0] if len(answers) == 1 else met("Every partner is admitted.", "Chaque partenaire est admis.")
    )


def judge_beneficiary(rule: Rule, proposal: Proposal) -> Answer:
    """Judge whether somebody among the partners may receive the aid."""
    kinds = kinds_of(rule)
    sure, maybe = split(kinds, proposal.partners)
    listed = kinds_text(kinds)
    text = say(f"The aid goes to: {listed.en}.", f"L’aide va à : {listed.fr}.")
    if sure:
        names = names_of(sure)
        return met(f"{text.en} Here: {names.en}.", f"{text.fr} Ici : {names.fr}.", *(p.key for p in sure))
    if maybe:
        names = names_of(maybe)
        return unknown(
            f"{text.en} Not known of {names.en}.",
            f"{text.fr} Non connu pour {names.fr}.",
            *(p.key for p in maybe),
        )
    return not_met(f"{text.en} No partner is one.", f"{text.fr} Aucun partenaire n’en est.")


def judge_lead(rule: Rule, proposal: Proposal) -> Answer:
    """Judge whether the partner that leads may lead; without one named, whether somebody could."""
    leader = proposal.leader
    if leader is not None:
        return judge_allowed(rule, leader)
    could = [p for p in proposal.partners if judge_allowed(rule, p).outcome == "met"]
    might = [p for p in proposal.partners if judge_allowed(rule, p).outcome == "unknown"]
    if could:
        names = names_of(could)
        return unknown(
            f"No lead is named; could lead: {names.en}.",
            f"Aucun chef de file désigné ; pourrait l’être : {names.fr}.",
            *(p.key for p in could),
        )
    if might:
        names = names_of(might)
        return unknown(
            f"Nobody is known to be able to lead; perhaps {names.en}.",
            f"Personne n’est connu comme pouvant être chef de file ; peut-être {names.fr}.",
            *(p.key for p in might),
        )
    return not_met("No partner may lead.", "Aucun partenaire ne peut être chef de file.")
