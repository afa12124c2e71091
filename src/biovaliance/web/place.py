"""Which region the site shows: the one that what it publishes was built for."""

from functools import lru_cache

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
