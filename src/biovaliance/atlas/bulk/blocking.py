"""Which pairs of records are worth a look: those that share something rare.

    identifier   the same identifier of the same scheme
    name         a folded name, full name or alias in common
    word         a rare word: among the rarest three of both, borne by few
    acronym      an acronym one of them states, and the other states or has as initials
    key          what the comparison looks at (atlas/identity/matching.py): a unit number, a name without
                 its small words, a long name that begins or ends alike in the same town

Records that share such a value are a block, and all pairs of a block are candidates. A block can explode: a
thousand records named "SCI du Parc" are half a million pairs. So a block that is too large is divided by
town, and a part that is still too large is left out; a large block of one identifier becomes a star, each
record paired with one of them, so that none is lost. What was left out is counted.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from biovaliance.atlas.bulk.engines import Engine
from biovaliance.atlas.bulk.rarity import word_counts

RULES = ("identifier", "name", "word", "acronym", "key")
_TELLING = ("identifier", "key")
_BLOCK = ["rule", "kind", "value"]


@dataclass(frozen=True, slots=True)
class BlockingLimits:
    """How much is too much.

    A word is rare when at most one record in `common_one_in` bears it, and at least `always_rare` may;
    of each record, the `words_per_record` rarest that another record bears too are looked at. An identifier
    or a key of the comparison tells more than a word, so that their blocks may be larger.
    """

    largest_block: int = 50
    largest_telling_block: int = 150
    words_per_record: int = 3
    common_one_in: int = 32
    always_rare: int = 20

    def most_bearers(self, records: int) -> int:
        """Return how many of so many records may bear a rare word."""
        return max(self.always_rare, records // self.common_one_in)

    def exceeded_by(self, sizes: ir.Table) -> Any:
        """Return whether each of some blocks, with `rule` and `size`, is too large."""
        telling = sizes.rule.isin(_TELLING)
        return sizes.size > ibis.ifelse(telling, self.largest_telling_block, self.largest_block)


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What one rule proposed and left out.

    `pairs` counts the pairs of its blocks, some of which other rules propose too; `pairs_left_out` those
    of the blocks that were too large and not saved by division or star.
    """

    rule: str
    blocks: int = 0
    pairs: int = 0
    blocks_too_large: int = 0
    parts_by_town: int = 0
    parts_left_out: int = 0
    stars: int = 0
    pairs_left_out: int = 0


