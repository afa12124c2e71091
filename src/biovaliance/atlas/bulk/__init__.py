"""The heavy steps of the atlas as expressions that run alike on DuckDB and on Apache Spark.

    records ──> record table (Parquet; text folded once, in Python)      record_table.py, spelling.py
    record table ──> words with their rarity                             rarity.py
                 ──> blocks ──> candidate pairs                          blocking.py
    pairs ──> features and a screening score ──> pairs worth comparing   features.py, pairs.py
    pairs judged the same ──> what hangs together                        components.py
    snapshot tables ──> counts                                           aggregation.py

An engine (engines.py) reads and writes Parquet; only counts come back to Python, so that memory does not
grow with the number of records. What both engines could compute differently is not left to them: text is
folded beforehand, words are weighed in whole numbers, and a share is one division of two whole numbers,
which IEEE 754 rounds in one way only.

Nothing here is imported by the rest of the library: importing Ibis takes most of a second.
"""
