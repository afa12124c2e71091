"""What both engines agree on beside the model: kinds of events, draws of pools, tolerances."""

ARRIVAL, END, CLEANED, LIMIT, LOSS, BATCH, OPENS, CLOSES, DAY, BREAKS, REPAIRED = range(11)
DELIVERED, STANDING, REVIEW, EXPIRES = range(11, 15)
"""Events of stocks; the kernel has room for kinds up to 15."""
PATIENCE_H = 17_520.0
"""After two years in which nothing could start, those who wait are stuck."""

ABSENT, BREAKS_AFTER, REPAIRED_AFTER = range(3)
"""What a number drawn for a unit of a pool is for."""
MARGIN = 1e-9
"""Hours by which work may end after closing and still fit: what rounding may add."""
