"""An organisation of the atlas, or an idea in words, as calls see it.

The atlas knows the type of an organisation and mostly where it is; it seldom knows its size. What follows
from the type is written here, and no more: a "large company or group" may be an ETI, so it is a company
that is no SME; a technology transfer office may be public or a company, so its kind stays open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import Kind
from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.partners import Partner
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.words import WordRole, words_of

LONGEST_TEXT = 50_000
"""Characters of an idea that are read; what follows is left out, and said so."""

_KINDS_OF_TYPE: dict[str, frozenset[PartnerKind]] = {
    "company": frozenset({PartnerKind.COMPANY}),
    "company-startup": frozenset({PartnerKind.COMPANY, PartnerKind.STARTUP}),
    "company-sme": frozenset({PartnerKind.COMPANY, PartnerKind.SME}),
    "company-large": frozenset({PartnerKind.COMPANY}),
    "cdmo": frozenset({PartnerKind.COMPANY}),
    "supplier": frozenset({PartnerKind.COMPANY}),
    "academic-body": frozenset({PartnerKind.ACADEMIC}),
    "laboratory": frozenset({PartnerKind.ACADEMIC}),
    "university": frozenset({PartnerKind.ACADEMIC}),
    "research-institute": frozenset({PartnerKind.ACADEMIC}),
    "hospital": frozenset({PartnerKind.HOSPITAL}),
    "care-body": frozenset({PartnerKind.HOSPITAL}),
    "blood-establishment": frozenset({PartnerKind.HOSPITAL}),
    "cluster": frozenset({PartnerKind.CLUSTER}),
    "policymaker": frozenset({PartnerKind.PUBLIC_BODY}),
    "public-body": frozenset({PartnerKind.PUBLIC_BODY}),
    "regulator": frozenset({PartnerKind.PUBLIC_BODY}),
    "patient-organisation": frozenset({PartnerKind.PATIENT_ORGANISATION}),
}


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who, or which idea, looks for a call.

    `partner` is None for an idea without an organisation. `concepts` are what it is about, each with the
    words that say so. `words` are the telling words of an idea by their stems, `trl` is its readiness.
    """

    partner: Partner | None = None
    concepts: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    trl: int | None = None
    is_cut: bool = False


def partner_of(entity: Entity, place: Text | None = None, linked_to: frozenset[str] = frozenset()) -> Partner:
    """Return an organisation of the atlas as calls see it.

    `place` tells its town or department, `linked_to` who is in the same hand as far as it is known.
    """
    country = entity.value("country").upper()
    department = entity.value("department")
    area = f"FR-{department}" if country == "FR" and department[:1].isdigit() else ""
    founded = entity.value("founded")
    told = place.en if place else ""
    return Partner(
        key=entity.key,
        name=entity.name,
        kinds=_KINDS_OF_TYPE.get(entity.value("type").replace("_", "-"), frozenset()),
        country=country or ("FR" if department[:1].isdigit() else ""),
        area=area or (f"FR-{department}" if not country and department[:1].isdigit() else ""),
        place=told or entity.value("town"),
        founded=PartialDate.parse(founded) if founded else None,
        linked_to=linked_to,
    )


def applicant_of(entity: Entity, concepts: Mapping[str, str], place: Text | None = None) -> Applicant:
    """Return an organisation with what the atlas says it is about.

    Raises:
        InputError: the thing is no organisation.
    """
    if entity.kind is not Kind.ORGANISATION:
        raise InputError(f"'{entity.key}' is no organisation; calls are answered by organisations.")
    return Applicant(partner=partner_of(entity, place), concepts=dict(concepts))


def idea_of(text: str, tagger: Tagger, partner: Partner | None = None, trl: int | None = None) -> Applicant:
    """Return an idea with the concepts and telling words found in `text`, in English or French.

    Raises:
        InputError: there is no word in it, or the TRL is not from 1 to 9.
    """
    if trl is not None and not 1 <= trl <= 9:
        raise InputError(f"The TRL is {trl}; expected a level from 1 to 9.")
    read = " ".join(text[:LONGEST_TEXT].split())
    words = words_of(read)
    if not words:
        raise InputError("There is no word in the text; say in a sentence what the project is about.")
    concepts = {mention.concept_id: mention.passage for mention in tagger.tag(read)}
    return Applicant(partner, concepts, telling_words(read), trl, is_cut=len(text) > LONGEST_TEXT)


def telling_words(*texts: str) -> dict[str, str]:
    """Return the longer words of texts by their stems, each as it is first written."""
    found: dict[str, str] = {}
    for text in texts:
        for word in words_of(text):
            if word.role is WordRole.MEANING and len(word.folded) > 5:
                found.setdefault(word.stem, word.text)
    return found


def concepts_of_tags(tags: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return concepts with the passage that says so, the first where there are several."""
    found: dict[str, str] = {}
    for concept_id, passage in tags:
        found.setdefault(concept_id, passage)
    return found
