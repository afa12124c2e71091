"""What patients are asked first, drawn for many at once: the same numbers as one by one, sooner."""

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.model import Model

BLOCK = 512
"""Patients whose first draws are made at once."""


class FirstDraws:
    """Keys, durations and failures of the patients of a replication, asked for in the order they arrive."""

    def __init__(self, model: Model, base: int) -> None:
        self.model = model
        self.base = base
        self.start = -BLOCK
        self.keys: list[int] = []
        self.durations: list[list[float]] = []
        self.shares: list[list[float]] = []

    def key(self, number: int) -> int:
        """Return the key of a patient who arrives."""
        if number - self.start >= BLOCK:
            self._draw(number)
        return self.keys[number - self.start]

    def duration(self, number: int, key: int, step: int, attempt: int) -> float:
        """Return how long an operation takes."""
        own = self.model.steps[step]
        if attempt == 0 and number >= self.start:
            return self.durations[step][number - self.start] + own.entry_h
        bits = draws.draw(key, own.key, draws.DURATION, attempt)
        return draws.sample(bits, own.duration, self.model.values) + own.entry_h

    def fails(self, number: int, key: int, step: int, attempt: int) -> bool:
        """Return whether an operation that may fail does."""
        own = self.model.steps[step]
        if attempt == 0 and number >= self.start:
            return self.shares[step][number - self.start] < own.fail_share
        return draws.uniform(draws.draw(key, own.key, draws.FAILS, attempt)) < own.fail_share

    def _draw(self, first: int) -> None:
        self.start = first
        keys = draws.keys_of_patients(self.base, first, BLOCK)
        self.keys = keys.tolist()
        self.durations, self.shares = [], []
        for step in self.model.steps:
            bits = draws.draws_of_patients(keys, step.key, draws.DURATION)
            self.durations.append(draws.samples(bits, step.duration, self.model.values))
            failing = draws.draws_of_patients(keys, step.key, draws.FAILS)
            self.shares.append(draws.uniforms(failing).tolist() if step.fail_share > 0 else [])
