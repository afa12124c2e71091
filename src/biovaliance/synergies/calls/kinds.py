"""Kinds of partner as calls name them, and which kind is part of which.

A call asks for "at least one SME" or bars "research bodies" from the lead. An organisation is of several
kinds at once: a small start-up is a start-up, a small company, an SME and a company. What follows from
what is written here; what does not follow (is this hospital also a research body?) stays unknown.
"""

from enum import StrEnum

from biovaliance.foundation.languages import Text


class PartnerKind(StrEnum):
    """A word by which calls tell partners apart."""

    COMPANY = "company"
    SME = "sme"
    SMALL = "small"
    MEDIUM = "medium"
    ETI = "eti"
    MIDCAP = "midcap"
    SMALL_MIDCAP = "small_midcap"
    LARGE = "large"
    STARTUP = "startup"
    INNOVATIVE_SME = "innovative_sme"
    ACADEMIC = "academic"
    NATIONAL_RESEARCH = "national_research"
    TECHNICAL_CENTRE = "technical_centre"
    DOCTORATE_AWARDING = "doctorate_awarding"
    HOSPITAL = "hospital"
    HOSPITAL_TEAM = "hospital_team"
    CLUSTER = "cluster"
    AGENCY = "agency"
    PUBLIC_BODY = "public_body"
    PUBLIC_AUTHORITY = "public_authority"
    PUBLIC = "public"
    PUBLIC_INSTITUTION = "public_institution"
    FOR_PROFIT = "for_profit"
    NON_PROFIT = "non_profit"
    NON_ACADEMIC = "non_academic"
    IMPLEMENTATION_PARTNER = "implementation_partner"
    SWISS_IMPLEMENTATION_PARTNER = "swiss_implementation_partner"
    FOREIGN_IMPLEMENTATION_PARTNER = "foreign_implementation_partner"
    IHI_PRIVATE_MEMBER = "ihi_private_member"
    CONTRIBUTING_PARTNER = "contributing_partner"
    PATIENT_ORGANISATION = "patient_organisation"


KIND_LABELS: dict[PartnerKind, Text] = {
    PartnerKind.COMPANY: Text("company", "entreprise"),
    PartnerKind.SME: Text("SME", "PME"),
    PartnerKind.SMALL: Text("small company", "petite entreprise"),
    PartnerKind.MEDIUM: Text("medium-sized company", "moyenne entreprise"),
    PartnerKind.ETI: Text("mid-cap (ETI)", "ETI"),
    PartnerKind.MIDCAP: Text("mid-cap", "entreprise à moyenne capitalisation"),
    PartnerKind.SMALL_MIDCAP: Text("small mid-cap", "petite ETI"),
    PartnerKind.LARGE: Text("large company", "grande entreprise"),
    PartnerKind.STARTUP: Text("start-up", "start-up"),
    PartnerKind.INNOVATIVE_SME: Text("innovative SME", "PME innovante"),
    PartnerKind.ACADEMIC: Text("academic or research body", "organisme académique ou de recherche"),
    PartnerKind.NATIONAL_RESEARCH: Text("national research organisation", "organisme national de recherche"),
    PartnerKind.TECHNICAL_CENTRE: Text("technical centre", "centre technique"),
    PartnerKind.DOCTORATE_AWARDING: Text(
        "body entitled to award doctorates", "établissement habilité à délivrer le doctorat"
    ),
    PartnerKind.HOSPITAL: Text("health establishment", "établissement de santé"),
    PartnerKind.HOSPITAL_TEAM: Text("university-hospital team", "équipe hospitalo-universitaire"),
    PartnerKind.CLUSTER: Text("cluster organisation", "pôle ou grappe"),
    PartnerKind.AGENCY: Text("development or innovation agency", "agence de développement ou d’innovation"),
    PartnerKind.PUBLIC_BODY: Text("public body", "organisme public"),
    PartnerKind.PUBLIC_AUTHORITY: Text("public authority", "collectivité ou autorité publique"),
    PartnerKind.PUBLIC: Text("public entity", "entité publique"),
    PartnerKind.PUBLIC_INSTITUTION: Text("public institution", "institution publique"),
    PartnerKind.FOR_PROFIT: Text("profit-making entity", "entité à but lucratif"),
    PartnerKind.NON_PROFIT: Text("non-profit entity", "entité à but non lucratif"),
    PartnerKind.NON_ACADEMIC: Text("non-academic entity", "entité non académique"),
    PartnerKind.IMPLEMENTATION_PARTNER: Text("implementation partner", "partenaire de mise en valeur"),
    PartnerKind.SWISS_IMPLEMENTATION_PARTNER: Text(
        "Swiss implementation partner", "partenaire suisse de mise en valeur"
    ),
    PartnerKind.FOREIGN_IMPLEMENTATION_PARTNER: Text(
        "implementation partner of the other country", "partenaire de mise en valeur de l’autre pays"
    ),
    PartnerKind.IHI_PRIVATE_MEMBER: Text("private member of IHI", "membre privé de l’IHI"),
    PartnerKind.CONTRIBUTING_PARTNER: Text("contributing partner of IHI", "partenaire contributeur de l’IHI"),
    PartnerKind.PATIENT_ORGANISATION: Text("patient organisation", "association de patients"),
}

