"""Tables of the website, one file per part."""

from biovaliance.web.models.atlas import EntityRow, RelationRow, SnapshotRow, TagRow
from biovaliance.web.models.bioproduction import RunRow, RunState, ScenarioRow
from biovaliance.web.models.changes import ChangeRow
from biovaliance.web.models.corrections import CorrectionRow

__all__ = [
    "ChangeRow",
    "CorrectionRow",
    "EntityRow",
    "RelationRow",
    "RunRow",
    "RunState",
    "ScenarioRow",
    "SnapshotRow",
    "TagRow",
]
