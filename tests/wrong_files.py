"""Files with one thing wrong: a good text, changed, and what its reader says of it."""

from collections.abc import Callable

import pytest

from biovaliance.foundation.errors import InputError


def changed(text: str, *changes: tuple[str, str]) -> str:
    """Return a text with others in the place of some, each once; each has to be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def refused(read: Callable[[str, str], object], text: str, file: str) -> list[str]:
    """Return what is told of a file that has to be refused: its problems, else the one sentence."""
    with pytest.raises(InputError) as caught:
        read(text, file)
    return [str(problem) for problem in caught.value.problems] or [str(caught.value)]
