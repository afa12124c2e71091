"""The pieces that pictures are made of: safe text, classes, names and room for labels.

A picture carries no style of its own: classes and presentation attributes only, so that style sheets
and the site's content policy decide. Whatever comes from data passes through `text_of` or `attribute`.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

LETTER_SHARE = 0.56  # mean width of a letter over the font size, for the sans faces of the site
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture is called and what it shows, in words; `identifier` is unique on the page."""

    identifier: str
    title: str
    description: str


def text_of(words: str) -> str:
    """Return `words` safe inside an element; signs that XML does not know are dropped."""
    return escape(_NOT_XML.sub("", words))


def attribute(value: str) -> str:
    """Return `value` quoted and safe as an attribute."""
    return quoteattr(_NOT_XML.sub("", value))


def number(value: float) -> str:
    """Return a length with one decimal at most."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if math.isfinite(value) else "0"


def class_of(*names: str) -> str:
    """Return a class attribute; codes become names that style sheets can use."""
    return f'class="{" ".join(re.sub("[^A-Za-z0-9_-]", "-", name) for name in names if name)}"'


def picture(caption: Caption, width: float, height: float, name: str, parts: Sequence[str]) -> str:
    """Return a whole picture, named and described."""
    title, description = f"{caption.identifier}-title", f"{caption.identifier}-description"
    # An image hides what is inside it from assistive technology, so a picture with links is a group.
    role = "group" if any("<a " in part for part in parts) else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="{role}" {class_of(*name.split())} '
        f'viewBox="0 0 {number(width)} {number(height)}" '
        f"aria-labelledby={attribute(f'{title} {description}')}>"
        f"<title id={attribute(title)}>{text_of(caption.title)}</title>"
        f"<desc id={attribute(description)}>{text_of(caption.description)}</desc>"
        f"{''.join(parts)}</svg>"
    )


def shortened(words: str, letters: int) -> str:
    """Return `words` cut at a word to at most `letters` signs, with an ellipsis where it was cut."""
    if len(words) <= letters:
        return words
    cut = words[: max(1, letters - 1)]
    space = cut.rfind(" ")
    return f"{(cut[:space] if space > letters // 2 else cut).rstrip(' ,;:-')}…"


def linked(inner: str, url: str) -> str:
    """Return `inner` as a link, or as it is where there is no address."""
    return f"<a href={attribute(url)}>{inner}</a>" if url else inner


def label(words: str, x: float, y: float, size: float, anchor: str = "start", name: str = "label") -> str:
    """Return words on the picture, their base line at `y`."""
    return (
        f'<text {class_of(name)} x="{number(x)}" y="{number(y)}" font-size="{number(size)}" '
        f'text-anchor="{anchor}">{text_of(words)}</text>'
    )


class FreeSpace:
    """Keeps boxes apart: a label is placed where nothing is yet."""

    def __init__(self, width: float, height: float) -> None:
        self._width = width
        self._height = height
        self._taken: list[Box] = []

    def take(self, box: Box) -> None:
        """Mark `box` (left, top, right, bottom) as taken."""
        self._taken.append(box)

    def is_free(self, box: Box) -> bool:
        """Return whether `box` lies inside the picture and touches nothing."""
        left, top, right, bottom = box
        if left < 0 or top < 0 or right > self._width or bottom > self._height:
            return False
        return not any(left < r and x < right and top < b and y < bottom for x, y, r, b in self._taken)

    def place_label(
        self, words: str, x: float, y: float, radius: float, size: float, name: str = "label"
    ) -> str:
        """Return the label of a disc at (x, y), beside, below or above it; '' where no side is free."""
        length = len(words) * size * LETTER_SHARE
        gap = radius + 3
        for anchor, left, base in (
            ("start", x + gap, y + size * 0.35),
            ("end", x - gap - length, y + size * 0.35),
            ("middle", x - length / 2, y + gap + size * 0.8),
            ("middle", x - length / 2, y - gap),
        ):
            box = (left, base - size * 0.85, left + length, base + size * 0.25)
            if self.is_free(box):
                self.take(box)
                at = {"start": left, "end": left + length, "middle": left + length / 2}[anchor]
                return label(words, at, base, size, anchor, name)
        return ""
