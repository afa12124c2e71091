"""What the two pages say, as words ready to be set: one language, sources numbered, nothing left to compute.

answer ─> best variant: who brings what and why ─> Summary ─> pdf.py | docx.py
                        rules, budget, gaps, sources

`Detail` says how much is told, so that a long answer still holds on two pages; what is left out is counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from biovaliance.foundation.errors import NotFoundError
from biovaliance.foundation.languages import Language
from biovaliance.foundation.wording import date_text, number_text
from biovaliance.synergies.calls.findings import Finding
from biovaliance.synergies.calls.judging_projects import amount_text
from biovaliance.synergies.calls.kinds import KIND_LABELS
from biovaliance.synergies.calls.partners import Money, Partner
from biovaliance.synergies.calls.rules import Rule
from biovaliance.synergies.calls.values import Call, Level
from biovaliance.synergies.consortium.budget import PartnerBudget
from biovaliance.synergies.consortium.documents.words import LABELS, POINTS_KINDS, Label
from biovaliance.synergies.consortium.plain import OUTCOMES
from biovaliance.synergies.consortium.proposing import Answer, Variant
from biovaliance.synergies.consortium.values import Strength


@dataclass(frozen=True, slots=True)
class Detail:
    """How much is told: characters of passages and of the need, lines per partner, rules, sources."""

    passage: int = 160
    need: int = 600
    brings: int = 12
    rules: int = 40
    sources: int = 40


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Brought:
    """A competence that a partner brings: points, where it is said, in which words, its source."""

    competence: str
    points: str
    how: str
    passage: str
    source: str


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A partner: its part, what it is, where, and what it brings."""

    name: str
    leads: bool
    about: str
    brings: tuple[Brought, ...]
    more: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule and how it stands."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules that stand alike."""

    key: str
    label: str
    rules: tuple[RuleLine, ...]
    more: str


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A partner's part of the budget."""

    name: str
    share: str
    cost: str
    aid: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything the two pages show."""

    language: Language
    labels: dict[Label, str]
    title: str
    kicker: str
    need: str
    as_of: str
    facts: tuple[Fact, ...]
    partners: tuple[PartnerLine, ...]
    score: tuple[Fact, ...]
    rules: tuple[RuleGroup, ...]
    budget: tuple[BudgetLine, ...]
    budget_note: str
    gaps: tuple[str, ...]
    others: tuple[str, ...]
    sources: tuple[Fact, ...]
    more_sources: str


@dataclass(slots=True)
class _Sources:
    """The sources cited so far, each under its number."""

    language: Language
    found: dict[str, str] = field(default_factory=dict)

    def number(self, publisher: str, address: str, stated_on: str, read_on: str) -> str:
        """Return the mark of a source, '' where there is none."""
        key = address or publisher
        if not key:
            return ""
        if key not in self.found:
            dates = [
                f"{LABELS[label].in_language(self.language)} {date_text(day, self.language)}"
                for label, day in ((Label.DATED, stated_on), (Label.READ, read_on))
                if day[:4].isdecimal()
            ]
            told = [publisher, address if address != publisher else "", *dates]
            self.found[key] = ", ".join(part for part in told if part)
        return f"[{list(self.found).index(key) + 1}]"

    def of_strength(self, strength: Strength) -> str:
        """Return the mark of the source of a strength."""
        seen = strength.evidence
        if seen is None:
            return ""
        return self.number(seen.publisher or seen.source_key, seen.address, seen.stated_on, seen.read_on)

    def of_rule(self, rule: Rule, call: Call | None) -> str:
        """Return the marks of the pages where a rule was read."""
        marks = []
        for address in rule.sources:
            page = call.page(address) if call else None
            publisher = page.publisher.in_language(self.language) if page else ""
            shown = address if address.startswith("http") else ""
            marks.append(self.number(publisher or address, shown, "", page.read_on if page else ""))
        return " ".join(dict.fromkeys(marks))


def summary_of(answer: Answer, language: Language, detail: Detail | None = None, rank: int = 1) -> Summary:
    """Return the summary of one variant, the best by default; the others are named.

    Raises:
        NotFoundError: there is no consortium of this rank.
    """
    if not 1 <= rank <= len(answer.variants):
        raise NotFoundError(f"There is no consortium number {rank}; {len(answer.variants)} came out.")
    told = detail or Detail()
    variant, call = answer.variants[rank - 1], answer.question.call
    labels = {label: text.in_language(language) for label, text in LABELS.items()}
    sources = _Sources(language)
    partners = tuple(
        _partner(answer, variant, each.partner, told, sources, language) for each in variant.budget
    )
    rules = tuple(_rules(variant, call, told, sources, language))
    cited = [Fact(f"[{number}]", text) for number, text in enumerate(sources.found.values(), 1)]
    as_of = answer.as_of or (call.seen_on if call else "")
    return Summary(
        language=language,
        labels=labels,
        title=call.name.in_language(language) if call else labels[Label.FOR_A_NEED],
        kicker=_kicker(call, labels),
        need=_cut(answer.question.need, told.need),
        as_of=f"{labels[Label.AS_OF]} {date_text(as_of, language)}" if as_of else "",
        facts=tuple(_facts(answer, variant, labels, language)),
        partners=partners,
        score=tuple(_score(variant, language)),
        rules=rules,
        budget=tuple(_budget(each, language, with_ceiling=under_state_aid(call)) for each in variant.budget),
        budget_note=_budget_note(variant, labels, language),
        gaps=tuple(answer.competence(key).label.in_language(language) for key in variant.consortium.missing),
        others=tuple(_others(answer, rank, labels)),
        sources=tuple(cited[: told.sources]),
        more_sources=_more(len(cited) - told.sources, labels),
    )


def _kicker(call: Call | None, labels: dict[Label, str]) -> str:
    return f"{labels[Label.FOR_A_CALL]} {call.id}" if call else labels[Label.TITLE]


def _cut(text: str, most: int) -> str:
    words = " ".join(text.split())
    if len(words) <= most:
        return words
    return f"{words[:most].rsplit(' ', 1)[0]} …" if most else ""


def _more(count: int, labels: dict[Label, str]) -> str:
    return f"+ {count} {labels[Label.MORE]}" if count > 0 else ""


def _facts(answer: Answer, variant: Variant, labels: dict[Label, str], language: Language) -> Iterable[Fact]:
    proposal, project = variant.consortium.proposal, answer.question.project
    yield Fact(labels[Label.PARTNERS], number_text(len(proposal.partners), language))
    if proposal.leader:
        yield Fact(labels[Label.LEAD], proposal.leader.name)
    covered = len(answer.competences) - len(variant.consortium.missing)
    yield Fact(labels[Label.COVERED], f"{covered} / {len(answer.competences)}")
    if project.size:
        yield Fact(labels[Label.SIZE], amount_text(project.size).in_language(language))
    if project.duration_months is not None:
        yield Fact(labels[Label.DURATION], f"{project.duration_months:g}\u00a0{labels[Label.MONTHS]}")
    proven = Label.PROVEN if answer.assembly.proven else Label.NOT_PROVEN
    points = number_text(variant.consortium.score, language)
    yield Fact(labels[Label.SCORE], f"{points}\u00a0{labels[Label.POINTS]} ({labels[proven]})")


def _partner(
    answer: Answer, variant: Variant, partner: Partner, detail: Detail, sources: _Sources, language: Language
) -> PartnerLine:
    kinds = [KIND_LABELS[kind].in_language(language) for kind in sorted(partner.kinds)]
    about = ", ".join(part for part in (*kinds, partner.place, partner.country) if part)
    terms = [
        term
        for term in variant.consortium.terms
        if term.kind == "competence" and term.strength and term.partners == (partner.key,)
    ]
    brings = tuple(
        _brought(answer, term.strength, term.points, detail, sources, language)
        for term in terms[: detail.brings]
        if term.strength
    )
    labels = {label: text.in_language(language) for label, text in LABELS.items()}
    leads = partner.key == variant.consortium.proposal.lead
    return PartnerLine(partner.name, leads, about, brings, _more(len(terms) - detail.brings, labels))


def _brought(
    answer: Answer,
    strength: Strength,
    points: int,
    detail: Detail,
    sources: _Sources,
    language: Language,
) -> Brought:
    return Brought(
        answer.competence(strength.competence_key).label.in_language(language),
        number_text(points, language),
        strength.how.in_language(language),
        _cut(strength.passage, detail.passage),
        sources.of_strength(strength),
    )


def _score(variant: Variant, language: Language) -> Iterable[Fact]:
    for kind, label in POINTS_KINDS.items():
        terms = [term.points for term in variant.consortium.terms if term.kind == kind]
        if terms:
            total = number_text(abs(sum(terms)), language)
            sign = "\u2212" if sum(terms) < 0 else "+"
            yield Fact(label.in_language(language), f"{sign}{total}")


def _rules(
    variant: Variant, call: Call | None, detail: Detail, sources: _Sources, language: Language
) -> Iterable[RuleGroup]:
    labels = {label: text.in_language(language) for label, text in LABELS.items()}
    names = {"met": Label.RULES_MET, "doubtful": Label.RULES_DOUBTFUL, "missing": Label.RULES_MISSING}
    for key in ("missing", "doubtful", "met"):
        found = list(variant.consortium.rules(OUTCOMES[key]))
        if found:
            lines = tuple(_rule(each, call, sources, language) for each in found[: detail.rules])
            more = _more(len(found) - detail.rules, labels)
            yield RuleGroup(key, f"{labels[names[key]]} ({len(found)})", lines, more)


def _rule(finding: Finding, call: Call | None, sources: _Sources, language: Language) -> RuleLine:
    return RuleLine(finding.text.in_language(language), sources.of_rule(finding.rule, call))


def _budget(budget: PartnerBudget, language: Language, *, with_ceiling: bool) -> BudgetLine:
    most = budget.most_aid()
    aid = budget.aid.text.in_language(language)
    if with_ceiling and budget.general_ceiling.high_pct is not None:
        aid = f"{aid} {budget.general_ceiling.text.in_language(language)}"
    if most is not None:
        aid = f"{aid} {amount_text(most).in_language(language)}"
    share = number_text(budget.share_pct, language, 0 if budget.share_pct == int(budget.share_pct) else 1)
    return BudgetLine(
        budget.partner.name,
        f"{share}\u00a0%",
        amount_text(budget.cost).in_language(language) if budget.cost else "",
        aid,
    )


def _budget_note(variant: Variant, labels: dict[Label, str], language: Language) -> str:
    known = [most for each in variant.budget if (most := each.most_aid()) is not None]
    if not known:
        return labels[Label.BUDGET_NOTE]
    total = amount_text(Money(sum(each.amount for each in known), known[0].currency)).in_language(language)
    return f"{labels[Label.BUDGET_NOTE]} {labels[Label.AID_TOTAL]} {total}."


def _others(answer: Answer, rank: int, labels: dict[Label, str]) -> Iterable[str]:
    for number, variant in enumerate(answer.variants, 1):
        if number != rank:
            names = _names([partner.name for partner in variant.consortium.proposal.partners])
            yield f"{names} ({variant.consortium.score}\u00a0{labels[Label.POINTS]})"


def _names(names: Sequence[str]) -> str:
    return ", ".join(names)


def under_state_aid(call: Call | None) -> bool:
    """Whether French public money would be given to companies: the general ceilings are of use then."""
    return call is not None and call.level in {Level.REGION, Level.NATIONAL} and not call.country