IMPLIED: dict[PartnerKind, frozenset[PartnerKind]] = {
    PartnerKind.SME: frozenset({PartnerKind.COMPANY}),
    PartnerKind.SMALL: frozenset({PartnerKind.SME}),
    PartnerKind.MEDIUM: frozenset({PartnerKind.SME}),
    PartnerKind.ETI: frozenset({PartnerKind.COMPANY}),
    PartnerKind.MIDCAP: frozenset({PartnerKind.COMPANY}),
    PartnerKind.SMALL_MIDCAP: frozenset({PartnerKind.COMPANY}),
    PartnerKind.LARGE: frozenset({PartnerKind.COMPANY}),
    PartnerKind.STARTUP: frozenset({PartnerKind.COMPANY}),
    PartnerKind.INNOVATIVE_SME: frozenset({PartnerKind.SME}),
    PartnerKind.COMPANY: frozenset({PartnerKind.FOR_PROFIT, PartnerKind.NON_ACADEMIC}),
    PartnerKind.NATIONAL_RESEARCH: frozenset({PartnerKind.ACADEMIC}),
    PartnerKind.DOCTORATE_AWARDING: frozenset({PartnerKind.ACADEMIC}),
    PartnerKind.HOSPITAL_TEAM: frozenset({PartnerKind.HOSPITAL}),
    PartnerKind.PUBLIC_AUTHORITY: frozenset({PartnerKind.PUBLIC_BODY}),
    PartnerKind.PUBLIC_BODY: frozenset({PartnerKind.PUBLIC, PartnerKind.PUBLIC_INSTITUTION}),
    PartnerKind.PUBLIC_INSTITUTION: frozenset({PartnerKind.PUBLIC}),
    PartnerKind.PUBLIC: frozenset({PartnerKind.NON_PROFIT}),
}
"""What a partner also is, being of a kind."""

_SECTORS = (
    PartnerKind.COMPANY,
    PartnerKind.ACADEMIC,
    PartnerKind.HOSPITAL,
    PartnerKind.CLUSTER,
    PartnerKind.PUBLIC_BODY,
    PartnerKind.PATIENT_ORGANISATION,
)
"""Sorts of body: who is of one is taken not to be a company, and a company none of the others."""

