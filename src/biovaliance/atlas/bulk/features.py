"""What can be said about a pair of records where they lie, and a score to leave out what is hopeless.

All features are symmetric, and each share is one division of two whole numbers. The score is a screen, not
a probability: it decides which pairs the comparison in Python (atlas/identity/matching.py) is asked about.
Its weights were set by hand, generously; the comparison judges.

    an identifier in common                                    1
    else   0.8 x likeness of the names + town, department or country + 0, less 0.2 per contradiction

    likeness   the largest of: 1 for a name in common, overlap of the words weighed by rarity (of both, or
               three quarters of that of the smaller), likeness of letters beyond one half, doubled (any two
               names agree in some letters), and 0.6 for an acronym in common
    place      0.20 for the same town, else 0.15 for the town of one in the name of the other or for the same
               department, else 0.05 for the same country
"""

from collections.abc import Callable
from functools import partial
from itertools import combinations_with_replacement, pairwise
from typing import Any

import ibis
import ibis.expr.types as ir

from biovaliance.atlas.bulk.engines import Engine
from biovaliance.atlas.bulk.rarity import with_rarity

THOUSAND = 1000
FEATURES = (
    "by_identifier",
    "by_name",
    "by_word",
    "by_acronym",
    "by_key",
    "same_source",
    "shared_identifiers",
    "contradicting_identifiers",
    "same_name",
    "same_acronym",
    "shared_words",
    "word_overlap_share",
    "word_containment_share",
    "rarity_overlap_share",
    "rarity_containment_share",
    "name_likeness_share",
    "same_town",
    "town_in_name",
    "same_department",
    "same_country",
    "score",
)
_RECORD_COLUMNS = (
    "record_key",
    "source_key",
    "names",
    "latin_name",
    "words",
    "acronyms",
    "initials",
    "identifiers",
    "schemes",
    "town",
    "department",
    "country",
)


def compare_pairs(
    pairs: ir.Table, records: ir.Table, counts: ir.Table, total: int, engine: Engine
) -> ir.Table:
    """Return the pairs as `left_key` < `right_key` with all features, one row each.

    Records are wide and pairs many: putting both records beside every pair at once would send tens of
    gigabytes to disk. So the record ids are cut into ranges of which the engine holds two at a time, and
    the pairs of each two ranges are compared on their own.

    Args:
        pairs: as `blocking.pair_up` returns them.
        records: the record table, of `total` rows.
        counts: its words with the number of bearers.
        engine: where they lie.
    """
    rarity = engine.keep(with_rarity(counts, total), "rarity")
    ranges = id_ranges(total, engine.records_at_once)
    sides = [
        engine.keep(_with_weight(_in_range(records, "record_id", each), rarity), f"side_{number}")
        for number, each in enumerate(ranges)
    ]
    cells = combinations_with_replacement(range(len(ranges)), 2)  # since low_id < high_id
    return engine.keep_parts(
        (
            _compared(
                _in_range(_in_range(pairs, "low_id", ranges[low]), "high_id", ranges[high]),
                (sides[low], sides[high]),
                rarity,
                partial(engine.keep, name=f"seen_alone_{low}_{high}"),
            )
            for low, high in cells
        ),
        "compared",
    )


