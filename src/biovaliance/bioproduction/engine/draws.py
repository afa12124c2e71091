"""Random numbers that depend on what they are for, and on nothing else.

    seed, replication ─> base ─┬─ patient ─> key ─┬─ operation (its name), purpose, attempt ─> 64 bits ─>
    uniform
                               └─ pool (its name), unit, how often ─────────────────────────────────────┘

No stream is consumed in turn: a number is a hash of its address. So two scenarios that differ in one pool
give each patient the same durations (common random numbers), the order of events changes no draw, and both
engines draw the same. The hash is the finaliser of SplitMix64 (G. Steele, D. Lea, C. Flood 2014, OOPSLA;
constants by D. Stafford), applied at each arrow; `kernel.draws` says the same for the compiler, and a test
holds the two against each other.
"""

import math
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

MASK = 0xFFFFFFFFFFFFFFFF
GOLDEN = 0x9E3779B97F4A7C15
FIRST = 0xBF58476D1CE4E5B9
SECOND = 0x94D049BB133111EB
HALF = 2.0**-54
STEP = 2.0**-53
TURN = 2 * math.pi

# What a number is for; an attempt of an operation has room for eight purposes.
DURATION, FAILS, BRANCH = 0, 1, 2
PURPOSES = 8
# What a patient is asked beside operations, drawn with these instead of an operation's key.
ARRIVES, ELIGIBLE, LOST = 1, 2, 3

DETERMINISTIC, EXPONENTIAL, LOGNORMAL, TRIANGULAR, NORMAL, GAMMA, EMPIRICAL = range(7)

Spec = tuple[int, float, float, float]
"""A distribution: its kind and up to three numbers, as `model.spec_of` makes them."""


def key_of(name: str) -> int:
    """Return the 64-bit key of a name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


def mix(bits: int) -> int:
    """Return 64 bits that look independent of `bits`."""
    bits = ((bits ^ (bits >> 30)) * FIRST) & MASK
    bits = ((bits ^ (bits >> 27)) * SECOND) & MASK
    return bits ^ (bits >> 31)


def base_of(seed: int, replication: int) -> int:
    """Return the key of a replication."""
    return mix((mix((seed + GOLDEN) & MASK) + (replication + 1) * GOLDEN) & MASK)


def patient_key(base: int, patient: int) -> int:
    """Return the key of a patient of a replication."""
    return mix((base + (patient + 1) * GOLDEN) & MASK)


def draw(key: int, thing: int, purpose: int, attempt: int) -> int:
    """Return the bits of one draw."""
    return mix((key + thing + (attempt * PURPOSES + purpose + 1) * GOLDEN) & MASK)


def uniform(bits: int) -> float:
    """Return a number above 0 and below 1."""
    return (bits >> 11) * STEP + HALF


def more(bits: int, number: int) -> float:
    """Return the next uniform numbers of a draw that needs several."""
    return uniform(mix((bits + number * GOLDEN) & MASK))


def sample(bits: int, spec: Spec, values: Sequence[float]) -> float:
    """Return a duration in hours; `values` are those of all empirical distributions, one after the other."""
    kind, first, second, third = spec
    if kind == DETERMINISTIC:
        return first
    if kind == EXPONENTIAL:
        return -first * math.log(uniform(bits))
    if kind == LOGNORMAL:
        return math.exp(first + second * _normal(uniform(bits), more(bits, 1)))
    if kind == TRIANGULAR:
        return _triangular(uniform(bits), first, second, third)
    if kind == NORMAL:
        return _normal_above_0(bits, first, second)
    if kind == GAMMA:
        return _gamma(bits, first, second)
    place = int(uniform(bits) * second)
    return values[int(first) + place]


def _normal(left: float, right: float) -> float:
    return math.sqrt(-2.0 * math.log(left)) * math.cos(TURN * right)


def _triangular(share: float, low: float, mode: float, high: float) -> float:
    width = high - low
    if width == 0.0:
        return low
    if share * width < mode - low:
        return low + math.sqrt(share * width * (mode - low))
    return high - math.sqrt((1.0 - share) * width * (high - mode))


def _normal_above_0(bits: int, mean: float, sd: float) -> float:
    number = 0
    while True:  # the mean is positive, so more than half of the draws are taken
        drawn = mean + sd * _normal(more(bits, number), more(bits, number + 1))
        if drawn >= 0.0:
            return drawn
        number += 2


def _gamma(bits: int, shape: float, scale: float) -> float:
    """G. Marsaglia, W. Tsang (2000), ACM Trans. Math. Softw. 26(3), 363-372."""
    raised = shape if shape >= 1.0 else shape + 1.0
    d = raised - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    number = 0
    while True:
        normal = _normal(more(bits, number), more(bits, number + 1))
        cube = 1.0 + c * normal
        if cube > 0.0:
            cube = cube * cube * cube
            if math.log(more(bits, number + 2)) < 0.5 * normal * normal + d - d * cube + d * math.log(cube):
                drawn = d * cube * scale
                return drawn if shape >= 1.0 else drawn * math.exp(math.log(more(bits, number + 3)) / shape)
        number += 4


def keys_of_patients(base: int, first: int, count: int) -> npt.NDArray[np.uint64]:
    """Return the keys of consecutive patients at once: what `patient_key` gives one by one."""
    numbers = np.arange(first + 1, first + count + 1, dtype=np.uint64)
    return mix_all(np.uint64(base) + numbers * np.uint64(GOLDEN))


def draws_of_patients(keys: npt.NDArray[np.uint64], thing: int, purpose: int) -> npt.NDArray[np.uint64]:
    """Return the bits of the first attempt for several patients: what `draw` gives one by one."""
    return mix_all(keys + np.uint64((thing + (purpose + 1) * GOLDEN) & MASK))


def mix_all(bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return `mix` of each."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(FIRST)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(SECOND)
    return bits ^ (bits >> np.uint64(31))


def uniforms(bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.float64]:
    """Return `uniform` of each."""
    return (bits >> np.uint64(11)).astype(np.float64) * STEP + HALF


def samples(bits: npt.NDArray[np.uint64], spec: Spec, values: Sequence[float]) -> npt.NDArray[np.float64]:
    """Return `sample` of each; the usual distributions take their uniforms all at once."""
    kind, first, second, third = spec
    if kind == DETERMINISTIC:
        return np.full(len(bits), first)
    if kind == TRIANGULAR:
        return _triangulars(uniforms(bits), first, second, third)
    if kind == EXPONENTIAL:
        drawn = [-first * math.log(share) for share in uniforms(bits).tolist()]
    elif kind == LOGNORMAL:
        right = uniforms(mix_all(bits + np.uint64(GOLDEN))).tolist()
        drawn = [
            math.exp(first + second * _normal(u, v))
            for u, v in zip(uniforms(bits).tolist(), right, strict=True)
        ]
    else:
        drawn = [sample(each, spec, values) for each in bits.tolist()]
    return np.array(drawn, np.float64)


def _triangulars(
    shares: npt.NDArray[np.float64], low: float, mode: float, high: float
) -> npt.NDArray[np.float64]:
    """Return `_triangular` of each: a square root is rounded alike everywhere, logarithms are not."""
    width = high - low
    if width == 0.0:
        return np.full(len(shares), low)
    rising = low + np.sqrt(shares * width * (mode - low))
    falling = high - np.sqrt((1.0 - shares) * width * (high - mode))
    return np.where(shares * width < mode - low, rising, falling)
