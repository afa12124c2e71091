from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.atlas.bulk.blocking import BlockingLimits, count_words, make_blocks, pair_up
from biovaliance.atlas.bulk.engines import open_engine
from biovaliance.atlas.bulk.record_table import record_row
from tests.atlas.bulk.tables import HOSPITAL_AND_OTHERS, plain_pairs, plain_rules, record, table_of

NAMES = ("CHU de Dijon", "CHU Dijon", "Institut de santé", "Santé Dijon", "EFS", "Ellas Φως", "Œuvre")
# Every word is looked at, and no block is too large.
NO_LIMITS = BlockingLimits(
    largest_block=10_000,
    largest_telling_block=10_000,
    words_per_record=100,
    common_one_in=1,
    always_rare=10_000,
)

some_records = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(("curated", "ror", "anr")),
        st.sampled_from((None, "Dijon", "Besançon")),
        st.sampled_from((None, "1", "2", "3")),
    ),
    min_size=8,
    max_size=16,
)


def records_of(drawn):
    return [
        record(
            f"r{number}",
            name,
            source,
            **({"town": town} if town else {}),
            **({"siren": siren} if siren else {}),
        )
        for number, (name, source, town, siren) in enumerate(drawn)
    ]


def found(records, engine, folder, limits=NO_LIMITS, *, once=()):
    """Return the pairs by their keys with their rules, in a list, and the report."""
    key_of = {row["record_id"]: row["record_key"] for row in map(record_row, records)}
    table = engine.read(table_of(records, folder))
    blocks = make_blocks(table, count_words(table, engine), len(records), engine, limits)
    pairs = [
        (
            tuple(sorted((key_of[row["low_id"]], key_of[row["high_id"]]))),
            {rule.removeprefix("by_") for rule, by in row.items() if by is True},
        )
        for row in engine.rows(pair_up(blocks, once=once))
    ]
    return pairs, blocks.report


def rules(report):
    return {each.rule: each for each in report.rules}


@pytest.fixture(scope="module")
def engine():
    with open_engine("duckdb", memory="500MB", threads=2) as opened:
        yield opened


def test_records_are_paired_by_what_they_share(duckdb, tmp_path):
    pairs, _report = found(HOSPITAL_AND_OTHERS, duckdb, tmp_path, BlockingLimits(always_rare=3))
    by_rules = {frozenset(key.split(":")[2] for key in keys): by for keys, by in pairs}
    assert by_rules == {
        # "besancon" has three bearers, "de" four: too many for a rare word.
        frozenset({"chu", "chrub"}): {"identifier", "word", "acronym", "key"},
        frozenset({"chrub", "dijon"}): {"word", "acronym"},
        frozenset({"chu", "dijon"}): {"word", "acronym"},
        frozenset({"efs", "efs-long"}): {"identifier", "acronym"},
        frozenset({"femto", "femto-typo"}): {"word", "key"},
        frozenset({"femto", "shared-name"}): {"name", "word", "acronym", "key"},
        frozenset({"femto-typo", "shared-name"}): {"word"},
        frozenset({"greek", "greek-too"}): {"word"},
    }


@settings(max_examples=6)
@given(drawn=some_records)
def test_without_limits_exactly_the_pairs_that_share_something_are_found_once(
    drawn, engine, tmp_path_factory
):
    records = records_of(drawn)
    rows = {row["record_key"]: row for row in map(record_row, records)}
    pairs, _report = found(records, engine, tmp_path_factory.mktemp("r"))
    assert len(pairs) == len({keys for keys, _by in pairs})
    assert {keys for keys, _by in pairs} == plain_pairs(records)
    assert all(by == plain_rules(rows[left], rows[right]) for (left, right), by in pairs)


