"""A pool of candidates from a file of profiles, with what calls ask of partners where the file tells it.

Beside what every profile has ({"id", "name", "documents", "concepts"}) a row may carry, each one optional and
unknown where it is absent:

    "kinds"        how calls call it: ["company", "sme"]; see `PartnerKind`
    "country"      two letters: "FR"
    "area"         department or canton: "FR-25", "CH-JU"
    "region"       any code that tells regions apart
    "town"         where it is, in words
    "coordinates"  [latitude, longitude] in degrees
    "founded"      year, month or day: "2019", "2019-05"
    "linked_to"    ids of profiles under the same control; an empty list says that there are none
    "worked_with"  ids of profiles it has worked with
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.errors import InputError, Problem
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.places import Coordinates
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.partners import Partner
from biovaliance.synergies.consortium.candidates import Pool, Step, pool_of
from biovaliance.synergies.profiles import PastLink, Profile, read_profiles
from biovaliance.synergies.rows import Reading
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus

_COUNTRY = re.compile(r"[A-Z]{2}")
_AREA = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_KINDS = {str(kind): kind for kind in PartnerKind}
_TOGETHER = Text("worked together, as the profile says", "ont travaillé ensemble, d’après le profil")


def read_pool(
    lines: Iterable[str],
    file: str,
    tagger: Tagger,
    thesaurus: Thesaurus,
    language: Language = "en",
    progress: Step | None = None,
) -> tuple[Pool, tuple[Problem, ...]]:
    """Return the pool of a JSON Lines file of profiles, and what was wrong, told in `language`."""
    kept = list(lines)
    profiles, problems = read_profiles(kept, file, tagger, thesaurus, language)
    reading = Reading(file, language)
    rows = _rows(kept, file, language)
    found: list[Profile] = []
    partners: dict[str, Partner] = {}
    for profile in profiles:
        line, row = rows[profile.id]
        partners[profile.id] = _partner(reading, line, row, profile)
        found.append(_placed(reading, line, row, profile))
    every = sorted((*problems, *reading.problems), key=lambda each: each.line)
    return pool_of(found, partners, tagger, progress=progress), tuple(every)


def _rows(lines: Iterable[str], file: str, language: Language) -> dict[str, tuple[int, Mapping[str, Any]]]:
    """Return the first row of each identifier with its line; what is wrong was told when it was read."""
    found: dict[str, tuple[int, Mapping[str, Any]]] = {}
    for line, row in Reading(file, language).rows(lines):
        found.setdefault(str(row.get("id")), (line, row))
    return found


def _partner(reading: Reading, line: int, row: Mapping[str, Any], profile: Profile) -> Partner:
    linked = reading.texts(line, row, "linked_to")
    return Partner(
        profile.id,
        profile.name,
        kinds=_kinds(reading, line, row),
        country=_code(reading, line, row, "country", _COUNTRY),
        area=_code(reading, line, row, "area", _AREA),
        place=_word(reading, line, row, "town"),
        region=_word(reading, line, row, "region"),
        founded=_founded(reading, line, row),
        linked_to=frozenset(linked),
        ties_known=isinstance(row.get("linked_to"), list),
    )


def _placed(reading: Reading, line: int, row: Mapping[str, Any], profile: Profile) -> Profile:
    past = tuple(PastLink(each, _TOGETHER) for each in reading.texts(line, row, "worked_with"))
    place = _coordinates(reading, line, row)
    return replace(profile, past_links=past, place=place, town=_word(reading, line, row, "town", told=False))


def _kinds(reading: Reading, line: int, row: Mapping[str, Any]) -> frozenset[PartnerKind]:
    kinds = set()
    for each in reading.texts(line, row, "kinds"):
        kind = _KINDS.get(each.strip().lower().replace("-", "_").replace(" ", "_"))
        if kind is None:
            reading.report(line, "kinds", each, (NO_KIND, SEE_KINDS), dropped=False)
        else:
            kinds.add(kind)
    return frozenset(kinds)


def _code(reading: Reading, line: int, row: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    found = row.get(name)
    if found is None or found == "":
        return ""
    code = found.strip().upper() if isinstance(found, str) else ""
    if not pattern.fullmatch(code):
        mend = WRITE_COUNTRY if name == "country" else WRITE_AREA
        reading.report(line, name, found, (NO_CODE, mend), dropped=False)
        return ""
    return code


def _word(reading: Reading, line: int, row: Mapping[str, Any], name: str, *, told: bool = True) -> str:
    found = row.get(name)
    if found is None or isinstance(found, str):
        return (found or "").strip()
    if told:
        reading.report(line, name, found, (NO_WORD, WRITE_WORD), dropped=False)
    return ""


def _founded(reading: Reading, line: int, row: Mapping[str, Any]) -> PartialDate | None:
    found = row.get("founded")
    if found is None or found == "":
        return None
    try:
        return PartialDate.parse(str(found))
    except InputError:
        reading.report(line, "founded", found, (NO_DATE, WRITE_DATE), dropped=False)
        return None


def _coordinates(reading: Reading, line: int, row: Mapping[str, Any]) -> Coordinates | None:
    found = row.get("coordinates")
    if found is None:
        return None
    numbers = found if isinstance(found, list) else []
    try:
        if len(numbers) == 2 and all(type(each) in {int, float} for each in numbers):
            return Coordinates(float(numbers[0]), float(numbers[1]))
    except (InputError, OverflowError):
        pass
    reading.report(line, "coordinates", found, (NO_PLACE, WRITE_PLACE), dropped=False)
    return None


NO_KIND = Text(
    "is no kind of partner; the row is kept without it.",
    "n’est pas une sorte de partenaire ; la ligne est gardée sans elle.",
)
SEE_KINDS = Text(
    f"Write one of: {', '.join(_KINDS)}.",
    f"Écrivez l’un de ces mots : {', '.join(_KINDS)}.",
)
NO_CODE = Text(
    "is no such code; the row is kept without it.", "n’est pas un tel code ; la ligne est gardée sans lui."
)
WRITE_COUNTRY = Text("Write two letters, such as FR.", "Écrivez deux lettres, comme FR.")
WRITE_AREA = Text("Write it as FR-25 or CH-JU.", "Écrivez-le ainsi : FR-25 ou CH-JU.")
NO_WORD = Text(
    "is no text; the row is kept without it.", "n’est pas un texte ; la ligne est gardée sans lui."
)
WRITE_WORD = Text("Write it between quotation marks.", "Écrivez-le entre guillemets droits.")
NO_DATE = Text(
    "is no date; the row is kept without it.", "n’est pas une date ; la ligne est gardée sans elle."
)
WRITE_DATE = Text(
    "Write a year, 2019, or a day, 2019-05-03.", "Écrivez une année, 2019, ou un jour, 2019-05-03."
)
NO_PLACE = Text(
    "is no place on Earth; the row is kept without it.",
    "n’est pas un point sur Terre ; la ligne est gardée sans lui.",
)
WRITE_PLACE = Text("Write [latitude, longitude] in degrees.", "Écrivez [latitude, longitude] en degrés.")
