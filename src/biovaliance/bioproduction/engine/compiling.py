"""How the functions of the kernel are compiled: as parts of it that Python itself never calls.

A `part` is called, a `piece` is written into its caller: those that every event goes through.
"""

from collections.abc import Callable
from typing import Any

from numba import njit

_AS_PARTS: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "error_model": "numpy"}

part: Callable[[Any], Any] = njit(**_AS_PARTS)
piece: Callable[[Any], Any] = njit(**_AS_PARTS, forceinline=True)
