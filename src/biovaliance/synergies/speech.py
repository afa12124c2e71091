"""In which language a text is written, told by its small words.

Every sentence of French or English carries words such as « les », « pour », "the", "for"; a few words that
carry none are of no known language, and are then read in both. A third language is recognised by its own
small words (German, Spanish, Italian, Portuguese, Dutch) or by its script.
"""

import re
from enum import StrEnum

from biovaliance.foundation.languages import Language
from biovaliance.vocabulary.words import fold

_ENGLISH = """
    a about after all also an and any are as at be been but by can could each for from had has have how
    if in into is it its may more most no not of on only or other our over she should so some such than
    that the their them then there these they this those through to under up was we were what when where
    which while who will with within without would you your he his her us my do does did
"""
_FRENCH = """
    a afin alors au aucun aussi autre autres aux avec avoir avons c ce cela ces cet cette ceux chez
    comme comment d dans de des donc dont du elle elles en entre es est et ete etre eu fait il ils j je
    l la le les leur leurs lors mais meme mes moins mon n ne nos notre nous on ont ou par pas pendant
    peu plus pour puis qu que quel quelle qui s sa sans se sera ses si son sont sous sur ta tel tous
    tout toute toutes tres un une vers vos votre vous y
"""
_OTHER_LANGUAGES = """
    aber auch auf aus bei das dem den der des die ein eine einem einen einer fur ist mit nach nicht oder
    sich sind und uber unter von werden wir wird zu zum zur durch al como con del desde donde el entre
    es esta este los las mas muy nuestra nuestro para pero por que se ser sin sobre su sus una unos y ya
    agli alla alle anche che con da dal dalla degli dei del della delle di e gli il in io la le lo nel
    nella non per piu questo questa sono su sul sulla un una uno ao aos as com como da das de do dos e
    em mais nao na nas no nos o os ou para pela pelo por que se sem sua um uma aan bij dat de deze die
    dit door een en het hun is met naar niet om ons ook op te tot uit van voor wij wordt worden zijn
"""
SMALL_WORDS = {
    "en": frozenset(_ENGLISH.split()),
    "fr": frozenset(_FRENCH.split()),
    "other": frozenset(_OTHER_LANGUAGES.split()),
}
"""Without accents and elision, as `fold` leaves them."""

OWN_LANGUAGES: tuple[Language, ...] = ("en", "fr")
ENOUGH_SMALL_WORDS = 4
FOREIGN_LEAD = 1.3
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")


class Speech(StrEnum):
    """What a text is written in."""

    ENGLISH = "en"
    FRENCH = "fr"
    OTHER = "other"
    UNKNOWN = ""

    @property
    def language(self) -> Language | None:
        """The language of the pages, None where it is another or not known."""
        return "en" if self is Speech.ENGLISH else "fr" if self is Speech.FRENCH else None


def speech_of(text: str) -> Speech:
    """Return the language of a text, by its script and by how many of its words are small words of each.

    Of English and French the one with more small words is answered, one lead being enough; a third language
    must have enough of them and lead clearly, since its small words are partly those of French.
    """
    written = _WORD.findall(text)
    if 2 * sum(map(len, _LATIN.findall(text))) < sum(map(len, written)):
        return Speech.OTHER
    words = [fold(word) for word in written]
    found = {name: sum(word in known for word in words) for name, known in SMALL_WORDS.items()}
    own = max(found[name] for name in OWN_LANGUAGES)
    if found["other"] >= ENOUGH_SMALL_WORDS and found["other"] > FOREIGN_LEAD * own:
        return Speech.OTHER
    if found["en"] == found["fr"]:
        return Speech.UNKNOWN
    return Speech.ENGLISH if found["en"] > found["fr"] else Speech.FRENCH
