"""Texts whose UTF-8 was once read as cp1252: 'beneficiariesâ€™' back into 'beneficiaries’'."""

import re

_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_CP1252 = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
"""The bytes of cp1252 by character; the five that it leaves open stand for themselves."""


def mended(text: str) -> str:
    """Return `text` with every damaged run of characters restored; what is no such damage stays."""
    return _RUN.sub(lambda run: _restored(run[0]), text)


def _restored(run: str) -> str:
    try:
        return bytes(_CP1252[character] for character in run).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return run
