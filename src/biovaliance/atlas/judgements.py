"""The log of judgements: one JSON line each, added at the end, never rewritten.

Taking a judgement back is a line too, so that who decided what, when and why stays known.
"""

import datetime as dt
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

from biovaliance.atlas.clusters import Decision, Judgement
from biovaliance.foundation.errors import InputError, Problem


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
        return replace(known, withdrawn_at=withdrawal.withdrawn_at)
    return known


def add_judgement(path: Path, judgement: Judgement) -> None:
    """Append a judgement to the log.

    Raises:
        InputError: it joins a record with itself, or nobody or no reason is named.
    """
    if len(judgement.pair) < 2:
        raise InputError(f"'{judgement.left_key}' is judged against itself; name two records.")
    if not judgement.decided_by.strip() or not judgement.why.strip():
        raise InputError("A judgement needs who decided and why; give both.")
    _append(path, [judgement])


def withdraw(path: Path, left_key: str, right_key: str, at: dt.datetime) -> Judgement:
    """Take back the standing judgement on a pair, and return it.

    Raises:
        InputError: no judgement on this pair stands.
    """
    pair = frozenset((left_key, right_key))
    standing = [j for j in read_judgements(path)[0] if j.pair == pair and not j.withdrawn_at]
    if not standing:
        raise InputError(
            f"No judgement on '{left_key}' and '{right_key}' stands, so there is none to take back."
        )
    latest = max(standing, key=lambda judgement: judgement.decided_at)
    _append(path, [replace(latest, withdrawn_at=at.astimezone(dt.UTC).isoformat(timespec="seconds"))])
    return latest


def _append(path: Path, judgements: Iterable[Judgement]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for judgement in judgements:
            file.write(json.dumps(asdict(judgement), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
