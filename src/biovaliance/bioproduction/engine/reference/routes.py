"""The ways of patients through a plain line, laid out before they begin.

A draw depends on nothing but its address, so how long each operation of a patient lasts, which attempt fails
and where that leads is known before the patient comes; only when each visit begins depends on the others.
Visits of all patients stand one after the other, those of each patient in order:

    comes | first operation | second | ... | released or thrown away || comes | first operation | ...
"""

from array import array
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.model import INTERVAL, POISSON, RELEASED, THROWN_AWAY, Model

BLOCK = 1024
"""Patients whose ways are laid out at once."""
COMES = -3
"""What stands for an operation and a pool in the visit in which a patient comes."""
NOT_BEGUN = -1.0


class Routes:
    """The visits of the patients laid out so far: where, how long, and once they have begun, when."""

    def __init__(self, model: Model, base: int) -> None:
        self.model = model
        self.base = base
        self.pools: list[int] = []
        self.steps = array("h")
        self.lasts = array("d")
        self.starts = array("d")
        self.fails = array("b")
        self.firsts: list[int] = []  # by patient, the visit in which it comes
        self.arrivals_h: list[float] = []
        self.path = _path(model)
        # Operations without a pool take from one more, which never runs out; ends and COMES are places from
        # the end of the table, where negative numbers find them.
        own = [step.demands[0].pools[0] if step.demands else len(model.resources) for step in model.steps]
        self.pool_of = np.array([*own, COMES, THROWN_AWAY, RELEASED], np.int16)

    def lay_out(self) -> bool:
        """Lay out the ways of the next patients, and return whether there are any."""
        first, most = len(self.firsts), self.model.patients
        count = BLOCK if most < 0 else min(BLOCK, most - first)
        if count <= 0:
            return False
        keys = draws.keys_of_patients(self.base, first, count)
        self._expect(first, keys)
        lasts, fails = self._first_attempts(keys)
        failing, first_failure = fails.any(axis=1), fails.argmax(axis=1)
        is_end = np.array([False, *(self._ends_at(number, 0) for number in self.path), False])[first_failure]
        steps = np.tile(np.array([COMES, *self.path, RELEASED], np.int16), (count, 1))
        thrown_away = np.flatnonzero(failing & is_end)
        steps[thrown_away, first_failure[thrown_away] + 1] = (
            THROWN_AWAY  # the visits behind it are never begun
        )
        before = 0
        for patient in np.flatnonzero(failing & ~is_end).tolist():
            self._add(steps[before:patient], lasts[before:patient], fails[before:patient])
            self._lay_out_one(int(keys[patient]), lasts[patient].tolist(), fails[patient].tolist())
            before = patient + 1
        self._add(steps[before:], lasts[before:], fails[before:])
        self.starts += array("d", [NOT_BEGUN]) * (len(self.steps) - len(self.starts))
        return True

    def _expect(self, first: int, keys: npt.NDArray[np.uint64]) -> None:
        """Note when the next patients come."""
        coming = self.model.coming
        if coming.kind == POISSON:
            between = (draws.EXPONENTIAL, coming.mean_h, 0.0, 0.0)
            gaps = draws.samples(draws.draws_of_patients(keys, 0, draws.ARRIVES), between, ()).tolist()
            last = self.arrivals_h[-1] if first else 0.0
            self.arrivals_h += list(accumulate(gaps, initial=last))[1:]
        elif coming.kind == INTERVAL:
            self.arrivals_h += [number * coming.mean_h for number in range(first, first + len(keys))]
        else:
            self.arrivals_h += coming.times_h[first : first + len(keys)]

    def _first_attempts(
        self, keys: npt.NDArray[np.uint64]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
        """Return by patient how long each visit lasts if all goes well, and which of them would fail."""
        lasts = np.zeros((len(keys), len(self.path) + 2))
        fails = np.zeros(lasts.shape, np.bool_)
        for place, number in enumerate(self.path):
            step = self.model.steps[number]
            bits = draws.draws_of_patients(keys, step.key, draws.DURATION)
            lasts[:, place + 1] = draws.samples(bits, step.duration, self.model.values) + step.entry_h
            if step.fail_share > 0:
                failing = draws.draws_of_patients(keys, step.key, draws.FAILS)
                fails[:, place + 1] = draws.uniforms(failing) < step.fail_share
        return lasts, fails

    def _ends_at(self, number: int, attempt: int) -> bool:
        """Whether the failure of an attempt is the end of the way."""
        step = self.model.steps[number]
        return step.fail_to == THROWN_AWAY or 0 < step.max_attempts <= attempt + 1

    def _add(
        self, steps: npt.NDArray[np.int16], lasts: npt.NDArray[np.float64], fails: npt.NDArray[np.bool_]
    ) -> None:
        """Add ways of the same number of visits, one a row."""
        patients, visits = steps.shape
        start = len(self.steps)
        self.firsts += range(start, start + patients * visits, visits)
        self.steps.frombytes(steps.tobytes())
        self.lasts.frombytes(lasts.tobytes())
        self.fails.frombytes(fails.tobytes())
        self.pools += self.pool_of[steps].ravel().tolist()

    def _lay_out_one(self, key: int, lasts: list[float], fails: list[bool]) -> None:
        """Lay out the way of a patient whom a failure leads back, from what is known of first attempts."""
        path, attempts = self.path, [0] * len(self.path)
        steps, hours, failed = [COMES], [0.0], [False]
        place, leads_to = 0, RELEASED
        while place < len(path):
            number, attempt = path[place], attempts[place]
            attempts[place] += 1
            first = lasts[place + 1], fails[place + 1]
            own_h, has_failed = first if attempt == 0 else self._again(key, number, attempt)
            steps.append(number)
            hours.append(own_h)
            failed.append(has_failed)
            place += 1
            if has_failed and self._ends_at(number, attempt):
                leads_to = THROWN_AWAY
                break
            if has_failed:
                place = path.index(self.model.steps[number].fail_to)
        self._add(
            np.array([[*steps, leads_to]], np.int16), np.array([[*hours, 0.0]]), np.array([[*failed, False]])
        )

    def _again(self, key: int, number: int, attempt: int) -> tuple[float, bool]:
        """Return how long a later attempt of an operation lasts, and whether it fails."""
        step = self.model.steps[number]
        bits = draws.draw(key, step.key, draws.DURATION, attempt)
        lasts = draws.sample(bits, step.duration, self.model.values) + step.entry_h
        return lasts, draws.uniform(draws.draw(key, step.key, draws.FAILS, attempt)) < step.fail_share


def _path(model: Model) -> list[int]:
    """Return the operations of a plain line in their order."""
    path = [model.first[0]]
    while following := model.steps[path[-1]].successors:
        path.append(following[0])
    return path
