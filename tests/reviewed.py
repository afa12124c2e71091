"""A small home with something to review: a laboratory, and two of its name in a registry."""

import datetime as dt
import json
from pathlib import Path

from biovaliance.showcase.publication import publish_region
from biovaliance.sources.definitions import source_definition
from biovaliance.sources.raw import fetched_folders, raw_folder, take
from biovaliance.sources.region import bundled_region
from tests.cli.small import FEMTO, ORGANISATIONS, write_files

NAME = "Laboratoire de biologie des membranes et des signaux"
MEMBRANES = FEMTO.replace("femto-st,FEMTO-ST", f"membranes,{NAME}").replace("https://ror.org/004fmxv66", "")
CURATED = "curated:organisation:membranes"
DIJON = "ror:organisation:01aaaaa11"
BELFORT = "ror:organisation:02bbbbb22"
BUILT_AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)


def _ror(identifier: str, town: str) -> dict[str, object]:
    place = {
        "continent_code": "EU",
        "continent_name": "Europe",
        "country_code": "FR",
        "country_name": "France",
        "country_subdivision_code": "BFC",
        "country_subdivision_name": "Bourgogne-Franche-Comté",
        "lat": 47.3,
        "lng": 5.0,
        "name": town,
    }
    changed = {"date": "2025-04-02", "schema_version": "2.1"}
    return {
        "admin": {"created": changed, "last_modified": changed},
        "domains": [],
        "established": 1998,
        "external_ids": [],
        "id": f"https://ror.org/{identifier}",
        "links": [],
        "locations": [{"geonames_details": place, "geonames_id": 1}],
        "names": [{"lang": "fr", "types": ["label", "ror_display"], "value": NAME}],
        "relationships": [],
        "status": "active",
        "types": ["facility"],
    }


def write_home(folder: Path) -> tuple[Path, Path]:
    """Publish the small atlas, and return its home and the folder of its curated files."""
    home, given = folder / "home", folder / "open"
    curated = write_files(folder / "curated", organisations=ORGANISATIONS + FEMTO + MEMBRANES)
    given.mkdir()
    records = [_ror("01aaaaa11", "Dijon"), _ror("02bbbbb22", "Belfort")]
    (given / "ror_small.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    take(source_definition("ror"), given, raw_folder(home, "ror"), BUILT_AT.date())
    publish(home, curated, BUILT_AT)
    return home, curated


def publish(home: Path, curated: Path, built_at: dt.datetime) -> None:
    """Build the atlas of the small home anew."""
    publish_region(home, bundled_region(), fetched_folders(home) | {"curated": curated}, built_at)