@settings(max_examples=6)
@given(drawn=some_records, largest=st.integers(min_value=2, max_value=4))
def test_whatever_the_limits_who_shares_an_identifier_stays_connected(
    drawn, largest, engine, tmp_path_factory
):
    records = records_of(drawn)
    pairs, _report = found(
        records,
        engine,
        tmp_path_factory.mktemp("r"),
        BlockingLimits(largest_block=largest, largest_telling_block=largest),
    )
    by_number = {}
    for each in records:
        for siren in each.values("siren"):
            by_number.setdefault(siren, []).append(each.key)
    for keys in by_number.values():
        linked = {pair for pair, by in pairs if "identifier" in by and set(pair) <= set(keys)}
        if len(keys) <= largest:
            assert linked == {tuple(sorted(pair)) for pair in combinations(keys, 2)}
        else:  # a star: one fewer than there are records, and nobody is left out
            assert len(linked) == len(keys) - 1
            assert {key for pair in linked for key in pair} == set(keys)


@settings(max_examples=4)
@given(drawn=some_records, chance=st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(drawn, chance, engine, tmp_path_factory):
    records, limits = (
        records_of(drawn),
        BlockingLimits(largest_block=2, largest_telling_block=2, words_per_record=1),
    )
    pairs, report = found(records, engine, tmp_path_factory.mktemp("r"), limits)
    chance.shuffle(records)
    again, report_again = found(records, engine, tmp_path_factory.mktemp("r"), limits)
    assert sorted(map(repr, pairs)) == sorted(map(repr, again))
    assert report == report_again


def test_pairs_within_a_source_can_be_left_out(duckdb, tmp_path):
    records = [record("a", "Alpha", "ror"), record("b", "Alpha", "ror"), record("c", "Alpha", "anr")]
    pairs, _report = found(records, duckdb, tmp_path, once=None)
    assert sorted(keys for keys, _by in pairs) == [
        ("anr:organisation:c", "ror:organisation:a"),
        ("anr:organisation:c", "ror:organisation:b"),
    ]


def test_pairs_within_some_sources_can_be_left_out(duckdb, tmp_path):
    records = [
        record(slug, "Alpha", source)
        for slug, source in zip("abcd", ("ror", "ror", "anr", "anr"), strict=True)
    ]
    pairs, _report = found(records, duckdb, tmp_path, once={"ror"})
    assert sorted(tuple(key[-1] for key in keys) for keys, _by in pairs) == [
        ("c", "a"),
        ("c", "b"),
        ("c", "d"),
        ("d", "a"),
        ("d", "b"),
    ]


def test_a_star_of_which_one_source_names_things_once_leaves_nobody_out(duckdb, tmp_path):
    sources = ("ror", "ror", "ror", "anr", "anr")
    records = [
        record(f"r{number}", f"Name{number}", source, siren="000000000")
        for number, source in enumerate(sources)
    ]
    limits = BlockingLimits(largest_telling_block=2)
    pairs, _report = found(records, duckdb, tmp_path, limits, once={"ror"})
    assert {key for keys, _by in pairs for key in keys} == {each.key for each in records}
    assert not any(keys[0].startswith("ror:") and keys[1].startswith("ror:") for keys, _by in pairs)


def test_a_key_of_the_comparison_pairs_more_than_a_word_does(duckdb, tmp_path):
    # "umr 6249" is neither one word of both nor a name of both.
    records = [
        record("a", "Chrono-environnement", alias="UMR6249"),
        record("b", "Laboratoire UMR 6249", "anr"),
        *(record(f"x{number}", f"Other{number}", alias="UMR 1098") for number in range(4)),
    ]
    limits = BlockingLimits(largest_block=2, largest_telling_block=3)
    pairs, report = found(records, duckdb, tmp_path, limits)
    assert pairs == [(("anr:organisation:b", "curated:organisation:a"), {"key"})]
    of_key = rules(report)["key"]
    assert (of_key.pairs, of_key.blocks_too_large, of_key.pairs_left_out) == (1, 1, 6)


def test_things_of_different_kinds_are_never_paired(duckdb, tmp_path):
    from dataclasses import replace

    from biovaliance.atlas.fields import Kind

    platform = replace(record("a", "Alpha"), kind=Kind.PLATFORM)
    assert found([platform, record("a", "Alpha")], duckdb, tmp_path)[0] == []


def test_a_block_that_is_too_large_is_divided_by_town_and_what_is_left_out_is_counted(duckdb, tmp_path):
    towns = ["Dijon"] * 2 + ["Dole"] * 4 + [None] * 2
    records = [
        record(f"r{number}", "Pharmacie du Parc", **({"town": town} if town else {}))
        for number, town in enumerate(towns)
    ]
    pairs, report = found(records, duckdb, tmp_path, BlockingLimits(largest_block=3, largest_telling_block=3))
    assert [keys for keys, _by in pairs] == [("curated:organisation:r0", "curated:organisation:r1")]
    of_name = rules(report)["name"]
    # 8 records are 28 pairs: Dijon keeps 1; Dole, with 4, is too large again; two have no town.
    assert (of_name.blocks, of_name.blocks_too_large, of_name.parts_by_town, of_name.parts_left_out) == (
        1,
        1,
        1,
        1,
    )
    assert (of_name.pairs, of_name.pairs_left_out, of_name.stars) == (1, 27, 0)


def test_a_large_block_of_one_identifier_becomes_a_star(duckdb, tmp_path):
    records = [record(f"r{number}", f"Name{number}", siren="000000000") for number in range(5)]
    pairs, report = found(records, duckdb, tmp_path, BlockingLimits(largest_block=4, largest_telling_block=4))
    assert len(pairs) == 4
    assert {key for keys, _by in pairs for key in keys} == {each.key for each in records}
    of_identifier = rules(report)["identifier"]
    assert (of_identifier.stars, of_identifier.pairs, of_identifier.pairs_left_out) == (1, 4, 6)


def test_a_star_across_sources_leaves_no_record_without_a_partner(duckdb, tmp_path):
    sources = ("ror", "ror", "ror", "anr", "anr")
    records = [
        record(f"r{number}", f"Name{number}", source, siren="000000000")
        for number, source in enumerate(sources)
    ]
    pairs, _report = found(
        records, duckdb, tmp_path, BlockingLimits(largest_block=2, largest_telling_block=2), once=None
    )
    assert {key for keys, _by in pairs for key in keys} == {each.key for each in records}
    assert all(left.split(":")[0] != right.split(":")[0] for (left, right), _by in pairs)
    assert len(pairs) == len({keys for keys, _by in pairs})


def test_two_records_whose_initials_agree_are_no_pair_unless_one_states_the_acronym(duckdb, tmp_path):
    names = ("Agence nouvelle rurale", "Atelier noir rouge")
    records = [record(f"r{number}", name) for number, name in enumerate(names)]
    assert found(records, duckdb, tmp_path)[0] == []
    stated = [*records, record("r2", "ANR")]
    assert sorted(keys for keys, _by in found(stated, duckdb, tmp_path)[0]) == [
        ("curated:organisation:r0", "curated:organisation:r2"),
        ("curated:organisation:r1", "curated:organisation:r2"),
    ]


def test_only_the_rarest_words_of_a_record_are_looked_at(duckdb, tmp_path):
    names = ("alpha beta", "alpha gamma", "alpha delta", "beta epsilon")
    records = [record(f"r{number}", name) for number, name in enumerate(names)]
    limits = BlockingLimits(words_per_record=1)
    # r0's rarest word with another bearer is beta (2 bearers), so alpha (3) pairs the two others alone.
    assert sorted(keys for keys, _by in found(records, duckdb, tmp_path, limits)[0]) == [
        ("curated:organisation:r0", "curated:organisation:r3"),
        ("curated:organisation:r1", "curated:organisation:r2"),
    ]


def test_how_many_words_are_too_common_is_counted(duckdb, tmp_path):
    records = [record(f"r{number}", f"Institut {number}") for number in range(5)]
    limits = BlockingLimits(common_one_in=2, always_rare=2)
    pairs, report = found(records, duckdb, tmp_path, limits)
    assert (pairs, report.words, report.words_too_common) == ([], 6, 1)


def test_no_records_make_no_pairs(duckdb, tmp_path):
    pairs, report = found([], duckdb, tmp_path)
    assert (pairs, report.records, report.words) == ([], 0, 0)
    assert {each.pairs for each in report.rules} == {0}
