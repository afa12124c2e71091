"""What the signs of a step say, and what was not seen, as sentences in both languages and as tables."""

from collections.abc import Sequence
from typing import Any

from biovaliance.atlas.fields import Kind, field_definition
from biovaliance.atlas.network import relation_label
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.wording import NARROW, WIDE, date_text, number_text
from biovaliance.synergies.suppliers.supply import StepSupply
from biovaliance.synergies.suppliers.values import (
    CIRCLE_LABELS,
    SIGN_LABELS,
    STRENGTH_LABELS,
    Circle,
    Sign,
    Strength,
    Supplier,
)
from biovaliance.vocabulary.thesaurus import Thesaurus

# A source's own code is told as 'recorded'; words of a text are shown as they stand there.
_RECORDED = Text("recorded as a capability", "compétence enregistrée")
_RECORDED_WITH = Text("recorded with it", "où c’est enregistré")


def sign_text(sign: Sign, thesaurus: Thesaurus) -> Text:
    """Return a sign as a sentence: what, through which other thing, the passage, and who says so."""
    label = thesaurus.concepts[sign.concept_id].label
    return Text(_told(sign, label, "en"), _told(sign, label, "fr"))


def _told(sign: Sign, label: Text, language: Language) -> str:
    parts = []
    if sign.via is not None:
        relation = relation_label(sign.relation_code).in_language(language)
        name = sign.via.in_language(language)
        parts.append(f"it {relation} {name}" if language == "en" else f"{relation} {name}")
    kind = Kind(sign.via_key.partition(":")[0]) if sign.via_key else Kind.ORGANISATION
    if not sign.is_code:
        field = field_definition(kind, sign.field).label.in_language(language).lower()
        if language == "en":
            parts.append(f"{'whose' if sign.via else 'its'} {field} says “{sign.passage}”")
        else:
            opening = "dont la rubrique" if sign.via else "sa rubrique"
            parts.append(f"{opening} «{WIDE}{field}{WIDE}» dit «{WIDE}{sign.passage}{WIDE}»")
    else:
        parts.append((_RECORDED_WITH if sign.via else _RECORDED).in_language(language))
    source = sources_text(sign.source, language)
    colon = f"{WIDE}:" if language == "fr" else ":"
    return f"{label.in_language(language)}{colon} {', '.join(parts)}{f' ({source})' if source else ''}."


def sources_text(source: str, language: Language) -> str:
    """Return 'publisher, date; …' with the dates as the language writes them."""
    told = []
    for item in filter(None, source.split("; ")):
        publisher, _comma, date = item.rpartition(", ")
        if publisher and date[:4].isdigit():
            told.append(f"{publisher}, {date_text(date, language)}")
        else:
            told.append(item)
    return (f"{NARROW}; " if language == "fr" else "; ").join(told)


def gap_text(supply: StepSupply) -> Text:
    """Return what was not seen in the region of a step, and where it is nearest; '' where all is seen.

    Who is the only one is not told: a list of single suppliers is a list of targets.
    """
    if supply.seen_here:
        return Text("", "")
    close = len(supply.of(Circle.REGION))
    english = "No source read so far says that somebody in the region does this; not seen is not absent."
    french = (
        "Aucune source lue ne dit que quelqu’un le fait dans la région\u202f; non vu ne veut pas dire absent."
    )
    if close == 1:
        english += " One organisation comes close to it or works on it with others."
        french += " Une organisation s’en approche ou y travaille avec d’autres."
    elif close:
        english += f" {close} organisations come close to it or work on it with others."
        french += f" {close} organisations s’en approchent ou y travaillent avec d’autres."
    nearest = nearest_text(supply)
    if nearest:
        english += f" Nearest elsewhere: {nearest.en}."
        french += f" Au plus près ailleurs{WIDE}: {nearest.fr}."
    else:
        english += " Nobody elsewhere is seen either in what the atlas holds."
        french += " Personne non plus n’est vu ailleurs dans ce que contient l’atlas."
    return Text(english, french)


