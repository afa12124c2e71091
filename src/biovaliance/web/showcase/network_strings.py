"""The words of the network's moving part, in the reader's language."""

from biovaliance.showcase.actors import ACTOR_GROUPS
from biovaliance.web.atlas.presenting import words


def network_strings() -> dict[str, str]:
    """Return the words by the keys that the front end uses."""
    return {f"type_{code}": words(label) for code, label in ACTOR_GROUPS.items()}
