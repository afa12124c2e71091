"""The latest release of the registry, from Zenodo; the organisations of the region's country are kept.

The registry's own API is not meant for lists: it asks to use the release instead.
"""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from biovaliance.foundation.errors import Problem
from biovaliance.sources.fetching.archives import member
from biovaliance.sources.fetching.client import JSON, ZIP
from biovaliance.sources.fetching.limits import FetchError
from biovaliance.sources.fetching.storing import Page, Session
from biovaliance.sources.items import array_elements

RELEASES = "https://zenodo.org/api/records"
LARGEST_RECORD = 4 * 1024 * 1024


def fetch(session: Session) -> None:
    """Save `ror.jsonl`."""
    params = {"communities": "ror-data", "sort": "newest", "size": "1"}
    answer = session.client.get(session.at(RELEASES), JSON, params=params).json()
    try:
        release = answer["hits"]["hits"][0]
        archive = next(file for file in release["files"] if file["key"].endswith(".zip"))
        address = archive["links"]["self"]
    except (KeyError, IndexError, TypeError, StopIteration):
        raise FetchError(f"{RELEASES}: the answer names no release; expected hits with a zip file.") from None
    session.download(address, "ror-data.zip", ZIP)
    path = session.folder / "ror-data.zip"
    session.collect("ror.jsonl", address, "all", lambda _cursor: Page(list(_kept(session, path)), ""))


def _kept(session: Session, path: Path) -> Iterator[dict[str, object]]:
    problems: list[Problem] = []
    with member(path, ".json") as file:
        for _number, record in array_elements(_texts(file), path.name, problems, LARGEST_RECORD):
            if isinstance(record, dict) and _country(record) == session.region.country:
                yield record
    if problems:
        raise FetchError(f"{path.name}: {problems[0].message} {problems[0].mend}")


def _texts(file: IO[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for chunk in iter(lambda: file.read(1 << 20), b""):
        yield decoder.decode(chunk)


def _country(record: dict[str, object]) -> str:
    text = json.dumps(record.get("locations") or record.get("country") or "")
    marker = '"country_code": "'
    return text.partition(marker)[2][:2]
