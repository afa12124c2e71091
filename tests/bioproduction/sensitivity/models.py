"""Functions whose sensitivity indices are known exactly; in a module, so that processes can take them."""

import numpy as np

from biovaliance.bioproduction.sensitivity.parameters import Matrix, Parameter, Vector

ISHIGAMI_PARAMETERS = tuple(Parameter(f"x{place}", -np.pi, 0.0, np.pi) for place in range(3))
SOBOL_G_WEIGHTS = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
SOBOL_G_PARAMETERS = tuple(Parameter(f"x{place}", 0.0, 0.5, 1.0) for place in range(8))


def ishigami(matrix: Matrix) -> Vector:
    """T. Ishigami, T. Homma (1990), with a = 7 and b = 0.1."""
    first, second, third = matrix.T
    return np.asarray(np.sin(first) + 7 * np.sin(second) ** 2 + 0.1 * third**4 * np.sin(first))


def sobol_g(matrix: Matrix) -> Vector:
    """The product function of Sobol with eight weights."""
    return np.asarray(np.prod((np.abs(4 * matrix - 2) + SOBOL_G_WEIGHTS) / (1 + SOBOL_G_WEIGHTS), axis=1))


def weighted_sum(matrix: Matrix) -> Vector:
    """1 x0 + 2 x1 + 3 x2 ..."""
    return np.asarray(matrix @ np.arange(1.0, matrix.shape[1] + 1))
