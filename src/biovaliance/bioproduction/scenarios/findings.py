"""One fault of a scenario that reads well by itself, as the checks tell it."""

from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault and where in the scenario it lies."""

    path: Path
    value: str
    message: str
    mend: str
