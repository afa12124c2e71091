"""The notes and sources of the library's numbers in French: all, none too many, the same numbers."""

import csv
import io
import re
import tomllib
from importlib.resources import files

import pytest

from biovaliance.bioproduction.library.catalogue import entries, facility_text, facility_titles, process_text
from biovaliance.bioproduction.words.notes import french_notes, note_text, source_text

NAMES = [entry.name for entry in entries()]
NUMBER = re.compile(r"\d+(?:[.,]\d+)?(?:e\d+)?")
IN_THOUSANDS = {
    "en": re.compile(r"(?<=\d),(?=\d{3}(?!\d))"),
    "fr": re.compile(r"(?<=\d)\u202f(?=\d{3}(?!\d))"),
}
CITATIONS = {
    "BioProcess International, autologous DC part 2",
    "BioPharm Int 21(10)",
    "LEEM, accord du 14/11/2024 (IDCC 176), grille au 1/1/2025",
    "Segre 2025-04-02 (ACN)",
    "Lieberthal et al. medRxiv 2026.05.04.26352406",
}
"""Sources that hold a citation and no word of ours."""


def said(value, key):
    """Every text that stands under a key, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key and isinstance(inner, str):
                yield inner
            else:
                yield from said(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from said(inner, key)


def texts():
    yield from (process_text(name) for name in NAMES)
    yield from (facility_text(name) for name in facility_titles())


def all_said(key):
    return {text for file in texts() for text in said(tomllib.loads(file), key) if text}


def price_sources():
    table = files("biovaliance.bioproduction") / "tables" / "price_indices.csv"
    return {row["source"] for row in csv.DictReader(io.StringIO(table.read_text(encoding="utf-8")))}


def numbers(text, language):
    """The numbers of a text, as they are written without the signs of either language."""
    plain = IN_THOUSANDS[language].sub("", text.replace("²", "2"))
    return sorted(each.replace(",", ".") for each in NUMBER.findall(plain))


@pytest.mark.parametrize("name", NAMES)
def test_every_note_and_every_source_of_a_process_is_said_in_french(name):
    process = tomllib.loads(process_text(name))
    assert [note for note in said(process, "note") if note and note not in french_notes()["notes"]] == []
    known = CITATIONS | set(french_notes()["sources"])
    assert [source for source in said(process, "source") if source and source not in known] == []


@pytest.mark.parametrize(("table", "key"), [("notes", "note"), ("sources", "source")])
def test_no_french_stands_for_a_text_that_the_library_no_longer_has(table, key):
    there = all_said(key) | (price_sources() if key == "source" else set())
    assert set(french_notes()[table]) - there == set()


def test_every_source_of_the_table_of_prices_is_said_in_french():
    assert price_sources() - set(french_notes()["sources"]) == set()


@pytest.mark.parametrize("table", ["notes", "sources"])
def test_the_french_has_the_numbers_of_the_english(table):
    different = {
        english: french
        for english, french in french_notes()[table].items()
        if numbers(english, "en") != numbers(french, "fr")
    }
    assert different == {}


@pytest.mark.parametrize("table", ["notes", "sources"])
def test_the_french_is_typeset_as_french(table):
    for english, french in french_notes()[table].items():
        assert french != english
        assert "'" not in french, french
        assert not re.search(r" [:;!?»%]|« ", french), french
        # A citation says volume, colon, page without spaces.
        words = re.sub(r"\d+(?:\(\d+\))?:|\d+;", "", french)
        assert not re.search(r"[^\u00a0\u202f][:;!?»%](?=\s|$)", words), french


def test_a_note_is_said_in_the_language_of_the_reader_and_one_of_ones_own_as_it_was_written():
    english = "service contracts: no public figure was found"
    assert note_text(english, "fr") == "contrats d’entretien\u00a0: aucun chiffre public trouvé"
    assert note_text(english, "en") == english
    assert note_text("mesuré chez nous", "fr") == "mesuré chez nous"


def test_a_citation_stays_in_its_language_and_our_words_around_it_do_not():
    assert source_text("Segre 2025-04-02 (ACN)", "fr") == "Segre 2025-04-02 (ACN)"
    assert source_text("Burnouf, Transfus Med Rev 2007 abstract", "fr") == (
        "Burnouf, Transfus Med Rev 2007, résumé"
    )
