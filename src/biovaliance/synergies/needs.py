"""What somebody looks for: read, understood as far as it can be, or refused with a clear answer.

    title, text ──> refused: only punctuation, too few words, too many, a third language
                └─> Need: with its language, its stated concepts and the profiles it leaves out

A need may be two words long where they name a concept of the vocabulary ("viral vectors"); three words that
say nothing are too few. Refusals are told in the reader's language.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from biovaliance.foundation.errors import Problem
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.places import Coordinates
from biovaliance.synergies.ranking.terms import stems_of
from biovaliance.synergies.rows import Reading
from biovaliance.synergies.speech import Speech, speech_of
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus

LEAST_WORDS = 3
MOST_WORDS = 10_000


@dataclass(frozen=True, slots=True)
class Need:
    """What is looked for, and by whom as far as it is known.

    `concepts` are those stated, besides what the texts name; `unwanted`, those the texts name that are not
    looked for all the same; `excluded` are profiles that are no answer.
    `profile_id` is the profile that looks, '' where it has none; `place`, from where distance counts;
    `stage`, the development stage the need is at.
    """

    id: str
    title: str
    text: str
    concepts: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()
    language: Language | None = None
    profile_id: str = ""
    place: Coordinates | None = None
    stage: str = ""
    unwanted: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        """Title and text as one."""
        return f"{self.title}\n{self.text}".strip()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a need cannot be answered, and what would mend it."""

    message: Text
    mend: Text


def refusal_of(text: str, concepts: tuple[str, ...], tagger: Tagger) -> Refusal | None:
    """Return why a need is refused, None where it can be answered.

    Concepts that are stated suffice, however short the text.
    """
    counted = len(text.split())
    if counted > MOST_WORDS:
        return _too_long(counted)
    if concepts:
        return None
    if not any(character.isalpha() for character in text):
        return _NO_WORDS
    if speech_of(text) is Speech.OTHER:
        return _OTHER_LANGUAGE
    informative = len(set(stems_of(text)))
    if informative < LEAST_WORDS and not tagger.tag(text) and not tagger.tag_query(text):
        return _too_short(informative)
    return None


def read_needs(
    lines: Iterable[str], file: str, tagger: Tagger, thesaurus: Thesaurus, language: Language = "en"
) -> tuple[tuple[Need, ...], tuple[Problem, ...]]:
    """Return the needs of a JSON Lines file in order, and what was wrong, told in `language`.

    Each line: {"id", "title", "text", "concepts": [..]?, "exclude": [profile ids]?}.
    """
    reading = Reading(file, language)
    needs: dict[str, Need] = {}
    known = concepts_known(tagger, thesaurus)
    for line, row in reading.rows(lines):
        identifier = reading.identifier(line, row, needs)
        texts = [reading.text(line, row, name) for name in ("title", "text")]
        if not identifier or None in texts:
            continue
        title, text = (each or "" for each in texts)
        concepts = reading.concepts(line, row, known)
        whole = f"{title}\n{text}".strip()
        if refusal := refusal_of(whole, concepts, tagger):
            reading.report(line, "id", identifier, (refusal.message, refusal.mend))
            continue
        excluded = frozenset(reading.texts(line, row, "exclude"))
        needs[identifier] = Need(identifier, title, text, concepts, excluded, speech_of(whole).language)
    return tuple(needs.values()), tuple(reading.problems)


def concepts_known(tagger: Tagger, thesaurus: Thesaurus) -> Callable[[str], tuple[str, ...]]:
    """Return the function from an identifier or a source's code to concepts, none where it is unknown."""

    def known(name: str) -> tuple[str, ...]:
        return (name,) if name in thesaurus.concepts else tagger.concepts_of_code(name)

    return known


def _too_long(counted: int) -> Refusal:
    return Refusal(
        Text(
            f"the need has {counted:,} words; at most {MOST_WORDS:,} are read.",
            f"le besoin compte {counted} mots ; {MOST_WORDS} au plus sont lus.",
        ),
        Text(
            "Keep the part that says what is looked for.",
            "Gardez la partie qui dit ce que vous cherchez.",
        ),
    )


def _too_short(informative: int) -> Refusal:
    words = "telling word" if informative == 1 else "telling words"
    mots = "mot porteur de sens" if informative < 2 else "mots porteurs de sens"
    return Refusal(
        Text(
            f"the need has {informative} {words} and names no known activity; "
            f"at least {LEAST_WORDS} are needed.",
            f"le besoin compte {informative} {mots} et ne nomme aucune activité connue ; "
            f"il en faut au moins {LEAST_WORDS}.",
        ),
        Text(
            "Say in a sentence what you look for: a skill, a piece of equipment, a product, a disease.",
            "Dites en une phrase ce que vous cherchez : compétence, équipement, produit ou maladie.",
        ),
    )


_NO_WORDS = Refusal(
    Text("the need has no words.", "le besoin ne contient aucun mot."),
    Text("Say in a sentence what you look for.", "Dites en une phrase ce que vous cherchez."),
)
_OTHER_LANGUAGE = Refusal(
    Text(
        "the need is neither in French nor in English; it would be compared by chance.",
        "le besoin n’est ni en français ni en anglais ; il serait comparé au hasard.",
    ),
    Text("Write it in French or in English.", "Écrivez-le en français ou en anglais."),
)
