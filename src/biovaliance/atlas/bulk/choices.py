"""What a person may choose about the bulk steps; apart, so that naming it does not import Ibis."""

import re
from enum import StrEnum

from biovaliance.foundation.errors import InputError

DEFAULT_MEMORY = "4GB"
LEAST_SCORE = 0.3
_MEMORY = re.compile(r"(\d+(?:\.\d+)?)\s*([MG])i?B?", re.IGNORECASE)


class EngineName(StrEnum):
    """What runs the heavy steps."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def megabytes_of(memory: str) -> int:
    """Return a cap on memory in megabytes.

    Raises:
        InputError: it is no number with MB or GB.
    """
    found = _MEMORY.fullmatch(memory.strip())
    megabytes = int(float(found[1]) * (1000 if found[2].upper() == "G" else 1)) if found else 0
    if megabytes < 1:
        raise InputError(f"Memory cap '{memory}': expected a number with MB or GB (write 4GB, or 800MB).")
    return megabytes
