"""What a person may choose about the bulk steps; apart, so that naming it does not import Ibis."""

from enum import StrEnum

DEFAULT_MEMORY = "4GB"
LEAST_SCORE = 0.3


class EngineName(StrEnum):
    """What runs the heavy steps."""

    DUCKDB = "duckdb"
    SPARK = "spark"