def nearest_text(supply: StepSupply) -> Text:
    """Return who outside the region is nearest, and where; '' where nobody elsewhere is seen."""
    nearest = supply.nearest(1)
    if not nearest:
        return Text("", "")
    return Text(_whereabouts(nearest[0], "en"), _whereabouts(nearest[0], "fr"))


def _whereabouts(supplier: Supplier, language: Language) -> str:
    """Return 'Covalab (in the rest of France, 175 km, does it)'."""
    words = [CIRCLE_LABELS[supplier.circle].in_language(language)]
    words = [words[0][:1].lower() + words[0][1:]]
    if supplier.distance_km is not None:
        words.append(f"{number_text(supplier.distance_km, language)}{WIDE}km")
    words.append(STRENGTH_LABELS[supplier.strength].in_language(language))
    return f"{supplier.actor.name.in_language(language)} ({', '.join(words)})"


HEADINGS: dict[Language, tuple[str, ...]] = {
    "en": (
        *("Step", "Where", "Organisation", "Identifier", "Town", "Country", "Distance (km)"),
        *("What is seen", "Evidence", "Concept", "Through", "Passage", "Source"),
    ),
    "fr": (
        *("Étape", "Où", "Organisation", "Identifiant", "Ville", "Pays", "Distance (km)"),
        *("Ce qui est vu", "Nature de la preuve", "Concept", "Par", "Passage", "Source"),
    ),
}


def table_of(supplies: Sequence[StepSupply], thesaurus: Thesaurus, language: Language) -> list[list[str]]:
    """Return a row per sign, in the order of `HEADINGS`."""
    rows = []
    for supply in supplies:
        for each in supply.suppliers:
            actor = each.actor
            who = [
                supply.label.in_language(language),
                CIRCLE_LABELS[each.circle].in_language(language),
                actor.name.in_language(language),
                actor.key,
                actor.town,
                actor.country_code,
                "" if each.distance_km is None else f"{each.distance_km:.0f}",
            ]
            rows += [[*who, *_sign_cells(sign, thesaurus, language)] for sign in each.signs]
    return rows


def _sign_cells(sign: Sign, thesaurus: Thesaurus, language: Language) -> list[str]:
    return [
        STRENGTH_LABELS[sign.strength].in_language(language),
        SIGN_LABELS[sign.kind].in_language(language),
        thesaurus.concepts[sign.concept_id].label.in_language(language),
        sign.via.in_language(language) if sign.via else "",
        sign.passage,
        sources_text(sign.source, language),
    ]


def plain(supply: StepSupply) -> dict[str, Any]:
    """Return who does a step as JSON holds it."""
    gap = gap_text(supply)
    return {
        "step": supply.concept_id,
        "name_en": supply.label.en,
        "name_fr": supply.label.fr,
        "seen_in_region": supply.seen_here,
        "gap_en": gap.en,
        "gap_fr": gap.fr,
        "counts": {
            str(circle): {str(each): len(supply.of(circle, each)) for each in Strength} for circle in Circle
        },
        "parts": list(supply.parts),
        "parts_not_seen_in_region": list(supply.unseen_parts()),
        "suppliers": [_plain_supplier(each) for each in supply.suppliers],
    }


def _plain_supplier(supplier: Supplier) -> dict[str, Any]:
    return {
        "key": supplier.actor.key,
        "name_en": supplier.actor.name.en,
        "name_fr": supplier.actor.name.fr,
        "circle": str(supplier.circle),
        "strength": str(supplier.strength),
        "town": supplier.actor.town,
        "country": supplier.actor.country_code,
        "distance_km": None if supplier.distance_km is None else round(supplier.distance_km, 1),
        "signs": [
            {
                "concept": sign.concept_id,
                "kind": str(sign.kind),
                "strength": str(sign.strength),
                "passage": sign.passage,
                "field": sign.field,
                "through": sign.via_key,
                "source": sign.source,
            }
            for sign in supplier.signs
        ],
    }
