"""`biovaliance synergies`: who fits a need, and why."""

import csv
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.home import home_folder
from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.cli.files import lines_of, whole_file
from biovaliance.cli.output import progress_bars
from biovaliance.foundation.errors import InputError, Problem
from biovaliance.foundation.languages import Language
from biovaliance.synergies.needs import Need, read_needs
from biovaliance.synergies.profiles import Profile, read_profiles
from biovaliance.synergies.profiling import profiles_of
from biovaliance.synergies.ranking.ranker import Ranker, background_of
from biovaliance.synergies.ranking.reasons import DECIMALS, Ranked
from biovaliance.synergies.ranking.sentences.ahead import Ahead
from biovaliance.synergies.ranking.sentences.model import installed_vectors
from biovaliance.synergies.ranking.settings import DEFAULT_SETTINGS
from biovaliance.synergies.ranking.telling import sentence
from biovaliance.synergies.ranking.vectors import is_read, read_by, text_of
from biovaliance.synergies.suppliers.reading import material_of
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_thesaurus

HEADER = ("need_id", "rank", "profile_id", "score", "reasons")


class ReasonLanguage(StrEnum):
    """The language reasons are told in."""

    ENGLISH = "en"
    FRENCH = "fr"


def rank(
    needs: Annotated[Path, typer.Option(help='What is looked for: one {"id", "title", "text"} a line.')],
    out: Annotated[Path, typer.Option(help="The CSV file to write.")],
    profiles: Annotated[
        Path | None,
        typer.Option(
            help='Who may answer: one {"id", "name", "documents"} a line; the published atlas by default.'
        ),
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=1, help="How many profiles per need at most; all by default.")
    ] = None,
    language: Annotated[
        ReasonLanguage, typer.Option(help="Language of the reasons.")
    ] = ReasonLanguage.ENGLISH,
    *,
    home: Annotated[Path | None, typer.Option(help="Where the atlas lives.")] = None,
    meaning: Annotated[
        bool, typer.Option(help="Whether closeness in meaning counts, for texts in English.")
    ] = True,
) -> None:
    """Rank profiles for each need with the reasons of every score, and print how many pairs were written.

    Example: biovaliance synergies rank --needs needs.jsonl --out ranking.csv --top 10
    """
    told: Language = "fr" if language is ReasonLanguage.FRENCH else "en"
    thesaurus = bundled_thesaurus()
    tagger = Tagger(thesaurus)
    with lines_of(needs, "Needs") as lines:
        wanted, problems = read_needs(lines, str(needs), tagger, thesaurus, told)
    _tell(problems)
    if not wanted:
        raise InputError(
            f"Needs '{needs}': none can be answered; expected at least one (see the lines above)."
        )
    if profiles is None:
        known = _profiles_of_atlas((home or home_folder()).resolve(), tagger)
        wanted = tuple(replace(need, excluded=frozenset(map(_key, need.excluded))) for need in wanted)
    else:
        known = _profiles_of_file(profiles, tagger, thesaurus, told)
    with progress_bars() as progress, _encoded(wanted, known, meaning=meaning) as vectors:
        ranker = Ranker(
            known,
            tagger,
            thesaurus,
            background=background_of(wanted),
            vectors=vectors,
            progress=progress,
        )
        with whole_file(out) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADER)
            pairs = 0
            for number, need in enumerate(wanted, 1):
                ranked = ranker.rank(need, top)
                writer.writerows(_row(need, each, told) for each in ranked)
                pairs += len(ranked)
                progress("rank", number, len(wanted))
    typer.echo(f"{out}: {pairs} pairs of {len(wanted)} needs and {len(known)} profiles")


def _profiles_of_atlas(home: Path, tagger: Tagger) -> tuple[Profile, ...]:
    """Return the profiles of the organisations that exist today, as the partner page ranks them."""
    snapshot = open_snapshot(home)
    entities, relations = snapshot.entities(), snapshot.relations()
    actors = material_of(entities, relations, snapshot.tags()).actors
    known = tuple(each for each in profiles_of(entities, relations, tagger) if each.id in actors)
    if not known:
        raise InputError(
            f"The atlas in {home} holds no organisation; build one that does, or name a file with --profiles."
        )
    return known


def _profiles_of_file(
    file: Path, tagger: Tagger, thesaurus: Thesaurus, language: Language
) -> tuple[Profile, ...]:
    with lines_of(file, "Profiles") as lines:
        known, problems = read_profiles(lines, str(file), tagger, thesaurus, language)
    _tell(problems)
    if not known:
        raise InputError(f"Profiles '{file}': there is none; expected at least one (see the lines above).")
    return known


def _key(text: str) -> str:
    """Return the key of an organisation of the atlas, which may be written without its kind."""
    return text if ":" in text else f"{Kind.ORGANISATION}:{text}"


@contextmanager
def _encoded(needs: Sequence[Need], profiles: Sequence[Profile], *, meaning: bool) -> Iterator[Ahead | None]:
    """Give the sentence vectors of all texts, begun at once; None where they are off or not installed."""
    model = installed_vectors() if meaning else None
    documents = [document for profile in profiles for document in profile.documents]
    read = read_by(model, documents, DEFAULT_SETTINGS) if model else []
    if model is None or not read:
        yield None
        return
    texts = [text_of(documents[number]) for number in read]
    texts += [text_of(need) for need in needs if is_read(model, need.language)]
    with Ahead(model, texts, threads=os.cpu_count() or 1) as vectors:
        yield vectors


def _tell(problems: Sequence[Problem]) -> None:
    for problem in problems:
        typer.echo(str(problem), err=True)


def _row(need: Need, ranked: Ranked, language: Language) -> tuple[object, ...]:
    reasons = [
        {"kind": reason.kind, "share": reason.share, "text": sentence(reason, language)}
        for reason in ranked.reasons
    ]
    told = json.dumps(reasons, ensure_ascii=False)
    return (need.id, ranked.rank, ranked.profile_id, f"{ranked.score:.{DECIMALS}f}", told)
