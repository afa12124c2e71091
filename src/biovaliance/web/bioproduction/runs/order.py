"""In which order waiting runs are taken up: those of one visitor as they were asked, visitors in turn."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """A run that waits: its number, who asked for it, and when."""

    number: int
    sender: str
    asked_at: dt.datetime


def in_turn(waiting: Iterable[Waiting], last_served: Mapping[str, dt.datetime]) -> list[Waiting]:
    """Return the runs in the order in which they are taken up.

    Each visitor's first before anybody's second, and so on; within such a round, whoever was served longest
    ago or never comes first, then who asked first. So one visitor with many runs delays another by one run.

    Args:
        waiting: all runs that wait.
        last_served: when a run of a visitor was last begun; who is not there was never served.
    """
    rounds: Counter[str] = Counter()
    places = []
    for run in sorted(waiting, key=lambda each: (each.asked_at, each.number)):
        served = last_served.get(run.sender)
        turn = (rounds[run.sender], served is not None, served or run.asked_at, run.asked_at, run.number)
        places.append((turn, run))
        rounds[run.sender] += 1
    return [run for _, run in sorted(places, key=lambda place: place[0])]
