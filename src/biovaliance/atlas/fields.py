"""What can be said about a thing: the fields of each kind, with their labels and value types.

A field is *single* when one true value is expected, so that two different ones are a disagreement
shown side by side, and *many* when values add up (aliases, capabilities). Values are stored as text
in one canonical form per type, so that equality of text is equality of value.
"""

from dataclasses import dataclass
from enum import StrEnum

from biovaliance.foundation.languages import Text


class Kind(StrEnum):
    """The kinds of thing the atlas holds."""

    ORGANISATION = "organisation"
    PLATFORM = "platform"
    PROJECT = "project"
    TECHNOLOGY = "technology"
    TRIAL = "trial"
    EVENT = "event"
    PROGRAMME = "programme"


KIND_LABELS: dict[Kind, Text] = {
    Kind.ORGANISATION: Text("Organisation", "Organisation"),
    Kind.PLATFORM: Text("Platform", "Plateforme"),
    Kind.PROJECT: Text("Project", "Projet"),
    Kind.TECHNOLOGY: Text("Technology or product", "Technologie ou produit"),
    Kind.TRIAL: Text("Clinical trial", "Essai clinique"),
    Kind.EVENT: Text("Event", "Événement"),
    Kind.PROGRAMME: Text("Programme", "Programme"),
}

KIND_PLURALS: dict[Kind, Text] = {
    Kind.ORGANISATION: Text("Organisations", "Organisations"),
    Kind.PLATFORM: Text("Platforms", "Plateformes"),
    Kind.PROJECT: Text("Projects", "Projets"),
    Kind.TECHNOLOGY: Text("Technologies and products", "Technologies et produits"),
    Kind.TRIAL: Text("Clinical trials", "Essais cliniques"),
    Kind.EVENT: Text("Events", "Événements"),
    Kind.PROGRAMME: Text("Programmes", "Programmes"),
}


class ValueType(StrEnum):
    """How the text of a value is to be read."""

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    MONEY_EUR = "money_eur"
    NUMBER = "number"
    ADDRESS = "address"
    IDENTIFIER = "identifier"
    COORDINATES = "coordinates"
    CAPABILITY_CODE = "capability_code"
    COUNT = "count"
    """'label|number', for example '2024|134', 'Gene therapy|12' or 'Gene therapy|2024|3'."""


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """One thing that can be said, under a stable name."""

    name: str
    label: Text
    value_type: ValueType = ValueType.TEXT
    many: bool = False
    localised: bool = False


def _field(
    name: str,
    en: str,
    fr: str,
    value_type: ValueType = ValueType.TEXT,
    *,
    many: bool = False,
    localised: bool = False,
) -> FieldDefinition:
    return FieldDefinition(name, Text(en, fr), value_type, many, localised)


_NAME = _field("name", "Name", "Nom")
_OFFICIAL_NAME = _field("official_name", "Full name", "Nom complet", localised=True)
_TYPE = _field("type", "Type", "Type", ValueType.CODE)
_DESCRIPTION = _field("description", "Description", "Description", localised=True)
_TOWN = _field("town", "Town", "Ville")
_DEPARTMENT = _field("department", "Department", "Département", ValueType.CODE)
_COUNTRY = _field("country", "Country", "Pays", ValueType.CODE)
_COORDINATES = _field("coordinates", "Position", "Position", ValueType.COORDINATES)
_GEO_PRECISION = _field(
    "geo_precision", "Precision of the position", "Précision de la position", ValueType.CODE
)
_CAPABILITY = _field("capability", "Capability", "Compétence", ValueType.CAPABILITY_CODE, many=True)
_STATUS = _field("status", "Status", "Statut", ValueType.CODE)
_START = _field("start", "Start", "Début", ValueType.DATE)
_END = _field("end", "End", "Fin", ValueType.DATE)
_STAGE = _field("stage", "Development stage", "Stade de développement", ValueType.CODE)
_BUDGET = _field("budget_eur", "Total budget", "Budget total", ValueType.MONEY_EUR)
_REMARK = _field("remark", "Remark", "Remarque", many=True, localised=True)
_WEBSITE = _field("website", "Website", "Site web", ValueType.ADDRESS)
_CALL_ID = _field("call_id", "Call", "Appel", ValueType.IDENTIFIER)
_FUNDING_PROGRAMME = _field("funding_programme", "Funding", "Financement", localised=True)

