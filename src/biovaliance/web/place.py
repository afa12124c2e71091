"""Which region the site shows: the one that what it publishes was built for."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from biovaliance.atlas.home import current_identifier, snapshot_folder
from biovaliance.sources.region import REGION_FILE, Region, bundled_region, read_region


def served_region() -> Region:
    """Return the region of the published snapshot, the bundled one before the first build.

    The pointer file is read, not the table: lists ask this for every row.
    """
    identifier = current_identifier(settings.HOME)
    return _region_of(identifier) if identifier else bundled_region()


@lru_cache(maxsize=2)  # the published snapshot's, and the one before during a change
def _region_of(identifier: str) -> Region:
    folder = snapshot_folder(settings.HOME, identifier)
    return read_region(folder) if (folder / REGION_FILE).is_file() else bundled_region()


def map_file(kind: str) -> str:
    """Return the name of the region's file of a kind ('basemap', 'region-outline') among the built ones.

    The build makes them for the regions of the package; another region's site shows the first one's map.
    """
    name = f"{kind}-{served_region().key}.json"
    return name if built_path(name) else f"{kind}-{bundled_region().key}.json"


@lru_cache(maxsize=8)
def built_path(name: str) -> Path | None:
    """Return where a built file lies, None where the front end was not built."""
    roots = (settings.STATIC_ROOT, *settings.STATICFILES_DIRS)
    return next((path for root in roots if (path := Path(root) / "built" / name).is_file()), None)
