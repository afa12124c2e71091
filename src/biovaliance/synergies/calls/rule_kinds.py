"""The kinds of rule a call may state: what each means, and which values it takes.

A kind that is not here is refused with its line. Of most kinds a program can say whether a project meets
the rule (see `evaluation`); of the others only a person can, and the program says so.
"""

from dataclasses import dataclass
from enum import StrEnum

from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.rules import Operator


class Takes(StrEnum):
    """What the value of a rule is."""

    NUMBER = "a number"
    KINDS = "kinds of partner"
    COUNTRIES = "codes of countries"
    AREAS = "codes of countries, departments or cantons"
    WORDS = "words"
    CASES = "cases by number of partners"


NUMERIC = frozenset(
    {
        Operator.EXACTLY,
        Operator.AT_LEAST,
        Operator.MORE_THAN,
        Operator.AT_MOST,
        Operator.LESS_THAN,
        Operator.BETWEEN,
    }
)
LISTED = frozenset({Operator.EXACTLY, Operator.ONE_OF, Operator.NONE_OF, Operator.ALL_OF})
OPERATORS: dict[Takes, frozenset[Operator]] = {
    Takes.NUMBER: NUMERIC,
    Takes.KINDS: frozenset({Operator.ONE_OF, Operator.NONE_OF}),
    Takes.COUNTRIES: LISTED,
    Takes.AREAS: LISTED,
    Takes.WORDS: LISTED,
    Takes.CASES: frozenset({Operator.BY_NUMBER}),
}


@dataclass(frozen=True, slots=True)
class RuleKind:
    """A kind of rule: its name in files, in words, and the values it takes."""

    name: str
    label: Text
    takes: tuple[Takes, ...] = (Takes.NUMBER,)
    needs_who: bool = False

    @property
    def operators(self) -> frozenset[Operator]:
        """The operators a rule of this kind may have."""
        return frozenset().union(*(OPERATORS[each] for each in self.takes))


