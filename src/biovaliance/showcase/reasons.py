"""Why a thing was found: the names, texts, concepts and place that a query met, with the words marked.

Marked text is a tuple of parts (text, marked); the parts put together are the text or a piece of it, so
that a page can show them without ever building HTML from data.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA

from biovaliance.atlas.fields import FIELDS
from biovaliance.atlas.relations import RELATION_TYPES
from biovaliance.foundation.languages import LANGUAGES, Text
from biovaliance.showcase.documents import CALL_KIND, ConceptMark, LocalText, SearchDocument
from biovaliance.showcase.queries import Understanding
from biovaliance.showcase.suggestions import tolerated_errors
from biovaliance.showcase.words import Analysers, Word, compounds, fold, folded_phrase, is_connector, words_of
from biovaliance.vocabulary.thesaurus import Thesaurus

Parts = tuple[tuple[str, bool], ...]
Span = tuple[int, int]
LONGEST_PIECE = 220
SHORTEST_TEXT_PREFIX = 4
FIELD_LABELS: dict[str, Text] = {
    **{definition.name: definition.label for fields in FIELDS.values() for definition in fields},
    "label": Text("Term", "Terme"),
    "definition": Text("Definition", "Définition"),
    "operator": Text("Run by", "Opérateur"),
    "instrument": Text("Instrument", "Dispositif"),
}
_LANGUAGE_NAMES = {"en": Text("in English", "en anglais"), "fr": Text("in French", "en français")}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a hit; `kind` is 'name', 'alias', 'text', 'concept' or 'place'.

    `parts` is the text with the met words marked, empty where the reason rests on no words of the thing;
    `language` is the language of `parts`, '' where it has none; `explanation` is a phrase for the reader.
    """

    kind: str
    field: str
    parts: Parts
    explanation: Text
    language: str = ""
    concept_id: str = ""


class WordMatcher:
    """Finds the words of a query in a text, as the index finds them."""

    def __init__(self, readings: Sequence[Understanding], analysers: Analysers) -> None:
        self._analysers = analysers
        self._exact: set[str] = set()
        self._stems: set[str] = set()
        self._joined: set[str] = set()
        self._fuzzy: set[str] = set()
        self._prefix = ""
        for reading in readings:
            for unit in reading.units:
                self._joined.add(unit.joined)
                for word in unit.words:
                    self._exact.add(word.folded)
                    self._stems |= analysers.stems(word.folded)
                self._exact.update(unit.corrections)
                if unit.corrections:
                    self._fuzzy.update(word.folded for word in unit.words)
                # The T of CAR-T is a word begun by nobody: it would mark every name that starts with it.
                if unit.prefix and (len(unit.words) == 1 or len(unit.words[-1].folded) > 1):
                    self._prefix = unit.words[-1].folded

    def spans(self, text: str, *, is_name: bool = False) -> list[Span]:
        """Return where `text` says what the query says, in order and without overlap.

        The beginning of a word counts from its first letter in a name, from its fourth in other texts.
        """
        words = words_of(text)
        prefix = self._prefix if is_name or len(self._prefix) >= SHORTEST_TEXT_PREFIX else ""
        hit = [self._matches(word, prefix) for word in words]
        # A single letter ('T' of CAR-T, the article of 'l’EFS') counts only beside a word that was met.
        for i, word in enumerate(words):
            if (
                hit[i]
                and len(word.folded) == 1
                and not any(
                    hit[j] and len(words[j].folded) > 1 for j in (i - 1, i + 1) if 0 <= j < len(words)
                )
            ):
                hit[i] = False
        found = [(word.start, word.end) for word, matched in zip(words, hit, strict=True) if matched]
        found += [(part.start, part.end) for part in compounds(text) if part.folded in self._joined]
        found += [
            (left.start, right.end)
            for left, right in pairwise(words)
            if left.folded + right.folded in self._joined
        ]
        return merged(text, found)

    def _matches(self, word: Word, prefix: str) -> bool:
        folded = word.folded
        return (
            folded in self._exact
            or (prefix and folded.startswith(prefix))
            or (len(folded) > 1 and not self._stems.isdisjoint(self._analysers.stems(folded)))
            or any(
                0 < OSA.distance(folded, wanted) <= tolerated_errors(len(wanted)) for wanted in self._fuzzy
            )
        )


