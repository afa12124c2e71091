"""A receipt says of a file where it came from, when, under which licence, and how to recognise it."""

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from biovaliance.foundation.errors import InputError

SUFFIX = ".receipt.json"
_DATE_IN_NAME = re.compile(r"[_-]((?:19|20)\d\d(?:-\d\d){0,2})(?=\.)")


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a file came from. `rows` is 0 where nobody counted; addresses never hold an API key.

    `taken_on` is the day of the download (ISO 8601, UTC), '' where the file was there already and
    nobody wrote it down; `stated_on` the date of the data as far as it is known.
    """

    file: str
    source_key: str = ""
    address: str = ""
    taken_on: str = ""
    stated_on: str = ""
    sha256: str = ""
    bytes: int = 0
    rows: int = 0
    licence: str = ""
    etag: str = ""
    last_modified: str = ""

    def dumps(self) -> str:
        """Return the receipt as JSON for people."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def loads(cls, text: str, place: str) -> Self:
        """Read what `dumps` wrote.

        Raises:
            InputError: the text is no receipt; the message names the place and the first fault.
        """
        try:
            data: Any = json.loads(text)
        except ValueError as error:
            raise InputError(f"{place}: {error}; expected the receipt that was written.") from None
        known = {each.name: each.type for each in fields(cls)}
        if not isinstance(data, dict) or not data.keys() <= known.keys() or "file" not in data:
            raise InputError(f"{place}: this is no receipt; expected {', '.join(known)}.")
        for name, value in data.items():
            expected = int if name in ("bytes", "rows") else str
            if not isinstance(value, expected):
                raise InputError(f"{place}: {name} is {value!r}; expected {expected.__name__}.")
        return cls(**data)


def date_in_name(file_name: str) -> str:
    """Return the date a publisher put at the end of a file name, '' where there is none."""
    match = _DATE_IN_NAME.search(file_name)
    return match[1] if match else ""
