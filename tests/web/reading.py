"""What a person reads on a page, text by text, and what in it is not of the language of the page."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

_UNREAD = {"style", "textarea", "pre", "code", "kbd"}
"""What a page holds and says in no language: styles, the text of a scenario, commands."""
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
_INLINE = {"a", "abbr", "b", "cite", "em", "i", "mark", "q", "span", "strong", "sub", "sup", "time"}
_SAID = ("aria-label", "title", "alt", "placeholder")
_WORDS = {
    "fr": r"the|of|and|with|without|per|hours?|days?|weeks?|months?|years?|not|is|are|was|were|by|from|for|"
    r"to|each|every|its|their|when|where|which|that|this|these|has|have|than|between|before|after|share|price|"
    r"lead|wait|waits|value|steps?|pools?|staff|storage|release|failures?|operators|quality|laboratory|"
    r"assumed|seen|derived|unverified|people|rooms?|equipment|no source|batches|step|yes",
    "en": r"avec|sans|pour|une|des|les|sont|pas|dans|heures?|jours?|semaines?|années?|coûts?|prix|durée|"
    r"salles?|équipements?|supposée?s?|déduit|vue?s?|aucune?s?|chaque|quand|lorsque|leurs?|ses|vaut",
}
_NOT_THE_PAGES = re.compile(
    r"CC BY [\d.]+|«[^»]* = [^»]*»|\bsrc/\w+\.py|\bmodel_\w+\.py|\b\w+\.dat\b|row: [^;]*"
)
"""A licence, a line to be written into a text, files and rows that a source names."""
_RAW = re.compile(r"\b(?:None|NaN|nan|inf|undefined|null|True|False)\b|\b[a-z]+(?:_[a-z0-9]+)+\b|%\(\w+\)")
_POINT = re.compile(r"(?<![\w.:/-])\d+\.\d+(?![\w.:/-])")
_SPACE = re.compile(
    r"[^\s\u00a0\u202f.;:(][!?»%](?=\s|$)|[^\s\u00a0\u202f\d][:;](?=\s|$)|[ \t][:;!?»%]|«[^\u00a0]"
)


class _Reader(HTMLParser):
    """Gathers the texts of a page in the order of reading."""

    def __init__(self, language: str) -> None:
        super().__init__(convert_charrefs=True)
        self.language = language
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []
        self.line: list[str] = []
        self.is_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or self.language
        is_read = (not self.open or self.open[-1][1]) and language.startswith(self.language)
        is_read = is_read and tag not in _UNREAD
        if tag not in _INLINE:
            self.end_line()
        if is_read:
            self.texts += [text for name in _SAID if (text := given.get(name))]
            if given.get("name") == "description":
                self.texts.append(given.get("content") or "")
        if tag == "script":
            self.is_data = given.get("type") == "application/json"
        if tag not in _VOID:
            self.open.append((tag, is_read))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.end_line()
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] == "script":
            self.texts += _words_of(json.loads(data)) if self.is_data else ()
        elif not self.open or self.open[-1][1]:
            self.line.append(data)

    def end_line(self) -> None:
        text = re.sub(r"[ \t\n]+", " ", "".join(self.line)).strip()
        self.line = []
        self.texts += [text] if text else ()


def _words_of(value: object) -> Iterator[str]:
    """Yield what a drawing writes: the texts of its data, without the names of ways to draw."""
    if isinstance(value, str) and (" " in value or value[:1].isupper()):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _words_of(inner)


def texts_of(page: str, language: str) -> list[str]:
    """Return the texts of a page that are in its language, or should be, each once."""
    reader = _Reader(language)
    reader.feed(page)
    reader.close()
    reader.end_line()
    return list(dict.fromkeys(reader.texts))


def out_of_place(text: str, language: str) -> list[str]:
    """Return what of a text is of the other language, written as the other one writes, or for machines."""
    plain = _NOT_THE_PAGES.sub("", text)
    found = [*re.findall(rf"\b(?:{_WORDS[language]})\b", plain, re.IGNORECASE), *_RAW.findall(plain)]
    if language == "fr":
        found += [*_POINT.findall(plain), *_SPACE.findall(plain)]
    return found
