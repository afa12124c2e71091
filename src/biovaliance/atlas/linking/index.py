"""The names of a registry, laid out for fast look-up.

    records ──> names as tokens (one key per word family, small words left out)
            ──> vocabulary with the weight of each word (rare words weigh more)
            ──> which names hold a word; which names read exactly so; which records lie in a town

Everything is a numpy array or a list of texts, so that an index is saved and loaded without being built anew.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from biovaliance.atlas.linking.current import current_records, name_variants
from biovaliance.atlas.linking.registry import NameKind, RegistryRecord, RelationKind
from biovaliance.atlas.linking.texts import fold, read_text
from biovaliance.atlas.linking.words import SMALL_WORDS, Families, kind_bit

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

NAME_KINDS = tuple(NameKind)
RELATION_KINDS = tuple(RelationKind)
TYPES = (
    "education", "healthcare", "company", "archive", "nonprofit", "government", "facility", "funder", "other",
)  # fmt: skip
STATUSES = ("active", "inactive", "withdrawn")
_SHORTEST_CORRECTED = 5
PAIR_BASE = 1 << 24
_MOST_BITS = 30
_USUAL_RECORDS = 50_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Several lists of numbers in one array: list `i` is `values[starts[i]:starts[i + 1]]`."""

    starts: npt.NDArray[np.int32]
    values: npt.NDArray[np.int32]

    def of(self, row: int) -> npt.NDArray[np.int32]:
        """Return list number `row`."""
        return self.values[self.starts[row] : self.starts[row + 1]]


