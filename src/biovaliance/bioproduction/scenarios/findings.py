"""One fault of a scenario that reads well by itself, as the checks tell it."""

from dataclasses import dataclass

from biovaliance.bioproduction.sentences import Value, sentence
from biovaliance.foundation.languages import Text
from biovaliance.foundation.toml_lines import Path

__all__ = ["Finding", "Path", "found"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault and where in the scenario it lies."""

    path: Path
    value: str
    message: Text
    mend: Text


def found(path: Path, value: str, code: str, **values: Value) -> Finding:
    """Return a fault told by a sentence of `sentences`."""
    return Finding(path, value, *sentence(code, **values))
