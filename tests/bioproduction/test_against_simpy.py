"""Differential test: the same events as SimPy, at the same times, to the last digit."""

import pytest

from tests.bioproduction.random_models import random_line
from tests.bioproduction.simpy_line import SimpyLine, events_by_patient


@pytest.mark.parametrize("engine", ["compiled", "reference"])
@pytest.mark.parametrize("seed", range(30))
def test_simpy_gives_the_same_events_at_the_same_times(seed, engine):
    model = random_line(seed)
    assert events_by_patient(model, seed, engine) == SimpyLine(model, seed).run()
