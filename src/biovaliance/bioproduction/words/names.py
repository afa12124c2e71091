"""The words of the library's processes in the reader's language.

A scenario's text names its operations, pools and materials in one language, English in the library. On a
page, in a diagram and in a chart they are said in the reader's; a word the library does not use, as in a text
of one's own, is said as it was written.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.wording import WIDE


def label(word: str, language: Language) -> str:
    """Return a name of an operation, pool, material, unit, calendar or unit procedure as a reader says it."""
    return french_words().get(word, word) if language == "fr" else word


def labels(word: str) -> Text:
    """Return such a name in both languages, for a sentence that is told in both; also of a choice: a / b."""
    return Text(word, " / ".join(label(part, "fr") for part in word.split(" / ")))


def listed(names: Iterable[str]) -> Text:
    """Return several such names, one after the other."""
    told = [labels(name) for name in names]
    return Text(", ".join(each.en for each in told), ", ".join(each.fr for each in told))


def quoted(names: Iterable[str]) -> Text:
    """Return several such names in quotation marks."""
    told = [labels(name) for name in names]
    return Text(
        ", ".join(f"'{each.en}'" for each in told),
        ", ".join(f"«{WIDE}{each.fr}{WIDE}»" for each in told),
    )


@cache
def french_words() -> Mapping[str, str]:
    """Return the bundled French words by the English ones, read once per process."""
    file = files("biovaliance.bioproduction.words") / "names.toml"
    words: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))["french"]
    return words
