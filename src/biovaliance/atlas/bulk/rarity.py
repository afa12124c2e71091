"""How rare each word of the names is, counted where the records lie.

The rarity of a word is a whole number: 1 for a word that more than half of the records bear, and one more
each time the number of records can be halved again. It is the inverse document frequency with logarithm
to base 2, rounded down, plus 1. Whole numbers, because sums of fractions depend on the order in which an
engine adds them, and because logarithms differ in the last digit between engines.
"""

from typing import Any

import ibis
import ibis.expr.types as ir


def word_counts(records: ir.Table) -> ir.Table:
    """Return each word with the number of records that bear it: columns `word`, `bearers`."""
    words = records.select("record_id", word=records.words.unnest())
    return words.group_by("word").aggregate(bearers=words.count())


def with_rarity(counts: ir.Table, records: int) -> ir.Table:
    """Return the counts with column `rarity`: 1 + floor(log2(records / bearers)), in whole numbers only."""
    rarity: Any = ibis.literal(1, "int64")
    for halvings in range(1, max(1, records).bit_length()):
        rarity = rarity + (counts.bearers * 2**halvings <= records).cast("int64")
    return counts.mutate(rarity=rarity)
