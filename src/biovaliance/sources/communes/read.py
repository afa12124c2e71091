"""Tables of communes into the places a gazetteer knows."""

from collections.abc import Iterator

from biovaliance.sources.files import SourceFiles
from biovaliance.sources.gazetteer import Commune, position_of


def read_communes(files: SourceFiles) -> Iterator[Commune]:
    """Yield the communes of all files, each code once."""
    told: set[str] = set()
    for file in files.of("table"):
        for row in files.rows(file):
            if row["type"] == "commune-actuelle" and row["insee"] not in told:
                told.add(row["insee"])
                files.keep(file)
                yield Commune(
                    row["insee"],
                    row["name"],
                    row["department"],
                    tuple(row["postal_codes"].replace("|", " ").replace(";", " ").split()),
                    position_of(row["lat_centroid"], row["lon_centroid"]),
                    _whole(row["population"]),
                )
    for file in files.of("api"):
        for item in files.items(file):
            code, name = item.text("code"), item.text("nom")
            if not code or not name:
                files.report(item, "code", code, "the commune has no code or no name.", "Fetch it again.")
            elif code not in told:
                told.add(code)
                files.keep(file)
                longitude, latitude = (*item.texts("centre.coordinates"), "", "")[:2]
                yield Commune(
                    code,
                    name,
                    item.text("codeDepartement"),
                    item.texts("codesPostaux"),
                    position_of(latitude, longitude),
                    _whole(item.text("population")),
                )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0
