"""Writing the search index: documents into fields, and beside it the words and places it knows."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import tantivy

from biovaliance.foundation.languages import LANGUAGES
from biovaliance.foundation.places import Coordinates
from biovaliance.showcase.documents import CONCEPT_KIND, LocalText, SearchDocument, concept_documents
from biovaliance.showcase.queries import Place
from biovaliance.showcase.suggestions import KnownWord, count_words
from biovaliance.showcase.words import Analysers, compounds, folded_phrase, joined_names
from biovaliance.vocabulary.thesaurus import Thesaurus

_SIDECAR = "known.json"
# How far a thing is held back against others that answer as well; see `_held_back`.
_CURRENCY_SHARE = {"current": 1.0, "historical": 0.8, "unverified": 0.7}
_KIND_SHARE = {
    "project": 0.95,
    "platform": 0.85,
    "technology": 0.85,
    "trial": 0.85,
    "programme": 0.85,
    "event": 0.85,
    "call": 0.7,
    "concept": 0.5,
}


def schema() -> "tantivy.Schema":
    """Return the fields of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("stored", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("town", "whole_name", "first_word", "joined_name", "compound", "stated_concept"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("kind", "type", "department", "currency", "concept"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("name", "alias", "label", "words", "place"):
        builder.add_text_field(name, tokenizer_name="folded")
    for language in LANGUAGES:
        builder.add_text_field(f"names_{language}", tokenizer_name=f"stems_{language}")
        builder.add_text_field(f"text_{language}", tokenizer_name=f"stems_{language}")
    builder.add_float_field("weight", fast=True)
    return builder.build()


def build_index(
    directory: Path,
    documents: Iterable[SearchDocument],
    thesaurus: Thesaurus,
    department_names: Mapping[str, str] | None = None,
) -> int:
    """Write the index of `documents` and of the thesaurus's concepts into `directory`; return how many.

    Args:
        directory: a new or empty directory; who needs atomic publication writes it aside and renames it.
        documents: what to find, each with its own key.
        thesaurus: its concepts become documents of kind 'concept'.
        department_names: name by department code, so that 'Doubs' is understood as a place.
    """
    names = dict(department_names or {})
    everything = [*documents, *concept_documents(thesaurus)]
    directory.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(schema(), path=str(directory))
    Analysers().register(index)
    # One thread: the same documents always give the same order among equal scores.
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for document in everything:
        writer.add_document(_indexed(document, names))
    writer.commit()
    writer.wait_merging_threads()
    known = {
        "places": [
            [place.label, place.town, place.department, _position(place)]
            for place in _places(everything, names)
        ],
        "words": {word: [known.display, known.documents] for word, known in count_words(everything).items()},
    }
    (directory / _SIDECAR).write_text(json.dumps(known, ensure_ascii=False, separators=(",", ":")), "utf-8")
    return len(everything)


def _position(place: Place) -> list[float] | None:
    return [place.coordinates.latitude, place.coordinates.longitude] if place.coordinates else None


def _indexed(document: SearchDocument, department_names: Mapping[str, str]) -> "tantivy.Document":
    row = tantivy.Document()
    row.add_text("stored", document.dumps())
    row.add_text("key", document.key)
    for field, value in (
        ("kind", document.kind),
        ("type", document.type_code),
        ("department", document.department),
        ("currency", document.currency),
        ("town", folded_phrase(document.town)),
    ):
        if value:
            row.add_text(field, value)
    _add_names(row, document)
    for text in document.texts:
        row.add_text("words", text.text)
        _add_stemmed(row, "text", text)
    for form in sorted({compound.folded for text in document.texts for compound in compounds(text.text)}):
        row.add_text("compound", form)
    row.add_text("place", f"{document.town} {department_names.get(document.department, '')}")
    for mark in document.concepts:
        row.add_text("concept", mark.concept_id)
        if mark.stated and document.kind != CONCEPT_KIND:
            row.add_text("stated_concept", mark.concept_id)
    row.add_float("weight", _held_back(document))
    return row


def _add_names(row: "tantivy.Document", document: SearchDocument) -> None:
    for name in document.names:
        whole = folded_phrase(name.text)
        row.add_text("whole_name", whole)
        row.add_text("first_word", whole.partition(" ")[0])
        if document.kind == CONCEPT_KIND:
            # Many terms share a word: one is in front when its whole label is asked for, else behind things.
            row.add_text("label", name.text)
            _add_stemmed(row, "text", name)
        else:
            row.add_text("name" if name.field == "name" else "alias", name.text)
            _add_stemmed(row, "names", name)
    for form in sorted(joined_names(name.text for name in document.names)):
        row.add_text("joined_name", form)


def _add_stemmed(row: "tantivy.Document", field: str, text: LocalText) -> None:
    for language in (text.language,) if text.language else LANGUAGES:
        row.add_text(f"{field}_{language}", text.text)


def _held_back(document: SearchDocument) -> float:
    """Return the weight that makes the index multiply a score by four times the share we mean, 0.25 to 1.

    The engine multiplies by log2(2 + weight), never by less than 1; 2**(4 * share) - 2 turns that into
    4 * share, and the factor of 4 changes no order.
    """
    share = _CURRENCY_SHARE.get(document.currency, 1.0) * _KIND_SHARE.get(document.kind, 1.0)
    return float(2 ** (4 * max(share, 0.25)) - 2)


def _places(documents: Iterable[SearchDocument], department_names: Mapping[str, str]) -> list[Place]:
    towns: dict[str, Place] = {}
    for document in documents:
        if document.town:
            folded = folded_phrase(document.town)
            if folded not in towns or (document.coordinates and not towns[folded].coordinates):
                towns[folded] = Place(document.town, document.town, document.department, document.coordinates)
    departments = [Place(name, "", code) for code, name in sorted(department_names.items())]
    return [*departments, *(towns[folded] for folded in sorted(towns))]


def is_index(directory: Path) -> bool:
    """Return whether `directory` holds what `build_index` writes."""
    return (directory / _SIDECAR).is_file() and bool(tantivy.Index.exists(str(directory)))


def read_known(directory: Path) -> tuple[dict[str, KnownWord], list[Place]]:
    """Return the words and the places that the index in `directory` knows."""
    known = json.loads((directory / _SIDECAR).read_text("utf-8"))
    places = [
        Place(label, town, department, Coordinates(*position) if position else None)
        for label, town, department, position in known["places"]
    ]
    return {word: KnownWord(display, count) for word, (display, count) in known["words"].items()}, places
