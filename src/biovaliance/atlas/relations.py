"""Typed, dated relations between two things, told in both directions and both languages."""

from dataclasses import dataclass

from biovaliance.foundation.evidence import Audience, Evidence
from biovaliance.foundation.languages import Text


@dataclass(frozen=True, slots=True)
class RelationType:
    """How one thing stands to another: 'A <forward> B' and 'B <backward> A'.

    `past` marks types that tell where a thing came from or went, shown even on historical pages.
    """

    code: str
    forward: Text
    backward: Text
    hierarchical: bool = False


def _both(code: str, en: str, fr: str) -> RelationType:
    words = Text(en, fr)
    return RelationType(code, words, words)


def _pair(
    code: str, forward: tuple[str, str], backward: tuple[str, str], *, hierarchical: bool = False
) -> RelationType:
    return RelationType(code, Text(*forward), Text(*backward), hierarchical)


RELATION_TYPES: dict[str, RelationType] = {
    definition.code: definition
    for definition in (
        _pair(
            "supervised_by",
            ("is supervised by", "a pour tutelle"),
            ("supervises", "est tutelle de"),
            hierarchical=True,
        ),
        _pair("part_of", ("is part of", "fait partie de"), ("includes", "comprend"), hierarchical=True),
        _pair(
            "component_of",
            ("is a component establishment of", "est établissement-composante de"),
            ("has as component establishment", "a pour établissement-composante"),
            hierarchical=True,
        ),
        _pair(
            "subsidiary_of",
            ("is a subsidiary of", "est filiale de"),
            ("is the parent of", "est maison mère de"),
            hierarchical=True,
        ),
        _pair(
            "parent_of",
            ("is the parent of", "est maison mère de"),
            ("is a subsidiary of", "est filiale de"),
            hierarchical=True,
        ),
        _pair(
            "foundation_of",
            ("is a foundation of", "est une fondation de"),
            ("has as foundation", "a pour fondation"),
            hierarchical=True,
        ),
        _pair("located_at", ("is located at", "est implanté à"), ("hosts", "accueille")),
        _pair("planned_at", ("is planned at", "est prévu à"), ("is due to host", "doit accueillir")),
        _pair("member_of", ("is a member of", "est membre de"), ("has as member", "a pour membre")),
        _pair(
            "associated_with",
            ("is associated with", "est associé à"),
            ("is associated with", "est associé à"),
        ),
        _both("partner_of", "is a partner of", "est partenaire de"),
        _both("sister_company", "is a sister company of", "est société sœur de"),
        _both("joint_laboratory", "runs a joint laboratory with", "a un laboratoire commun avec"),
        _both("joint_chair", "has a joint chair with", "a une chaire commune avec"),
        _both("co_organises_with", "organises jointly with", "co-organise avec"),
        _both("cooperation_agreement", "has a cooperation agreement with", "a un accord de coopération avec"),
        _both("cooperation", "cooperates with", "coopère avec"),
        _both("claimed_link", "is said to be linked to", "serait lié à"),
        _pair("spin_off_of", ("is a spin-off of", "est issu de"), ("gave rise to", "a donné naissance à")),
        _pair("spun_off", ("spun off", "a essaimé"), ("was spun off from", "est issu de la scission de")),
        _pair("succeeded_by", ("was succeeded by", "a pour successeur"), ("succeeded", "succède à")),
        _pair("merged_into", ("merged into", "a fusionné dans"), ("absorbed", "a absorbé")),
        _pair("acquired", ("acquired", "a acquis"), ("was acquired by", "a été acquis par")),
        _pair("founded", ("founded", "a fondé"), ("was founded by", "a été fondé par")),
        _pair("funded", ("funded", "a financé"), ("was funded by", "a été financé par")),
        _pair(
            "contracted",
            ("awarded a contract to", "a passé un marché avec"),
            ("has a contract with", "est titulaire d’un marché de"),
        ),
        _pair("supported", ("supported", "a accompagné"), ("was supported by", "a été accompagné par")),
        _pair("coordinates", ("coordinates", "coordonne"), ("is coordinated by", "est coordonné par")),
        _pair(
            "contact", ("is a contact of", "est en contact avec"), ("is a contact of", "est en contact avec")
        ),
        _pair("visited", ("visited", "a visité"), ("was visited by", "a reçu la visite de")),
        _pair(
            "licensed_from",
            ("has a licence from", "a une licence de"),
            ("licenses to", "concède une licence à"),
        ),
        _pair(
            "manufactures_for",
            ("manufactures for", "produit pour"),
            ("has its products made by", "fait produire par"),
        ),
        _pair(
            "outsources_to",
            ("outsources to", "sous-traite à"),
            ("works as a subcontractor for", "est sous-traitant de"),
        ),
        _pair("operates", ("operates", "exploite"), ("is operated by", "est exploité par")),
        # Relations that follow from the columns of a row.
        _pair("leads_project", ("leads", "pilote"), ("is led by", "est piloté par")),
        _pair(
            "takes_part_in_project", ("takes part in", "participe à"), ("has as partner", "a pour partenaire")
        ),
        _pair("operates_platform", ("operates", "exploite"), ("is operated by", "est exploité par")),
        _pair("develops", ("develops", "développe"), ("is developed by", "est développé par")),
        _pair("sponsors_trial", ("sponsors", "est promoteur de"), ("is sponsored by", "a pour promoteur")),
        _pair(
            "takes_part_in_trial", ("takes part in", "participe à"), ("has as partner", "a pour partenaire")
        ),
        _pair(
            "holds_authorisation",
            (
                "holds the marketing authorisation of",
                "est titulaire de l’autorisation de mise sur le marché de",
            ),
            ("has its marketing authorisation held by", "a pour titulaire de son autorisation"),
        ),
        _pair(
            "funded_under",
            ("was funded under", "a été financé au titre de"),
            ("funded", "a financé"),
        ),
        _pair("organises_event", ("organises", "organise"), ("is organised by", "est organisé par")),
        _pair("runs_programme", ("runs", "pilote"), ("is run by", "est piloté par")),
    )
}


@dataclass(frozen=True, slots=True)
class Relation:
    """`source_key` stands in a relation to `target_key`.

    Keys are record keys as a source writes them, and entity keys once built. `since` and `until` are
    ISO 8601 at the precision known, '' where the source gives none.
    """

    source_key: str
    type_code: str
    target_key: str
    evidence: tuple[Evidence, ...]
    since: str = ""
    until: str = ""
    note: str = ""
    audience: Audience = Audience.PUBLIC
    note_fr: str = ""
