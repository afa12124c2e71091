"""What patients are asked first, drawn for many at once: the same numbers as one by one, sooner."""

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.model import Model

BLOCK = 1024
"""Patients whose first draws are made at once; those of the block before are kept, for who is still there."""

Block = list[list[float]]


class FirstDraws:
    """Gaps, keys, durations and failures of the patients of a replication, asked for as they arrive."""

    def __init__(self, model: Model, base: int) -> None:
        self.model = model
        self.base = base
        self.start = self.gap_start = -BLOCK
        self.keys: list[int] = []
        self.gaps: list[float] = []
        self.durations: tuple[Block, Block] = ([], [])  # of this block, and of the one before
        self.shares: tuple[Block, Block] = ([], [])

    def gap_h(self, number: int) -> float:
        """Return the hours from the arrival of the patient before, where patients come by chance."""
        if number - self.gap_start >= BLOCK:
            self.gap_start = number
            keys = draws.keys_of_patients(self.base, number, BLOCK)
            between = (draws.EXPONENTIAL, self.model.coming.mean_h, 0.0, 0.0)
            self.gaps = draws.samples(draws.draws_of_patients(keys, 0, draws.ARRIVES), between, ())
        return self.gaps[number - self.gap_start]

    def key(self, number: int) -> int:
        """Return the key of a patient who arrives."""
        if number - self.start >= BLOCK:
            self._draw(number)
        return self.keys[number - self.start]

    def duration(self, number: int, key: int, step: int, attempt: int) -> float:
        """Return how long an operation takes."""
        own = self.model.steps[step]
        row = number - self.start
        if attempt == 0 and row >= -BLOCK:
            return self.durations[row < 0][step][row] + own.entry_h
        bits = draws.draw(key, own.key, draws.DURATION, attempt)
        return draws.sample(bits, own.duration, self.model.values) + own.entry_h

    def fails(self, number: int, key: int, step: int, attempt: int) -> bool:
        """Return whether an operation that may fail does."""
        own = self.model.steps[step]
        row = number - self.start
        if attempt == 0 and row >= -BLOCK:
            return self.shares[row < 0][step][row] < own.fail_share
        return draws.uniform(draws.draw(key, own.key, draws.FAILS, attempt)) < own.fail_share

    def _draw(self, first: int) -> None:
        self.start = first
        keys = draws.keys_of_patients(self.base, first, BLOCK)
        self.keys = keys.tolist()
        durations, shares = [], []
        for step in self.model.steps:
            bits = draws.draws_of_patients(keys, step.key, draws.DURATION)
            durations.append(draws.samples(bits, step.duration, self.model.values))
            failing = draws.draws_of_patients(keys, step.key, draws.FAILS)
            shares.append(draws.uniforms(failing).tolist() if step.fail_share > 0 else [])
        self.durations = durations, self.durations[0]
        self.shares = shares, self.shares[0]
