"""How the functions of the kernel are compiled: as parts of it that Python itself never calls.

A `part` is called, a `piece` is written into its caller: those that every event goes through.
"""

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from numba import njit

_AS_PARTS: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "error_model": "numpy"}

part: Callable[[Any], Any] = njit(**_AS_PARTS)
piece: Callable[[Any], Any] = njit(**_AS_PARTS, forceinline=True)
_READ_BESIDE = ("draws", "events", "model", "replications", "spread")


@cache
def fingerprint() -> int:
    """Return a number that changes with the sources of the kernels; numba itself only looks at one file."""
    digest = blake2b(digest_size=6)
    room = Path(__file__).parent
    for path in [*sorted(room.glob("*.py")), *(room.parent / f"{name}.py" for name in _READ_BESIDE)]:
        digest.update(path.read_bytes())
    return int.from_bytes(digest.digest(), "little") | 1
