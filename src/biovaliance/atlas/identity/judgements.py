"""The log of judgements: one JSON line each, added at the end, never rewritten.

Taking a judgement back is a line too, so that who decided what, when and why stays known.
"""

import datetime as dt
import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

from biovaliance.atlas.identity.clusters import Decision, Judgement
from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.errors import InputError, Problem

LONGEST_TEXT = 2000


def read_judgements(path: Path) -> tuple[list[Judgement], list[Problem]]:
    """Return the judgements of a log, withdrawn ones marked, and the lines that cannot be read."""
    found: list[Judgement] = []
    problems: list[Problem] = []
    if not path.exists():
        return found, problems
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            judgement = Judgement(**{**data, "decision": Decision(data["decision"])})
        except (ValueError, TypeError, KeyError) as error:
            problems.append(
                Problem(
                    path.name,
                    number,
                    "",
                    line[:60].decode("utf-8", "replace"),
                    f"this line is no judgement ({error}).",
                    "Expected the JSON line the program wrote; mend or remove the line.",
                )
            )
            continue
        if judgement.withdrawn_at:
            found = [_withdrawn(known, judgement) for known in found]
        else:
            found.append(judgement)
    return found, problems


def _withdrawn(known: Judgement, withdrawal: Judgement) -> Judgement:
    if known.pair == withdrawal.pair and known.decided_at == withdrawal.decided_at and not known.withdrawn_at:
        return replace(known, withdrawn_at=withdrawal.withdrawn_at, withdrawn_by=withdrawal.withdrawn_by)
    return known


def add_judgement(path: Path, judgement: Judgement) -> None:
    """Append a judgement to the log.

    Raises:
        InputError: it joins a record with itself, nobody or no reason is named, a new name comes without
            the former one, its date is none, or a text is longer than a sentence or two need.
    """
    if len(judgement.pair) < 2:
        raise InputError(f"'{judgement.left_key}' is judged against itself; name two records.")
    if not judgement.decided_by.strip() or not judgement.why.strip():
        raise InputError("A judgement needs who decided and why; give both.")
    if judgement.decision is Decision.RENAMED and not judgement.former_name.strip():
        raise InputError(
            f"'{judgement.left_key}' is said to bear an older name, and none is given; give the former name."
        )
    if judgement.since:
        PartialDate.parse(judgement.since)
    for text in (judgement.why, judgement.former_name, judgement.address, judgement.decided_by):
        if len(text) > LONGEST_TEXT:
            raise InputError(
                f"A text of the judgement has {len(text):,} characters; expected at most {LONGEST_TEXT:,}."
            )
    _append(path, [judgement])


def withdraw(
    path: Path, left_key: str, right_key: str, at: dt.datetime, *, by: str = "", decided_at: str = ""
) -> Judgement:
    """Take back the latest standing judgement on a pair, or the one made at `decided_at`, and return it.

    The one before it, where there is one, holds again.

    Raises:
        InputError: no such judgement stands.
    """
    pair = frozenset((left_key, right_key))
    standing = [
        judgement
        for judgement in read_judgements(path)[0]
        if judgement.pair == pair and not judgement.withdrawn_at and decided_at in ("", judgement.decided_at)
    ]
    if not standing:
        raise InputError(
            f"No judgement on '{left_key}' and '{right_key}' stands, so there is none to take back."
        )
    latest = max(standing, key=lambda judgement: judgement.decided_at)
    instant = at.astimezone(dt.UTC).isoformat(timespec="seconds")
    _append(path, [replace(latest, withdrawn_at=instant, withdrawn_by=by)])
    return latest


def _append(path: Path, judgements: Iterable[Judgement]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(asdict(judgement), ensure_ascii=False) + "\n" for judgement in judgements)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        end = file.seek(0, os.SEEK_END)
        if end:
            file.seek(end - 1)
            if file.read(1) != b"\n":  # a line cut short by a crash must not swallow this one
                lines = "\n" + lines
        file.write(lines.encode())
        file.flush()
        os.fsync(file.fileno())
