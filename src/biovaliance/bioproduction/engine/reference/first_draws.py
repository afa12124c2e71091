"""What patients are asked first, drawn for many at once: the same numbers as one by one, sooner."""

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.model import Model

BLOCK = 1024
"""Patients whose first draws are made at once."""

First = tuple[int, tuple[float, ...], tuple[float, ...]]
"""The key of a patient; by operation, how long a first attempt lasts, and the draw that says if it fails."""


class FirstDraws:
    """Gaps, durations and failures of the patients of a replication, asked for as they arrive."""

    def __init__(self, model: Model, base: int) -> None:
        self.model = model
        self.base = base
        self.start = self.gap_start = -BLOCK
        self.firsts: list[First] = []
        self.gaps: list[float] = []

    def gap_h(self, number: int) -> float:
        """Return the hours from the arrival of the patient before, where patients come by chance."""
        if number - self.gap_start >= BLOCK:
            self.gap_start = number
            keys = draws.keys_of_patients(self.base, number, BLOCK)
            between = (draws.EXPONENTIAL, self.model.coming.mean_h, 0.0, 0.0)
            self.gaps = draws.samples(draws.draws_of_patients(keys, 0, draws.ARRIVES), between, ()).tolist()
        return self.gaps[number - self.gap_start]

    def of(self, number: int) -> First:
        """Return the first draws of a patient who arrives."""
        if number - self.start >= BLOCK:
            self._draw(number)
        return self.firsts[number - self.start]

    def duration(self, key: int, step: int, attempt: int) -> float:
        """Return how long a later attempt of an operation lasts."""
        own = self.model.steps[step]
        bits = draws.draw(key, own.key, draws.DURATION, attempt)
        return draws.sample(bits, own.duration, self.model.values) + own.entry_h

    def share(self, key: int, step: int, attempt: int) -> float:
        """Return the draw that says whether a later attempt of an operation fails."""
        return draws.uniform(draws.draw(key, self.model.steps[step].key, draws.FAILS, attempt))

    def _draw(self, first: int) -> None:
        self.start = first
        keys = draws.keys_of_patients(self.base, first, BLOCK)
        durations, shares = [], []
        for step in self.model.steps:
            bits = draws.draws_of_patients(keys, step.key, draws.DURATION)
            lasts = draws.samples(bits, step.duration, self.model.values)
            durations.append((lasts + step.entry_h).tolist())
            failing = draws.draws_of_patients(keys, step.key, draws.FAILS)
            shares.append(draws.uniforms(failing).tolist() if step.fail_share > 0 else [1.0] * BLOCK)
        rows = zip(*durations, strict=True), zip(*shares, strict=True)
        self.firsts = list(zip(keys.tolist(), *rows, strict=True))
