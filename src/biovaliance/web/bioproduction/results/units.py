"""The unit of a number of a scenario, as a reader writes it, with the price year where it is money."""

from biovaliance.web.templatetags.biovaliance import reader_language


def unit_at(place: tuple[str | int, ...], year: int, said: str) -> str:
    """Return the unit that the key at a place names, or that the number says itself."""
    found = said or _unit_of_key(place)
    if reader_language() == "fr":
        found = _IN_FRENCH.get(found, found)
    return f"{found} {year}" if "EUR" in found else found


def _unit_of_key(place: tuple[str | int, ...]) -> str:
    keys = [str(part) for part in place if isinstance(part, str)]
    key = next((part for part in reversed(keys) if "_" in part or part == "share"), keys[-1])
    for end, unit in _UNITS.items():
        if key.endswith(end):
            return unit
    return ""


_IN_FRENCH = {
    "EUR/(m² · y)": "EUR/(m² · an)",
    "EUR/(m2 y)": "EUR/(m² · an)",
    "EUR/m2": "EUR/m²",
    "EUR/y": "EUR/an",
    "d/y": "j/an",
    "1/y": "1/an",
    "1/d": "1/j",
    "y": "an",
    "d": "j",
    "share": "1",
}
_UNITS = {
    "eur_per_m2_year": "EUR/(m² · y)",
    "eur_per_m2": "EUR/m²",
    "eur_per_year": "EUR/y",
    "eur_per_h": "EUR/h",
    "eur_per_batch": "EUR",
    "eur_per_dose": "EUR",
    "_eur": "EUR",
    "_share": "1",
    "share": "1",
    "d_per_year": "d/y",
    "per_year": "1/y",
    "_per_d": "1/d",
    "_years": "y",
    "_m2": "m²",
    "_h": "h",
    "_d": "d",
    "_batch": "1",
}
