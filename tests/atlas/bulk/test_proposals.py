"""The pairs a build compares: everything the rules could join is among them, on either engine."""

import os
import subprocess
import sys
from collections import defaultdict
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.atlas.bulk.proposals import may_pair, propose_pairs
from biovaliance.atlas.fields import Kind
from biovaliance.atlas.identity.matching import HINT, compare, meeting_keys, profile_of
from biovaliance.atlas.identity.ruling import rule
from biovaliance.atlas.records import Record
from biovaliance.sources.gathering import COMMUNES, gather
from biovaliance.sources.region import bundled_region
from tests.atlas.bulk.tables import record
from tests.atlas.values import statement

SOURCES = ("ror", "anr", "cordis", "eu_calls", "clinicaltrials", "ema", "health_sites", COMMUNES)
LARGEST_BLOCK = 150


def plain_pairs(records, once):
    """Return the pairs that share an identifier or a key of the comparison, found one key after another."""
    blocks = defaultdict(list)
    for each in records:
        profile = profile_of(each)
        keys = {f"{name}:{value}" for name, values in profile.identifiers.items() for value in values}
        keys |= {f"siren:{profile.siren}"} if profile.siren else set()
        for key in keys | meeting_keys(profile.names, *each.values("town")[:1]):
            blocks[each.kind, key].append(each)
    return {
        tuple(sorted((left.key, right.key)))
        for members in blocks.values()
        if len(members) <= LARGEST_BLOCK
        for left, right in combinations(members, 2)
        if left.source_key != right.source_key or left.source_key not in once
    }


def proposed(records, once, engine="duckdb"):
    pairs = propose_pairs(records, once, engine)
    assert len(pairs) == len(set(pairs))
    assert all(left < right for left, right in pairs)
    return set(pairs)


@pytest.fixture(scope="module")
def gathered(open_data):
    """All real extracts."""
    return gather(bundled_region(), dict.fromkeys(SOURCES, open_data))


@pytest.mark.shared_data
def test_on_the_real_extracts_every_join_by_keys_is_proposed_and_made(gathered):
    plain = plain_pairs(gathered.records, gathered.once)
    pairs = proposed(gathered.records, gathered.once)
    told = (gathered.records, gathered.relations, gathered.once)
    by_keys, by_engine = rule(*told, plain), rule(*told, pairs)
    assert len(plain) > 4_000
    # Things of other kinds meet by their identifiers only: nothing else can make them one.
    one_by_one = {record.key: record for record in gathered.records}
    assert not [pair for pair in plain - pairs if compare(*(one_by_one[key] for key in pair)).score >= HINT]
    assert by_keys.judgements == by_engine.judgements
    assert len(by_engine.judgements) == 241
    assert set(by_keys.hints) < set(by_engine.hints)


@pytest.mark.slow
@pytest.mark.shared_data
def test_on_the_real_extracts_both_engines_give_the_same_judgements_and_hints(gathered, spark):
    pairs = [proposed(gathered.records, gathered.once, engine) for engine in ("duckdb", "spark")]
    assert pairs[0] == pairs[1]
    told = (gathered.records, gathered.relations, gathered.once)
    assert rule(*told, pairs[0]) == rule(*told, pairs[1])


NAMES = (
    "CHU de Dijon",
    "Centre hospitalier universitaire Dijon",
    "Laboratoire UMR 6249",
    "Chrono-environnement (UMR6249)",
    "Institut de recherche en santé",
    "Institut de recherches en santé",
    "L'Institut de Recherche en Santé",
    "Laboratoire de psychologie",
    "Ελληνικό Ινστιτούτο",
    "EFS",
)
some_records = st.lists(
    st.tuples(
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=3),
        st.sampled_from(("curated", "ror", "anr")),
        st.sampled_from((None, "Dijon", "DIJON CEDEX", "Besançon")),
        st.sampled_from(("siren", "hal", "rnsr", None)),
        st.sampled_from(("1", "2")),
        st.sampled_from((Kind.ORGANISATION, Kind.ORGANISATION, Kind.PROJECT)),
    ),
    min_size=2,
    max_size=14,
)


def records_of(drawn):
    return [
        Record(
            source,
            kind,
            f"r{number}",
            (
                *(statement("alias" if place else "name", name) for place, name in enumerate(names)),
                *([statement("town", town)] if town else ()),
                *([statement(scheme, value)] if scheme and kind is Kind.ORGANISATION else ()),
            ),
        )
        for number, (names, source, town, scheme, value, kind) in enumerate(drawn)
    ]


@settings(max_examples=12)
@given(drawn=some_records, once=st.sampled_from(((), ("curated",), ("curated", "ror"))))
def test_whatever_the_rules_can_join_is_proposed(drawn, once):
    records = records_of(drawn)
    pairs = proposed(records, once)
    organisations = [each for each in records if each.kind is Kind.ORGANISATION]
    plain = plain_pairs(organisations, once)
    assert plain <= pairs
    assert rule(records, (), once, plain).judgements == rule(records, (), once, pairs).judgements
    keys = {each.key: each for each in records}
    assert all(keys[left].kind is keys[right].kind for left, right in pairs)
    sources = [(keys[left].source_key, keys[right].source_key) for left, right in pairs]
    assert not any(left == right and left in once for left, right in sources)


def test_a_record_that_says_which_one_it_speaks_about_makes_no_pair_by_itself():
    told = record("chu", "CHU de Dijon")
    claim = Record("claims", Kind.ORGANISATION, "1", (statement("name", "CHU Dijon"),), same_as=(told.key,))
    assert not may_pair([told, record("efs", "EFS"), claim], {"curated"})
    assert may_pair([told, record("efs", "EFS")], ())
    assert may_pair([told, record("efs", "EFS", "ror")], {"curated", "ror"})
    assert not may_pair([], ())


def test_the_bundled_region_needs_no_engine():
    gathered = gather(bundled_region(), {})
    assert len(gathered.records) == 402
    assert propose_pairs(gathered.records, gathered.once) == []


def test_without_pairs_neither_ibis_nor_duckdb_is_imported(tmp_path):
    program = (
        "import sys, datetime as dt\n"
        "from pathlib import Path\n"
        "from biovaliance.showcase.publication import publish_region\n"
        "from biovaliance.sources.region import bundled_region\n"
        "moment = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)\n"
        "publish_region(Path(sys.argv[1]), bundled_region(), {}, moment)\n"
        "print(sorted({'ibis', 'duckdb', 'pyspark'} & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
