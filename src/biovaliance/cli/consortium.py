"""`biovaliance synergies consortium`: who should answer a call together, and why."""

import datetime as dt
import json
import math
import re
from pathlib import Path
from typing import Annotated

import typer

from biovaliance.atlas.home import home_folder
from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.cli.calls import InLanguage, Json, Told, read_call_file
from biovaliance.cli.files import lines_of, whole_file
from biovaliance.cli.output import print_error, print_json, progress_bars
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.places import Coordinates
from biovaliance.foundation.wording import language_of
from biovaliance.synergies.calls.bundle import bundled_calls, find_call
from biovaliance.synergies.calls.partners import Money
from biovaliance.synergies.calls.values import Call
from biovaliance.synergies.consortium.candidates import Pool, atlas_pool
from biovaliance.synergies.consortium.plain import clash_text, plain_answer
from biovaliance.synergies.consortium.proposing import (
    Answer,
    Question,
    Variant,
    member_meant,
    members_meant,
    propose,
)
from biovaliance.synergies.consortium.reading import read_pool
from biovaliance.synergies.consortium.values import Project, Wish
from biovaliance.synergies.needs import refusal_of
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_thesaurus

_AMOUNT = re.compile(r"(?:([A-Z]{3})\s*)?(\d[\d\s_'.,\u00a0\u202f]*)\s*([A-Z]{3})?")
LONGEST_NEED = 1_000_000
"""Bytes of a file that may hold a need; a longer one is taken for something else."""


def consortium(  # noqa: PLR0913, PLR0917 -- each is an option
    call: Annotated[
        str, typer.Option(metavar="CALL", help="A call file in TOML, or the id of a bundled call.")
    ] = "",
    profiles: Annotated[
        Path | None,
        typer.Option(help="Who may take part, one profile a line; the published atlas by default."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The JSON file to write.")] = None,
    need: Annotated[
        str, typer.Option(metavar="TEXT|FILE", help="What the project needs, in words or in a text file.")
    ] = "",
    how_many: Annotated[int, typer.Option(min=1, max=20, help="How many consortia at most.")] = 3,
    member: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Who must take part; may be repeated.")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Who must not; may be repeated.")
    ] = None,
    lead: Annotated[str, typer.Option(metavar="NAME", help="Who leads.")] = "",
    partners: Annotated[int, typer.Option(min=1, max=60, help="Partners at most.")] = 12,
    size: Annotated[
        str, typer.Option(metavar="AMOUNT", help="Cost of the project: 3000000, or CHF 2000000.")
    ] = "",
    duration: Annotated[float | None, typer.Option(min=0, help="Months the project lasts.")] = None,
    near: Annotated[
        str, typer.Option(metavar="NAME", help="Near whom the project takes place: distances are from there.")
    ] = "",
    pdf: Annotated[Path | None, typer.Option(help="A summary of two pages to write as PDF.")] = None,
    docx: Annotated[Path | None, typer.Option(help="The same summary to write as DOCX.")] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the search.")] = 0,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds the search may take.")] = 60.0,
    language: InLanguage = Told.ENGLISH,
    home: Annotated[Path | None, typer.Option(help="Where the atlas lives.")] = None,
    as_json: Json = False,
) -> None:
    """Assemble the best consortia for a call or a need, with reasons, rules, gaps, budget and aid.

    Example: biovaliance synergies consortium --call call.toml --profiles profiles.jsonl --out consortia.json
    """
    told = language_of(language)
    if not call and not need.strip():
        raise typer.BadParameter("name a call, or say what is needed.", param_hint="--call / --need")
    for name, number in (("--duration", duration), ("--time-limit", time_limit)):
        if number is not None and not math.isfinite(number):
            raise typer.BadParameter(f"'{number}' is no number of this kind.", param_hint=name)
    thesaurus = bundled_thesaurus()
    tagger = Tagger(thesaurus)
    asked = _call(call) if call else None
    words = _need(need, tagger, told)
    pool = _pool(profiles, home, tagger, thesaurus, told)
    question = Question(
        need=words,
        call=asked,
        place=_place(near, pool),
        wish=Wish(
            members_meant(member or (), pool.names),
            members_meant(without or (), pool.names),
            member_meant(lead, pool.names) if lead else "",
            partners,
        ),
        project=Project(size=_size(size), duration_months=duration, on=dt.datetime.now(dt.UTC).date()),
    )
    if question.project.size and question.project.size.currency != "EUR":
        typer.echo(_OTHER_CURRENCY.in_language(told).format(question.project.size.currency), err=True)
    answer = propose(question, pool, tagger, thesaurus, how_many=how_many, seconds=time_limit, seed=seed)
    _write(answer, told, out, pdf, docx)
    if as_json:
        print_json(plain_answer(answer, told))
    else:
        _print(answer, told)
    if not answer.variants:
        _refuse(answer, told)


def _call(text: str) -> Call:
    file = Path(text)
    if file.is_file():
        return read_call_file(file)
    if file.suffix == ".toml" or "/" in text:
        raise InputError(f"Call '{text}' is no file; check the path, or name a bundled call.")
    return find_call(text, bundled_calls())


def _need(text: str, tagger: Tagger, language: Language) -> str:
    if not text.strip():
        return ""
    words = _words_of_file(Path(text)) if _is_file(text) else text
    refused = refusal_of(words, (), tagger)
    if refused:
        raise InputError(
            f"Need: {refused.message.in_language(language)} {refused.mend.in_language(language)}"
        )
    return words