def rows_of(lists: Iterable[Sequence[int]]) -> Rows:
    """Return the lists as rows."""
    lengths: list[int] = [0]
    flat: list[int] = []
    for each in lists:
        flat.extend(each)
        lengths.append(len(each))
    return Rows(np.cumsum(lengths).astype(np.int32), np.asarray(flat, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class RegistryIndex:
    """A registry laid out for linking; see the module."""

    ror_ids: list[str]
    shown_names: list[str]
    shown_places: list[str]
    # names
    name_record: npt.NDArray[np.int32]
    name_kind: npt.NDArray[np.int8]
    name_tokens: Rows
    name_texts: list[str]
    name_mass: Floats
    name_core_mass: Floats
    name_bits: npt.NDArray[np.int32]
    name_sharers: npt.NDArray[np.int32]
    name_place_words: npt.NDArray[np.int32]
    record_names: Rows
    # words
    words: list[str]
    weight: Floats
    word_bit: npt.NDArray[np.int32]
    postings: Rows
    sorted_words: list[str]
    deletions: npt.NDArray[np.uint32]
    deletion_word: npt.NDArray[np.int32]
    joins: npt.NDArray[np.uint32]
    join_words: npt.NDArray[np.int32]
    # phrases
    phrases: list[str]
    phrase_names: Rows
    # records
    record_numbers: npt.NDArray[np.float32]
    record_places: Rows
    relation_pairs: Ints
    relation_kind: npt.NDArray[np.int8]
    # places
    countries: list[str]
    place_names: list[str]
    place_country: Rows
    place_kind: npt.NDArray[np.int8]
    place_records: Rows
    record_country: Rows

    def arrays(self) -> dict[str, Any]:
        """Return the index as named arrays, to be saved; lists of texts become bytes."""
        saved: dict[str, Any] = {}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, Rows):
                saved[f"{name}.starts"], saved[f"{name}.values"] = value.starts, value.values
            elif isinstance(value, list):
                saved[f"{name}.texts"] = np.frombuffer("\0".join(value).encode("utf-8"), dtype=np.uint8)
            else:
                saved[name] = value
        return saved

    @classmethod
    def from_arrays(cls, saved: Any) -> "RegistryIndex":
        """Return the index that `arrays` gave."""
        values: dict[str, Any] = {}
        for name in cls.__dataclass_fields__:
            if name in saved:
                values[name] = saved[name]
            elif f"{name}.texts" in saved:
                text = saved[f"{name}.texts"].tobytes().decode("utf-8")
                values[name] = text.split("\0") if text else []
            else:
                values[name] = Rows(saved[f"{name}.starts"], saved[f"{name}.values"])
        return cls(**values)


def hashed(text: str) -> int:
    """Return a number for a text, the same on every machine."""
    return zlib.crc32(text.encode("utf-8"))


def shortened(word: str) -> list[str]:
    """Return a word and all words with one letter fewer: what two spellings with one fault share."""
    return [word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]


def keys_of(text: str, families: Families) -> list[str]:
    """Return the keys of the words of a name, small words left out unless nothing else is there."""
    folded = [token.folded for token in read_text(text).tokens]
    keys = [families.key(word) for word in folded if word not in SMALL_WORDS]
    return keys or folded


class _Builder:
    """Gathers the names, words and places of the records of one registry."""

    def __init__(
        self, records: Sequence[RegistryRecord], families: Families, countries: dict[str, str]
    ) -> None:
        self.records = records
        self.families = families
        self.countries = countries
        self.word_number: dict[str, int] = {}
        self.name_record: list[int] = []
        self.name_kind: list[int] = []
        self.name_tokens: list[list[int]] = []
        self.name_texts: list[str] = []
        self.name_place_words: list[int] = []
        self.record_names: list[list[int]] = []
        self.town_keys: dict[str, list[str]] = {}

    def build(self) -> RegistryIndex:
        for number, record in enumerate(self.records):
            self._add_names(number, record)
        words = list(self.word_number)
        weight = self._weights(len(words))
        bits = np.array([kind_bit(word, self.families) for word in words], dtype=np.int32)
        tokens = rows_of(self.name_tokens)
        phrases, phrase_names, sharers = self._phrases(words)
        deletions, deletion_word = self._deletions(words)
        joins, join_words = self._joins(words)
        places = self._places()
        pairs, kinds = self._relations()
        flat_weight = weight[tokens.values]
        core = np.where(bits[tokens.values] > 0, 0, flat_weight)
        return RegistryIndex(
            ror_ids=[record.ror_id for record in self.records],
            shown_names=[record.name.replace("\0", " ") for record in self.records],
            shown_places=[_shown_place(record) for record in self.records],
            name_record=np.asarray(self.name_record, dtype=np.int32),
            name_kind=np.asarray(self.name_kind, dtype=np.int8),
            name_tokens=tokens,
            name_texts=self.name_texts,
            name_mass=_sums(flat_weight, tokens.starts),
            name_core_mass=_sums(core, tokens.starts),
            name_bits=np.array(
                [np.bitwise_or.reduce(bits[each]) if each else 0 for each in self.name_tokens], dtype=np.int32
            ),
            name_sharers=sharers,
            name_place_words=np.asarray(self.name_place_words, dtype=np.int32),
            record_names=rows_of(self.record_names),
            words=words,
            weight=weight,
            word_bit=bits,
            postings=_inverted(self.name_tokens, len(words)),
            sorted_words=sorted(words),
            deletions=deletions,
            deletion_word=deletion_word,
            joins=joins,
            join_words=join_words,
            phrases=phrases,
            phrase_names=phrase_names,
            record_numbers=self._numbers(),
            relation_pairs=pairs,
            relation_kind=kinds,
            **places,
        )

    def _add_names(self, number: int, record: RegistryRecord) -> None:
        own: list[int] = []
        seen: set[tuple[str, ...]] = set()
        towns = {key for place in record.places for key in self._town_keys(place.city)}
        for name in sorted(name_variants(record), key=lambda each: NAME_KINDS.index(each.kind)):
            keys = keys_of(name.text, self.families)
            if not keys or tuple(keys) in seen:
                continue
            seen.add(tuple(keys))
            own.append(len(self.name_record))
            self.name_record.append(number)
            self.name_kind.append(NAME_KINDS.index(name.kind))
            self.name_tokens.append([self.word_number.setdefault(key, len(self.word_number)) for key in keys])
            self.name_place_words.append(
                sum(1 << place for place, key in enumerate(keys[:_MOST_BITS]) if key in towns)
            )
            self.name_texts.append(" ".join(fold(name.text).replace("\0", " ").split()))
        self.record_names.append(own)

    def _town_keys(self, town: str) -> list[str]:
        """Return the keys of a town's name; the same towns come again and again."""
        if town not in self.town_keys:
            self.town_keys[town] = keys_of(town, self.families)
        return self.town_keys[town]

    def _weights(self, words: int) -> Floats:
        holders = np.zeros(words, dtype=np.int64)
        for names in self.record_names:
            seen = {token for name in names for token in self.name_tokens[name]}
            holders[list(seen)] += 1
        # A word that one record holds weighs the same in a region's registry as in the world's, on which the
        # model was trained.
        scale = np.log1p(_USUAL_RECORDS) / np.log1p(max(len(self.records), 1))
        weights: Floats = (scale * np.log1p(len(self.records) / np.maximum(holders, 1))).astype(np.float32)
        return weights

    def _phrases(self, words: list[str]) -> tuple[list[str], Rows, npt.NDArray[np.int32]]:
        groups: dict[str, list[int]] = defaultdict(list)
        for name, tokens in enumerate(self.name_tokens):
            groups[" ".join(sorted(words[token] for token in tokens))].append(name)
        sharers = np.ones(len(self.name_tokens), dtype=np.int32)
        for names in groups.values():
            sharers[names] = len({self.name_record[name] for name in names})
        return list(groups), rows_of(groups.values()), sharers

    def _deletions(self, words: list[str]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
        hashes: list[int] = []
        owners: list[int] = []
        for number, word in enumerate(words):
            if len(word) >= _SHORTEST_CORRECTED and word.isalpha():
                forms = shortened(word)
                hashes += [hashed(form) for form in forms]
                owners += [number] * len(forms)
        order = np.argsort(np.asarray(hashes, dtype=np.uint32), kind="stable")
        return (
            np.asarray(hashes, dtype=np.uint32)[order],
            np.asarray(owners, dtype=np.int32)[order],
        )

    def _joins(self, words: list[str]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
        pairs = {pair for tokens in self.name_tokens for pair in pairwise(tokens)}
        kept = sorted(
            (hashed(words[left] + words[right]), left, right)
            for left, right in pairs
            if len(words[left]) > 1 and len(words[right]) > 1 and len(words[left]) + len(words[right]) > 5
        )
        table = np.asarray(kept, dtype=np.int64).reshape(-1, 3)
        return table[:, 0].astype(np.uint32), table[:, 1:].astype(np.int32)

    def _relations(self) -> tuple[Ints, npt.NDArray[np.int8]]:
        number = {record.ror_id: place for place, record in enumerate(self.records)}
        found = {
            place * PAIR_BASE + number[relation.target]: RELATION_KINDS.index(relation.kind)
            for place, record in enumerate(self.records)
            for relation in record.relations
            if relation.target in number and number[relation.target] != place
        }
        pairs = np.array(sorted(found), dtype=np.int64)
        return pairs, np.array([found[pair] for pair in pairs.tolist()], dtype=np.int8)

    def _numbers(self) -> npt.NDArray[np.float32]:
        """Per record: status, types, how much the registry knows of it."""
        table = []
        for record in self.records:
            kinds = Counter(relation.kind for relation in record.relations)
            table.append(
                [
                    STATUSES.index(record.status) if record.status in STATUSES else 0,
                    *(float(each in record.types) for each in TYPES),
                    len(record.names),
                    record.external_ids,
                    float(record.has_encyclopaedia_page),
                    *(kinds.get(kind, 0) for kind in RELATION_KINDS),
                    len(record.places),
                ]
            )
        return np.asarray(table, dtype=np.float32)

    def _places(self) -> dict[str, Any]:
        countries = sorted(
            {place.country_code for record in self.records for place in record.places}
            | set(self.countries.values())
        )
        country_number = {code: number for number, code in enumerate(countries)}
        known: dict[str, dict[str, Any]] = {}
        read: dict[str, str] = {}

        def note(name: str, kind: int, country: str, record: int | None) -> int:
            if name not in read:
                read[name] = " ".join(token.folded for token in read_text(name).tokens)
            words = read[name]
            if not words:
                return -1
            entry = known.setdefault(
                words, {"number": len(known), "kind": kind, "countries": set(), "records": []}
            )
            entry["kind"] = max(entry["kind"], kind)
            if country in country_number:
                entry["countries"].add(country_number[country])
            if record is not None and (not entry["records"] or entry["records"][-1] != record):
                entry["records"].append(record)
            return int(entry["number"])

        for name, code in self.countries.items():
            note(name, 2, code, None)
        record_places: list[list[int]] = []
        record_country: list[list[int]] = []
        for number, record in enumerate(self.records):
            own: list[int] = []
            for place in record.places:
                note(place.country, 2, place.country_code, None)
                own.append(note(place.city, 0, place.country_code, number))
                region = note(place.region, 1, place.country_code, None)
                own.append(region)
                if place.country_code in ("US", "CA", "AU") and place.region_code.isalpha():
                    own.append(note(place.region_code, 1, place.country_code, None))
            record_places.append(sorted({each for each in own if each >= 0}))
            record_country.append(sorted({country_number[each.country_code] for each in record.places}))
        return {
            "countries": countries,
            "place_names": list(known),
            "place_country": rows_of(sorted(entry["countries"]) for entry in known.values()),
            "place_kind": np.array([entry["kind"] for entry in known.values()], dtype=np.int8),
            "place_records": rows_of(entry["records"] for entry in known.values()),
            "record_places": rows_of(record_places),
            "record_country": rows_of(record_country),
        }


def _sums(values: Any, starts: npt.NDArray[np.int32]) -> Floats:
    totals = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    sums: Floats = (totals[starts[1:]] - totals[starts[:-1]]).astype(np.float32)
    return sums


def _inverted(lists: Sequence[Sequence[int]], words: int) -> Rows:
    tokens = np.array([token for each in lists for token in each], dtype=np.int32)
    owners = np.repeat(np.arange(len(lists), dtype=np.int32), [len(each) for each in lists])
    order = np.argsort(tokens, kind="stable")
    starts = np.searchsorted(tokens[order], np.arange(words + 1)).astype(np.int32)
    return Rows(starts, owners[order])


def _shown_place(record: RegistryRecord) -> str:
    first = record.places[0] if record.places else None
    return ", ".join(filter(None, (first.city, first.country))).replace("\0", " ") if first else ""


def build_index(
    records: Sequence[RegistryRecord], families: Families, countries: dict[str, str]
) -> RegistryIndex:
    """Return the index of the records that may be linked to; see `current` for those withdrawn."""
    return _Builder(current_records(records), families, countries).build()
