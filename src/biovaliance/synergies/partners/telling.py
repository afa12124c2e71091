"""An answer as sentences in both languages, as a table, and as JSON holds it."""

from collections.abc import Mapping, Sequence
from typing import Any

from biovaliance.foundation.languages import LANGUAGES, Language, Text
from biovaliance.foundation.wording import WIDE, number_text
from biovaliance.synergies.partners.teaming import Together
from biovaliance.synergies.partners.values import Answer, Explained, Hidden, Partner
from biovaliance.synergies.ranking.reasons import Reason
from biovaliance.synergies.ranking.settings import TERM_LABELS, TermKind
from biovaliance.synergies.ranking.telling import named, sentence
from biovaliance.synergies.suppliers.telling import gap_text
from biovaliance.synergies.suppliers.values import CIRCLE_LABELS

_HIDDEN: Mapping[Hidden, Text] = {
    Hidden.EXCLUDED: Text("is among those you left out", "fait partie de celles que vous avez exclues"),
    Hidden.FILTERED: Text(
        "does not pass the filters (type, place, distance, stage): take one away to see where it stands",
        "ne passe pas les filtres (type, lieu, distance, stade)\u202f; ôtez-en un pour voir où elle se situe",
    ),
    Hidden.ASKS: Text("is the one that asks", "est celle qui pose la question"),
    Hidden.NOT_CURRENT: Text(
        "is not ranked: the sources say that it no longer exists, or none confirms it",
        "n’est pas classée\u202f: d’après les sources elle n’existe plus, ou aucune ne la confirme",
    ),
}


def term_label(kind: str) -> Text:
    """Return what a kind of reason is called."""
    return TERM_LABELS[TermKind(kind)] if kind in set(TermKind) else Text("", "")


def explained_text(explained: Explained) -> Text:
    """Say in a sentence where an organisation stands, or why it is not ranked."""
    if explained.hidden is not None:
        why = _HIDDEN[explained.hidden]
        return Text(f"{explained.name.en} {why.en}.", f"{explained.name.fr} {why.fr}.")
    told = explained.why.told if explained.why else explained.name
    return Text(f"{told.en}.", f"{told.fr}.")


def score_text(score: float, language: Language) -> str:
    """Return a score or a share in thousandths: '196'; less than one is told as such."""
    points = score * 1000
    if 0 < points < 1:
        return f"<{WIDE}1" if language == "fr" else "< 1"
    return number_text(points, language)


HEADINGS: dict[Language, tuple[str, ...]] = {
    "en": (
        *("Rank", "Organisation", "Identifier", "Type", "Town", "Country", "Where", "Distance (km)", "Score"),
        *("Reason", "Share", "In words", "Passage", "Document", "Source", "Stated on", "Read on", "Address"),
    ),
    "fr": (
        *("Rang", "Organisation", "Identifiant", "Type", "Ville", "Pays", "Où", "Distance (km)", "Score"),
        *("Raison", "Part", "En mots", "Passage", "Document", "Source", "Date de la source"),
        *("Lue le", "Adresse"),
    ),
}


def table_of(answer: Answer, language: Language) -> list[list[str]]:
    """Return a row per reason, in the order of `HEADINGS`; the shares of a partner add up to its score."""
    rows = []
    for each in answer.partners:
        actor = each.actor
        who = [
            str(each.ranked.rank),
            actor.name.in_language(language),
            actor.key,
            actor.type_code,
            actor.town,
            actor.country_code,
            CIRCLE_LABELS[each.circle].in_language(language),
            "" if each.distance_km is None else f"{each.distance_km:.0f}",
            f"{each.ranked.score:.6f}",
        ]
        rows += [[*who, *_cells(reason, language)] for reason in each.ranked.reasons]
    return rows


def _cells(reason: Reason, language: Language) -> list[str]:
    evidence, document = reason.evidence, reason.document
    return [
        term_label(reason.kind).in_language(language),
        f"{reason.share:.6f}",
        reason.told.in_language(language),
        reason.passage,
        named(document).in_language(language) if document else "",
        *(
            (evidence.publisher, evidence.stated_on, evidence.read_on, evidence.address)
            if evidence
            else [""] * 4
        ),
    ]


def plain(answer: Answer, language: Language) -> dict[str, Any]:
    """Return an answer as JSON holds it, sentences in one language."""
    explained = answer.explained
    return {
        "language_of_need": answer.question.need.language or "",
        "understood": [
            {
                "concept": each.concept_id,
                "name": each.label.in_language(language),
                "passage": each.passage,
                "implied": each.implied,
            }
            for each in answer.understood
        ],
        "partners": [_plain_partner(each, language) for each in answer.partners],
        "considered": answer.considered,
        "place_unknown": answer.unplaced,
        "not_seen_in_region": [
            {
                "concept": supply.concept_id,
                "name": supply.label.in_language(language),
                "told": gap_text(supply).in_language(language),
                "nearest": [each.actor.key for each in supply.nearest()],
            }
            for supply in answer.gaps
        ],
        "together": _plain_together(answer.together) if answer.together else None,
        "why_not": {"key": explained.key, "told": explained_text(explained).in_language(language)}
        if explained
        else None,
    }


def _plain_together(found: Together) -> dict[str, Any]:
    mates = [
        {"key": each.key, "brings": list(each.brings), "improves": list(each.improves)}
        for each in found.mates
    ]
    return {"partners": mates, "held": list(found.held), "missing": list(found.missing)}


def together_lines(answer: Answer) -> tuple[Text, ...]:
    """Return who completes whom as lines: each partner with what it adds, then what nobody brings."""
    found = answer.together
    if found is None:
        return ()
    label = {each.concept_id: each.label for each in answer.understood}
    name = {each.key: each.actor.name for each in answer.partners}

    def line(who: Text, concepts: Sequence[str]) -> Text:
        english, french = (
            ", ".join(label[each].in_language(language) for each in concepts) for language in LANGUAGES
        )
        return Text(f"{who.en}: {english}", f"{who.fr}\u00a0: {french}")

    lines = [line(name[mate.key], mate.brings or mate.improves) for mate in found.mates]
    if found.missing:
        lines.append(line(Text("Nobody in the list", "Personne dans la liste"), found.missing))
    return tuple(lines)


def _plain_partner(partner: Partner, language: Language) -> dict[str, Any]:
    actor = partner.actor
    return {
        "rank": partner.ranked.rank,
        "key": actor.key,
        "name": actor.name.in_language(language),
        "type": actor.type_code,
        "town": actor.town,
        "country": actor.country_code,
        "circle": str(partner.circle),
        "distance_km": None if partner.distance_km is None else round(partner.distance_km, 1),
        "score": partner.ranked.score,
        "reasons": [_plain_reason(reason, language) for reason in partner.ranked.reasons],
    }


def _plain_reason(reason: Reason, language: Language) -> dict[str, Any]:
    return {
        "kind": reason.kind,
        "share": reason.share,
        "text": sentence(reason, language),
        "concept": reason.subject if reason.kind == TermKind.CONCEPT else "",
        "passage": reason.passage,
        "document": named(reason.document).in_language(language) if reason.document else "",
        "evidence": reason.evidence.to_json() if reason.evidence else None,
    }


def compared(answer: Answer, keys: Sequence[str]) -> tuple[Partner, ...]:
    """Return those of an answer's partners that are to be set side by side, in the order asked for."""
    by_key = {each.key: each for each in answer.partners}
    return tuple(by_key[key] for key in dict.fromkeys(keys) if key in by_key)
