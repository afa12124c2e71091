"""The colours of the site can be read, in both themes, and the actor hues told apart."""

import math
import re
from itertools import combinations
from pathlib import Path

import pytest

import biovaliance

TOKENS = Path(biovaliance.__file__).parent / "web" / "static" / "site" / "tokens.css"
TEXT_GROUNDS = ("ground", "surface", "sunken")
TYPES = ("laboratory", "university", "hospital", "company", "cluster", "public", "funder", "supplier")
KINDS = ("organisation", "platform", "project", "technology", "trial", "event", "programme")

# (what is read, what it stands on): 4.5 to 1 for text, success criterion 1.4.3.
TEXT_PAIRS = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "accent", "accent-strong", "data")
        for ground in TEXT_GROUNDS
    ),
    *((ink, ground) for ink in ("amber", "unseen") for ground in TEXT_GROUNDS),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("ground", "ink"),
    ("surface", "data"),
    ("ink", "accent-soft"),
    ("ink-soft", "accent-soft"),
    ("accent", "accent-soft"),
    ("ink", "data-soft"),
    ("data", "data-soft"),
    ("ink", "amber-soft"),
    ("amber", "amber-soft"),
    ("unseen", "unseen-soft"),
    ("ink", "mark"),
]
# 3 to 1 for borders of controls, marks and drawings, success criterion 1.4.11.
MARK_PAIRS = [
    *(
        (mark, ground)
        for mark in ("line-strong", "focus", "data", "amber")
        for ground in ("ground", "surface")
    ),
    ("focus", "sunken"),
    *((f"type-{name}", ground) for name in TYPES for ground in ("ground", "surface")),
    *((f"kind-{name}", ground) for name in KINDS for ground in TEXT_GROUNDS),
]

# Machado, Oliveira and Fernandes (2009), severity 1, on linear sRGB.
SIGHTS = {
    "all three cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def read_themes() -> dict[str, dict[str, str]]:
    """Return the colours of each theme by token; dark values stand on top of the light ones."""
    css = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.DOTALL)

    def colours(selector: str) -> dict[str, str]:
        block = re.search(re.escape(selector) + r"\s*\{(.*?)\}", css, flags=re.DOTALL)
        assert block, selector
        return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block[1]))

    light = colours(":root")
    return {
        "light": light,
        "dark": light | colours(':root[data-theme="dark"]'),
        "dark by preference": light | colours(':root:not([data-theme="light"])'),
    }


def linear(colour: str) -> tuple[float, float, float]:
    """Return the linear sRGB components of '#rrggbb'."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))

    def decode(share: float) -> float:
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return decode(red), decode(green), decode(blue)


def contrast(left: str, right: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, 1 to 21."""
    luminances = sorted(
        sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
        for colour in (left, right)
    )
    return (luminances[1] + 0.05) / (luminances[0] + 0.05)


def seen(colour: str, sight: str) -> tuple[float, float, float]:
    """Return the place of a colour in OKLab (B. Ottosson, 2020), as a kind of sight sees it."""
    source = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, source, strict=True))))
        for row in SIGHTS[sight]
    )
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


THEMES = read_themes()


def test_the_two_ways_into_the_dark_theme_give_the_same_colours():
    assert THEMES["dark"] == THEMES["dark by preference"]
    assert THEMES["dark"] != THEMES["light"]


def test_black_on_white_has_a_contrast_of_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_every_ground_it_meets(theme):
    colours = THEMES[theme]
    found = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXT_PAIRS}
    assert {pair: ratio for pair, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_and_control_borders_can_be_seen(theme):
    colours = THEMES[theme]
    found = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in MARK_PAIRS}
    assert {pair: ratio for pair, ratio in found.items() if ratio < 3} == {}


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_actor_hues_stay_apart_whatever_the_sight(theme, sight):
    colours = THEMES[theme]
    distances = {
        (left, right): math.dist(seen(colours[f"type-{left}"], sight), seen(colours[f"type-{right}"], sight))
        for left, right in combinations(TYPES, 2)
    }
    assert {pair: round(distance, 3) for pair, distance in distances.items() if distance < 0.085} == {}