def id_ranges(total: int, at_once: int | None) -> list[tuple[int, int]]:
    """Return ranges, last included, that cut all record ids into parts of about `at_once` records.

    Ids are spread evenly over 64 bits, as they come from a hash.
    """
    parts = max(1, -(-total // at_once)) if at_once else 1
    edges = [-(2**63) + part * 2**64 // parts for part in range(parts + 1)]
    return [(first, after - 1) for first, after in pairwise(edges)]


def _in_range(table: ir.Table, column: str, limits: tuple[int, int]) -> ir.Table:
    if limits == (-(2**63), 2**63 - 1):
        return table
    return table.filter(table[column].between(*limits))


def _with_weight(records: ir.Table, rarity: ir.Table) -> ir.Table:
    """Return what of the records is compared, with the rarities of their words added up."""
    words = records.select("record_id", word=records.words.unnest()).join(rarity, "word")
    weights = words.group_by("record_id").aggregate(weight=words.rarity.sum().cast("int64"))
    joined = records.left_join(weights, "record_id", rname="{name}_weighed")
    return joined.select("record_id", *_RECORD_COLUMNS, weight=joined.weight.fill_null(0))


def _compared(
    pairs: ir.Table, sides: tuple[ir.Table, ir.Table], rarity: ir.Table, keep: Callable[[ir.Table], ir.Table]
) -> ir.Table:
    seen = keep(_seen_alone(_beside(pairs, *sides)))
    shared = seen.select("low_id", "high_id", word=seen.shared.unnest()).join(rarity, "word")
    shared = shared.group_by("low_id", "high_id").aggregate(shared_weight=shared.rarity.sum().cast("int64"))
    weighed = seen.drop("shared").left_join(shared, ["low_id", "high_id"], rname="{name}_shared")
    return _scored(_weighed_shares(weighed)).select("left_key", "right_key", *FEATURES)


def _beside(pairs: ir.Table, low_side: ir.Table, high_side: ir.Table) -> ir.Table:
    """Put both records beside each pair: columns of the lower id as `low_`, of the higher as `high_`."""
    other = high_side.view()
    low = low_side.rename({f"low_{name.removeprefix('record_')}": name for name in low_side.columns})
    high = other.rename({f"high_{name.removeprefix('record_')}": name for name in other.columns})
    return pairs.join(low, "low_id").join(high, "high_id")


def _seen_alone(beside: ir.Table) -> ir.Table:
    """Return what two records tell without knowing the others, and the words they share."""

    def both(name: str) -> tuple[Any, Any]:
        return beside[f"low_{name}"], beside[f"high_{name}"]

    def in_common(name: str) -> Any:
        low, high = both(name)
        return low.intersect(high)

    (low_key, high_key), (low_source, high_source) = both("key"), both("source_key")
    (low_words, high_words), (low_latin, high_latin) = both("words"), both("latin_name")
    low_acronyms, high_acronyms = both("acronyms")
    low_initials, high_initials = both("initials")
    same_identifiers = in_common("identifiers")
    same_schemes = same_identifiers.map(lambda identifier: identifier["scheme"]).unique()
    shared = low_words.intersect(high_words)
    same_name = in_common("names").length() > 0
    smaller = ibis.least(low_words.length(), high_words.length())
    shorter = ibis.least(low_latin.length(), high_latin.length())
    longer = ibis.greatest(low_latin.length(), high_latin.length())
    acronyms = (
        low_acronyms.intersect(high_acronyms).length()
        + low_acronyms.intersect(high_initials).length()
        + low_initials.intersect(high_acronyms).length()
    )
    return beside.select(
        "low_id",
        "high_id",
        "low_weight",
        "high_weight",
        "by_identifier",
        "by_name",
        "by_word",
        "by_acronym",
        "by_key",
        left_key=ibis.least(low_key, high_key),
        right_key=ibis.greatest(low_key, high_key),
        same_source=low_source == high_source,
        shared_identifiers=same_identifiers.length(),
        contradicting_identifiers=in_common("schemes").length() - same_schemes.length(),
        same_name=same_name,
        same_acronym=acronyms > 0,
        shared=shared,
        shared_words=shared.length(),
        word_overlap_share=_share(
            shared.length(), low_words.length() + high_words.length() - shared.length()
        ),
        word_containment_share=_share(shared.length(), smaller),
        name_likeness_share=ibis.cases(
            (same_name, 1.0),
            # Names of which one is twice as long are unlike, and measuring that costs most of the time.
            (2 * shorter >= longer, _share(longer - low_latin.levenshtein(high_latin), longer)),
        ),
        same_town=beside.low_town == beside.high_town,
        town_in_name=(
            high_words.contains(beside.low_town).fill_null(False)
            | low_words.contains(beside.high_town).fill_null(False)
        ),
        same_department=beside.low_department == beside.high_department,
        same_country=beside.low_country == beside.high_country,
    )


def _weighed_shares(weighed: ir.Table) -> ir.Table:
    common = weighed.shared_weight.fill_null(0)
    low, high = weighed.low_weight, weighed.high_weight
    return weighed.mutate(
        rarity_overlap_share=_share(common, low + high - common),
        rarity_containment_share=_share(common, ibis.least(low, high)),
    )


def _scored(table: ir.Table) -> ir.Table:
    likeness = ibis.greatest(
        ibis.ifelse(table.same_name, THOUSAND, 0),
        ibis.ifelse(table.same_acronym, 600, 0),
        _thousandths(table.rarity_overlap_share),
        _thousandths(table.rarity_containment_share) * 3 // 4,
        2 * _thousandths(table.name_likeness_share) - THOUSAND,
    )
    place = ibis.cases(
        (table.same_town.fill_null(False), 200),
        (table.town_in_name | table.same_department.fill_null(False), 150),
        (table.same_country.fill_null(False), 50),
        else_=0,
    )
    doubtful = likeness * 4 // 5 + place - 200 * table.contradicting_identifiers
    score = ibis.ifelse(table.shared_identifiers > 0, THOUSAND, ibis.greatest(doubtful, 0))
    return table.mutate(score=_share(score, ibis.literal(THOUSAND)))


def _share(part: Any, whole: Any) -> Any:
    """Return one division, empty when there is nothing to divide by: the same bits in both engines."""
    return part.cast("float64") / whole.cast("float64").nullif(0.0)


def _thousandths(share: Any) -> Any:
    """Return a share in whole thousandths, rounded down, 0 when it is empty."""
    return (share.fill_null(0.0) * float(THOUSAND)).floor().cast("int64")
