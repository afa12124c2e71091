"""Who could answer: a profile is what is known of somebody's work, document by document.

A document is a description, a project, a technology, a trial or a publication: it has its own date and
evidence, so that a reason can quote it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from biovaliance.foundation.errors import Problem
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.places import Coordinates
from biovaliance.synergies.needs import concepts_known
from biovaliance.synergies.rows import NO_LIST, NO_TEXT, WRITE_TEXT, Reading
from biovaliance.synergies.speech import speech_of
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus


@dataclass(frozen=True, slots=True)
class Document:
    """One piece of somebody's work; `kind` is a kind of thing of the atlas, '' where it is not known."""

    title: str
    text: str
    year: int | None = None
    kind: str = ""
    language: Language | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class StatedConcept:
    """A concept that somebody is said to master, with who says so."""

    concept_id: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class PastLink:
    """A profile worked with another one before: `told` says in what."""

    profile_id: str
    told: Text
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a platform is able to take on, in its own words."""

    told: Text
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody who may answer needs."""

    id: str
    name: str
    documents: tuple[Document, ...] = ()
    concepts: tuple[StatedConcept, ...] = ()
    place: Coordinates | None = None
    town: str = ""
    past_links: tuple[PastLink, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    stages: tuple[StatedConcept, ...] = ()


def read_profiles(
    lines: Iterable[str], file: str, tagger: Tagger, thesaurus: Thesaurus, language: Language = "en"
) -> tuple[tuple[Profile, ...], tuple[Problem, ...]]:
    """Return the profiles of a JSON Lines file in order, and what was wrong, told in `language`.

    Each line: {"id", "name", "documents": [{"title", "text", "year"?}], "concepts": [..]?}. A profile
    without documents is kept: it is ranked last, with its reason.
    """
    reading = Reading(file, language)
    profiles: dict[str, Profile] = {}
    known = concepts_known(tagger, thesaurus)
    for line, row in reading.rows(lines):
        identifier = reading.identifier(line, row, profiles)
        name = reading.text(line, row, "name")
        if not identifier or name is None:
            continue
        profiles[identifier] = Profile(
            identifier,
            name or identifier,
            _documents(reading, line, row),
            tuple(StatedConcept(each) for each in reading.concepts(line, row, known)),
        )
    return tuple(profiles.values()), tuple(reading.problems)


def _documents(reading: Reading, line: int, row: Mapping[str, Any]) -> tuple[Document, ...]:
    found = row.get("documents")
    if found is None:
        return ()
    if not isinstance(found, list):
        reading.report(line, "documents", found, (NO_LIST, WRITE_DOCUMENTS), dropped=False)
        return ()
    documents = []
    for number, each in enumerate(found, 1):
        if not isinstance(each, dict):
            reading.report(line, f"documents[{number}]", each, (NO_DOCUMENT, WRITE_DOCUMENTS), dropped=False)
            continue
        title, text = (_text(reading, line, f"documents[{number}]", each, name) for name in ("title", "text"))
        if title or text:
            year = _year(reading, line, f"documents[{number}].year", each.get("year"))
            documents.append(Document(title, text, year, language=speech_of(f"{title}\n{text}").language))
    return tuple(documents)


def _text(reading: Reading, line: int, place: str, document: Mapping[str, Any], name: str) -> str:
    found = document.get(name)
    if found is None or isinstance(found, str):
        return (found or "").strip()
    reading.report(line, f"{place}.{name}", found, (NO_TEXT, WRITE_TEXT), dropped=False)
    return ""


def _year(reading: Reading, line: int, place: str, found: object) -> int | None:
    if found is None or found == "":
        return None
    try:
        year = int(found) if isinstance(found, (int, float, str)) else 0
    except (ValueError, OverflowError):
        year = 0
    if not 1000 <= year <= 9999:
        reading.report(line, place, found, (NO_YEAR, WRITE_YEAR), dropped=False)
        return None
    return year


WRITE_DOCUMENTS = Text(
    'Write a list of objects with "title", "text" and, if known, "year".',
    "Écrivez une liste d’objets avec « title », « text » et, si elle est connue, « year ».",
)
NO_DOCUMENT = Text("is no document; the others are kept.", "n’est pas un document ; les autres sont gardés.")
NO_YEAR = Text(
    "is no year; the document is kept without it.", "n’est pas une année ; le document est gardé sans elle."
)
WRITE_YEAR = Text("Write four digits.", "Écrivez quatre chiffres.")
