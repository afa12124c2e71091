"""Small record tables, and the same pairs and features computed the plain way, one pair after another."""

import random
from itertools import combinations

import pyarrow as pa
import pyarrow.parquet as pq
from rapidfuzz.distance import Levenshtein

from biovaliance.atlas.bulk.record_table import record_row, write_records
from tests.atlas.values import organisation, statement


def record(slug, name, source="curated", **said):
    """Return a record; a value of several, as a tuple."""
    statements = [
        statement(field, value)
        for field, values in said.items()
        for value in (values if isinstance(values, tuple) else (values,))
    ]
    return organisation(slug, *statements, source=source, name=name)


HOSPITAL_AND_OTHERS = (
    record(
        "chu",
        "CHU de Besançon",
        town="Besançon",
        department="25",
        country="FR",
        ror="https://ror.org/0084te143",
    ),
    record(
        "chrub",
        "Centre hospitalier régional universitaire de Besançon",
        "ror",
        town="BESANÇON",
        department="25",
        alias=("CHU Besançon", "CHRUB"),
        ror="https://ror.org/0084te143",
    ),
    record("efs", "EFS Bourgogne-Franche-Comté", town="Besançon", siren="428822852"),
    record("efs-long", "Établissement français du sang", "ror", town="Saint-Denis", siren="428822852"),
    record("femto", "Institut FEMTO-ST", town="Besançon", country="FR", alias="Femto ST"),
    record("femto-typo", "Institut FEMTO-SP", "anr", town="Besancon", country="FR"),
    record("dijon", "CHU de Dijon", town="Dijon", department="21", ror="https://ror.org/03k1bsr36"),
    record("greek", "Ελληνικό Ινστιτούτο Παστέρ", "ror", country="GR"),
    record("greek-too", "Ινστιτούτο Παστέρ", "anr", country="GR"),
    record("nameless", "", "anr"),
    record("shared-name", "Institut FEMTO-ST", "imi", country="DE", ror="https://ror.org/000000000"),
)


WORDS = [
    "institut",
    "laboratoire",
    "biologie",
    "santé",
    "CHU",
    "hôpital",
    "Dijon",
    "Besançon",
    "Œuvre",
    "thérapie",
    "ΦΩ",
    "cellules",
    "3D",
    "de",
    "la",
]
TOWNS = (None, "Dijon", "DIJON", "Besançon", "Saint-Denis")


def many_records(number=150, seed=20261127):
    """Return records that meet every rule and every limit: doubles, typing errors, large blocks, numbers."""
    chance = random.Random(seed)
    records = []
    for place in range(number):
        said = {"alias": " ".join(chance.sample(WORDS, 2)), "department": chance.choice(("21", "25"))}
        if town := chance.choice(TOWNS):
            said["town"] = town
        if chance.random() < 0.5:
            said["siren"] = str(chance.randrange(12))
        if chance.random() < 0.3:
            said["ror"] = str(chance.randrange(30))
        name = " ".join(chance.sample(WORDS, chance.randrange(1, 5)))
        records.append(record(f"m{place}", name, chance.choice(("ror", "anr", "curated")), **said))
    return records


def table_of(records, folder, name="records.parquet"):
    write_records(records, folder / name)
    return folder / name


def rows_at(place, *sorted_by):
    """Return the rows of a Parquet file or folder, sorted, as tuples."""
    found = pq.read_table(place)
    names = sorted_by or found.column_names
    return sorted(
        (tuple(row[name] for name in found.column_names) for row in found.to_pylist()),
        key=lambda row: tuple(repr(row[found.column_names.index(name)]) for name in names),
    )


def table_in(engine, rows, schema, folder, name):
    """Return rows as a table of an engine."""
    file = folder / f"{name}.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema), file)
    return engine.read(file)


def plain_pairs(records, least_shared=1):
    """Return the pairs that share an identifier, a name, a word or an acronym, without any limit."""
    rows = sorted((record_row(each) for each in records), key=lambda row: row["record_key"])
    return {
        (left["record_key"], right["record_key"])
        for left, right in combinations(rows, 2)
        if left["kind"] == right["kind"] and plain_rules(left, right)
    }


def plain_rules(left, right):
    """Return the rules by which two rows are a candidate pair."""
    found = set()
    if identifiers(left) & identifiers(right):
        found.add("identifier")
    if set(left["names"]) & set(right["names"]):
        found.add("name")
    if set(left["words"]) & set(right["words"]):
        found.add("word")
    if acronym_in_common(left, right):
        found.add("acronym")
    if set(left["keys"]) & set(right["keys"]):
        found.add("key")
    return found


def acronym_in_common(left, right):
    stated, others = set(left["acronyms"]), set(right["acronyms"])
    return bool(stated & others or stated & set(right["initials"]) or others & set(left["initials"]))


def identifiers(row):
    return {(each["scheme"], each["value"]) for each in row["identifiers"]}


def plain_features(left, right, bearers, total):
    """Return the features of a pair as the documentation defines them, without the score and the rules."""
    shared = set(left["words"]) & set(right["words"])
    every = set(left["words"]) | set(right["words"])
    rarity = {word: 1 + (total // bearers[word]).bit_length() - 1 for word in every}
    of_left, of_right = (sum(rarity[word] for word in row["words"]) for row in (left, right))
    common = sum(rarity[word] for word in shared)
    same_identifiers = identifiers(left) & identifiers(right)
    return {
        "same_source": left["source_key"] == right["source_key"],
        "shared_identifiers": len(same_identifiers),
        "contradicting_identifiers": len(set(left["schemes"]) & set(right["schemes"]))
        - len({scheme for scheme, _ in same_identifiers}),
        "same_name": bool(set(left["names"]) & set(right["names"])),
        "same_acronym": acronym_in_common(left, right),
        "shared_words": len(shared),
        "word_overlap_share": share(len(shared), len(every)),
        "word_containment_share": share(len(shared), min(len(left["words"]), len(right["words"]))),
        "rarity_overlap_share": share(common, of_left + of_right - common),
        "rarity_containment_share": share(common, min(of_left, of_right)),
        "name_likeness_share": plain_likeness(left, right),
        "same_town": same(left["town"], right["town"]),
        "town_in_name": left["town"] in right["words"] or right["town"] in left["words"],
        "same_department": same(left["department"], right["department"]),
        "same_country": same(left["country"], right["country"]),
    }


def plain_likeness(left, right):
    if set(left["names"]) & set(right["names"]):
        return 1.0
    one, other = left["latin_name"], right["latin_name"]
    if one is None or other is None or 2 * min(len(one), len(other)) < max(len(one), len(other)):
        return None
    longer = max(len(one), len(other))
    return (longer - Levenshtein.distance(one, other)) / longer


def share(part, whole):
    return part / whole if whole else None


def same(left, right):
    return None if left is None or right is None else left == right
