"""Kept scenarios and their runs, as the pages need them."""

import datetime as dt

from biovaliance.web.bioproduction.keys import may_be_a_key, scenario_key
from biovaliance.web.models import ScenarioRow


def normalised(text: str) -> str:
    """Return a text as it is kept: line ends of one kind, one at its end, no sign that no database takes."""
    lines = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return f"{lines.rstrip()}\n"


def keep_scenario(text: str, name: str, begun_from: str, sender: str) -> ScenarioRow:
    """Keep a text that was checked, and return its row; the row there is where the same text is kept."""
    text = normalised(text)
    row, _is_new = ScenarioRow.objects.get_or_create(
        key=scenario_key(text),
        defaults={
            "text": text,
            "name": name[:200],
            "begun_from": begun_from[:80],
            "sender_digest": sender,
        },
    )
    return row


def read_scenario_row(key: str) -> ScenarioRow | None:
    """Return a kept scenario, None where none has this name."""
    return ScenarioRow.objects.filter(key=key).first() if may_be_a_key(key) else None


def count_kept(sender: str, since: dt.datetime) -> int:
    """Return how many scenarios a sender has kept since."""
    return ScenarioRow.objects.filter(sender_digest=sender, created_at__gte=since).count()
