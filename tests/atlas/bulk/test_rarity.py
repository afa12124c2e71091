import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.atlas.bulk.engines import open_engine
from biovaliance.atlas.bulk.rarity import with_rarity
from tests.atlas.bulk.tables import table_in

COUNTS = pa.schema([("word", pa.string()), ("bearers", pa.int64())])


def rarities(bearers, total, engine, folder):
    rows = [{"word": str(number), "bearers": number} for number in bearers]
    counts = table_in(engine, rows, COUNTS, folder, "counts")
    return {row["bearers"]: row["rarity"] for row in engine.rows(with_rarity(counts, total))}


def test_rarity_rises_by_one_with_each_halving(duckdb, tmp_path):
    # 100/100 -> 1; 50 and 51: half and more than half; 12.5 is an eighth; 1: 2^6 = 64 <= 100 < 128.
    assert rarities((100, 51, 50, 13, 12, 1), 100, duckdb, tmp_path) == {
        100: 1,
        51: 1,
        50: 2,
        13: 3,
        12: 4,
        1: 7,
    }


@settings(max_examples=6)
@given(total=st.integers(min_value=1, max_value=10**10), data=st.data())
def test_rarity_is_the_whole_part_of_the_logarithm(total, data, tmp_path_factory):
    bearers = data.draw(st.sets(st.integers(min_value=1, max_value=total), min_size=1, max_size=5))
    with open_engine("duckdb", memory="200MB", threads=1) as engine:
        found = rarities(bearers, total, engine, tmp_path_factory.mktemp("r"))
    assert found == {number: 1 + (total // number).bit_length() - 1 for number in bearers}