FIELDS: dict[Kind, tuple[FieldDefinition, ...]] = {
    Kind.ORGANISATION: (
        _NAME,
        _OFFICIAL_NAME,
        _TYPE,
        _DESCRIPTION,
        _TOWN,
        _DEPARTMENT,
        _COUNTRY,
        _field("in_region", "In the region", "Dans la région", ValueType.CODE),
        _COORDINATES,
        _GEO_PRECISION,
        _WEBSITE,
        _field("founded", "Founded", "Création", ValueType.DATE),
        _field("ror", "ROR identifier", "Identifiant ROR", ValueType.IDENTIFIER),
        _field("siren", "SIREN number", "Numéro SIREN", ValueType.IDENTIFIER),
        _field("rnsr", "RNSR number", "Numéro RNSR", ValueType.IDENTIFIER),
        _field("pic", "EU participant code (PIC)", "Code participant UE (PIC)", ValueType.IDENTIFIER),
        _field("wikidata", "Wikidata item", "Élément Wikidata", ValueType.IDENTIFIER),
        _field("openalex", "OpenAlex identifier", "Identifiant OpenAlex", ValueType.IDENTIFIER),
        _field("finess", "FINESS number", "Numéro FINESS", ValueType.IDENTIFIER),
        _field("hal", "HAL structure", "Structure HAL", ValueType.IDENTIFIER, many=True),
        _CAPABILITY,
        _STATUS,
        _field(
            "former_ror",
            "ROR record of a predecessor",
            "Notice ROR d’un prédécesseur",
            ValueType.IDENTIFIER,
            many=True,
        ),
        _field("owner", "Owner", "Propriétaire"),
        _field("investment_eur", "Investment", "Investissement", ValueType.MONEY_EUR),
        _field("students", "Students", "Étudiants", ValueType.NUMBER),
        _field("members", "Members", "Membres", ValueType.NUMBER),
        _field("teams", "Teams", "Équipes", ValueType.NUMBER),
        _field("people", "People", "Personnes", ValueType.NUMBER),
        _field("activity", "Main activity", "Activité principale", ValueType.CODE),
        _field("publications", "Publications", "Publications", ValueType.NUMBER),
        _field(
            "publications_in_year",
            "Publications by year",
            "Publications par année",
            ValueType.COUNT,
            many=True,
        ),
        _field(
            "publications_on_topic",
            "Publications by topic",
            "Publications par thème",
            ValueType.COUNT,
            many=True,
        ),
        _field(
            "publications_on_topic_in_year",
            "Publications by topic and year",
            "Publications par thème et année",
            ValueType.COUNT,
            many=True,
        ),
        _field("alias", "Also known as", "Autres noms", many=True),
        _field("former_name", "Former name", "Ancien nom", many=True),
        _REMARK,
    ),
    Kind.PLATFORM: (
        _NAME,
        _OFFICIAL_NAME,
        _TYPE,
        _DESCRIPTION,
        _TOWN,
        _DEPARTMENT,
        _COORDINATES,
        _GEO_PRECISION,
        _CAPABILITY,
        _field("capacity", "Grade or capacity", "Classe ou capacité", localised=True),
        _field("access", "Open to", "Accès", localised=True),
        _field("area_m2", "Area (m²)", "Surface (m²)", ValueType.NUMBER),
        _field("centres_supplied", "Centres supplied", "Centres approvisionnés", ValueType.NUMBER),
        _REMARK,
    ),
    Kind.PROJECT: (
        _NAME,
        _OFFICIAL_NAME,
        _DESCRIPTION,
        _START,
        _END,
        _field("duration", "Duration", "Durée", localised=True),
        _BUDGET,
        _field("public_funding_eur", "Public funding", "Financement public", ValueType.MONEY_EUR),
        _FUNDING_PROGRAMME,
        _field(
            "contract_value_usd",
            "Contract value (US dollars)",
            "Montant du contrat (dollars des États-Unis)",
            ValueType.NUMBER,
        ),
        _field("grant_id", "Grant number", "Numéro de convention", ValueType.IDENTIFIER),
        _CALL_ID,
        _field("subject", "Subject", "Sujet", many=True, localised=True),
        _field("partners", "Partners", "Partenaires", ValueType.NUMBER),
        _WEBSITE,
        _REMARK,
    ),
    Kind.TECHNOLOGY: (
        _NAME,
        _OFFICIAL_NAME,
        _TYPE,
        _DESCRIPTION,
        _STAGE,
        _CAPABILITY,
        _field("substance", "Active substance", "Substance active"),
        _field("authorised", "Marketing authorisation", "Autorisation de mise sur le marché", ValueType.DATE),
        _field("ema_number", "EMA product number", "Numéro de produit EMA", ValueType.IDENTIFIER),
        _REMARK,
    ),
    Kind.TRIAL: (
        _NAME,
        _OFFICIAL_NAME,
        _STAGE,
        _field("condition", "Condition", "Maladie", localised=True),
        _field("product", "Product", "Produit", localised=True),
        _field("product_type", "Type of product", "Type de produit", localised=True),
        _field(
            "cell_or_gene_therapy", "Cell or gene therapy", "Thérapie cellulaire ou génique", ValueType.CODE
        ),
        _field("year", "Year", "Année", ValueType.DATE),
        _START,
        _END,
        _field("trial_status", "Status as printed", "Statut tel qu’imprimé", localised=True),
        _field("enrolment", "Patients enrolled", "Patients inclus", ValueType.NUMBER),
        _field("registry_id", "Registry number", "Numéro de registre", ValueType.IDENTIFIER),
        _field("role_of_region", "Role of the region", "Rôle de la région", localised=True),
        _field("sponsor_name", "Sponsor as printed", "Promoteur tel qu’imprimé"),
        _field("site", "Site in the region", "Site dans la région", many=True),
        _REMARK,
    ),
    Kind.EVENT: (
        _NAME,
        _OFFICIAL_NAME,
        _TYPE,
        _DESCRIPTION,
        _START,
        _END,
        _field("town", "Town", "Ville", many=True),
        _COUNTRY,
        _field("region_attends", "The region attends", "La région y participe", ValueType.CODE),
        _REMARK,
    ),
    Kind.PROGRAMME: (
        _NAME,
        _OFFICIAL_NAME,
        _TYPE,
        _DESCRIPTION,
        _START,
        _END,
        _STATUS,
        _BUDGET,
        _field("leverage_eur", "Leverage expected", "Effet de levier attendu", ValueType.MONEY_EUR),
        _field("label_date", "Date of the label", "Date de labellisation", ValueType.DATE),
        _field("projects", "Projects", "Projets", ValueType.NUMBER),
        _CALL_ID,
        _field("framework", "Framework programme", "Programme-cadre"),
        _field("action_type", "Type of action", "Type d’action"),
        _field("deadline_model", "Stages", "Étapes", ValueType.CODE),
        _field(
            "project_min_eur", "For one project, at least", "Pour un projet, au moins", ValueType.MONEY_EUR
        ),
        _field("project_max_eur", "For one project, at most", "Pour un projet, au plus", ValueType.MONEY_EUR),
        _field("grants_expected", "Projects expected", "Projets attendus", ValueType.NUMBER),
        _field("keyword", "Keyword", "Mot-clé", many=True),
        _WEBSITE,
        _REMARK,
    ),
}


def field_definition(kind: Kind, name: str) -> FieldDefinition:
    """Return the definition of field `name` of `kind`.

    Raises:
        KeyError: the kind has no such field.
    """
    for definition in FIELDS[kind]:
        if definition.name == name:
            return definition
    raise KeyError(f"{kind} has no field '{name}'; it has {', '.join(d.name for d in FIELDS[kind])}.")