@dataclass(frozen=True, slots=True)
class BlockingReport:
    """What blocking proposed and left out, rule by rule, and how many words were too common to look at."""

    records: int
    words: int
    words_too_common: int
    rules: tuple[RuleReport, ...]


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks small enough to pair, the stars, and what was counted on the way."""

    members: ir.Table
    stars: ir.Table
    report: BlockingReport


def make_blocks(
    records: ir.Table, counts: ir.Table, total: int, engine: Engine, limits: BlockingLimits
) -> Blocks:
    """Return the blocks of a record table with `total` rows and these counts of words."""
    rows = engine.keep(_block_rows(records, counts, limits.most_bearers(total), limits), "block_rows")
    sizes = engine.keep(_sizes(rows, _BLOCK), "block_sizes")
    too_large = sizes.filter(limits.exceeded_by(sizes))
    whole = _of_blocks(rows, sizes.filter(~limits.exceeded_by(sizes))).mutate(part=ibis.literal(""))
    divisible = _of_blocks(rows.filter(rows.rule != "identifier", rows.town.notnull()), too_large)
    divisible = engine.keep(divisible.mutate(part=divisible.town), "divided_rows")
    part_sizes = engine.keep(_sizes(divisible, [*_BLOCK, "part"]), "part_sizes")
    small_parts = part_sizes.filter(~limits.exceeded_by(part_sizes))
    parts = divisible.semi_join(small_parts, [*_BLOCK, "part"])
    members = engine.keep(whole.union(parts.select(*whole.columns)), "blocks")
    stars = engine.keep(_of_blocks(rows, too_large.filter(too_large.rule == "identifier")), "stars")
    common = counts.bearers > limits.most_bearers(total)
    words = engine.rows(counts.aggregate(words=counts.count(), common=counts.count(where=common)))[0]
    report = BlockingReport(
        total, words["words"], words["common"], _rule_reports(sizes, part_sizes, limits, engine)
    )
    return Blocks(members, stars, report)


def pair_up(blocks: Blocks, *, once: Collection[str] | None = ()) -> ir.Table:
    """Return each pair of records that share a block once: two record ids, and by which rules.

    Columns `low_id` < `high_id`, and `by_identifier`, `by_name`, `by_word`, `by_acronym`, `by_key`. Two
    records of a source in `once` are no pair; None stands for all sources.
    """
    proposed = _pairs_of_blocks(blocks.members, once).union(_pairs_of_stars(blocks.stars, once))
    return proposed.group_by("low_id", "high_id").aggregate(
        **{f"by_{rule}": (proposed.rule == rule).any() for rule in RULES}
    )


def _pairs_of_blocks(members: ir.Table, once: Collection[str] | None) -> ir.Table:
    other = members.view()
    joined = members.join(
        other,
        [*_BLOCK, "part", members.record_id < other.record_id, *_sources(members, other, once)],
        rname="{name}_other",
    )
    return joined.filter(joined.stated | joined.stated_other).select(
        "rule", low_id=joined.record_id, high_id=joined.record_id_other
    )


def _pairs_of_stars(stars: ir.Table, once: Collection[str] | None) -> ir.Table:
    """Pair each record of a star with its middle, and, if sources are to differ, with one of another source.

    Without the latter, the records of the middle's own source would be paired with nothing.
    """
    middles = stars.group_by(_BLOCK).aggregate(middle_id=stars.record_id.min())
    middles = middles.join(
        stars.select(*_BLOCK, "source_key", middle_id=stars.record_id), [*_BLOCK, "middle_id"]
    )
    if once is None or once:
        first = middles.select(*_BLOCK, first_source=middles.source_key)
        others = stars.join(first, _BLOCK)
        others = others.filter(others.source_key != others.first_source)
        second = others.group_by(_BLOCK).aggregate(middle_id=others.record_id.min())
        second = second.join(
            stars.select(*_BLOCK, "source_key", middle_id=stars.record_id), [*_BLOCK, "middle_id"]
        )
        middles = middles.union(second.select(*middles.columns))
    joined = stars.join(
        middles,
        [*_BLOCK, stars.record_id != middles.middle_id, *_sources(stars, middles, once)],
        rname="{name}_middle",
    )
    return joined.select(
        "rule",
        low_id=ibis.least(joined.record_id, joined.middle_id),
        high_id=ibis.greatest(joined.record_id, joined.middle_id),
    )


def _sources(left: ir.Table, right: ir.Table, once: Collection[str] | None) -> list[Any]:
    if once is None:
        return [left.source_key != right.source_key]
    return [(left.source_key != right.source_key) | left.source_key.notin(sorted(once))] if once else []


def _block_rows(records: ir.Table, counts: ir.Table, most_bearers: int, limits: BlockingLimits) -> ir.Table:
    """Return one row per record and value it may be found by."""
    identifier = records.select(*_FROM_RECORD, found=records.identifiers.unnest())
    value = identifier.found["scheme"] + ":" + identifier.found["value"]
    return _union(
        [
            _rows_of("identifier", identifier.mutate(value=value)),
            _rows_of("name", records.select(*_FROM_RECORD, value=records.names.unnest())),
            _rows_of("word", _rarest_words(records, counts, most_bearers, limits.words_per_record)),
            _rows_of("acronym", records.select(*_FROM_RECORD, value=records.acronyms.unnest())),
            _rows_of("acronym", records.select(*_FROM_RECORD, value=records.initials.unnest()), stated=False),
            _rows_of("key", records.select(*_FROM_RECORD, value=records.keys.unnest())),
        ]
    )


_FROM_RECORD = ("record_id", "kind", "source_key", "town")


def _rows_of(rule: str, table: ir.Table, *, stated: bool = True) -> ir.Table:
    return table.select(*_FROM_RECORD, "value", rule=ibis.literal(rule), stated=ibis.literal(stated))


def _rarest_words(records: ir.Table, counts: ir.Table, most_bearers: int, how_many: int) -> ir.Table:
    words = records.select(*_FROM_RECORD, word=records.words.unnest())
    # A word that one record bears leads nowhere.
    rare = words.join(counts.filter(counts.bearers >= 2, counts.bearers <= most_bearers), "word")
    rarest_first = ibis.window(group_by=rare.record_id, order_by=[rare.bearers, rare.word])
    ranked = rare.mutate(place=ibis.row_number().over(rarest_first))
    return ranked.filter(ranked.place < how_many).mutate(value=ranked.word)


def _sizes(rows: ir.Table, block: list[str]) -> ir.Table:
    """Return the number of records of each block that has two at least."""
    sizes = rows.group_by(block).aggregate(size=rows.count())
    return sizes.filter(sizes.size >= 2)


def _of_blocks(rows: ir.Table, sizes: ir.Table) -> ir.Table:
    return rows.semi_join(sizes, _BLOCK)


def _union(tables: Iterable[ir.Table]) -> ir.Table:
    return reduce(lambda left, right: left.union(right.select(*left.columns)), tables)


def _rule_reports(
    sizes: ir.Table, parts: ir.Table, limits: BlockingLimits, engine: Engine
) -> tuple[RuleReport, ...]:
    by_block = {row["rule"]: row for row in engine.rows(_counted(sizes, limits))}
    by_part = {row["rule"]: row for row in engine.rows(_counted(parts, limits))}
    nothing = {"blocks": 0, "large": 0, "members_of_large": 0, "pairs": 0, "pairs_of_large": 0}
    reports = []
    for rule in RULES:
        block, part = by_block.get(rule, nothing), by_part.get(rule, nothing)
        is_star = rule == "identifier"
        in_stars = block["members_of_large"] - block["large"] if is_star else 0
        reports.append(
            RuleReport(
                rule,
                blocks=block["blocks"],
                pairs=block["pairs"] + part["pairs"] + in_stars,
                blocks_too_large=block["large"],
                parts_by_town=part["blocks"] - part["large"],
                parts_left_out=part["large"],
                stars=block["large"] if is_star else 0,
                pairs_left_out=block["pairs_of_large"] - part["pairs"] - in_stars,
            )
        )
    return tuple(reports)


def _counted(sizes: ir.Table, limits: BlockingLimits) -> ir.Table:
    pairs = sizes.mutate(pairs=sizes.size * (sizes.size - 1) // 2, is_large=limits.exceeded_by(sizes))
    small = ~pairs.is_large
    totals = pairs.group_by("rule").aggregate(
        blocks=pairs.count(),
        large=pairs.count(where=pairs.is_large),
        members_of_large=pairs.size.sum(where=pairs.is_large),
        pairs=pairs.pairs.sum(where=small),
        pairs_of_large=pairs.pairs.sum(where=pairs.is_large),
    )
    return totals.mutate(
        **{name: totals[name].fill_null(0).cast("int64") for name in totals.columns if name != "rule"}
    )


def count_words(records: ir.Table, engine: Engine) -> ir.Table:
    """Return the words of a record table with the number of their bearers, computed once."""
    return engine.keep(word_counts(records), "words")
