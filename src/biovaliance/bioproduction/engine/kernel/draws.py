"""The draws of `draws`, for the compiler: the same numbers, bit for bit."""

import math

import numpy as np
from numba import int64, uint64

from biovaliance.bioproduction.engine import draws
from biovaliance.bioproduction.engine.kernel import memory as m
from biovaliance.bioproduction.engine.kernel.compiling import part, piece

GOLDEN = np.uint64(draws.GOLDEN)
FIRST = np.uint64(draws.FIRST)
SECOND = np.uint64(draws.SECOND)
HALF = draws.HALF
STEP = draws.STEP
TURN = draws.TURN
PURPOSES = draws.PURPOSES
DETERMINISTIC = draws.DETERMINISTIC
EXPONENTIAL = draws.EXPONENTIAL
LOGNORMAL = draws.LOGNORMAL
TRIANGULAR = draws.TRIANGULAR
NORMAL = draws.NORMAL
GAMMA = draws.GAMMA


@piece
def mix(bits):
    bits = (bits ^ (bits >> uint64(30))) * FIRST
    bits = (bits ^ (bits >> uint64(27))) * SECOND
    return bits ^ (bits >> uint64(31))


@piece
def base_of(seed, replication):
    return mix(mix(uint64(seed) + GOLDEN) + uint64(replication + 1) * GOLDEN)


@piece
def patient_key(base, patient):
    return mix(base + uint64(patient + 1) * GOLDEN)


@piece
def draw(key, thing, purpose, attempt):
    return mix(key + thing + uint64(attempt * PURPOSES + purpose + 1) * GOLDEN)


@piece
def uniform(bits):
    return float(int64(bits >> uint64(11))) * STEP + HALF


@piece
def more(bits, number):
    return uniform(mix(bits + uint64(number) * GOLDEN))


@piece
def _normal(left, right):
    return math.sqrt(-2.0 * math.log(left)) * math.cos(TURN * right)


@part
def _triangular(share, low, mode, high):
    width = high - low
    if width == 0.0:
        return low
    is_low = share * width < mode - low  # one root either way: which it is cannot be guessed
    root = math.sqrt((share if is_low else 1.0 - share) * width * (mode - low if is_low else high - mode))
    return low + root if is_low else high - root


@part
def _normal_above_0(bits, mean, sd):
    number = 0
    while True:
        drawn = mean + sd * _normal(more(bits, number), more(bits, number + 1))
        if drawn >= 0.0:
            return drawn
        number += 2


@part
def _gamma(bits, shape, scale):
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


@part
def sample_at(I, F, bits, kind, place):
    """Return a duration in hours of the distribution whose numbers begin at a place of F."""
    first, second = F[place], F[place + 1]
    if kind == DETERMINISTIC:
        return first
    if kind == EXPONENTIAL:
        return -first * math.log(uniform(bits))
    if kind == LOGNORMAL:
        return math.exp(first + second * _normal(uniform(bits), more(bits, 1)))
    if kind == TRIANGULAR:
        return _triangular(uniform(bits), first, second, F[place + 2])
    if kind == NORMAL:
        return _normal_above_0(bits, first, second)
    if kind == GAMMA:
        return _gamma(bits, first, second)
    return F[I[m.VALUES_AT] + int(first) + int(uniform(bits) * second)]
