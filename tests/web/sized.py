"""An atlas of any size, every thing of it tied to the first one, to see what a page costs as it grows."""

from pathlib import Path

from biovaliance.sources.curated import definitions
from tests.web.closed import Rows, write

SLUG = "thing-0"
TOWNS = (("Besançon", "25", "47.24878", "6.01815"), ("Dijon", "21", "47.31667", "5.01667"))


def write_sized(folder: Path, size: int) -> Path:
    """Write the files of an atlas with `size` things of each kind."""
    return write(
        folder,
        {"relations": list(_relations(size)), **{name: [] for name in ("claims", "translations")}}
        | {
            file.table.name: [_row(file, number) for number in range(size)]
            for file in definitions.ENTITY_FILES
        },
    )


def _relations(size: int) -> Rows:
    return [
        {
            "source_id": SLUG,
            "relation": code,
            "target_id": f"thing-{number}",
            "start_date": "2025-03",
            "source": f"https://open.example/relation/{number}",
            "confidence": "high",
        }
        for number in range(1, size)
        for code in ("partner_of", "acquired")
    ]


def _row(file: definitions.EntityFile, number: int) -> dict[str, str]:
    town, department, latitude, longitude = TOWNS[number % len(TOWNS)]
    day = f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    row = {
        "id": f"thing-{number}",
        "name": f"{file.kind.title()} {number}",
        "description_en": f"Number {number} works on cell therapy and clean rooms.",
        "description_fr": f"Le numéro {number} travaille sur la thérapie cellulaire.",
        "source": f"https://open.example/{file.kind}/{number}",
        "source_date": day,
        "confidence": "high",
        "type": "laboratory",
        "city": town,
        "department": department,
        "country": "FR",
        "in_region": "yes",
        "status": "active",
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": "city",
        "geo_source": "GeoNames",
        "capabilities": "cell_therapy;car_t",
        "tags": "cell_therapy",
        "operator_id": SLUG,
        "lead_id": SLUG,
        "owner_id": SLUG,
        "sponsor_id": SLUG,
        "organiser_id": SLUG,
        "partner_ids": f"thing-{number + 1}" if number % 2 == 0 else "",
        "budget_eur": "1000",
        "start_date": day,
        "open_date": day,
        "year": "2025",
        "phase": "phase 1",
        "maturity": "development",
    }
    kinds = {
        "platforms": "clean_room",
        "technologies": "product",
        "events": "conference",
        "programmes": "call",
    }
    row["kind"] = kinds.get(file.table.name, "")
    columns = {*file.table.required, *file.table.optional}
    return {name: value for name, value in row.items() if name in columns}
