"""What was worked out is kept in the process by what decides it, so that it is worked out once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

Answer = TypeVar("Answer")


class Shelf:
    """The last answers, each by its question."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def holds(self, question: Hashable) -> bool:
        """Whether the answer to a question is there."""
        return question in self._kept

    def answer(self, question: Hashable, make: Callable[[], Answer]) -> Answer:
        """Return the answer to a question, made now where it is not kept; what `make` raises is not kept."""
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
                return self._kept[question]  # type: ignore[return-value]
        found = make()
        with self._lock:
            self._kept[question] = found
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found
