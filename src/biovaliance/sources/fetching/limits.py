"""How much, how long and how often a fetch may ask, and what it says when it must stop."""

from dataclasses import dataclass

import biovaliance
from biovaliance.foundation.errors import BiovalianceError

CONTACT = "https://github.com/biovaliance/biovaliance/issues"
USER_AGENT = f"biovaliance/{biovaliance.__version__} (+{CONTACT})"


class FetchError(BiovalianceError):
    """A source could not be fetched: which address, what was found, what is expected, how to mend it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request; sizes in bytes, times in seconds.

    `largest_ratio` bounds how many times larger than its compressed form an answer may get; it counts
    from `smallest_bomb` on, since short answers compress very well.
    """

    largest: int = 2 * 1024**3
    largest_ratio: float = 200.0
    smallest_bomb: int = 16 * 1024**2
    silence_s: float = 30.0
    longest_s: float = 1800.0
    attempts: int = 6
    first_wait_s: float = 1.0
    longest_wait_s: float = 120.0
    redirects: int = 5