def merged(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return `spans` of `text` in order; those that overlap or are parts of one compound are joined."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and (start < result[-1][1] or is_connector(text[result[-1][1] : start])):
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def parts_of(text: str, spans: Sequence[Span], longest: int = LONGEST_PIECE) -> Parts:
    """Return `text` cut at `spans`; a longer text becomes the piece around its first span, cut at words."""
    begin, finish = _window(text, spans, longest)
    parts: list[tuple[str, bool]] = [("… ", False)] if begin else []
    place = begin
    for start, end in spans:
        if start < begin or end > finish:
            continue
        if start > place:
            parts.append((text[place:start], False))
        parts.append((text[start:end], True))
        place = end
    if place < finish:
        parts.append((text[place:finish], False))
    if finish < len(text):
        parts.append((" …", False))
    return tuple(parts)


def _window(text: str, spans: Sequence[Span], longest: int) -> Span:
    if len(text) <= longest:
        return 0, len(text)
    first = spans[0][0] if spans else 0
    begin = max(0, min(first - longest // 4, len(text) - longest))
    finish = begin + longest
    if begin:
        space = text.find(" ", begin, first)
        begin = space + 1 if space >= 0 else begin
    if finish < len(text):
        last = max((end for _, end in spans if end <= finish), default=begin)
        space = text.rfind(" ", last, finish)
        finish = space if space > begin else finish
    return begin, finish


def reasons_for(
    document: SearchDocument,
    readings: Sequence[Understanding],
    matcher: WordMatcher,
    thesaurus: Thesaurus,
    language: str,
    near: Mapping[str, tuple[str, float]],
) -> tuple[Reason, ...]:
    """Return why `document` answers the query, strongest reason first.

    `near` gives, by folded town or department code, the place asked for and the distance to it in km.
    """
    reasons = [*_name_reasons(document, matcher, language)]
    queried = tuple(dict.fromkeys(c for reading in readings for c in reading.concept_ids))
    reasons += _concept_reasons(document, queried, thesaurus, language)
    shown = {(reason.field, reason.language) for reason in reasons}
    reasons += [r for r in _text_reasons(document, matcher, language) if (r.field, r.language) not in shown]
    place = _place_reason(document, near)
    return (*reasons, place) if place else tuple(reasons)


def _name_reasons(document: SearchDocument, matcher: WordMatcher, language: str) -> list[Reason]:
    reasons = []
    seen: set[str] = set()
    names = sorted(document.names, key=lambda name: name.language not in ("", language))
    for name in names:
        spans = matcher.spans(name.text, is_name=True)
        if spans and fold(name.text) not in seen:
            seen.add(fold(name.text))
            kind = "name" if name.field in ("name", "label") else "alias"
            parts = parts_of(name.text, spans)
            reasons.append(Reason(kind, name.field, parts, FIELD_LABELS[name.field], name.language))
    reasons.sort(key=lambda reason: reason.kind != "name")
    return reasons[:2]


def _text_reasons(document: SearchDocument, matcher: WordMatcher, language: str) -> list[Reason]:
    found: list[tuple[int, bool, int, LocalText, list[Span]]] = []
    for order, text in enumerate(document.texts):
        spans = matcher.spans(text.text)
        if spans:
            distinct = len({folded_phrase(text.text[start:end]) for start, end in spans})
            found.append((-distinct, text.language not in ("", language), order, text, spans))
    reasons = []
    fields: set[str] = set()
    for _, _, _, text, spans in sorted(found, key=lambda item: item[:3]):
        if text.field not in fields:  # the same field in the other language says the same thing
            fields.add(text.field)
            label = FIELD_LABELS.get(text.field, Text(text.field, text.field))
            reasons.append(Reason("text", text.field, parts_of(text.text, spans), label, text.language))
    return reasons[:2]


def _concept_reasons(
    document: SearchDocument, queried: Sequence[str], thesaurus: Thesaurus, language: str
) -> list[Reason]:
    reasons = []
    for wanted in queried:
        closure = thesaurus.narrower_closure(wanted)
        marks = [
            mark for mark in document.concepts if mark.concept_id == wanted or mark.concept_id in closure
        ]
        if document.key == f"concept:{wanted}" or not marks:
            continue
        mark = min(
            marks,
            key=lambda m: (
                m.concept_id != wanted,
                m.language not in ("", language),
                bool(m.relation),
                not m.passage,
            ),
        )
        text, spans = _passage(document, mark)
        reasons.append(
            Reason(
                "concept",
                text.field if text else "capability",
                parts_of(text.text, spans) if text else (),
                _concept_explanation(
                    wanted, mark, thesaurus, text.language if text else "", of_call=document.kind == CALL_KIND
                ),
                text.language if text else "",
                mark.concept_id,
            )
        )
    return reasons[:3]


def _passage(document: SearchDocument, mark: ConceptMark) -> tuple[LocalText | None, list[Span]]:
    """Return the text that holds the words of `mark`, and where; (None, []) where a code states it."""
    if not mark.passage:
        return None, []
    for text in (*document.texts, *document.names):
        if mark.language in ("", text.language):
            start = text.text.find(mark.passage)
            if start >= 0:
                return text, [(start, start + len(mark.passage))]
    return None, []


def _concept_explanation(
    wanted: str, mark: ConceptMark, thesaurus: Thesaurus, language: str, *, of_call: bool
) -> Text:
    label = thesaurus.concepts[wanted].label
    english = f"Found through the concept “{label.en}”"
    french = f"Trouvé grâce au concept « {label.fr} »"
    if fold(label.en) != fold(label.fr):
        english += f" ({label.fr})"
        french += f" ({label.en})"
    if mark.concept_id != wanted:
        narrower = thesaurus.concepts[mark.concept_id].label
        english += f", which includes “{narrower.en}”"
        french += f", qui comprend « {narrower.fr} »"
    if mark.passage:
        english += f": the text says “{mark.passage}”"
        french += f" : le texte dit « {mark.passage} »"
        if language in LANGUAGES:
            said = _LANGUAGE_NAMES[language]
            english, french = f"{english} {said.en}", f"{french} {said.fr}"
    elif mark.relation:
        told = RELATION_TYPES[mark.relation].forward
        english += f": it {told.en} {mark.through_en}"
        french += f"\u00a0: l’organisation {told.fr} {mark.through_fr}"
    elif mark.stated and of_call:
        english += ", a theme of the call"
        french += ", thème de l’appel"
    elif mark.stated:
        english += ", stated by the source"
        french += ", indiqué par la source"
    return Text(english, french)


def _place_reason(document: SearchDocument, near: Mapping[str, tuple[str, float]]) -> Reason | None:
    town = folded_phrase(document.town)
    asked = near.get(town) if town else None
    if asked is None:
        asked = near.get(document.department) if document.department else None
        if asked is None:
            return None
        return Reason("place", "department", (), Text(f"Department: {asked[0]}", f"Département : {asked[0]}"))
    label, distance = asked
    if distance < 1:
        return Reason(
            "place", "town", ((document.town, True),), Text(f"Located in {label}", f"Situé à {label}")
        )
    km = round(distance)
    explanation = Text(
        f"Located in {document.town}, {km} km from {label}",
        f"Situé à {document.town}, à {km} km de {label}",
    )
    return Reason("place", "town", ((document.town, True),), explanation)