def _is_file(text: str) -> bool:
    try:
        return len(text) < 4096 and Path(text).is_file()
    except (OSError, ValueError):  # too long for a name, or with a character none has
        return False


def _words_of_file(file: Path) -> str:
    if file.stat().st_size > LONGEST_NEED:
        raise InputError(
            f"Need '{file}' is larger than {LONGEST_NEED:,} bytes; give the words that say what is needed."
        )
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"Need '{file}': byte {error.start} is no UTF-8; save it as a text file in UTF-8."
        ) from None


def _pool(
    profiles: Path | None, home: Path | None, tagger: Tagger, thesaurus: Thesaurus, language: Language
) -> Pool:
    if profiles is None:
        snapshot = open_snapshot((home or home_folder()).resolve())
        as_of = snapshot.manifest.built_at[:10]
        return atlas_pool(snapshot.entities(), snapshot.relations(), snapshot.tags(), as_of)
    with lines_of(profiles, "Profiles") as lines, progress_bars() as progress:
        pool, problems = read_pool(
            lines, str(profiles), tagger, thesaurus, language, lambda done, of: progress("profiles", done, of)
        )
    for problem in problems:
        typer.echo(str(problem), err=True)
    if not pool.members:
        raise InputError(
            f"Profiles '{profiles}': there is none; expected at least one (see the lines above)."
        )
    return pool


def _place(near: str, pool: Pool) -> Coordinates | None:
    if not near:
        return None
    key = member_meant(near, pool.names)
    place = next(each.place for each in pool.members if each.partner.key == key)
    if place is None:
        raise InputError(f"Where '{near}' is, is not known; name another one with --near.")
    return place


_OTHER_CURRENCY = Text(
    "The size is in {}: nothing is converted, so what a call says in another currency is to be checked by a "
    "person.",
    "La taille est en {}\u00a0: rien n’est converti, et ce qu’un appel dit dans une autre monnaie est à "
    "vérifier par une personne.",
)


def _size(text: str) -> Money | None:
    """Return an amount written with or without its currency, and with or without spaces in it."""
    if not text.strip():
        return None
    found = _AMOUNT.fullmatch(text.strip().upper().replace("€", "EUR"))
    digits = re.sub(r"[\s_'\u00a0\u202f]", "", found[2]) if found else ""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
        digits = re.sub(r"[.,]", "", digits)
    if (
        not found
        or (found[1] and found[3])
        or not re.fullmatch(r"\d+(?:[.,]\d+)?", digits)
        or len(digits) > 15
    ):
        raise InputError(f"Size '{text}' is no amount; write it as 3000000, or as CHF 2000000.")
    return Money(float(digits.replace(",", ".")), found[1] or found[3] or "EUR")


def _write(answer: Answer, language: Language, out: Path | None, pdf: Path | None, docx: Path | None) -> None:
    if out:
        with whole_file(out) as file:
            json.dump(plain_answer(answer, language), file, ensure_ascii=False, indent=2)
            file.write("\n")
    from biovaliance.synergies.consortium.documents.docx import summary_docx  # noqa: PLC0415 -- slow import
    from biovaliance.synergies.consortium.documents.pdf import summary_pdf  # noqa: PLC0415 -- slow import

    for path, make in ((pdf, summary_pdf), (docx, summary_docx)):
        if path and answer.variants:
            if not path.parent.is_dir():
                raise InputError(
                    f"Output '{path}': its folder does not exist; create it, or write elsewhere."
                )
            path.write_bytes(make(answer, language))


def _print(answer: Answer, language: Language) -> None:
    for number, variant in enumerate(answer.variants, 1):
        for line in _lines(answer, variant, number, language):
            typer.echo(line)
    words = {"en": "Not seen among the candidates", "fr": "Non vu parmi les candidats\u00a0"}[language]
    if answer.not_seen and answer.variants:
        labels = ", ".join(each.label.in_language(language) for each in answer.not_seen)
        typer.echo(f"{words}: {labels}")


def _lines(answer: Answer, variant: Variant, number: int, language: Language) -> list[str]:
    consortium = variant.consortium
    proven = answer.assembly.proven or number > 1
    cut = "" if proven else {"en": " (search cut short)", "fr": " (recherche interrompue)"}[language]
    names = ", ".join(partner.name for partner in consortium.proposal.partners)
    lines = [f"{number}. {names}  [{consortium.score} points]{cut}"]
    if consortium.proposal.lead:
        word = {"en": "lead", "fr": "chef de file"}[language]
        lines.append(f"   {word}: {answer.name(consortium.proposal.lead)}")
    lines += [f"   {term.points:+d}  {term.text.in_language(language)}" for term in consortium.terms]
    marks = {"met": "+", "unknown": "?", "not met": "-"}
    lines += [
        f"   {marks[str(finding.outcome)]} {finding.text.in_language(language)}"
        for finding in consortium.findings
        if str(finding.outcome) in marks
    ]
    return lines


def _refuse(answer: Answer, language: Language) -> None:
    clash = answer.assembly.clash
    if clash is None:
        print_error("No consortium was found in the time allowed; give more with --time-limit.")
        raise typer.Exit(1)
    print_error(clash_text(clash).in_language(language))
    for rule in clash.rules:
        print_error(f"{rule.text.in_language(language)} ({', '.join(rule.sources) or rule.kind})")
    for wish in clash.wishes:
        print_error(wish.in_language(language))
    raise typer.Exit(1)
