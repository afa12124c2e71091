"""The files of a curated data set: their columns, and the field each column speaks of."""

from dataclasses import dataclass

from biovaliance.atlas.fields import Kind
from biovaliance.sources.curated.tables import TableDefinition

SOURCE_COLUMNS = ("source", "confidence")


@dataclass(frozen=True, slots=True)
class EntityFile:
    """A file with one thing per row.

    `texts` maps columns to (field, language); `codes` columns to the fields that hold a code; `roles`
    columns with organisation ids to the relation in which those stand to the thing of the row.
    """

    kind: Kind
    table: TableDefinition
    texts: tuple[tuple[str, str, str], ...]
    roles: tuple[tuple[str, str], ...] = ()
    capabilities: str = ""


def _table(name: str, *columns: str, optional: tuple[str, ...] = ()) -> TableDefinition:
    return TableDefinition(
        name, (*columns, *SOURCE_COLUMNS), (*optional, "source_2", "source_date", "note"), "id"
    )


_DESCRIPTIONS = (("description_en", "description", "en"), ("description_fr", "description", "fr"))

ORGANISATIONS = EntityFile(
    Kind.ORGANISATION,
    _table(
        *("organisations", "id", "name", "type", "country", "in_region", "status"),
        optional=(
            *(
                "name_fr",
                "name_en",
                "city",
                "department",
                "latitude",
                "longitude",
                "geo_precision",
                "geo_source",
            ),
            *(
                "website",
                "founded",
                "ror_id",
                "siren",
                "capabilities",
                "description_en",
                "description_fr",
                "aliases",
            ),
        ),
    ),
    (
        ("name", "name", ""),
        ("name_fr", "official_name", "fr"),
        ("name_en", "official_name", "en"),
        *_DESCRIPTIONS,
    ),
    capabilities="capabilities",
)
PLATFORMS = EntityFile(
    Kind.PLATFORM,
    _table(
        *("platforms", "id", "name", "kind", "operator_id"),
        optional=(
            *("city", "department", "capabilities", "grade_or_capacity", "access"),
            *("description_en", "description_fr"),
        ),
    ),
    (
        ("name", "name", ""),
        ("grade_or_capacity", "capacity", "en"),
        ("access", "access", "en"),
        *_DESCRIPTIONS,
    ),
    (("operator_id", "operates_platform"),),
    "capabilities",
)
PROJECTS = EntityFile(
    Kind.PROJECT,
    _table(
        *("projects", "id", "name", "lead_id"),
        optional=(
            *(
                "full_name",
                "partner_ids",
                "start_date",
                "end_date",
                "duration",
                "budget_eur",
                "public_funding_eur",
            ),
            *("funding_programme", "description_en", "description_fr"),
        ),
    ),
    (
        ("name", "name", ""),
        ("full_name", "official_name", "en"),
        ("duration", "duration", "en"),
        ("funding_programme", "funding_programme", "en"),
        *_DESCRIPTIONS,
    ),
    (("lead_id", "leads_project"), ("partner_ids", "takes_part_in_project")),
)
TECHNOLOGIES = EntityFile(
    Kind.TECHNOLOGY,
    _table(
        *("technologies", "id", "name", "kind", "owner_id"),
        optional=("tags", "maturity", "description_en", "description_fr"),
    ),
    (("name", "name", ""), *_DESCRIPTIONS),
    (("owner_id", "develops"),),
    "tags",
)
TRIALS = EntityFile(
    Kind.TRIAL,
    _table(
        *("trials", "id", "name", "sponsor_id"),
        optional=(
            *(
                "sponsor_name",
                "partner_ids",
                "role_of_region",
                "phase",
                "condition",
                "product",
                "product_type",
            ),
            *("cell_or_gene_therapy", "year", "status", "enrolment", "registry_id"),
        ),
    ),
    (
        ("name", "name", ""),
        ("condition", "condition", "en"),
        ("product", "product", "en"),
        ("product_type", "product_type", "en"),
        ("status", "trial_status", "en"),
        ("role_of_region", "role_of_region", "en"),
        ("sponsor_name", "sponsor_name", ""),
    ),
    (("sponsor_id", "sponsors_trial"), ("partner_ids", "takes_part_in_trial")),
)
EVENTS = EntityFile(
    Kind.EVENT,
    _table(
        *("events", "id", "name", "kind"),
        optional=(
            *("start_date", "end_date", "city", "country", "organiser_id", "region_attends"),
            *("description_en", "description_fr"),
        ),
    ),
    (("name", "name", ""), *_DESCRIPTIONS),
    (("organiser_id", "organises_event"),),
)
PROGRAMMES = EntityFile(
    Kind.PROGRAMME,
    _table(
        *("programmes", "id", "name", "kind"),
        optional=(
            *("operator_id", "open_date", "close_date", "budget_eur", "leverage_eur", "status"),
            *("description_en", "description_fr"),
        ),
    ),
    (("name", "name", ""), *_DESCRIPTIONS),
    (("operator_id", "runs_programme"),),
)
ENTITY_FILES = (ORGANISATIONS, PLATFORMS, PROJECTS, TECHNOLOGIES, TRIALS, EVENTS, PROGRAMMES)

RELATIONS = TableDefinition(
    "relations",
    ("source_id", "relation", "target_id", "source", "confidence"),
    ("start_date", "end_date", "note"),
)
RELATION_CLAIMS = TableDefinition(
    "relation_claims",
    ("source_id", "relation", "target_id", "source", "confidence", "disputed_because"),
    ("start_date", "end_date", "note", "disputed_because_fr"),
    is_optional=True,
)
CLAIMS = TableDefinition(
    "claims",
    ("kind", "id", "field", "value", "source", "confidence"),
    ("language", "source_date", "note", "note_fr"),
    is_optional=True,
)
TRANSLATIONS = TableDefinition("translations", ("kind", "id", "field", "language", "text"), is_optional=True)
