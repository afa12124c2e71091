"""An atlas that keeps something from the public in every way there is, and the same one without it.

One thing of each kind is public. Beside it, for each closed audience, stand a thing of each kind, a
statement for every field of the public thing, relations between public things, a technology that would
lend a concept to a public organisation, second opinions on public rows, and rows that are wrong. Every closed
text that can be read holds a word that nothing public holds.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from biovaliance.atlas.fields import FIELDS, Kind, ValueType
from biovaliance.foundation.evidence import Audience
from biovaliance.sources.curated import definitions

CLOSED = tuple(audience for audience in Audience if audience is not Audience.PUBLIC)
CONCEPT_OF_FIELD = {"members": "radiopharmaceuticals", "team": "augmented_reality", "funder": "ageing"}
"""A capability that only a closed statement gives to a public organisation, by audience."""
CONCEPT_OF_TECHNOLOGY = {"members": "photonics", "team": "needle_free_injection", "funder": "radiotherapy"}
"""A capability that only a closed technology lends to a public organisation, by audience."""
LENT = "cell_sorting"
"""A capability that a public technology lends in public, and that closed statements give as well."""
PUBLIC_SLUG = "open-thing"
SECOND_SLUG = "open-partner"

Rows = list[dict[str, str]]


def marker(*parts: str) -> str:
    """Return a word that stands in closed texts only."""
    return "zq" + "".join(part.replace("_", "").replace("-", "") for part in parts)


def closed_slug(audience: str) -> str:
    return f"closed-{audience}"


def files() -> dict[str, Rows]:
    """Return the rows of every file, those with an audience among them."""
    tables: dict[str, Rows] = {each.table.name: [] for each in definitions.ENTITY_FILES}
    for file in definitions.ENTITY_FILES:
        tables[file.table.name] = [_public(file.kind), *(_closed(file.kind, each) for each in CLOSED)]
    tables["organisations"].insert(1, _public(Kind.ORGANISATION, SECOND_SLUG) | {"name": "Open Partner"})
    for audience in CLOSED:
        tables["technologies"].append(_lending(audience))
    # Only this one knows where Vesoul lies, where a public platform stands.
    tables["organisations"].append(_closed(Kind.ORGANISATION, "team") | {"id": "placing", "city": "Vesoul"})
    tables["organisations"] += _wrong("public", *CLOSED)
    tables["relations"] = list(_relations())
    tables["relation_claims"] = list(_relation_claims())
    tables["translations"] = list(_translations())
    tables["claims"] = [*_public_claims(), *_claims(), *_agreeing_claims()]
    return tables


def without_closed(tables: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return the same files as if nobody had ever written a closed row."""
    return {
        name: [row for row in rows if row.get("audience", "public") in ("", "public")]
        for name, rows in tables.items()
    }


def write(folder: Path, tables: Mapping[str, Rows]) -> Path:
    """Write the files of a curated source."""
    folder.mkdir(parents=True)
    named = {file.table.name: file.table for file in definitions.ENTITY_FILES}
    named |= {table.name: table for table in (definitions.RELATIONS, definitions.RELATION_CLAIMS)}
    named |= {table.name: table for table in (definitions.CLAIMS, definitions.TRANSLATIONS)}
    for name, rows in tables.items():
        columns = [*named[name].required, *named[name].optional, "audience"]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def markers(tables: Mapping[str, Rows]) -> list[str]:
    """Return every word of the closed rows that the public must not meet."""
    closed = (row for rows in tables.values() for row in rows if row.get("audience", "public") != "public")
    words = (word.strip("./:;()") for row in closed for cell in row.values() for word in cell.split())
    return sorted({word.removeprefix("https://").partition(".")[0] for word in words if "zq" in word})


def _public(kind: Kind, slug: str = PUBLIC_SLUG) -> dict[str, str]:
    row = {
        "id": slug,
        "name": f"Open {kind.title()}",
        "source": f"https://open.example/{slug}",
        "source_date": "2025-03-04",
        "confidence": "high",
        "description_en": f"A {kind} that everybody may read of.",
        "description_fr": "Chacun peut en lire la notice.",
    }
    match kind:
        case Kind.ORGANISATION:
            row |= {"type": "laboratory", "city": "Besançon", "department": "25", "country": "FR"}
            row |= {"in_region": "yes", "status": "active", "latitude": "47.24878", "longitude": "6.01815"}
            row |= {"geo_precision": "city", "geo_source": "GeoNames", "capabilities": "cell_therapy"}
        case Kind.PLATFORM:
            row |= {"kind": "clean_room", "operator_id": PUBLIC_SLUG, "city": "Vesoul", "department": "70"}
        case Kind.PROJECT:
            row |= {"lead_id": PUBLIC_SLUG, "partner_ids": SECOND_SLUG, "start_date": "2025-01-06"}
        case Kind.TECHNOLOGY:
            row |= {"kind": "product", "owner_id": PUBLIC_SLUG, "maturity": "development", "tags": LENT}
        case Kind.TRIAL:
            row |= {"sponsor_id": PUBLIC_SLUG, "phase": "phase 1", "year": "2025"}
            row = {name: value for name, value in row.items() if not name.startswith("description")}
        case Kind.EVENT:
            row |= {"kind": "conference", "start_date": "2025-05-06", "city": "Dijon", "country": "FR"}
        case Kind.PROGRAMME:
            row |= {"kind": "call", "open_date": "2025-02", "status": "active"}
    if kind in (Kind.PROGRAMME, Kind.EVENT):
        row.pop("description_fr", None)
    return row


