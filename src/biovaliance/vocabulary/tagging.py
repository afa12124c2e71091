"""Finding concepts of the thesaurus in French and English text, and telling where and why.

    text ──> words (words.py: accents, case, elision, plural, feminine set aside)
         ──> every label that stands here, looked up in a tree of stems
         ──> the longest of a scheme wins; one of another scheme inside it stays
             ("cancer research": the activity and the disease)

A label of several words is also found

    - with a modifier inside it: « production de vecteurs viraux » in « production BPF de vecteurs viraux »;
    - in an enumeration: « thérapie génique » in « thérapie cellulaire et génique »;
    - turned round: "viral vector production" in "production of viral vectors";
    - said with a verb: "plasmid production" in "produces plasmids".

Each of these scores less than the label itself. Acronyms (MSC, BPF) match in their own spelling only, so that
"puis" is no PUI; a plural s may follow. Words under a negation ("no", « sans ») are not taken.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from biovaliance.foundation.languages import LANGUAGES, Language
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_capability_codes
from biovaliance.vocabulary.words import Word, WordRole, fold, stem, words_of

__all__ = ["UNTAGGED_SCHEMES", "Mention", "MentionKind", "Tagger", "is_acronym", "stem", "words_of"]

MentionKind = Literal["label", "alternative", "acronym"]

UNTAGGED_SCHEMES = frozenset({"organisation-type", "stage"})
"""Their labels are everyday words (« en service », "university"); the data has columns for them."""

MOST_SKIPPED = {"en": 1, "fr": 2}
MOST_SKIPPED_IN_ENUMERATION = 4
SKIP_PENALTY = 0.15
ENUMERATION_PENALTY = 0.1
TURNED_PENALTY = 0.1
QUERY_ACRONYM_SCORE = 0.8
MOST_ACRONYM_PARTS = 4

_JOINT = re.compile(r"[-‐‑–/. \u00a0]?")
_STOP = re.compile(r"[.;:!?()\[\]«»“”\n]")
_NEGATIONS = frozenset({"no", "not", "without", "sans", "hors", "except", "excluding", "sauf"})
_NEGATION_REACH = 2
_PROPERTIES = frozenset({"stable", "stables", "compatible", "compatibles"})
# What follows with a hyphen takes the word away (serum-free) or makes it a property (MRI-compatible).
_UNMADE = re.compile(r"[-‐‑](?:free|less|stable|compatible|safe|resistant)\b", re.IGNORECASE)

# Words that say the same activity, as noun, verb or agent; they only stand in for one another.
_ACTIVITIES = (
    (
        "~produce",
        re.compile(
            r"(?:produc(?:tions?|es?|ed|ing|ers?|teurs?|trices?)|produi(?:re|sent|sant)"
            r"|manufactur(?:es?|ed|ing|ers?)|mak(?:es?|ing|ers?)|fabri(?:cations?|cants?|quent|que|quer|quant))$"
        ),
    ),
    ("~develop", re.compile(r"develop(?:ments?|s|ed|ing|ers?|pements?|pe|pent|per|pant|pees?|peurs?)$")),
    (
        "~design",
        re.compile(r"(?:design(?:s|ed|ing|ers?)?|conce(?:ptions?|voir|vant|pteurs?)|concoi(?:t|vent))$"),
    ),
    (
        "~support",
        re.compile(r"(?:support(?:s|ed|ing)?|accompagn(?:ements?|e|er|ent|ant)|souti(?:en|ent)|soutenir)$"),
    ),
    (
        "~supply",
        re.compile(r"(?:suppl(?:y|ies|iers?|ying|ied)|fourni(?:t|r|ssant|ssent|ssent|tures?|sseurs?))$"),
    ),
)
_TURNING = frozenset({"of", "for", "on", "in", "against"})
# A word after one of these is no modifier of the word before.
_OUTSIDE = frozenset(
    {"for", "by", "with", "in", "on", "to", "from", "at", "into", "pour", "par", "sur", "dans", "vers", "en"}
)


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A concept named in a text: `text[start:end]` is the passage; a score of 1 is an exact label."""

    start: int
    end: int
    concept_id: str
    passage: str
    matched_label: str
    language: str
    kind: MentionKind
    score: float


