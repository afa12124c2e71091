"""Relations as sentences and relative clauses, in English and in natural French.

told_plainly:  'CellQuest participe à BioIMP.'
told_onward:   'CellQuest participe à BioIMP', then ', auquel participe aussi FEMTO-ST'
cited:         '… FEMTO-ST (L’Europe s’engage en France, 14 octobre 2024).'
"""

import re
from collections.abc import Iterable, Sequence

from biovaliance.atlas.network import relation_label
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.names import folded
from biovaliance.foundation.wording import NARROW, date_text

# How a second thing in the same relation to the one before is told: '… takes part in X, in which Y also
# takes part'. The other types put 'also' into their usual words.
_ALSO: dict[tuple[str, bool], Text] = {
    (code, forward): Text(en, fr)
    for code, forward, en, fr in (
        ("takes_part_in_project", False, "in which {} also takes part", "auquel participe aussi {}"),
        ("takes_part_in_trial", False, "in which {} also takes part", "auquel participe aussi {}"),
        ("member_of", False, "of which {} is also a member", "dont {} est aussi membre"),
        ("part_of", False, "of which {} is also a part", "dont {} fait aussi partie"),
        ("located_at", False, "where {} is also located", "où est aussi implanté {}"),
        ("planned_at", False, "where {} is also planned", "où est aussi prévu {}"),
        ("spin_off_of", False, "from which {} also came", "dont {} est aussi issu"),
        ("associated_with", False, "with which {} is also associated", "auquel est aussi associé {}"),
        ("partner_of", False, "of which {} is also a partner", "dont {} est aussi partenaire"),
    )
}

# How the thing just named is met from the side of what it is told of, where « qui a pour partenaire » limps.
_INTO: dict[tuple[str, bool], Text] = {
    ("takes_part_in_project", False): Text("in which {} takes part", "auquel participe {}"),
    ("takes_part_in_trial", False): Text("in which {} takes part", "auquel participe {}"),
}


def told_plainly(type_code: str, first: Text, second: Text) -> Text:
    """Return one relation as a sentence, from the thing it starts at to the thing it points to."""
    words = relation_label(type_code)
    return Text(f"{first.en} {words.en} {second.en}.", f"{first.fr} {_french(words.fr, second.fr)}.")


def told_onward(type_code: str, first: Text | None, second: Text, *, forward: bool, also: bool) -> Text:
    """Return one step of a way: a main clause where `first` is given, else a clause about the thing before.

    `also` says that the step before was the same relation met from the other side.
    """
    words = relation_label(type_code, forward=forward)
    if first is not None:
        return Text(f"{first.en} {words.en} {second.en}", f"{first.fr} {_french(words.fr, second.fr)}")
    form = (_ALSO if also else _INTO).get((type_code, forward))
    if form:
        return Text(form.en.replace("{}", second.en), form.fr.replace("{}", second.fr))
    english, french = (
        (_also_in_english(words.en), _also_in_french(words.fr)) if also else (words.en, words.fr)
    )
    return Text(f"which {english} {second.en}", f"qui {_french(french, second.fr)}")


def _also_in_english(words: str) -> str:
    first, _, rest = words.partition(" ")
    return f"{first} also {rest}" if first in ("is", "was") else f"also {words}"


def _also_in_french(words: str) -> str:
    first, _, rest = words.partition(" ")
    return f"{first} aussi {rest}".strip()


def _french(words: str, name: str) -> str:
    """Put `name` after `words` with the elision and contraction French asks for: d’Urgo, du Leem."""
    if words.endswith((" de", " que")) and _begins_with_vowel(name):
        return f"{words[:-1]}’{name}"
    for preposition, singular, plural in ((" de", " du ", " des "), (" à", " au ", " aux ")):
        if words.endswith(preposition):
            for article, contracted in (("Le ", singular), ("Les ", plural)):
                if name.startswith(article):
                    return words[: -len(preposition)] + contracted + name[len(article) :]
    return f"{words} {name}"


def _begins_with_vowel(name: str) -> bool:
    beginning = folded(name[:12])
    word = re.split(r"[^a-z0-9]", beginning, maxsplit=1)[0]
    if name[:2].isupper() and not re.search("[aeiouy]", word[1:3]):
        # An acronym that is spelled out begins with the sound of its first letter's name.
        return word[:1] in set("aefhilmnorsux")
    silent = word.startswith(("hopital", "hopitaux", "hospi"))
    return word[:1] in set("aeiou") or silent


def cited(sentence: Text, evidence: Sequence[Iterable[Evidence]]) -> Text:
    """Return a sentence with who says so in brackets before its full stop, each source once.

    Args:
        sentence: what is told; ends with a full stop.
        evidence: for each step told, its sources; the surest and latest of each is named.
    """
    best = list(dict.fromkeys(source for each in evidence for source in surest(each)[:1]))
    if not best:
        return sentence
    english, french = _named(best, "en"), _named(best, "fr")
    return Text(f"{sentence.en[:-1]} ({english}).", f"{sentence.fr[:-1]} ({french}).")


def surest(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return sources in the order in which one would name them: the surest, then the latest first."""
    by_name = sorted(evidence, key=lambda source: (source.publisher, source.address))
    latest = sorted(by_name, key=lambda source: source.stated_on or source.read_on, reverse=True)
    return sorted(latest, key=lambda source: source.confidence.rank)


def _named(sources: Sequence[Evidence], language: Language) -> str:
    """Return 'publisher and publisher, date; publisher, read on date', those of one day together."""
    of_day: dict[str, list[str]] = {}
    for source in sources:
        name = source.publisher or source.source_key
        names = of_day.setdefault(_day_of(source, language), [])
        if name not in names:
            names.append(name)
    joint = Text(" and ", " et ").in_language(language)
    told = []
    for day, names in of_day.items():
        *first, last = names
        told.append(f"{', '.join(first)}{joint if first else ''}{last}, {day}" if day else last)
    return (f"{NARROW}; " if language == "fr" else "; ").join(told)


def _day_of(source: Evidence, language: Language) -> str:
    if source.stated_on:
        return date_text(source.stated_on, language)
    whole = len(source.read_on) == len("2026-11-01")
    read = Text("read", "lu le" if whole else "lu en").in_language(language)
    return f"{read} {date_text(source.read_on, language)}" if source.read_on else ""
