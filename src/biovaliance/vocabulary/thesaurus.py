"""The thesaurus: concepts in schemes, in both languages, read from CSV files a domain expert can mend.

    schemes/schemes.csv     id, label_en, label_fr, definition_en, definition_fr
    schemes/<scheme>.csv    id, label_*, alt_*, definition_*, broader, related, links   (lists: `;`)
    capability_codes.csv    code used by a source, concepts it stands for

The order of the files is the order of display. A concept may have several broader ones; related is
symmetrical whichever side names it. Everything wrong is reported at once, file and line.
"""

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import LANGUAGES, Language, Text
from biovaliance.foundation.names import sort_key

SCHEME_COLUMNS = ("id", "label_en", "label_fr", "definition_en", "definition_fr")
CONCEPT_COLUMNS = (
    *("id", "label_en", "label_fr", "alt_en", "alt_fr"),
    *("definition_en", "definition_fr", "broader", "related", "links"),
)

CODE_COLUMNS = ("code", "concepts", "note")


@dataclass(frozen=True, slots=True)
class Scheme:
    """A set of concepts of one sort."""

    id: str
    label: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea, named in both languages, whatever words a source uses for it.

    `narrower` and `related` are complete: the inverse of what other concepts name is included.
    """

    id: str
    scheme: str
    label: Text
    alternatives: Mapping[Language, tuple[str, ...]]
    definition: Text
    broader: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def labels(self, language: Language) -> tuple[str, ...]:
        """Return the preferred label in `language`, then the alternatives."""
        return (self.label.in_language(language), *self.alternatives[language])


class Thesaurus:
    """All concepts by identifier, in the order of the files, with their lineage."""

    def __init__(self, schemes: Mapping[str, Scheme], concepts: Mapping[str, Concept], version: str) -> None:
        self.schemes: Mapping[str, Scheme] = MappingProxyType(dict(schemes))
        self.concepts: Mapping[str, Concept] = MappingProxyType(dict(concepts))
        self.version = version
        self._broader = {key: frozenset(self._walk(key, up=True)) for key in self.concepts}
        narrower: defaultdict[str, set[str]] = defaultdict(set)
        for key, ancestors in self._broader.items():
            for ancestor in ancestors:
                narrower[ancestor].add(key)
        self._narrower = {key: frozenset(narrower[key]) for key in self.concepts}

    def __len__(self) -> int:
        """Return how many concepts there are."""
        return len(self.concepts)

    def top_concepts(self, scheme: str) -> tuple[Concept, ...]:
        """Return the concepts of a scheme that nothing is broader than."""
        return tuple(c for c in self.concepts.values() if c.scheme == scheme and not c.broader)

    def broader_closure(self, concept_id: str) -> frozenset[str]:
        """Return everything broader than a concept, at any distance, itself left out."""
        return self._broader[concept_id]

    def narrower_closure(self, concept_id: str) -> frozenset[str]:
        """Return everything narrower than a concept, at any distance, itself left out."""
        return self._narrower[concept_id]

    def path(self, concept_id: str) -> tuple[str, ...]:
        """Return the way from a top concept to this one, through the first broader concept each time."""
        path = [concept_id]
        while broader := self.concepts[path[0]].broader:
            path.insert(0, broader[0])
        return tuple(path)

    def _walk(self, concept_id: str, *, up: bool) -> Iterator[str]:
        seen: set[str] = set()
        waiting = [concept_id]
        while waiting:
            concept = self.concepts[waiting.pop()]
            for other in concept.broader if up else concept.narrower:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
                    yield other


@dataclass(slots=True)
class _Reading:
    """What has been read so far, and what was wrong with it."""

    schemes: dict[str, Scheme] = field(default_factory=dict)
    rows: dict[str, tuple[str, str, dict[str, str]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read_thesaurus(directory: Traversable) -> Thesaurus:
    """Read the schemes and concepts of a folder.

    Raises:
        InputError: anything is wrong; the message lists all faults, one sentence each.
    """
    reading = _Reading()
    digest = hashlib.sha256()
    for line, row in _rows(directory / "schemes.csv", SCHEME_COLUMNS, reading.faults, digest):
        _require(f"schemes.csv:{line}", row, SCHEME_COLUMNS, reading.faults)
        texts = (Text(row["label_en"], row["label_fr"]), Text(row["definition_en"], row["definition_fr"]))
        reading.schemes[row["id"]] = Scheme(row["id"], *texts)
    needed = ("id", "label_en", "label_fr", "definition_en", "definition_fr")
    for scheme in reading.schemes:
        name = f"{scheme}.csv"
        for line, row in _rows(directory / name, CONCEPT_COLUMNS, reading.faults, digest):
            place = f"{name}:{line}"
            _require(place, row, needed, reading.faults)
            if row["id"] in reading.rows:
                other = reading.rows[row["id"]][0]
                reading.faults.append(f"{place}: id '{row['id']}' is taken by {other}; give it another one.")
            else:
                reading.rows[row["id"]] = (place, scheme, row)
    concepts = _concepts(reading)
    _refuse_cycles(concepts, reading)
    _refuse_clashes(concepts, reading)
    if reading.faults:
        raise InputError("The thesaurus cannot be used: " + " ".join(reading.faults))
    return Thesaurus(reading.schemes, concepts, digest.hexdigest()[:16])


def _rows(
    file: Traversable, columns: tuple[str, ...], faults: list[str], digest: "hashlib._Hash"
) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        data = file.read_bytes()
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        faults.append(f"{file.name}: the file is missing; expected columns {', '.join(columns)}.")
        return
    except UnicodeDecodeError as error:
        faults.append(f"{file.name}: byte {error.start} is not UTF-8; save the file as UTF-8.")
        return
    digest.update(data)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    if tuple(reader.fieldnames or ()) != columns:
        found = ", ".join(reader.fieldnames or ()) or "nothing"
        faults.append(f"{file.name}:1: the columns are {found}; expected {', '.join(columns)}.")
        return
    try:
        for row in reader:
            if None in row or None in row.values():
                faults.append(
                    f"{file.name}:{reader.line_num}: expected {len(columns)} cells; check the quotes."
                )
                continue
            yield reader.line_num, {name: value.strip() for name, value in row.items()}
    except csv.Error as error:
        faults.append(f"{file.name}:{reader.line_num}: {error}; check the quotes.")


def _require(place: str, row: Mapping[str, str], columns: tuple[str, ...], faults: list[str]) -> None:
    faults += [f"{place}: '{row['id']}' has no {name}; write it." for name in columns if not row[name]]


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _concepts(reading: _Reading) -> dict[str, Concept]:
    narrower: defaultdict[str, list[str]] = defaultdict(list)
    related: defaultdict[str, list[str]] = defaultdict(list)
    for key, (place, scheme, row) in reading.rows.items():
        for column, inverse in (("broader", narrower), ("related", related)):
            for other in _split(row[column]):
                if other not in reading.rows:
                    reading.faults.append(f"{place}: {column} names '{other}', which no file has.")
                elif column == "broader" and reading.rows[other][1] != scheme:
                    reading.faults.append(
                        f"{place}: broader '{other}' is of another scheme; use related instead."
                    )
                elif key not in inverse[other]:
                    inverse[other].append(key)
    return {
        key: Concept(
            id=key,
            scheme=scheme,
            label=Text(row["label_en"], row["label_fr"]),
            alternatives=MappingProxyType({"en": _split(row["alt_en"]), "fr": _split(row["alt_fr"])}),
            definition=Text(row["definition_en"], row["definition_fr"]),
            broader=tuple(other for other in _split(row["broader"]) if other in reading.rows),
            narrower=tuple(narrower[key]),
            related=tuple(
                dict.fromkeys([*(o for o in _split(row["related"]) if o in reading.rows), *related[key]])
            ),
            links=_split(row["links"]),
        )
        for key, (_place, scheme, row) in reading.rows.items()
    }


def _refuse_cycles(concepts: Mapping[str, Concept], reading: _Reading) -> None:
    done: set[str] = set()
    for start in concepts:
        trail: list[str] = []
        _follow(start, concepts, trail, done, reading.faults)


def _follow(
    key: str, concepts: Mapping[str, Concept], trail: list[str], done: set[str], faults: list[str]
) -> None:
    if key in trail:
        circle = " > ".join([*trail[trail.index(key) :], key])
        faults.append(f"The concepts {circle} are each broader than the next; cut the circle.")
        return
    if key in done:
        return
    trail.append(key)
    for other in concepts[key].broader:
        _follow(other, concepts, trail, done, faults)
    trail.pop()
    done.add(key)


def _refuse_clashes(concepts: Mapping[str, Concept], reading: _Reading) -> None:
    for language in LANGUAGES:
        owner: dict[tuple[str, str], str] = {}
        for concept in concepts.values():
            for label in dict.fromkeys(concept.labels(language)):
                known = owner.setdefault((concept.scheme, sort_key(label)), concept.id)
                if known != concept.id:
                    reading.faults.append(
                        f"{reading.rows[concept.id][0]}: label '{label}' ({language}) also names '{known}'; "
                        "keep it for one of the two."
                    )


@cache
def bundled_thesaurus() -> Thesaurus:
    """Return the thesaurus of this package, read once per process."""
    return read_thesaurus(files("biovaliance.vocabulary") / "schemes")


def read_capability_codes(file: Traversable, thesaurus: Thesaurus) -> Mapping[str, tuple[str, ...]]:
    """Return the concepts that each code of the sources stands for; a code may stand for none.

    Raises:
        InputError: anything is wrong; the message lists all faults, one sentence each.
    """
    codes: dict[str, tuple[str, ...]] = {}
    faults: list[str] = []
    for line, row in _rows(file, CODE_COLUMNS, faults, hashlib.sha256()):
        place, code = f"{file.name}:{line}", row["code"]
        if not code:
            faults.append(f"{place}: the code is missing; write it.")
        elif code in codes:
            faults.append(f"{place}: code '{code}' is there twice; keep one row.")
        codes[code] = _split(row["concepts"])
        faults += [
            f"{place}: code '{code}' names '{each}', which the thesaurus does not have."
            for each in codes[code]
            if each not in thesaurus.concepts
        ]
    if faults:
        raise InputError("The capability codes cannot be used: " + " ".join(faults))
    return MappingProxyType(codes)


@cache
def bundled_capability_codes() -> Mapping[str, tuple[str, ...]]:
    """Return the concepts that each code of the bundled sources stands for, read once per process."""
    return read_capability_codes(
        files("biovaliance.vocabulary") / "capability_codes.csv", bundled_thesaurus()
    )