EXCLUDED: dict[PartnerKind, frozenset[PartnerKind]] = {
    PartnerKind.COMPANY: frozenset(
        {
            *(each for each in _SECTORS if each is not PartnerKind.COMPANY),
            PartnerKind.NON_PROFIT,
            PartnerKind.PUBLIC_INSTITUTION,
            PartnerKind.PUBLIC,
            PartnerKind.TECHNICAL_CENTRE,
            PartnerKind.AGENCY,
        }
    ),
    PartnerKind.SME: frozenset(
        {PartnerKind.ETI, PartnerKind.LARGE, PartnerKind.MIDCAP, PartnerKind.SMALL_MIDCAP}
    ),
    PartnerKind.SMALL: frozenset({PartnerKind.MEDIUM}),
    PartnerKind.MEDIUM: frozenset({PartnerKind.SMALL}),
    PartnerKind.ETI: frozenset({PartnerKind.SME, PartnerKind.LARGE}),
    PartnerKind.LARGE: frozenset(
        {PartnerKind.SME, PartnerKind.ETI, PartnerKind.MIDCAP, PartnerKind.SMALL_MIDCAP, PartnerKind.STARTUP}
    ),
    PartnerKind.ACADEMIC: frozenset({PartnerKind.COMPANY, PartnerKind.FOR_PROFIT, PartnerKind.NON_ACADEMIC}),
    PartnerKind.HOSPITAL: frozenset({PartnerKind.COMPANY, PartnerKind.CLUSTER, PartnerKind.PUBLIC_BODY}),
    PartnerKind.CLUSTER: frozenset(
        {PartnerKind.COMPANY, PartnerKind.ACADEMIC, PartnerKind.HOSPITAL, PartnerKind.FOR_PROFIT}
    ),
    PartnerKind.AGENCY: frozenset({PartnerKind.COMPANY, PartnerKind.ACADEMIC, PartnerKind.HOSPITAL}),
    PartnerKind.PUBLIC_BODY: frozenset({PartnerKind.COMPANY, PartnerKind.FOR_PROFIT}),
    PartnerKind.PUBLIC: frozenset({PartnerKind.COMPANY, PartnerKind.FOR_PROFIT}),
    PartnerKind.PATIENT_ORGANISATION: frozenset(
        {PartnerKind.COMPANY, PartnerKind.ACADEMIC, PartnerKind.HOSPITAL, PartnerKind.CLUSTER}
    ),
    PartnerKind.FOR_PROFIT: frozenset({PartnerKind.NON_PROFIT}),
    PartnerKind.NON_PROFIT: frozenset({PartnerKind.FOR_PROFIT}),
}
"""What a partner is not, being of a kind."""


def all_kinds(kinds: frozenset[PartnerKind]) -> frozenset[PartnerKind]:
    """Return `kinds` and everything that follows from them."""
    found = set(kinds)
    waiting = list(kinds)
    while waiting:
        for other in IMPLIED.get(waiting.pop(), frozenset()) - found:
            found.add(other)
            waiting.append(other)
    return frozenset(found)


def is_of_kind(kinds: frozenset[PartnerKind], asked: PartnerKind) -> bool | None:
    """Whether a partner known to be of `kinds` is of the kind `asked`; None where that does not follow."""
    known = all_kinds(kinds)
    if asked in known:
        return True
    barred = {asked, *all_kinds(frozenset({asked}))}  # of a kind one cannot be, its narrower ones neither
    if any(EXCLUDED.get(each, frozenset()) & barred for each in known):
        return False
    return None


def is_of_any(kinds: frozenset[PartnerKind], asked: frozenset[PartnerKind]) -> bool | None:
    """Whether a partner is of at least one of the kinds `asked`; None where no answer follows."""
    answers = {is_of_kind(kinds, each) for each in asked}
    if True in answers:
        return True
    return None if None in answers else False


def kinds_text(kinds: tuple[PartnerKind, ...], joined: Text | None = None) -> Text:
    """Return the names of `kinds` in a row; with `joined`, that word stands before the last."""
    return Text(
        _row([KIND_LABELS[each].en for each in kinds], joined.en if joined else ""),
        _row([KIND_LABELS[each].fr for each in kinds], joined.fr if joined else ""),
    )


def _row(words: list[str], joined: str) -> str:
    if len(words) < 2 or not joined:
        return ", ".join(words)
    return f"{', '.join(words[:-1])} {joined} {words[-1]}"
