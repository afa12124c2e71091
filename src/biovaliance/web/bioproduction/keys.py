"""Names made of what they name: a kept scenario by its text, a run by all that decides its result.

The same text is kept once and the same question worked out once; a link to either can never come to show
something else.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

KEY_LENGTH = 16
"""Of 32 signs each: 80 bits, so that no two texts meet by chance."""


_SHAPE = re.compile(rf"[a-z2-7]{{{KEY_LENGTH}}}")


def may_be_a_key(text: str) -> bool:
    """Whether a text has the shape of a key; anything may stand in an address."""
    return _SHAPE.fullmatch(text) is not None


def scenario_key(text: str) -> str:
    """Return the name of a scenario by its text, whatever its line ends."""
    return _key(text)


def run_key(scenario: str, kind: str, settings: Mapping[str, Any], versions: Mapping[str, str]) -> str:
    """Return the name of a run by the scenario's name, its kind, what was asked and what it is run with."""
    return _key(json.dumps([scenario, kind, settings, versions], sort_keys=True, ensure_ascii=False))


def _key(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return base64.b32encode(digest).decode("ascii")[:KEY_LENGTH].lower()
