"""How the functions of the kernel are compiled: as parts of it that Python itself never calls."""

from collections.abc import Callable
from typing import Any

from numba import njit

part: Callable[[Any], Any] = njit(
    no_cpython_wrapper=True, no_cfunc_wrapper=True, error_model="numpy", _nrt=False
)
