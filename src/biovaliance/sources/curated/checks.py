"""What a cell may hold: each check returns the canonical text, or the problem that says how to mend it."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from difflib import get_close_matches
from urllib.parse import urlsplit

from biovaliance.atlas.fields import ValueType
from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.errors import InputError, Problem
from biovaliance.foundation.evidence import Audience, Confidence
from biovaliance.foundation.places import Coordinates
from biovaliance.sources.curated.tables import Row

_PLACE = re.compile(r"https?://[^/]+\.|github:[^/@]+/|npm:@?[\w-]")
_ROR = re.compile(r"https://ror\.org/(0[0-9a-hj-km-np-tv-z]{6})([0-9]{2})")
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(slots=True)
class Checker:
    """Checks the cells of one row and gathers what is wrong."""

    row: Row
    problems: list[Problem]

    def refuse(self, column: str, message: str, mend: str, *, dropped: bool = False) -> str:
        """Report a cell and return '', so that the row goes on without it."""
        self.problems.append(self.row.problem(column, message, mend, dropped=dropped))
        return ""

    def one_of(self, column: str, allowed: Collection[str], what: str) -> str:
        """Return the cell where it is one of `allowed`."""
        value = self.row[column]
        if not value or value in allowed:
            return value
        near = get_close_matches(value, list(allowed), 1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        return self.refuse(
            column, f"this is no {what}.{hint}", f"Expected one of {', '.join(sorted(allowed)[:20])}."
        )

    def date(self, column: str) -> str:
        """Return the cell where it is a day, a month or a year of the calendar."""
        value = self.row[column]
        if not value:
            return ""
        try:
            return str(PartialDate.parse(value))
        except InputError:
            return self.refuse(
                column, "this is no date of the calendar.", "Write YYYY, YYYY-MM or YYYY-MM-DD."
            )

    def whole(self, column: str) -> str:
        """Return the cell where it is a whole number of euros, zero or more."""
        value = self.row[column]
        if not value or value.isdecimal():
            return value
        return self.refuse(column, "expected whole euros, zero or more.", "Write digits only: 17800000.")

    def address(self, column: str) -> str:
        """Return the cell where it is an address of the web."""
        value = self.row[column]
        if not value:
            return ""
        if is_address(value):
            return value
        return self.refuse(column, "this is no address of the web.", "Write it in full, from https:// on.")

    def places(self, column: str) -> list[str]:
        """Return where a row can be checked: addresses, and the words that are none as one citation."""
        places: list[str] = []
        cited: list[str] = []
        for word in self.row[column].split():
            if _PLACE.match(word):
                places.append(word)
            else:
                cited.append(word)
        if cited:
            citation = " ".join(cited)
            self.refuse(
                column,
                f"'{citation}' is no address, so readers cannot follow it.",
                "Write https://…; one space stands between two addresses.",
            )
            places.append(citation)
        return places

    def ror(self, column: str) -> str:
        """Return the cell where it is a ROR identifier with a right check number (ISO 7064, mod 97-10)."""
        value = self.row[column]
        match = _ROR.fullmatch(value)
        if not value or (match and ror_check(match[1]) == match[2]):
            return value
        return self.refuse(
            column, "this is no ROR identifier.", "Write https://ror.org/ and its nine characters."
        )

    def siren(self, column: str) -> str:
        """Return the cell where it is a SIREN number (nine digits, Luhn's check)."""
        value = self.row[column].replace(" ", "")
        if not value or (len(value) == 9 and value.isdecimal() and luhn(value)):
            return value
        return self.refuse(
            column, "this is no SIREN number.", "Write its nine digits; the last one is a check."
        )

    def coordinates(self) -> str:
        """Return 'latitude,longitude' of the row, '' where there is none."""
        latitude, longitude = self.row["latitude"], self.row["longitude"]
        if not latitude and not longitude:
            return ""
        if not latitude or not longitude:
            missing = "longitude" if latitude else "latitude"
            return self.refuse(
                missing, "a position needs both latitude and longitude.", f"Write the {missing}."
            )
        try:
            place = Coordinates(float(latitude), float(longitude))
        except InputError as error:
            column = "latitude" if str(error).startswith("latitude") else "longitude"
            return self.refuse(column, str(error), "The row is kept without its position.")
        except ValueError:
            return self.refuse("latitude", "a position is told in decimal degrees.", "Write 47.24878.")
        return f"{place.latitude:g},{place.longitude:g}" if len(latitude) < 4 else f"{latitude},{longitude}"

    def confidence(self) -> Confidence:
        """Return the confidence of the row; what is not known counts as low."""
        value = self.one_of("confidence", [str(each) for each in Confidence], "confidence")
        return Confidence(value) if value else Confidence.LOW

    def audience(self) -> Audience:
        """Return for whom the row is meant; what cannot be read is for the team alone."""
        value = self.row["audience"]
        if not value:
            return Audience.PUBLIC
        return Audience(self.one_of("audience", [str(each) for each in Audience], "audience") or "team")

    def reference(self, column: str, value: str, known: Collection[str], what: str) -> bool:
        """Whether `value` names a row that exists; where not, the reference is left out and reported."""
        if value in known:
            return True
        near = get_close_matches(value, list(known), 1, 0.75)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        message = f"no {what} has this identifier, so the reference is left out.{hint}"
        mend = f"Expected the id of a row of the {what}s file."
        self.problems.append(replace(self.row.problem(column, message, mend, dropped=False), value=value))
        return False

    def period(self, first: str, last: str) -> tuple[str, str]:
        """Return both dates; an end before the start is left out."""
        start, end = self.date(first), self.date(last)
        if start and end and PartialDate.parse(end).last_day < PartialDate.parse(start).first_day:
            return start, self.refuse(last, f"the end lies before the start ({start}).", "Check both dates.")
        return start, end


def is_address(value: str) -> bool:
    """Whether a text is an address of the web."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and " " not in value


def ror_check(body: str) -> str:
    """Return the two check digits of a ROR identifier's body (leading 0 and six characters)."""
    number = 0
    for character in body:
        number = number * 32 + _CROCKFORD.index(character)
    return f"{98 - (number * 100) % 97:02d}"


def luhn(digits: str) -> bool:
    """Whether the digits pass Luhn's check (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def fits(value_type: ValueType, value: str) -> bool:
    """Whether a text is a value of a type, for files that name their field (claims)."""
    match value_type:
        case ValueType.DATE:
            try:
                PartialDate.parse(value)
            except InputError:
                return False
            return True
        case ValueType.MONEY_EUR:
            return value.isdecimal()
        case ValueType.NUMBER:
            try:
                return float(value) >= 0
            except ValueError:
                return False
        case ValueType.COUNT:
            label, _bar, number = value.rpartition("|")
            return bool(label) and number.isdecimal() and number.isascii()
        case ValueType.ADDRESS:
            return is_address(value)
        case ValueType.COORDINATES:
            try:
                latitude, longitude = value.split(",")
                Coordinates(float(latitude), float(longitude))
            except ValueError:
                return False
            return True
        case _:
            return True
