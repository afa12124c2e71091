"""The terms of a text: informative words by their stem, and the phrases they make.

    "Production of viral vectors" ──> product, viral, vector, product viral, viral vector, ...

Words that every text carries ("the", « dans », "however") are left out before phrases are made, so that
"production of vectors" and "vector production" share their words, and "viral vectors" is one phrase.
"""

import re
from functools import lru_cache

from biovaliance.synergies.speech import OWN_LANGUAGES, SMALL_WORDS
from biovaliance.vocabulary.words import fold, stem

LONGEST_PHRASE = 3
SHORTEST_WORD = 2
_WORD = re.compile(r"[^\W_]+")

_ALSO_UNINFORMATIVE = """
    above across against almost alone along already although always among another anyone anything
    around became because become becomes been before behind being below beside besides between
    beyond both cannot despite done down due during each either else elsewhere enough even ever
    every everyone everything few first further get give given go hence here hers herself him
    himself however i indeed itself keep last latter least less made many me meanwhile might mine
    moreover mostly much must namely neither never nevertheless next nobody none nor nothing now
    nowhere off often once one onto otherwise ours ourselves out own per perhaps please put quite
    rather really same see seem seems several since somehow someone something sometimes still take
    ten thence therefore though three throughout thus together too toward towards twelve twenty two
    unless until upon us use used very via well whatever whenever whereas whereby wherever whether
    whole whom whose why yet yourself ai ainsi alors apres assez aupres avant beaucoup bien car
    celle celles celui cependant certain certaine certaines certains chacun chacune chaque combien
    depuis derriere devant dois doit doivent deux durant elle encore enfin ensuite environ etaient
    etait etant eux faire faut font hors ici jusqu jusque laquelle lequel lesquelles lesquels
    lorsque lui maintenant malgre memes ni nombreuses nombreux or parce parmi peut peuvent plusieurs
    plutot pourquoi pourtant presque puisque quelles quels quelque quelques quoi rien selon
    seulement soit sommes souvent surtout tandis tant telle telles tels tels toujours toutefois
    trois trop via voici voila
"""
UNINFORMATIVE = frozenset(
    {*_ALSO_UNINFORMATIVE.split(), *(w for each in OWN_LANGUAGES for w in SMALL_WORDS[each])}
)


@lru_cache(maxsize=200_000)
def stem_of(word: str) -> str:
    """Return the stem of a word, '' where it says nothing: a small word, a single letter."""
    folded = fold(word)
    return "" if len(folded) < SHORTEST_WORD or folded in UNINFORMATIVE else stem(folded)


def stems_of(text: str) -> list[str]:
    """Return the stems of the informative words of a text, in order."""
    return [found for word in _WORD.findall(text) if (found := stem_of(word))]


def words_written(text: str) -> dict[str, str]:
    """Return each stem of a text with the word it first stands for."""
    written: dict[str, str] = {}
    for word in _WORD.findall(text):
        if found := stem_of(word):
            written.setdefault(found, word)
    return written


def phrases_of(stems: list[str], longest: int = LONGEST_PHRASE) -> list[str]:
    """Return the words of a text and the phrases of up to `longest` of them that follow each other."""
    terms = list(stems)
    for length in range(2, longest + 1):
        terms += [" ".join(stems[start : start + length]) for start in range(len(stems) - length + 1)]
    return terms


def terms_of(title: str, text: str) -> list[str]:
    """Return the terms of a document; no phrase reaches from its title into its text."""
    return phrases_of(stems_of(title)) + phrases_of(stems_of(text))
