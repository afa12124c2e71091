"""Biovaliance: the atlas and toolbox of a regional biotherapy ecosystem."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from biovaliance.atlas.snapshots.frames import OpenAtlas, open_atlas

__version__ = "0.1.0"
__all__ = ["OpenAtlas", "__version__", "open_atlas"]


def __getattr__(name: str) -> object:
    """Load the data frames only for those who ask: they bring pandas."""
    if name in {"open_atlas", "OpenAtlas"}:
        from biovaliance.atlas.snapshots import frames  # noqa: PLC0415 -- slow import

        return getattr(frames, name)
    raise AttributeError(f"module 'biovaliance' has no attribute '{name}'")
