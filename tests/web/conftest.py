"""The site's tests: its tables hold the bundled region unless a test asks for empty ones."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, demo_home: Path) -> None:
    """Load the bundled region once; each test then works in a transaction that is taken back."""
    from biovaliance.web.atlas.loading import load_published

    with django_db_blocker.unblock():
        load_published(demo_home)


@pytest.fixture(autouse=True)
def _fresh_start() -> Any:
    """Let no test find what another one cached, or the language it left."""
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def empty_atlas(db: None) -> None:
    """No organisation, project or anything else in the tables, as before the first build."""
    from biovaliance.web.models import EntityRow, RelationRow, SnapshotRow, TagRow

    for model in (RelationRow, TagRow, EntityRow, SnapshotRow):
        model.objects.all().delete()
