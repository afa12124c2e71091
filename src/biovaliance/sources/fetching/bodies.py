"""The body of an answer, checked while it comes: whole, not too large, not too slow, and no bomb."""

import zlib
from collections.abc import Callable, Iterator

import urllib3
from urllib3.exceptions import ProtocolError

from biovaliance.sources.fetching.limits import FetchError, Limits

_PIECE = 1 << 16


class TruncatedError(Exception):
    """The body broke off; asking again may help."""


def read_body(
    response: urllib3.BaseHTTPResponse, limits: Limits, shown: str, elapsed_s: Callable[[], float]
) -> Iterator[bytes]:
    """Yield the decoded body in pieces.

    Raises:
        TruncatedError: it is shorter than announced.
        FetchError: it is too large, takes too long, is packed unheard of, or unpacks beyond measure.
    """
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise FetchError(f"{shown}: the body is packed as '{encoding}'; expected gzip, deflate or nothing.")
    if encoding in ("identity", ""):
        total = 0
        for piece in _raw(response, shown, limits, elapsed_s):
            total += len(piece)
            _check_size(total, limits, shown)
            yield piece
        return
    yield from _unpacked(response, limits, shown, elapsed_s, deflated=encoding == "deflate")


def _unpacked(
    response: urllib3.BaseHTTPResponse,
    limits: Limits,
    shown: str,
    elapsed_s: Callable[[], float],
    *,
    deflated: bool,
) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS if deflated else zlib.MAX_WBITS | 16)
    packed = total = 0
    for piece in _raw(response, shown, limits, elapsed_s):
        packed += len(piece)
        data = piece
        while data and not unpacker.eof:
            try:
                out = unpacker.decompress(data, _PIECE)
            except zlib.error as error:
                raise TruncatedError(f"the packed body is damaged ({error})") from None
            total += len(out)
            _check_size(total, limits, shown)
            if total > limits.smallest_bomb and total > packed * limits.largest_ratio:
                raise FetchError(
                    f"{shown}: {packed:,} bytes unpack to more than {total:,}; at most "
                    f"{limits.largest_ratio:g} times as many are taken. This is no honest answer."
                )
            yield out
            data = unpacker.unconsumed_tail
    if not unpacker.eof:
        raise TruncatedError("the packed body breaks off")


def _raw(
    response: urllib3.BaseHTTPResponse, shown: str, limits: Limits, elapsed_s: Callable[[], float]
) -> Iterator[bytes]:
    announced = response.headers.get("Content-Length", "")
    size = 0
    while piece := _next_piece(response, size, announced):
        size += len(piece)
        if elapsed_s() > limits.longest_s:
            raise FetchError(
                f"{shown}: {size:,} bytes came in {elapsed_s():.0f} s, and still more; "
                f"at most {limits.longest_s:g} s are waited. Try again later."
            )
        yield piece
    if announced.isdecimal() and size < int(announced):
        raise TruncatedError(_broken_off(size, announced))


def _next_piece(response: urllib3.BaseHTTPResponse, size: int, announced: str) -> bytes:
    try:
        return response.read1(_PIECE, decode_content=False)
    except ProtocolError:
        raise TruncatedError(_broken_off(size, announced)) from None


def _broken_off(size: int, announced: str) -> str:
    whole = f" of {int(announced):,}" if announced.isdecimal() else ""
    return f"the body breaks off after {size:,}{whole} bytes"


def _check_size(total: int, limits: Limits, shown: str) -> None:
    if total > limits.largest:
        raise FetchError(f"{shown}: the body has more than {limits.largest:,} bytes; that much is not taken.")
