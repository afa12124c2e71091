"""What a visitor asks to be run, checked, and named by all that decides its result."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import biovaliance
from biovaliance.web.bioproduction.keys import run_key
from biovaliance.web.bioproduction.runs.kinds import Kind
from biovaliance.web.models import ScenarioRow

_DRAWS = ("numpy", "numba", "SALib", "ortools")
"""What the random numbers, the studies and the schedules come from."""


@dataclass(frozen=True, slots=True)
class Question:
    """A kept scenario, what to do with it, and how."""

    scenario: ScenarioRow
    kind: Kind
    settings: dict[str, Any]

    @property
    def key(self) -> str:
        """The name of the run that answers it with today's software."""
        return run_key(self.scenario.key, str(self.kind), self.settings, versions())


@cache
def versions() -> dict[str, str]:
    """Return what decides a result beside the question: our version, code and tables, and what draws."""
    return {
        "biovaliance": biovaliance.__version__,
        "bioproduction": _digest(files("biovaliance.bioproduction")),
        **{name.lower(): version(name) for name in _DRAWS},
    }


def _digest(folder: Traversable) -> str:
    """Return a digest of all code and tables of a package."""
    digest = hashlib.sha256()
    _add(digest, folder, "")
    return digest.hexdigest()[:12]


def _add(digest: "hashlib._Hash", folder: Traversable, path: str) -> None:
    for each in sorted(folder.iterdir(), key=lambda found: found.name):
        name = f"{path}/{each.name}"
        if each.is_dir():
            if each.name != "__pycache__":
                _add(digest, each, name)
        elif name.endswith((".py", ".csv", ".toml")):
            digest.update(f"{name}\n".encode())
            digest.update(each.read_bytes())
