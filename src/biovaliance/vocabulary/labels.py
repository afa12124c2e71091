"""The labels of a thesaurus, laid out so that a text is read once for all of them.

    "viral vector production" ──> viral > vector > production      the label, as stems
                              ──> ~produce > viral > vector        said with a verb, or turned round
                              ──> viral > vector > ~produce        said by who does it
    "CAR-T"                   ──> CART                             an acronym, by its spelling

Labels that begin alike share the way into the tree. Prepositions and articles are no part of it.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from biovaliance.foundation.languages import LANGUAGES, Language
from biovaliance.vocabulary.thesaurus import Concept
from biovaliance.vocabulary.words import Word, WordRole, fold, words_of

MentionKind = Literal["label", "alternative", "acronym"]

TURNED_PENALTY = 0.1
APOSTROPHES = "'’ʼ"

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


_FIRST_LETTERS = frozenset("acdfmps")


@dataclass(frozen=True, slots=True)
class Label:
    """One name of a concept, in one language."""

    concept_id: str
    scheme: str
    text: str
    language: Language
    kind: MentionKind
    score: float = 1.0
    joined: tuple[bool, ...] = ()
    """For each word that counts, whether a preposition or an article stands before it in a French label."""
    turned: bool = False
    """Whether the words are in another order than in the label, so that a preposition must join them."""


@dataclass(slots=True)
class Node:
    """A place in the tree of labels: what may follow, and the labels that end here."""

    following: "dict[str, Node]" = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)


class LabelTree:
    """The labels of some concepts: a tree of stems, and the acronyms by their spelling."""

    def __init__(self) -> None:
        self.root = Node()
        self.acronyms: defaultdict[str, list[Label]] = defaultdict(list)
        self.acronyms_in_any_case: defaultdict[str, list[Label]] = defaultdict(list)
        self.beginnings: set[str] = set()
        """All beginnings of acronyms, in their own case and folded: a search stops where none goes on."""

    def add(self, concept: Concept) -> None:
        """Add the labels of a concept in both languages."""
        for language in LANGUAGES:
            for number, text in enumerate(dict.fromkeys(concept.labels(language))):
                kind: MentionKind = "alternative" if number else "label"
                label = Label(concept.id, concept.scheme, text, language, kind)
                if is_acronym(text):
                    self._add_acronym(label)
                else:
                    self._add_phrase(label)

    def _add_acronym(self, label: Label) -> None:
        words = words_of(label.text)
        label = replace(label, kind="acronym", joined=(False,) * len(words))
        spelling = "".join(word.text for word in words)
        self.acronyms[spelling].append(label)
        self.acronyms_in_any_case[fold(spelling)].append(label)
        for written in (spelling, fold(spelling)):
            self.beginnings.update(written[:length] for length in range(1, len(written) + 1))

    def _add_phrase(self, label: Label) -> None:
        words = words_of(label.text)
        counted = [n for n, word in enumerate(words) if counts(word)] or list(range(len(words)))
        keys = [key_of(words[n]) for n in counted]
        joined = tuple(label.language == "fr" and _is_joined(label.text, words, n) for n in counted)
        label = replace(label, joined=joined)
        self._plant(keys, label)
        if len(keys) < 2 or "&" in keys:
            return
        turned = replace(label, score=1 - TURNED_PENALTY)
        if label.language == "en":
            said = activity_of(words[counted[-1]])
            turned = replace(turned, joined=(False,) * len(keys), turned=said is None)
            self._plant([said or keys[-1], *keys[:-1]], turned)
            if said:
                self._plant([*keys[:-1], said], turned)
        elif said := activity_of(words[counted[0]]):
            self._plant([said, *keys[1:]], turned)

    def _plant(self, keys: Sequence[str], label: Label) -> None:
        node = self.root
        for key in keys:
            node = node.following.setdefault(key, Node())
        node.labels.append(label)


def is_acronym(label: str) -> bool:
    """Whether a label is written in capitals, so that its spelling is part of it: CAR-T, mRNA, iPSC."""
    letters = [character for character in label if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    return " " not in label.strip() and capitals >= 2 and capitals * 2 >= len(letters) and len(letters) <= 10


def counts(word: Word) -> bool:
    """Whether a word is part of a label: not a preposition or an article, but the A of « classe A »."""
    return word.role is not WordRole.SMALL or _designates(word)


def key_of(word: Word) -> str:
    """Return what a word is called in the tree."""
    if word.role is WordRole.JOINING:
        return "&"
    return f"={word.text}" if _designates(word) else word.stem


def keys_of(word: Word) -> tuple[str, ...]:
    """Return all that a word of a text may be called in the tree."""
    activity = activity_of(word) if word.role is WordRole.MEANING else None
    return (key_of(word),) if activity is None else (word.stem, activity)


def activity_of(word: Word) -> str | None:
    """Return the activity that a noun, a verb or an agent says: '~produce' for 'fabricant'."""
    return _activity(word.folded) if word.folded[0] in _FIRST_LETTERS else None


@lru_cache(maxsize=50_000)
def _activity(folded: str) -> str | None:
    return next((key for key, pattern in _ACTIVITIES if pattern.match(folded)), None)


def _designates(word: Word) -> bool:
    return word.role is WordRole.SMALL and len(word.text) == 1 and word.text.isupper()


def _is_joined(text: str, words: Sequence[Word], number: int) -> bool:
    if number == 0:
        return False
    return words[number - 1].role is WordRole.SMALL or text[words[number].start - 1] in APOSTROPHES
