"""Files and receipts on disk: whole or not there, and a paged fetch that goes on where it was killed.

page by page ──> FILE.part, flushed ──> FILE.state (cursor, bytes, rows), written whole
at the end   ──> FILE, FILE.receipt.json; the part and its state are gone
"""

import datetime as dt
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from biovaliance.foundation.errors import InputError
from biovaliance.foundation.progress import Progress
from biovaliance.sources.definitions import SourceDefinition
from biovaliance.sources.fetching.client import Answer, Client
from biovaliance.sources.fetching.limits import FetchError
from biovaliance.sources.items import Item
from biovaliance.sources.receipts import SUFFIX, Receipt
from biovaliance.sources.region import Region

STALE_AFTER_S = 24 * 3600.0
"""Cursors do not live longer: a fetch that was killed earlier begins anew."""
LARGEST_PAGES = 20_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an answer; `cursor` is that of the next one, '' after the last."""

    items: list[Any]
    cursor: str
    total: int = 0
    is_last: bool = True
    """Whether a page without items is the last one; where several questions are asked it may not be."""


@dataclass(slots=True)
class Session:
    """What a source's fetch needs: a client, a folder, and for which region."""

    definition: SourceDefinition
    region: Region
    folder: Path
    client: Client
    report: Progress = lambda _name, _done, _total: None
    base: str = ""
    """Takes the place of scheme and host in every address; tests play the servers."""
    address: str = ""
    """An address the user gives, for publishers that change theirs."""
    receipts: list[Receipt] = field(default_factory=list)

    def at(self, address: str) -> str:
        """Return an address on the publisher's server, or on the one that plays it."""
        if not self.base:
            return address
        return self.base + "/" + address.split("://", 1)[1].partition("/")[2]

    # ---- one file

    def download(self, address: str, name: str, media_types: tuple[str, ...]) -> Receipt:
        """Save what stands under an address, unless the server says that it has not changed.

        Raises:
            FetchError: see `Client.get`.
        """
        path = self.folder / name
        known = self._receipt(path)
        headers = {}
        if known is not None and known.address == address:
            headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w+b", dir=self.folder, prefix=".", delete=False) as file:
            temporary = Path(file.name)
            try:
                answer = self.client.get(
                    self.at(address),
                    media_types,
                    headers={key: value for key, value in headers.items() if value},
                    into=file,  # type: ignore[arg-type]
                )
                if answer.is_unchanged and known is not None:
                    self.receipts.append(known)
                    return known
                file.flush()
                os.fsync(file.fileno())
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
        return self.write_receipt(path, address, etag=answer.etag, last_modified=answer.last_modified)

    def write_receipt(
        self, path: Path, address: str, *, rows: int = 0, etag: str = "", last_modified: str = ""
    ) -> Receipt:
        """Write the receipt of a file beside it, and return it."""
        digest, size = sha256(), 0
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
        day = dt.datetime.fromtimestamp(self.client.now(), dt.UTC).date().isoformat()
        receipt = Receipt(
            file=path.name,
            source_key=self.definition.key,
            address=address,
            taken_on=day,
            stated_on=day,
            sha256=digest.hexdigest(),
            bytes=size,
            rows=rows,
            licence=self.definition.licence,
            etag=etag,
            last_modified=last_modified,
        )
        write_whole(path.with_name(path.name + SUFFIX), receipt.dumps().encode())
        self.receipts.append(receipt)
        return receipt

    def _receipt(self, path: Path) -> Receipt | None:
        """Return the receipt of a file that is there and as it was written."""
        beside = path.with_name(path.name + SUFFIX)
        try:
            receipt = Receipt.loads(beside.read_text(encoding="utf-8"), beside.name)
        except (OSError, UnicodeDecodeError, InputError):
            return None
        is_same = path.is_file() and path.stat().st_size == receipt.bytes
        return receipt if is_same else None

    # ---- pages

    def page_of(self, answer: Answer, items: str, cursor: str, total: str) -> Page:
        """Return the page an answer holds under these dotted paths, '' for what it does not tell.

        Raises:
            FetchError: there is no list of items: the API has changed.
        """
        value = Item("", 0, {"answer": answer.json()})
        found = value.at(f"answer.{items}")
        if not isinstance(found, list):
            raise FetchError(
                f"{answer.address}: the answer has no list under '{items}'; the API seems to have changed."
            )
        number = value.text(f"answer.{total}") if total else ""
        return Page(
            found,
            value.text(f"answer.{cursor}") if cursor else "",
            int(number) if number.isdecimal() else 0,
        )

    def collect(self, name: str, address: str, first: str, page: Callable[[str], Page]) -> Receipt:
        """Save the items of all pages as JSON lines, going on where a fetch of the same address was killed.

        Args:
            name: of the file.
            address: what is asked, for the receipt.
            first: the cursor of the first page.
            page: asks for the page of a cursor.

        Raises:
            FetchError: the pages do not end, or see `Client.get`.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        part, state_path = path.with_name(name + ".part"), path.with_name(name + ".state")
        state = self._state(state_path, part, address) or _State(address, first, 0, 0, 0, self.client.now())
        with part.open("r+b" if part.exists() else "w+b") as file:
            file.truncate(state.size)
            file.seek(state.size)
            while state.cursor:
                if state.pages >= LARGEST_PAGES:
                    raise FetchError(f"{address}: more than {LARGEST_PAGES:,} pages; narrow what is asked.")
                found = page(state.cursor)
                if found.cursor == state.cursor and found.items:
                    raise FetchError(f"{address}: page {state.pages + 1} names itself as the next one.")
                for item in found.items:
                    file.write(json.dumps(item, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
                file.flush()
                os.fsync(file.fileno())
                state = _State(
                    address,
                    found.cursor if found.items or not found.is_last else "",
                    file.tell(),
                    state.rows + len(found.items),
                    state.pages + 1,
                    self.client.now(),
                )
                write_whole(state_path, state.dumps())
                self.report(name, state.rows, found.total)
        part.replace(path)
        state_path.unlink(missing_ok=True)
        return self.write_receipt(path, address, rows=state.rows)

    def _state(self, state_path: Path, part: Path, address: str) -> "_State | None":
        """Return how far a killed fetch of the same address came, None where there is none to go on with."""
        try:
            state = _State(**json.loads(state_path.read_bytes()))
            is_usable = (
                state.address == address
                and 0 <= self.client.now() - state.at < STALE_AFTER_S
                and part.stat().st_size >= state.size
            )
        except (OSError, ValueError, TypeError):
            return None
        return state if is_usable else None


@dataclass(frozen=True, slots=True)
class _State:
    address: str
    cursor: str
    size: int
    rows: int
    pages: int
    at: float

    def dumps(self) -> bytes:
        return json.dumps(asdict(self)).encode()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that whoever looks sees the old one or the new one, never a part."""
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def api_key(environment: Mapping[str, str], definition: SourceDefinition) -> str:
    """Return the reader's own API key for a source, '' where the source asks for none or none is set."""
    return environment.get(definition.key_variable, "").strip() if definition.key_variable else ""
