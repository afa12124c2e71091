"""Where the review reads from and writes to: the sources, and the log of judgements."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings

from biovaliance.atlas.identity.clusters import Decision, Judgement
from biovaliance.atlas.identity.judgements import add_judgement, withdraw
from biovaliance.atlas.identity.review import Material, Pair, Standing, review_queue
from biovaliance.showcase.reviewing import Sources, judgement_log, read_material, read_standing
from biovaliance.sources.region import read_region
from biovaliance.web.access import published


def pair_id(left_key: str, right_key: str) -> str:
    """Return the name of a pair in addresses, the same whichever record comes first."""
    return hashlib.sha256("\n".join(sorted((left_key, right_key))).encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Review:
    """What there is to decide and what was decided, at one moment."""

    current: Standing
    queue: tuple[Pair, ...]

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each waiting pair in the queue, from 0."""
        return {pair_id(pair.left_key, pair.right_key): place for place, pair in enumerate(self.queue)}

    @cached_property
    def keys(self) -> dict[str, tuple[str, str]]:
        """The records of each pair that waits or was judged by a person, the better source first."""
        known = self.current.material.records
        judged = [j.pair for j in self.current.judgements if len(j.pair) == 2 and j.pair <= known.keys()]
        waiting = [frozenset((pair.left_key, pair.right_key)) for pair in self.queue]
        found = {}
        for pair in (*judged, *waiting):
            left, right = sorted(pair, key=lambda key: (known[key].precedence, key))
            found[pair_id(left, right)] = (left, right)
        return found


def read_review() -> Review:
    """Return the review as the sources and the log are now; what has not changed is not read again."""
    region = Path(settings.REVIEW["region"])
    given = {name: Path(folder) for name, folder in settings.REVIEW["sources"].items()}
    sources = Sources(read_region(region), given)
    log = judgement_log(settings.HOME)
    seen = log.stat() if log.exists() else None
    stamp = f"{seen.st_mtime_ns} {seen.st_size}" if seen else ""
    given_now = tuple(sorted(given.items()))
    return _review(sources.fingerprint(), region, given_now, Path(settings.HOME), stamp)


@lru_cache(maxsize=1)
def _material(_fingerprint: str, region: Path, given: tuple[tuple[str, Path], ...]) -> Material:
    return read_material(Sources(read_region(region), dict(given)))


@lru_cache(maxsize=2)
def _review(
    fingerprint: str, region: Path, given: tuple[tuple[str, Path], ...], home: Path, _stamp: str
) -> Review:
    current = read_standing(home, _material(fingerprint, region, given))
    return Review(current, review_queue(current))


def save_decision(judgement: Judgement) -> None:
    """Keep a decision at the end of the log."""
    add_judgement(judgement_log(settings.HOME), judgement)


def take_back(judgement: Judgement, by: str, at: dt.datetime) -> None:
    """Keep that a decision was taken back, when and by whom."""
    withdraw(
        judgement_log(settings.HOME),
        judgement.left_key,
        judgement.right_key,
        at,
        by=by,
        decided_at=judgement.decided_at,
    )


def count_unbuilt(current: Standing) -> int:
    """Return how many decisions and undoings are younger than the published atlas."""
    snapshot = published()
    if snapshot is None:
        return 0
    built_at = snapshot.built_at.astimezone(dt.UTC)
    telling = [j for j in current.judgements if j.decision is not Decision.SKIPPED]
    instants = [instant for j in telling for instant in (j.decided_at, j.withdrawn_at) if instant]
    return sum(dt.datetime.fromisoformat(instant) > built_at for instant in instants)