def _closed(kind: Kind, audience: str) -> dict[str, str]:
    row = _public(kind, closed_slug(audience)) | {
        "name": f"Hidden {marker(audience, kind, 'name')}",
        "source": f"https://{marker(audience, kind, 'source')}.example/",
        "note": f"Rumour {marker(audience, kind, 'note')}",
        "audience": audience,
    }
    if kind is not Kind.TRIAL:
        row["description_en"] = f"It makes {marker(audience, kind, 'text')}."
    if kind in (Kind.ORGANISATION, Kind.PLATFORM, Kind.EVENT):
        row["city"] = marker(audience, kind, "town").title()
    if kind is Kind.ORGANISATION:
        row |= {"type": "hospital", "department": "39", "latitude": "46.67", "longitude": "5.55"}
        row |= {"aliases": marker(audience, kind, "alias"), "capabilities": "biobanking"}
    if kind is Kind.PLATFORM:
        row["city"] = "Vesoul"  # where a public platform stands too
    return row


def _wrong(*audiences: str) -> Rows:
    """Return per audience a row whose identifier is taken, and one that cannot be read."""
    return [
        _public(Kind.ORGANISATION, slug) | {"name": name, "audience": audience}
        for audience in audiences
        for slug, name in ((PUBLIC_SLUG, "Twice"), (f"unreadable-{audience}", "Not \ufffd read"))
    ]


def _lending(audience: str) -> dict[str, str]:
    return _public(Kind.TECHNOLOGY, f"lending-{audience}") | {
        "name": f"Lending {marker(audience, 'lending')}",
        "tags": CONCEPT_OF_TECHNOLOGY[audience],
        "audience": audience,
    }


def _relations() -> Iterator[dict[str, str]]:
    ends = {"source_id": PUBLIC_SLUG, "target_id": SECOND_SLUG}
    proof = {"source": "https://open.example/relation", "confidence": "high"}
    yield ends | proof | {"relation": "partner_of", "start_date": "2024-04", "note": "Said openly"}
    for audience in CLOSED:
        word = marker(audience, "relation")
        told = {"source": f"https://{word}.example/", "confidence": "high", "note": f"Under seal {word}"}
        yield ends | told | {"relation": "joint_laboratory", "start_date": "2025-09", "audience": audience}
        yield ends | told | {"relation": "partner_of", "start_date": "2024-04", "audience": audience}
        yield told | {
            "source_id": PUBLIC_SLUG,
            "relation": "contracted",
            "target_id": closed_slug(audience),
            "audience": audience,
        }


def _relation_claims() -> Iterator[dict[str, str]]:
    for audience in CLOSED:
        word = marker(audience, "doubt")
        yield {
            "source_id": PUBLIC_SLUG,
            "relation": "partner_of",
            "target_id": SECOND_SLUG,
            "source": f"https://{word}.example/",
            "confidence": "medium",
            "disputed_because": f"Doubted by {word}",
            "disputed_because_fr": f"Mis en doute par {word}",
            "audience": audience,
        }


def _translations() -> Iterator[dict[str, str]]:
    yield {
        "kind": "technology",
        "id": PUBLIC_SLUG,
        "field": "official_name",
        "language": "fr",
        "text": "Technologie ouverte",
    }


def _public_claims() -> Iterator[dict[str, str]]:
    for value in ("1990", "1991"):
        yield {
            "kind": "organisation",
            "id": PUBLIC_SLUG,
            "field": "founded",
            "value": value,
            "source": f"https://open.example/{value}",
            "confidence": "high",
        }


def _claims() -> Iterator[dict[str, str]]:
    number = 0
    for audience in CLOSED:
        for kind in Kind:
            for field in FIELDS[kind]:
                for language in ("en", "fr") if field.localised else ("",):
                    number += 1
                    word = marker(audience, kind, field.name, language)
                    yield {
                        "kind": str(kind),
                        "id": PUBLIC_SLUG,
                        "field": field.name,
                        "language": language,
                        "value": _value(field.name, field.value_type, word, number, audience),
                        "source": f"https://{word}source.example/",
                        "confidence": "high",
                        "audience": audience,
                        "note": f"Because {word}note",
                        "note_fr": f"Parce que {word}note",
                    }


def _value(field: str, value_type: ValueType, word: str, number: int, audience: str) -> str:
    if field == "stage":
        return "commercial"
    match value_type:
        case ValueType.DATE:
            return f"18{number % 90 + 10}-03-04"
        case ValueType.MONEY_EUR | ValueType.NUMBER:
            return str(77_000_000 + number)
        case ValueType.COUNT:
            return f"{word}|{number}"
        case ValueType.ADDRESS:
            return f"https://{word}.example/"
        case ValueType.COORDINATES:
            return f"46.{number},5.{number}"
        case ValueType.CAPABILITY_CODE:
            return CONCEPT_OF_FIELD[audience]
        case _:
            return word


def _agreeing_claims() -> Iterator[dict[str, str]]:
    """Yield closed claims that say the same as the public row, with a source and a note of their own."""
    for audience in CLOSED:
        word = marker(audience, "agreeing")
        yield {
            "kind": "organisation",
            "id": PUBLIC_SLUG,
            "field": "town",
            "value": "Besançon",
            "source": f"https://{word}.example/",
            "confidence": "high",
            "audience": audience,
            "note": f"Seen by {word}",
            "note_fr": f"Vu par {word}",
        }
        yield {
            "kind": "organisation",
            "id": PUBLIC_SLUG,
            "field": "capability",
            "value": LENT,
            "source": f"https://{word}.example/",
            "confidence": "high",
            "audience": audience,
        }


def capabilities_kept_closed() -> Sequence[str]:
    """Return the codes whose concepts a public reader must find with nobody."""
    return (*CONCEPT_OF_FIELD.values(), *CONCEPT_OF_TECHNOLOGY.values(), "biobanking")
