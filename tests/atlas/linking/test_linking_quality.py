"""The figures that docs/background/linking.md reports hold on real texts and their registry."""

import pytest

from benchmarks.linking import FRENCH_SPONSORS, VALIDATION, figures
from benchmarks.linking_figures import Given
from benchmarks.linking_rows import REGISTRY, read_rows
from biovaliance.atlas.linking.decisions import bundled_model
from biovaliance.atlas.linking.linker import Linker
from biovaliance.atlas.linking.words import bundled_families
from biovaliance.sources.ror.indexing import open_index

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]


@pytest.fixture(scope="module")
def linker(shared_data, tmp_path_factory):
    """A linker over the registry of the shared data."""
    if not (shared_data / REGISTRY).is_file():
        pytest.skip(f"{shared_data} holds no {REGISTRY}")
    opened = open_index(shared_data / REGISTRY, tmp_path_factory.mktemp("home"))
    return Linker(opened.index, bundled_families(), bundled_model())


def measured(linker, shared_data, source):
    rows = [row for row in read_rows(shared_data) if row.source == source]
    known = frozenset(linker.index.ror_ids)
    given = [
        Given(row, row.ror_ids & known, tuple((a.ror_id, a.score, a.accepted) for a in answers))
        for row, answers in zip(rows, linker.link([row.text for row in rows], 10), strict=True)
    ]
    return figures(given, {}.get)


def test_validation_rows_of_s2aff_are_ranked_and_linked_as_reported(linker, shared_data):
    found = measured(linker, shared_data, VALIDATION)

    assert found["ranking"]["covered"] == 440
    assert found["ranking"]["p_at_1"] >= 0.95
    assert found["ranking"]["mrr"] >= 0.97
    assert found["linking_covered"]["precision"] >= 0.95
    assert found["linking_covered"]["row_recall"] >= 0.93
    assert found["calibration"]["expected_calibration_error"] <= 0.06


def test_sponsors_of_french_trials_are_linked_as_reported(linker, shared_data):
    found = measured(linker, shared_data, FRENCH_SPONSORS)

    assert found["ranking"]["covered"] >= 450
    assert found["ranking"]["p_at_1"] >= 0.74
    assert found["linking_covered"]["precision"] >= 0.81
