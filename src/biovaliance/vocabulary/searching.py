"""Where the labels of a tree stand in a text.

Between the words of a label may stand modifiers (« production *BPF* de vecteurs viraux ») or the other
members of an enumeration ("cell *and gene* therapy"); each costs a part of the score.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from biovaliance.vocabulary.labels import APOSTROPHES, Label, LabelTree, Node, counts, keys_of
from biovaliance.vocabulary.words import Word, WordRole, fold

MOST_SKIPPED = {"en": 1, "fr": 2}
MOST_SKIPPED_IN_ENUMERATION = 4
SKIP_PENALTY = 0.15
ENUMERATION_PENALTY = 0.1
QUERY_ACRONYM_SCORE = 0.8
MOST_ACRONYM_PARTS = 4
SHORT_ACRONYM = 3

_JOINT = re.compile(r"[-‐‑–/. \u00a0]?")
_STOP = re.compile(r"\.(?=\s)|[;:!?()\[\]«»“”\n]")
_STOP_OR_COMMA = re.compile(r"[.,;:!?()\[\]«»“”\n]")
_NEGATIONS = frozenset(
    {"no", "not", "without", "neither", "nor", "except", "excluding"}
    | {"ni", "sans", "hors", "sauf", "aucun", "aucune"}
)
_PROPERTIES = frozenset({"stable", "stables", "compatible", "compatibles"})
_NEGATION_REACH = 2
# What follows with a hyphen takes the word away (serum-free) or makes it a property (MRI-compatible).
_UNMADE = re.compile(r"[-‐‑](?:free|less|stable|compatible|safe|resistant)\b", re.IGNORECASE)
_TURNING = frozenset({"of", "for", "on", "in", "against"})
# A word after one of these is no modifier of the word before.
_OUTSIDE = frozenset(
    {"for", "by", "with", "in", "on", "to", "from", "at", "into", "pour", "par", "sur", "dans", "vers", "en"}
)
# Words that people type in a query and that are written like an acronym.
_EVERYDAY = frozenset({"mes", "met", "api"})


@dataclass(frozen=True, slots=True)
class Found:
    """A label at certain words of a text, before it is weighed against the others."""

    label: Label
    places: tuple[int, ...]
    score: float
    enumerated: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """One text searched for the labels that begin at a word."""

    text: str
    words: list[Word]
    language: str | None
    exact: bool

    def labels_at(self, tree: Node, place: int) -> Iterator[Found]:
        """Yield the labels whose first word stands at `place`."""
        for key in keys_of(self.words[place]):
            node = tree.following.get(key)
            if node is not None:
                yield from self._below(node, (place,), 0, enumerated=False)

    def _below(
        self, node: Node, places: tuple[int, ...], skipped: int, *, enumerated: bool
    ) -> Iterator[Found]:
        for label in node.labels:
            if self._holds(label, places, skipped, enumerated=enumerated):
                penalty = SKIP_PENALTY * skipped + (ENUMERATION_PENALTY if enumerated else 0)
                yield Found(label, places, round(label.score - penalty, 2), enumerated)
        if not node.following:
            return
        for place, more, listed in self._next_places(places[-1]):
            if listed and (enumerated or skipped):
                continue
            for key in keys_of(self.words[place]):
                below = node.following.get(key)
                apart = key[0] == "=" and place > places[-1] + 1  # a letter belongs to the word before it
                if below is not None and not apart:
                    yield from self._below(
                        below, (*places, place), skipped + more, enumerated=enumerated or listed
                    )

    def _holds(self, label: Label, places: tuple[int, ...], skipped: int, *, enumerated: bool) -> bool:
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
        if len(places) == 1 and self._is_part_of_a_name(places[0]):
            return False
        return not is_unmade(self.text, self.words[places[-1]])

    def _is_part_of_a_name(self, place: int) -> bool:
        """Whether a word stands behind a hyphen with a capital, as in the name RD-Biotech."""
        word = self.words[place]
        before = self.text[max(0, word.start - 2) : word.start]
        return len(before) == 2 and before[0].isalnum() and before[1] in "-‐‑" and word.text[0].isupper()

    def _may_list(self, label: Label, places: tuple[int, ...]) -> bool:
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

    def _modifies(self, label: Label, places: tuple[int, ...]) -> bool:
        """Whether what was left out inside a label can only be modifiers.

        No other preposition than 'of' stands there, and where the label has a preposition the text has one:
        « prothèse articulée de genou », not « prothèse articulée genou ».
        """
        for number, (before, after) in enumerate(pairwise(places), 1):
            if not self._leaves_out(before, after):
                continue
            if any(self.words[p].folded in _OUTSIDE for p in range(before + 1, after)):
                return False
            elided = self.text[self.words[after].start - 1] in APOSTROPHES
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
            if gap != " " and self._stops(place, gap):  # as few are
                return
            comma = comma or ("," in gap and gap != ",")  # 0,22
            word = self.words[place]
            if word.role is WordRole.JOINING:
                if not comma and not joined and not left_out:
                    yield place, 0, False
                joined = True
                continue
            if not counts(word):
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

    def _stops(self, place: int, gap: str) -> bool:
        """Whether what stands before a word ends a phrase."""
        abbreviated = gap == ". " and len(self.words[place - 1].text) == 1  # E. coli
        return _STOP.search(gap) is not None and not abbreviated

    def phrases(self, tree: LabelTree) -> Iterator[Found]:
        """Yield the labels of the text, acronyms left out."""
        for place, word in enumerate(self.words):
            if word.role is WordRole.JOINING or not counts(word):
                continue
            begins_one = any(key in tree.root.following for key in keys_of(word))
            if begins_one and (self.exact or not self._is_negated(place)):
                yield from self.labels_at(tree.root, place)

    def acronyms(self, tree: LabelTree) -> Iterator[Found]:
        """Yield the acronyms of the text, in any case where the search is exact."""
        known = tree.acronyms_in_any_case if self.exact else tree.acronyms
        least = SHORT_ACRONYM + 1 if not self.exact and _is_shouted(self.text) else 0
        for place, word in enumerate(self.words):
            spelled = ""
            for end in range(place, min(place + MOST_ACRONYM_PARTS, len(self.words))):
                last = self.words[end]
                if end > place and not _JOINT.fullmatch(self.text[self.words[end - 1].end : last.start]):
                    break
                spelled += fold(last.text) if self.exact else last.text
                if spelled.removesuffix("s") not in tree.beginnings and spelled not in tree.beginnings:
                    break
                parts = end - place + 1
                found = known.get(spelled) or known.get(spelled.removesuffix("s")) or []
                labels = [label for label in found if len(label.joined) >= parts]
                if labels and len(spelled) >= least and self._is_meant(place, end, spelled):
                    score = 1.0 if _has_capitals(self.text[word.start : last.end]) else QUERY_ACRONYM_SCORE
                    yield from (Found(label, tuple(range(place, end + 1)), score) for label in labels)

    def _is_meant(self, place: int, end: int, spelled: str) -> bool:
        """Whether letters that spell an acronym are one here."""
        if not self.exact:
            return not self._is_negated(place) and not is_unmade(self.text, self.words[end])
        written = self.text[self.words[place].start : self.words[end].end]
        return _has_capitals(written) or (len(spelled) >= SHORT_ACRONYM and spelled not in _EVERYDAY)

    def _is_negated(self, place: int) -> bool:
        for number in range(max(0, place - _NEGATION_REACH), place):
            if self.words[number].folded in _NEGATIONS or self.words[number].folded in _PROPERTIES:
                between = self.text[self.words[number].end : self.words[place].start]
                if not between.startswith("-") and not _STOP_OR_COMMA.search(between):
                    return True
        return False


def is_unmade(text: str, word: Word) -> bool:
    """Whether what is attached to a word takes it away: serum-free."""
    return _UNMADE.match(text, word.end) is not None


def _has_capitals(text: str) -> bool:
    return any(character.isupper() for character in text)


def _is_shouted(text: str) -> bool:
    """Whether a text is written in capitals, so that they do not tell an acronym."""
    letters = "".join(filter(str.isalpha, text))
    return len(letters) > 12 and sum(map(str.isupper, letters)) * 10 > len(letters) * 6
