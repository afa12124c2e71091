"""How long work tells of itself."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done and how much there is (0: not known)."""
