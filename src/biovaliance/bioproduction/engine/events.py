"""The kinds of events ahead, the same numbers in both engines."""

ARRIVAL, END, CLEANED, LIMIT, LOSS, BATCH, OPENS, CLOSES, DAY, BREAKS, REPAIRED = range(11)
PATIENCE_H = 17_520.0
"""After two years in which nothing could start, those who wait are stuck."""