_KINDS, _COUNTRIES, _AREAS, _WORDS = (Takes.KINDS,), (Takes.COUNTRIES,), (Takes.AREAS,), (Takes.WORDS,)
_ALL = (
    # Partners
    RuleKind("partners", Text("Number of partners", "Nombre de partenaires")),
    RuleKind("partners_min", Text("Partners, at least", "Partenaires, au moins")),
    RuleKind("partners_max", Text("Partners, at most", "Partenaires, au plus")),
    RuleKind("min_kind", Text("Partners of a kind", "Partenaires d’une sorte"), needs_who=True),
    RuleKind(
        "min_kind_any",
        Text("Partners of any of several kinds", "Partenaires de l’une des sortes"),
        needs_who=True,
    ),
    RuleKind("composition", Text("Composition by size", "Composition selon la taille"), (Takes.CASES,)),
    RuleKind("single_applicant", Text("Single applicant", "Candidat seul"), _WORDS),
    RuleKind("single_applicant_kind", Text("Who may apply alone", "Qui peut candidater seul"), _KINDS),
    RuleKind("single_kind", Text("Company partner", "Entreprise partenaire"), _KINDS),
    RuleKind("kind_only", Text("Partners are all", "Les partenaires sont tous"), _KINDS),
    RuleKind("beneficiary", Text("Who receives the aid", "Qui reçoit l’aide"), _KINDS),
    RuleKind("forbidden_kind_stage1", Text("Not in the first stage", "Exclus en première étape"), _KINDS),
    RuleKind("count_only", Text("Only these count", "Seuls comptent"), _WORDS),
    RuleKind("partner_state", Text("State of the partners", "Situation des partenaires"), _WORDS),
    RuleKind("company_age_max", Text("Age of the company", "Âge de l’entreprise")),
    # Lead
    RuleKind("lead_kind", Text("Lead", "Chef de file"), (Takes.KINDS, Takes.NUMBER)),
    RuleKind("lead_region_type", Text("Region of the lead", "Région du chef de file"), _WORDS),
    RuleKind("coordinator", Text("Coordinators", "Coordinateurs")),
    # Countries and territories
    RuleKind("countries", Text("Number of countries", "Nombre de pays")),
    RuleKind("countries_min", Text("Countries, at least", "Pays, au moins")),
    RuleKind("member_state_min", Text("From EU Member States", "D’États membres de l’UE")),
    RuleKind(
        "eu_or_associated_min", Text("From the EU or an associated country", "De l’UE ou d’un pays associé")
    ),
    RuleKind("must_include_country", Text("Countries that take part", "Pays qui participent"), _COUNTRIES),
    RuleKind("fundable_country", Text("Countries funded", "Pays finançables"), _COUNTRIES),
    RuleKind("territory", Text("Territory", "Territoire"), _AREAS),
    RuleKind("work_place", Text("Place of the work", "Lieu des travaux"), _AREAS),
    RuleKind("employer_country", Text("Country of the employer", "Pays de l’employeur"), _COUNTRIES),
    RuleKind("regions_min", Text("Regions, at least", "Régions, au moins")),
    RuleKind("region_type_min", Text("Regions of a type", "Régions d’un type")),
    RuleKind("filing", Text("Where to file", "Où déposer"), _WORDS),
    # Independence
    RuleKind("independence", Text("Independence", "Indépendance"), (Takes.WORDS, Takes.NUMBER)),
    # Size, duration, money
    RuleKind("project_size", Text("Size of the project", "Taille du projet")),
    RuleKind("project_size_min", Text("Size of the project, at least", "Taille du projet, au moins")),
    RuleKind("project_size_max", Text("Size of the project, at most", "Taille du projet, au plus")),
    RuleKind("duration", Text("Duration", "Durée")),
    RuleKind("duration_max", Text("Duration, at most", "Durée, au plus")),
    RuleKind("person_months_max", Text("Person-months, at most", "Personnes-mois, au plus")),
    RuleKind("aid_amount", Text("Amount of aid", "Montant de l’aide")),
    RuleKind("aid_amount_max", Text("Aid, at most", "Aide, au plus")),
    RuleKind("aid_rate", Text("Rate of aid", "Taux d’aide")),
    RuleKind("aid_rate_max", Text("Rate of aid, at most", "Taux d’aide, au plus")),
    RuleKind("aid_split", Text("Grant and advance", "Subvention et avance"), _WORDS),
    RuleKind("cost_share_single_max", Text("Share of one partner", "Part d’un partenaire")),
    RuleKind("cost_share_country_max", Text("Share of one country", "Part d’un pays")),
    RuleKind("cost_share_academic_min", Text("Share of academic partners", "Part des académiques")),
    RuleKind("cost_share_sme_min", Text("Share of SMEs", "Part des PME")),
    RuleKind("cost_share_company", Text("Share of companies", "Part des entreprises")),
    RuleKind("contribution_min", Text("Contribution of industry", "Apport des industriels")),
    RuleKind("cash_min", Text("Cash contribution", "Apport en espèces")),
    RuleKind("salary_min", Text("Salary", "Salaire")),
    RuleKind("enrolment_max", Text("Time enrolled", "Durée d’inscription")),
    # Readiness and purpose
    RuleKind("trl", Text("Readiness (TRL)", "Maturité (TRL)")),
    RuleKind("trl_start", Text("Readiness at the start (TRL)", "Maturité au départ (TRL)")),
    RuleKind("theme", Text("Theme", "Thème"), _WORDS),
    RuleKind("purpose", Text("Purpose", "Usage"), _WORDS),
    RuleKind("origin", Text("Origin of the idea", "Origine de l’idée"), _WORDS),
    RuleKind("spending_nature", Text("Nature of the spending", "Nature des dépenses"), _WORDS),
    RuleKind("collaboration", Text("Collaboration", "Collaboration"), _WORDS),
    RuleKind("lock", Text("Not to be changed", "Ne peut changer"), _WORDS),
    RuleKind("preregistration", Text("Registration beforehand", "Préenregistrement"), _WORDS),
)
RULE_KINDS: dict[str, RuleKind] = {kind.name: kind for kind in _ALL}

STATED: frozenset[str] = frozenset({"aid_rate", "aid_rate_max", "aid_split"})
"""They say what is paid: nothing a project could fail."""
