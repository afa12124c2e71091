"""Cells that double, and doses that a vector batch holds."""

import math

from biovaliance.foundation.errors import InputError


def expanded_cells(cells: float, doubling_h: float, duration_h: float) -> float:
    """Return how many cells there are after some hours of doubling at a constant rate.

    Raises:
        InputError: a number is negative, or the doubling time is not above 0.
    """
    if not doubling_h > 0 or not cells >= 0 or not duration_h >= 0:
        raise InputError(
            f"{cells:g} cells, doubling in {doubling_h:g} h, for {duration_h:g} h; expected a doubling time "
            "above 0 and nothing negative."
        )
    return cells * math.pow(2.0, duration_h / doubling_h)


def expansion_time_h(cells: float, wanted_cells: float, doubling_h: float) -> float:
    """Return the hours of doubling until there are enough cells; 0 where there are already.

    Raises:
        InputError: a number is not above 0.
    """
    if not cells > 0 or not wanted_cells > 0 or not doubling_h > 0:
        raise InputError(
            f"{cells:g} to {wanted_cells:g} cells, doubling in {doubling_h:g} h; expected all above 0."
        )
    return max(0.0, doubling_h * math.log2(wanted_cells / cells))


def vector_doses(
    titre_vg_per_l: float, volume_l: float, recovered_share: float, dose_vg: float, *, batches: float = 1.0
) -> float:
    """Return the doses in batches of a viral vector: titre x volume x recovery x batches / dose.

    Raises:
        InputError: a number is not above 0, or the share is above 1.
    """
    numbers = titre_vg_per_l, volume_l, recovered_share, dose_vg, batches
    if not all(number > 0 for number in numbers) or recovered_share > 1:
        raise InputError(
            f"Titre {titre_vg_per_l:g} vg/L, volume {volume_l:g} L, recovered share {recovered_share:g}, "
            f"dose {dose_vg:g} vg, {batches:g} batches; expected all above 0 and a share of up to 1 (write "
            "0.3 for 30 %)."
        )
    return titre_vg_per_l * volume_l * recovered_share * batches / dose_vg
