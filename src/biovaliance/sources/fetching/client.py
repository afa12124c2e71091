"""A careful HTTP client on top of urllib3.

Only declared hosts are spoken to, one request at a time and not faster than the source allows. What fails
for a while (429, 5xx, a time-out, a body that breaks off) is asked again with growing, random pauses, or
when the server says. Clock, pauses and chance are arguments, so that tests wait for nothing.
"""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.exceptions import TimeoutError as UrllibTimeoutError

from biovaliance.foundation.errors import InputError
from biovaliance.sources.fetching.bodies import TruncatedError, read_body
from biovaliance.sources.fetching.limits import USER_AGENT, FetchError, Limits

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
JSON = ("application/json", "application/vnd.api+json", "text/json")
CSV = ("text/csv", "application/csv", "text/plain", "application/octet-stream", "application/vnd.ms-excel")
ZIP = ("application/zip", "application/x-zip-compressed", "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. `address` is the last one, without keys; `is_unchanged` where it answered 304."""

    address: str
    status: int
    media_type: str = ""
    etag: str = ""
    last_modified: str = ""
    size: int = 0
    content: bytes = b""

    @property
    def is_unchanged(self) -> bool:
        """Whether what we have is still what the server has."""
        return self.status == 304

    def json(self) -> Any:
        """Return the content read as JSON.

        Raises:
            FetchError: it is none.
        """
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise FetchError(
                f"{self.address}: the answer is no JSON ({error}); look at it in a browser."
            ) from None


@dataclass(slots=True)
class Client:
    """Speaks to the declared hosts of one source.

    Args:
        hosts: as `source.toml` declares them; with a port where it is not the usual one.
        requests_per_second: to one host at most.
        secrets: query parameters that go along with every request and into no message and no receipt.
        schemes: plain http is for servers on this very machine.
        clock: seconds that only grow. now: seconds since 1970. sleep: waits. chance: 0 to 1.
    """

    hosts: tuple[str, ...]
    requests_per_second: float = 1.0
    limits: Limits = field(default_factory=Limits)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    schemes: tuple[str, ...] = ("https",)
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    _pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))
    _next_at: dict[str, float] = field(default_factory=dict)

    def get(
        self,
        address: str,
        media_types: tuple[str, ...],
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        into: BinaryIO | None = None,
    ) -> Answer:
        """Return what stands under an address; its content goes `into` a file where one is given.

        Raises:
            FetchError: the host is not declared, or the server keeps failing or answers something else.
        """
        return self._ask("GET", address, media_types, params or {}, headers or {}, into, None)

    def post(
        self,
        address: str,
        media_types: tuple[str, ...],
        *,
        params: Mapping[str, str],
        parts: Mapping[str, tuple[str, str, str]],
    ) -> Answer:
        """Return the answer to a form of several `parts`: name -> (file name, content, media type).

        Raises:
            FetchError: as for `get`.
        """
        return self._ask("POST", address, media_types, params, {}, None, parts)

    def _ask(
        self,
        method: str,
        address: str,
        media_types: tuple[str, ...],
        params: Mapping[str, str],
        headers: Mapping[str, str],
        into: BinaryIO | None,
        parts: Mapping[str, tuple[str, str, str]] | None,
    ) -> Answer:
        shown = _with_query(address, params)
        started = self.clock()
        start_of_file = into.tell() if into is not None else 0
        problem = ""
        for attempt in range(self.limits.attempts):
            if into is not None:
                into.seek(start_of_file)
                into.truncate()
            try:
                answer, wait_s = self._once(method, shown, media_types, headers, into, parts, started)
                if answer is not None:
                    return answer
                problem = "the server asked to come back later"
            except TruncatedError as error:
                problem, wait_s = str(error), None
            except UrllibTimeoutError:
                problem, wait_s = "the server did not answer in time", None
            except (LocationParseError, UnicodeError):
                raise FetchError(f"{shown}: this is no address; check it.") from None
            except HTTPError as error:
                problem, wait_s = f"the connection failed ({type(error).__name__})", None
            if attempt + 1 < self.limits.attempts:
                self._wait(attempt, wait_s)
        raise FetchError(
            f"{shown}: {problem}, {self.limits.attempts} times; try again later, what was fetched is kept."
        )

    def _wait(self, attempt: int, asked_s: float | None) -> None:
        """Pause before the next attempt: as long as the server asks, else longer each time, by chance."""
        longest = min(self.limits.first_wait_s * 2**attempt, self.limits.longest_wait_s)
        grown = longest * (0.5 + self.chance() / 2)
        self.sleep(min(max(asked_s, 0.0), self.limits.longest_wait_s) if asked_s is not None else grown)

    def _once(
        self,
        method: str,
        shown: str,
        media_types: tuple[str, ...],
        headers: Mapping[str, str],
        into: BinaryIO | None,
        parts: Mapping[str, tuple[str, str, str]] | None,
        started: float,
    ) -> tuple[Answer | None, float | None]:
        """Ask once, following redirects to declared hosts; (None, seconds) where to ask again."""
        for _hop in range(self.limits.redirects + 1):
            self._check(shown)
            self._keep_pace(urlsplit(shown).netloc)
            response = self._pool.request(
                method,
                _with_query(shown, self.secrets),
                headers={
                    "User-Agent": USER_AGENT,
                    "Accept": ", ".join(media_types),
                    "Accept-Encoding": "gzip, deflate",
                    **headers,
                },
                fields=dict(parts) if parts else None,
                timeout=urllib3.Timeout(
                    total=None, connect=self.limits.silence_s, read=self.limits.silence_s
                ),
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                if response.status in _REDIRECTS and response.headers.get("Location"):
                    shown = self._redirected(shown, response.headers["Location"])
                    continue  # to the pace of the host it leads to
                return self._answer(shown, response, media_types, into, started)
            finally:
                response.close()
        raise FetchError(f"{shown}: more than {self.limits.redirects} redirects; look at it in a browser.")

    def _redirected(self, shown: str, location: str) -> str:
        try:
            target = urljoin(shown, location)
            host = urlsplit(target).netloc
        except ValueError:
            raise FetchError(f"{shown}: redirects to no address at all.") from None
        if host not in self.hosts:
            raise FetchError(
                f"{shown}: redirects to host '{host}', which source.toml does not declare; "
                f"expected one of {', '.join(self.hosts)}. Add it there if it is the publisher's."
            )
        return _without(target, self.secrets)

    def _answer(
        self,
        shown: str,
        response: urllib3.BaseHTTPResponse,
        media_types: tuple[str, ...],
        into: BinaryIO | None,
        started: float,
    ) -> tuple[Answer | None, float | None]:
        headers = response.headers
        etag, modified = headers.get("ETag", ""), headers.get("Last-Modified", "")
        if response.status == 304:
            return Answer(shown, 304, "", etag, modified), None
        if response.status in _PASSING:
            return None, self._asked_pause(headers.get("Retry-After", ""))
        if response.status != 200:
            key = " Check the API key." if response.status in (401, 403) else ""
            raise FetchError(f"{shown}: the server answers {response.status}; expected 200.{key}")
        media_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type not in media_types:
            raise FetchError(
                f"{shown}: the answer is of type '{media_type or 'none'}'; expected "
                f"{' or '.join(media_types)}. It may be a page about maintenance; look at it in a browser."
            )
        content = bytearray()
        write: Callable[[bytes], Any] = content.extend if into is None else into.write
        size = 0
        for chunk in read_body(response, self.limits, shown, lambda: self.clock() - started):
            size += len(chunk)
            write(chunk)
        return Answer(shown, 200, media_type, etag, modified, size, bytes(content)), None

    def _asked_pause(self, retry_after: str) -> float | None:
        """Return the seconds a server asks to wait, as a number or as a date, None where it asks nothing."""
        text = retry_after.strip()
        if text.isascii() and text.isdecimal():
            return float(text)
        try:
            return parsedate_to_datetime(text).timestamp() - self.now()
        except (ValueError, TypeError, OverflowError):
            return None

    def _check(self, address: str) -> None:
        try:
            parts = urlsplit(address)
        except ValueError:
            raise InputError(f"'{address}' is no address.") from None
        if parts.scheme not in self.schemes or parts.netloc not in self.hosts or parts.username:
            raise FetchError(
                f"{address}: this is none of the declared hosts; expected {self.schemes[0]}:// and one of "
                f"{', '.join(self.hosts)}."
            )

    def _keep_pace(self, host: str) -> None:
        """Wait until the host may be asked again."""
        now = self.clock()
        due = self._next_at.get(host, now)
        if due > now:
            self.sleep(due - now)
        self._next_at[host] = max(due, now) + 1 / self.requests_per_second


def _with_query(address: str, params: Mapping[str, str]) -> str:
    if not params:
        return address
    parts = urlsplit(address)
    query = "&".join(filter(None, (parts.query, urlencode(params))))
    return urlunsplit(parts._replace(query=query))


def _without(address: str, secrets: Mapping[str, str]) -> str:
    """Return an address without secret parameters, which a redirect may have copied."""
    parts = urlsplit(address)
    kept = (item for item in parts.query.split("&") if item.partition("=")[0] not in secrets)
    return urlunsplit(parts._replace(query="&".join(kept)))
