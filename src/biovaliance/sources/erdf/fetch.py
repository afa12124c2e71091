"""The list of operations of a managing authority, whose address changes with each publication."""

from biovaliance.foundation.errors import InputError
from biovaliance.sources.fetching.client import CSV
from biovaliance.sources.fetching.storing import Session


def fetch(session: Session) -> None:
    """Save `operations.csv` from the address that is given.

    Raises:
        InputError: none is given.
    """
    if not session.address:
        raise InputError(
            "Source 'erdf' has no lasting address: each list is published under a new one. Look it up on "
            f"{session.definition.address} and name it with --address, or save the list and give --from DIR."
        )
    session.download(session.address, "operations.csv", CSV)
