"""Runs as the downloads need them."""

from biovaliance.web.models import RunRow


def read_finished_run(key: str) -> RunRow | None:
    """Return a run that has a result, with its scenario; None where none of this key has."""
    return RunRow.objects.select_related("scenario").filter(key=key, result__isnull=False).first()
