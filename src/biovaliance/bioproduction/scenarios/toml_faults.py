"""What Python's reader of TOML finds wrong with a text, in both languages.

Its sentences are English and few; one that is not known here, of a later Python, is told as it comes.
"""

import re

from biovaliance.foundation.languages import Text

_FRENCH = {
    r"Cannot declare (.+) twice": "{0} est déclaré deux fois",
    r"Cannot mutate immutable namespace (.+)": "{0} est déjà écrit en entier et ne peut être complété",
    r"Cannot overwrite a value": "une valeur est écrite deux fois",
    r"Cannot redefine namespace (.+)": "{0} est déjà une table",
    r"Duplicate inline table key (.+)": "la clé {0} figure deux fois dans la table",
    r"Escaped character is not a Unicode scalar value": "un caractère échappé n’existe pas en Unicode",
    r"Expected '=' after a key in a key/value pair": "il manque « = » après une clé",
    r"Expected (.+) at the end of a table declaration": "il manque {0} à la fin de l’en-tête d’une table",
    r"Expected (.+) at the end of an array declaration": "il manque {0} à la fin de l’en-tête d’une liste",
    r"Expected newline or end of document after a statement": "il faut une fin de ligne après une valeur",
    r"Expected (.+)": "il manque {0}",
    r"Found invalid character (.+)": "le caractère {0} n’est pas permis",
    r"Illegal character (.+)": "le caractère {0} n’est pas permis",
    r"Invalid date or datetime": "une date n’en est pas une",
    r"Invalid hex value": "un nombre hexadécimal n’en est pas un",
    r"Invalid initial character for a key part": "une clé commence par un caractère qui n’est pas permis",
    r"Invalid statement": "la ligne n’est ni une clé ni une table",
    r"Invalid value": "une valeur manque ou n’en est pas une",
    r"Unclosed array": "une liste n’est pas fermée",
    r"Unclosed inline table": "une table entre accolades n’est pas fermée",
    r"Unescaped '\\' in a string": "un texte contient une barre oblique inverse seule",
    r"Unterminated string": "un texte n’est pas fermé",
}
_PLACE = re.compile(r" \((?:at line (\d+), column (\d+)|at end of document)\)$")


_TWICE = re.compile(r"Cannot (?:overwrite a value|declare .+ twice|redefine )|Duplicate inline table key ")


def is_told_twice(told: str) -> bool:
    """Return whether the fault is a key, or a table, that stands there already."""
    return _TWICE.match(told) is not None


def fault_of_toml(told: str) -> Text:
    """Return what was found, and where."""
    place = _PLACE.search(told)
    what = told[: place.start()] if place else told
    for english, french in _FRENCH.items():
        match = re.fullmatch(english, what)
        if match:
            found = french.format(*(each.strip("'\"") for each in match.groups()))
            return Text(told, f"{found}{_where(place)}")
    return Text(told, told)


def _where(place: "re.Match[str] | None") -> str:
    if place is None:
        return ""
    line, column = place.groups()
    return f" (ligne {line}, colonne {column})" if line else " (à la fin du texte)"
