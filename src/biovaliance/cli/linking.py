"""`biovaliance atlas link`: free-text organisation names of a CSV file to records of a registry."""

import csv
import gzip
import io
import os
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer

from biovaliance.atlas.bulk.choices import EngineName
from biovaliance.atlas.home import home_folder
from biovaliance.atlas.linking.linker import Answer, Linker
from biovaliance.cli.files import whole_file
from biovaliance.cli.output import progress_bars
from biovaliance.foundation.errors import InputError
from biovaliance.sources.ror.indexing import open_index, open_linker

HEADER = ("row", "text", "rank", "ror_id", "score", "accepted", "reason")
_TEXTS_PER_TASK = 256
_TEXTS_WORTH_A_PROCESS = 400
_LONGEST_FIELD = 16 << 20
_GZIP = b"\x1f\x8b"


def link(
    registry: Annotated[
        Path, typer.Option("--registry", help="ROR v2 records, one JSON object a line, or .gz.")
    ],
    source: Annotated[Path, typer.Option("--in", help="The CSV file with the texts, or .gz.")],
    column: Annotated[str, typer.Option("--column", help="The column that holds the texts.")],
    out: Annotated[Path, typer.Option("--out", help="The CSV file to write.")],
    top: Annotated[int, typer.Option(min=1, max=10, help="How many answers per text at most.")] = 1,
    prefer_parts: Annotated[
        bool, typer.Option("--prefer-parts", help="Link a laboratory named in full before its university.")
    ] = False,
    engine: Annotated[
        EngineName, typer.Option(help="Where the work is done: by processes of this machine, or by Spark.")
    ] = EngineName.DUCKDB,
    processes: Annotated[
        int, typer.Option(min=0, help="How many processes; 0: as many as there are cores.")
    ] = 0,
) -> None:
    """Link the organisations named in a column of texts to a registry, and print how many were linked.

    Example: biovaliance atlas link --registry ror.jsonl.gz --in papers.csv --column text --out links.csv
    """
    for file, what in ((registry, "Registry"), (source, "Input")):
        if not file.is_file():
            raise InputError(f"{what} '{file}' is no file; check the path.")
    texts = read_column(source, column)
    opened = open_index(
        registry, home_folder(), lambda: typer.echo("Indexing the registry once ...", err=True)
    )
    for problem in opened.problems:
        typer.echo(str(problem), err=True)
    with progress_bars() as progress:
        linked = accepted = 0
        with whole_file(out) as lines:
            writer = csv.writer(lines, lineterminator="\n")
            writer.writerow(HEADER)
            wish = (top, prefer_parts)
            answered = (
                _linked_on_spark(texts, opened.file, wish, processes)
                if engine is EngineName.SPARK
                else _linked(texts, opened.file, wish, processes)
            )
            for row, answers in enumerate(answered):
                writer.writerows(_row(row, texts[row], answer) for answer in answers)
                of_row = sum(answer.accepted for answer in answers)
                accepted += of_row
                linked += bool(of_row)
                if row % _TEXTS_PER_TASK == 0 or row + 1 == len(texts):
                    progress("link", row + 1, len(texts))
    typer.echo(f"{out}: {linked} of {len(texts)} texts linked, to {accepted} organisations in all")


def _row(row: int, text: str, answer: Answer) -> tuple[object, ...]:
    accepted = "true" if answer.accepted else "false"
    return (row, text, answer.rank, answer.ror_id, f"{answer.score:.4f}", accepted, answer.reason)


def read_column(file: Path, column: str) -> list[str]:
    """Return one column of a CSV file, plain or gzip, in UTF-8 or else in the Windows code page.

    Raises:
        InputError: the file is damaged or empty, or has no such column.
    """
    content = _content(file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        typer.echo(
            f"{file}: byte {error.start} is no UTF-8; the file is read in the Windows code page instead. "
            "Save it as UTF-8 to be sure of its accents.",
            err=True,
        )
        text = content.decode("cp1252", errors="replace")
    usual = csv.field_size_limit(_LONGEST_FIELD)  # of the whole process, so it is given back
    rows = csv.DictReader(io.StringIO(text.replace("\0", " "), newline=""))
    try:
        if not rows.fieldnames:
            raise InputError(f"Input '{file}' is empty; expected a CSV file with a line of column names.")
        if column not in rows.fieldnames:
            raise InputError(
                f"Input '{file}' has no column '{column}'; it has {', '.join(map(repr, rows.fieldnames))} "
                "(choose one with --column)."
            )
        return [row[column] or "" for row in rows]
    except csv.Error as error:
        raise InputError(
            f"Input '{file}', line {rows.line_num}: {error}; expected a CSV file "
            "(is a quotation mark left open?)."
        ) from error
    finally:
        csv.field_size_limit(usual)


def _content(file: Path) -> bytes:
    content = file.read_bytes()
    if not content.startswith(_GZIP) and file.suffix != ".gz":
        return content
    try:
        return gzip.decompress(content)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(
            f"Input '{file}': its gzip content is damaged ({error}); expected a whole file (save it again)."
        ) from error


def _linked(
    texts: Sequence[str], index: Path, wish: tuple[int, bool], processes: int
) -> Iterator[tuple[Answer, ...]]:
    """Yield the answers for each text in order, from several processes when there is work for them."""
    wanted = processes or min(os.cpu_count() or 1, 1 + len(texts) // _TEXTS_WORTH_A_PROCESS)
    if wanted == 1:
        yield from open_linker(index).link(texts, *wish)
        return
    parts = (texts[first : first + _TEXTS_PER_TASK] for first in range(0, len(texts), _TEXTS_PER_TASK))
    waiting: deque[Future[list[tuple[Answer, ...]]]] = deque()
    with ProcessPoolExecutor(wanted, get_context("spawn"), _start_process, (index,)) as pool:
        for part in parts:
            waiting.append(pool.submit(_link_part, part, wish))
            if len(waiting) > 2 * wanted:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _linked_on_spark(
    texts: Sequence[str], index: Path, wish: tuple[int, bool], threads: int
) -> Iterator[tuple[Answer, ...]]:
    from biovaliance.sources.ror.linking_on_spark import link_texts  # noqa: PLC0415 -- slow import

    top, prefer_parts = wish
    return link_texts(texts, index, top=top, prefer_parts=prefer_parts, threads=threads or None)


_of_process: list[Linker] = []


def _start_process(index: Path) -> None:
    _of_process.append(open_linker(index))


def _link_part(texts: Sequence[str], wish: tuple[int, bool]) -> list[tuple[Answer, ...]]:
    return list(_of_process[0].link(texts, *wish))
