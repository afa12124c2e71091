"""Which concepts many texts name, found by several processes where there is work for them.

    texts, each once ──> parts ──> the same tagger in every process ──> concepts and passages by text

A text is read on its own, so that one process and several give the same answer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.reduction import register
from types import MappingProxyType
from typing import Any

from biovaliance.vocabulary.tagging import Tagger

TEXTS_WORTH_A_PROCESS = 5_000
_TEXTS_PER_TASK = 500

Said = tuple[str, str]
"""A text and its language, '' where it is not known."""
Named = tuple[tuple[str, str], ...]
"""Concepts with the passages that name them."""


def recognise(
    texts: Iterable[Said],
    tagger: Tagger,
    processes: int = 1,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> dict[Said, Named]:
    """Return the concepts that each text names, and where, in the order of the text.

    Args:
        texts: with doubles or without; each is read once.
        tagger: what finds concepts.
        processes: how many may work; one does where the texts are few.
        report: told how many texts are done, and how many there are.
    """
    each_once = list(dict.fromkeys(texts))
    parts = [each_once[n : n + _TEXTS_PER_TASK] for n in range(0, len(each_once), _TEXTS_PER_TASK)]
    found: dict[Said, Named] = {}
    for part, named in zip(parts, _named_in_parts(parts, len(each_once), tagger, processes), strict=True):
        found.update(zip(part, named, strict=True))
        report(len(found), len(each_once))
    return found


def _named_in_parts(
    parts: Sequence[Sequence[Said]], texts: int, tagger: Tagger, processes: int
) -> Iterator[list[Named]]:
    wanted = min(processes, 1 + texts // TEXTS_WORTH_A_PROCESS)
    if wanted == 1:
        yield from (_named_in(part, tagger) for part in parts)
        return
    with ProcessPoolExecutor(wanted, get_context("spawn"), _start_process, (tagger,)) as pool:
        yield from pool.map(_named_by_process, parts)


def _named_in(part: Iterable[Said], tagger: Tagger) -> list[Named]:
    return [
        tuple((mention.concept_id, mention.passage) for mention in tagger.tag(text, language or None))
        for text, language in part
    ]


def _read_only(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


# A thesaurus is made of read-only mappings, which Python does not send to another process by itself.
register(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))

_of_process: list[Tagger] = []


def _start_process(tagger: Tagger) -> None:
    _of_process.append(tagger)


def _named_by_process(part: Sequence[Said]) -> list[Named]:
    return _named_in(part, _of_process[0])