@dataclass(frozen=True, slots=True)
class _Label:
    concept_id: str
    scheme: str
    text: str
    language: Language
    kind: MentionKind
    score: float = 1.0
    joined: tuple[bool, ...] = ()
    """For each word, whether a preposition or an article stands before it in a French label."""
    turned: bool = False
    """Whether the words are in another order than in the label, so that a preposition must join them."""


@dataclass(slots=True)
class _Node:
    """A place in the tree of labels: what may follow, and the labels that end here."""

    following: "dict[str, _Node]" = field(default_factory=dict)
    labels: list[_Label] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Found:
    """A label at certain words of a text, before it is weighed against the others."""

    label: _Label
    places: tuple[int, ...]
    score: float
    enumerated: bool = False


def is_acronym(label: str) -> bool:
    """Whether a label is written in capitals, so that its spelling is part of it: CAR-T, mRNA, iPSC."""
    letters = [character for character in label if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return " " not in label.strip() and capitals >= 2 and capitals * 2 >= len(letters) and len(letters) <= 10


class Tagger:
    """Finds the concepts of a thesaurus in texts; made once, then used for any number of them."""

    def __init__(self, thesaurus: Thesaurus, codes: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._concepts = thesaurus.concepts
        self._codes = bundled_capability_codes() if codes is None else codes
        self._tree = _Node()
        self._acronyms: defaultdict[str, list[_Label]] = defaultdict(list)
        for concept in thesaurus.concepts.values():
            if concept.scheme in UNTAGGED_SCHEMES:
                continue
            for language in LANGUAGES:
                for number, text in enumerate(dict.fromkeys(concept.labels(language))):
                    kind: MentionKind = "alternative" if number else "label"
                    self._add(_Label(concept.id, concept.scheme, text, language, kind))

    def concepts_of_code(self, code: str) -> tuple[str, ...]:
        """Return the concepts that a source's code stands for, none for an unknown code."""
        return tuple(each for each in self._codes.get(code, ()) if each in self._concepts)

    def tag(self, text: str, language: str | None = None) -> tuple[Mention, ...]:
        """Return the concepts named in `text`, each once, at the place where it is named best.

        With `language` ('en' or 'fr') only that language's labels are looked for, and acronyms of both.
        """
        words = words_of(text)
        found = [*self._phrases(text, words, language), *self._spelled(text, words, any_case=False)]
        return _mentions(text, words, found, language)

    def tag_query(self, text: str) -> tuple[Mention, ...]:
        """Return the concepts named in a few words somebody searches for.

        Acronyms count in any case; words are neither skipped nor negated.
        """
        words = words_of(text)
        found = list(self._phrases(text, words, None, exact=True))
        found += self._spelled(text, words, any_case=True)
        return _mentions(text, words, found, None)

    def _add(self, label: _Label) -> None:
        words = words_of(label.text)
        if is_acronym(label.text):
            self._acronyms["".join(word.text for word in words)].append(replace(label, kind="acronym"))
            return
        counted = [n for n, word in enumerate(words) if word.role is not WordRole.SMALL or _designates(word)]
        counted = counted or list(range(len(words)))
        keys = [_key(words[n]) for n in counted]
        joined = tuple(
            label.language == "fr"
            and n > 0
            and (words[n - 1].role is WordRole.SMALL or label.text[words[n].start - 1] in "'’ʼ")
            for n in counted
        )
        label = replace(label, joined=joined)
        self._plant(keys, label)
        if len(keys) < 2 or "&" in keys:
            return
        turned = replace(label, score=1 - TURNED_PENALTY)
        if label.language == "en":
            said = _activity(words[counted[-1]])
            turned = replace(turned, joined=(False,) * len(keys), turned=said is None)
            self._plant([said or keys[-1], *keys[:-1]], turned)
        elif said := _activity(words[counted[0]]):
            self._plant([said, *keys[1:]], turned)

    def _plant(self, keys: Sequence[str], label: _Label) -> None:
        node = self._tree
        for key in keys:
            node = node.following.setdefault(key, _Node())
        node.labels.append(label)

    def _phrases(
        self, text: str, words: list[Word], language: str | None, *, exact: bool = False
    ) -> Iterator[_Found]:
        search = _Search(text, words, language, exact)
        for place, word in enumerate(words):
            if (word.role is WordRole.MEANING or _designates(word)) and not (
                not exact and _negated(text, words, place)
            ):
                yield from search.labels_at(self._tree, place)

    def _spelled(self, text: str, words: list[Word], *, any_case: bool) -> Iterator[_Found]:
        shouted = not any_case and _is_shouted(text)
        known = self._known_in_any_case() if any_case else self._acronyms
        for place, word in enumerate(words):
            joined = ""
            for end in range(place, min(place + MOST_ACRONYM_PARTS, len(words))):
                if end > place and not _JOINT.fullmatch(text[words[end - 1].end : words[end].start]):
                    break
                joined += fold(words[end].text) if any_case else words[end].text
                labels = known.get(joined) or known.get(joined.removesuffix("s"), ())
                if not labels or (shouted and len(joined) <= 3):
                    continue
                if not any_case and (_negated(text, words, place) or _unmade(text, words[end])):
                    continue
                written = text[word.start : words[end].end]
                same_case = any(char.isupper() for char in written)
                if any_case and not same_case and (len(joined) <= 2 or joined in _EVERYDAY):
                    continue
                score = 1.0 if not any_case or same_case else QUERY_ACRONYM_SCORE
                places = tuple(range(place, end + 1))
                yield from (_Found(label, places, score) for label in labels)

    def _known_in_any_case(self) -> dict[str, list[_Label]]:
        known: defaultdict[str, list[_Label]] = defaultdict(list)
        for spelling, labels in self._acronyms.items():
            known[fold(spelling)] += labels
        return known


_EVERYDAY = frozenset({"mes", "met", "api", "ses"})
"""Words that people type and that are written like an acronym."""


@dataclass(frozen=True, slots=True)
class _Search:
    """One text searched for the labels that begin at a word."""

    text: str
    words: list[Word]
    language: str | None
    exact: bool

    def labels_at(self, tree: _Node, place: int) -> Iterator[_Found]:
        """Yield the labels whose first word stands at `place`."""
        for key in _keys(self.words[place]):
            node = tree.following.get(key)
            if node is not None:
                yield from self._below(node, (place,), 0, enumerated=False)

    def _below(
        self, node: _Node, places: tuple[int, ...], skipped: int, *, enumerated: bool
    ) -> Iterator[_Found]:
        for label in node.labels:
            if self._holds(label, places, skipped, enumerated=enumerated):
                penalty = SKIP_PENALTY * skipped + (ENUMERATION_PENALTY if enumerated else 0)
                yield _Found(label, places, round(label.score - penalty, 2), enumerated)
        if not node.following:
            return
        for place, more, listed in self._next_places(places[-1]):
            if listed and (enumerated or skipped):
                continue
            for key in _keys(self.words[place]):
                below = node.following.get(key)
                if below is not None:
                    yield from self._below(
                        below, (*places, place), skipped + more, enumerated=enumerated or listed
                    )

    def _holds(self, label: _Label, places: tuple[int, ...], skipped: int, *, enumerated: bool) -> bool:
        if self.language is not None and label.language != self.language:
            return False
        if enumerated and not self._may_list(label, places):
            return False
        if skipped and (skipped > MOST_SKIPPED[label.language] or not self._modifies(label, places)):
            return False
        if label.turned:
            between = self.words[places[0] + 1 : places[1]]
            if not any(word.folded in _TURNING for word in between):
                return False
        return not _unmade(self.text, self.words[places[-1]])

    def _may_list(self, label: _Label, places: tuple[int, ...]) -> bool:
        """Whether what was left out is the other members of an enumeration, for the language of a label.

        English lists in front of the noun ("cell and gene therapy" for cell therapy), French behind it
        (« thérapie cellulaire et génique » pour la thérapie génique).
        """
        for before, after in pairwise(places):
            if not self._leaves_out(before, after):
                continue
            if label.language == "en":
                listed = any(self.words[p].role is WordRole.JOINING for p in range(before + 1, after))
                return self.words[before + 1].role is WordRole.JOINING or (listed and self._comma(before))
            last = after - 1
            while self.words[last].role is WordRole.SMALL:
                last -= 1
            if self.words[last].role is WordRole.JOINING:
                return True
            following = self.words[after + 1 : after + 4]
            return self._comma(last) and any(word.role is WordRole.JOINING for word in following)
        return True

    def _modifies(self, label: _Label, places: tuple[int, ...]) -> bool:
        """Whether what was left out inside a label can only be modifiers.

        No other preposition than 'of' stands there, and where the label has a preposition the text has one:
        « prothèse articulée de genou », not « prothèse articulée genou ».
        """
        for number, (before, after) in enumerate(pairwise(places), 1):
            if not self._leaves_out(before, after):
                continue
            if any(self.words[p].folded in _OUTSIDE for p in range(before + 1, after)):
                return False
            elided = self.text[self.words[after].start - 1] in "'’ʼ"
            if label.joined[number] and not elided and self.words[after - 1].role is not WordRole.SMALL:
                return False
        return True

    def _leaves_out(self, before: int, after: int) -> bool:
        return any(self.words[p].role is WordRole.MEANING for p in range(before + 1, after))

    def _comma(self, place: int) -> bool:
        return "," in self.text[self.words[place].end : self.words[place + 1].start]

    def _next_places(self, last: int) -> Iterator[tuple[int, int, bool]]:
        """Yield the places where the next word of a label may stand.

        With each: how many words are left out as modifiers, and whether they are an enumeration.
        """
        left_out, joined, comma = 0, False, False
        for place in range(last + 1, len(self.words)):
            gap = self.text[self.words[place - 1].end : self.words[place].start]
            if _STOP.search(gap):
                return
            comma = comma or "," in gap
            word = self.words[place]
            if word.role is WordRole.JOINING:
                if not comma and not joined and not left_out:
                    yield place, 0, False
                joined = True
                continue
            if word.role is WordRole.SMALL and not _designates(word):
                continue
            if left_out == 0 and not joined and not comma:
                yield place, 0, False
            elif self.exact:
                return
            elif joined or comma:
                yield place, 0, True
            else:
                yield place, left_out, False
            left_out += 1
            if left_out > (
                MOST_SKIPPED_IN_ENUMERATION if joined or comma else max(MOST_SKIPPED.values()) + 1
            ):
                return


def _designates(word: Word) -> bool:
    """Whether a letter stands for itself: the A of « classe A »."""
    return word.role is WordRole.SMALL and len(word.text) == 1 and word.text.isupper()


def _key(word: Word) -> str:
    if word.role is WordRole.JOINING:
        return "&"
    return f"={word.text}" if _designates(word) else word.stem


def _keys(word: Word) -> tuple[str, ...]:
    activity = _activity(word) if word.role is WordRole.MEANING else None
    return (_key(word),) if activity is None else (word.stem, activity)


def _activity(word: Word) -> str | None:
    return next((key for key, pattern in _ACTIVITIES if pattern.match(word.folded)), None)


def _unmade(text: str, word: Word) -> bool:
    return _UNMADE.match(text, word.end) is not None


def _is_shouted(text: str) -> bool:
    """Whether a text is written in capitals, so that they do not tell an acronym."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 12 and sum(character.isupper() for character in letters) * 10 > len(letters) * 6


def _negated(text: str, words: list[Word], place: int) -> bool:
    for number in range(max(0, place - _NEGATION_REACH), place):
        if words[number].folded in _NEGATIONS or words[number].folded in _PROPERTIES:
            between = text[words[number].end : words[place].start]
            if not between.startswith("-") and not re.search(r"[.,;:!?()]", between):
                return True
    return False


def _mentions(text: str, words: list[Word], found: list[_Found], language: str | None) -> tuple[Mention, ...]:
    """Return the concepts that stand when the longer label has the word over the shorter."""
    found.sort(
        key=lambda f: (
            -len(f.places),
            -f.score,
            f.label.language != language,
            f.label.kind,
            f.places,
            f.label.concept_id,
        )
    )
    kept: list[_Found] = []
    for one in found:
        if not any(_outdone(one, other) for other in kept):
            kept.append(one)
    best: dict[str, Mention] = {}
    for one in sorted(kept, key=lambda f: (-f.score, f.places)):
        if one.label.concept_id not in best:
            best[one.label.concept_id] = _mention(text, words, one)
    return tuple(sorted(best.values()))


def _outdone(one: _Found, other: _Found) -> bool:
    """Whether a label kept before takes the words away from this one."""
    if one.places == other.places:
        return one.score < other.score
    if one.label.scheme != other.label.scheme:
        return False
    shared = set(one.places) & set(other.places)
    if not shared:
        return False
    if len(shared) < len(one.places):
        return not (one.enumerated or other.enumerated)
    return True


def _mention(text: str, words: list[Word], one: _Found) -> Mention:
    start, end = words[one.places[0]].start, words[one.places[-1]].end
    label = one.label
    return Mention(
        start, end, label.concept_id, text[start:end], label.text, label.language, label.kind, one.score
    )
