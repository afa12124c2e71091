"""Synthetic records in any number, for the benchmark of the bulk steps: names say nothing about anybody.

Organisations are made up from words of the trade, made-up towns and syllables, with the frequencies real
registers show: a few words everywhere, most words rare. Each is told by one to three sources, which spell
it differently, leave things out, and number it or not. The local identifier begins with the organisation's
number, so that it is known which pairs are right. Chance is seeded per thousand organisations: a larger set
begins with the smaller one.
"""

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from biovaliance.atlas.bulk.record_table import record_row, write_rows
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record, Statement

SOURCES = ("register", "programme", "trials")
RECORDS_PER_FILE = 1_000_000
ORGANISATIONS_PER_SEED = 1_000
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "cel",
    "cor",
    "da",
    "del",
    "do",
    "fa",
    "fer",
    "fi",
    "ga",
    "gen",
    "gi",
    "gra",
    "ha",
    "hel",
    "jo",
    "ka",
    "ker",
    "la",
    "li",
    "lo",
    "lu",
    "ma",
    "mer",
    "mi",
    "mo",
    "na",
    "nel",
    "ni",
    "no",
    "pa",
    "per",
    "pi",
    "plas",
    "po",
    "ra",
    "ri",
    "ro",
    "sa",
    "sen",
    "ser",
    "si",
    "so",
    "ta",
    "ter",
    "ti",
    "to",
    "tro",
    "va",
    "vec",
    "vi",
    "vo",
    "xa",
    "zel",
    "zo",
]
FIELDS = (
    "biologie",
    "immunologie",
    "cancérologie",
    "thérapie cellulaire",
    "thérapie génique",
    "microtechniques",
    "nutrition",
    "neurosciences",
    "hématologie",
    "pharmacologie",
    "biomatériaux",
    "imagerie médicale",
    "génétique",
    "virologie",
    "physiologie",
    "chimie",
    "santé publique",
    "bioinformatique",
    "ingénierie tissulaire",
    "dermatologie",
)
SAINTS = [
    "Jean",
    "Louis",
    "Marie",
    "Anne",
    "Pierre",
    "Étienne",
    "Vincent",
    "Joseph",
    "Luc",
    "Claude",
    "Michel",
    "Antoine",
    "Martin",
    "Rémi",
]
TRADES = [
    "Biotech",
    "Pharma",
    "Santé",
    "Medical",
    "Diagnostics",
    "Therapeutics",
    "Conseil",
    "Services",
    "Bio",
    "Labs",
    "Technologies",
]
FORMS = ("", "", " SAS", " SARL", " SA")
ABBREVIATIONS = {"Centre hospitalier": "CH", "Laboratoire": "Labo", "Saint-": "St ", "Institut": "Inst."}


def records(number: int) -> Iterator[Record]:
    """Yield so many records."""
    return islice(_endless(), number)


def write_records(folder: Path, number: int) -> None:
    """Write so many records as record tables of a million rows each into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = map(record_row, records(number))
    for file in range(-(-number // RECORDS_PER_FILE)):
        write_rows(islice(rows, RECORDS_PER_FILE), folder / f"records-{file:03d}.parquet")


def _endless() -> Iterator[Record]:
    organisation = 0
    while True:
        chance = random.Random(20261127 + organisation)
        for _ in range(ORGANISATIONS_PER_SEED):
            yield from _records_of(organisation, chance)
            organisation += 1


def _records_of(organisation: int, chance: random.Random) -> Iterator[Record]:
    name, town = _name(chance), _town(chance)
    if chance.random() < 0.6:
        name = f"{name} de {town}"
    department = f"{1 + hash_of(town) % 95:02d}"
    siren = f"{organisation:09d}"
    for place in range(chance.choices((1, 2, 3), (60, 30, 10))[0]):
        said = [("name", name if place == 0 else _respelled(name, chance))]
        if chance.random() < 0.7:
            said.append(("town", town))
        if chance.random() < 0.8:
            said += [("department", department), ("country", "FR")]
        if chance.random() < 0.35:
            said.append(("siren", siren))
        if chance.random() < 0.15:
            said.append(("alias", "".join(word[0] for word in name.split() if word[0].isupper()).upper()))
        yield Record(
            SOURCES[place],
            Kind.ORGANISATION,
            f"{organisation}-{place}",
            tuple(Statement(field, value, ()) for field, value in said),
        )


def _name(chance: random.Random) -> str:
    drawn = chance.random()
    if drawn < 0.55:
        return f"{_made_word(chance, 3)} {chance.choice(TRADES)}{chance.choice(FORMS)}"
    if drawn < 0.75:
        return f"{_made_word(chance, 2)} {_made_word(chance, 3)}{chance.choice(FORMS)}"
    if drawn < 0.85:
        return f"Laboratoire de {chance.choice(FIELDS)} {_made_word(chance, 2)}"
    if drawn < 0.93:
        return f"Institut {_made_word(chance, 2)} de {chance.choice(FIELDS)}"
    return f"Centre hospitalier Saint-{chance.choice(SAINTS)}"


def _town(chance: random.Random) -> str:
    # Squaring draws some towns far more often than others, as people live.
    number = int(chance.random() ** 2 * 30_000)
    spelled = SYLLABLES[number % 57] + SYLLABLES[number // 57 % 57]
    return (
        spelled.capitalize()
        + ("ville", "court", "gny", "mont", "champ", "ac", "ay", "ans", "y", "on")[number // 3249]
    )


def _made_word(chance: random.Random, syllables: int) -> str:
    places = (int(chance.random() ** 1.5 * len(SYLLABLES)) for _ in range(syllables))
    return "".join(SYLLABLES[place] for place in places).capitalize()


def _respelled(name: str, chance: random.Random) -> str:
    drawn = chance.random()
    if drawn < 0.3:
        return name
    if drawn < 0.5:
        return name.upper()
    if drawn < 0.7:
        for long, short in ABBREVIATIONS.items():
            name = name.replace(long, short)
        return name
    if drawn < 0.85:
        place = chance.randrange(len(name) - 1)
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    spelled = name.split()
    return " ".join(spelled[:-2]) if len(spelled) > 4 else name


def hash_of(town: str) -> int:
    """Return a number made from a town's name, the same in every run."""
    return sum(ord(letter) * 31**place for place, letter in enumerate(town))
