"""The heavy steps of the atlas as expressions that run alike on DuckDB and on Apache Spark.

    records ──> record table (Parquet; text folded once, in Python)      record_table.py, spelling.py
    record table ──> words with their rarity                             rarity.py
                 ──> blocks ──> candidate pairs                          blocking.py
    pairs ──> features and a screening score ──> pairs worth comparing   features.py, pairs.py
    records of a build ──> all of this ──> keys of pairs                 proposals.py
    pairs judged the same ──> what hangs together                        components.py
    snapshot tables ──> counts                                           aggregation.py

An engine (engines.py) reads and writes Parquet; only counts come back to Python, so that memory does not
grow with the number of records. What both engines could compute differently is not left to them: text is
folded beforehand, words are weighed in whole numbers, and a share is one division of two whole numbers,
which IEEE 754 rounds in one way only.

The rest of the library asks `proposals.py` for the pairs of a build; only where there are any is Ibis
imported, which takes most of a second.
"""
