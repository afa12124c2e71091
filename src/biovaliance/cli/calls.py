"""`biovaliance synergies calls`: which calls there are, what they ask, and which fit."""

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from biovaliance.atlas.home import home_folder
from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.cli.output import print_error, print_json
from biovaliance.cli.sources import Out
from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.wording import date_text, language_of
from biovaliance.synergies.calls.applicants import Applicant, applicant_of, concepts_of_tags, idea_of
from biovaliance.synergies.calls.bundle import bundled_calls, find_call, with_default_rules
from biovaliance.synergies.calls.clashes import clashes
from biovaliance.synergies.calls.deadlines import PARIS
from biovaliance.synergies.calls.fitting import VERDICT_LABELS, Fit, fit_calls
from biovaliance.synergies.calls.implied import rules_with_implied
from biovaliance.synergies.calls.plain import moment, plain_call, plain_fit, plain_summary
from biovaliance.synergies.calls.reading import read_call
from biovaliance.synergies.calls.standing import STATUS_LABELS, Standing, Status, standing
from biovaliance.synergies.calls.values import LEVEL_LABELS, Call
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

_CONFIDENCE = {
    Confidence.HIGH: Text("high", "confiance élevée"),
    Confidence.MEDIUM: Text("medium", "confiance moyenne"),
    Confidence.LOW: Text("low", "confiance faible"),
}


class Told(StrEnum):
    """The language calls are told in."""

    ENGLISH = "en"
    FRENCH = "fr"


Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
InLanguage = Annotated[Told, typer.Option(help="Language of names and sentences.")]
On = Annotated[
    str, typer.Option("--on", metavar="DAY", help="The day to look from, as 2026-03-06; today by default.")
]


def list_calls(
    status: Annotated[
        list[Status] | None, typer.Option(help="Only calls of this status; all by default.")
    ] = None,
    on: On = "",
    language: InLanguage = Told.ENGLISH,
    as_json: Json = False,
) -> None:
    """Print all calls with their status and next deadline, open ones first.

    Example: biovaliance synergies calls list --status open
    """
    now, told = _now(on), language_of(language)
    found = [(call, standing(call, now)) for call in bundled_calls().values()]
    found = [pair for pair in found if not status or pair[1].status in status]
    found.sort(key=lambda pair: _order(*pair))
    if as_json:
        print_json([plain_summary(call, stands) for call, stands in found])
        return
    for call, stands in found:
        typer.echo(f"{call.id}  {_when(stands, told)}  {call.name.in_language(told)}")
    if not found:
        typer.echo("No call of this status.")


def show(
    call: Annotated[str, typer.Argument(metavar="ID", help="Id of a call, in any case.")],
    on: On = "",
    language: InLanguage = Told.ENGLISH,
    as_json: Json = False,
) -> None:
    """Print what is known of a call: dates, rules with source and confidence, what was not seen.

    Example: biovaliance synergies calls show FR-IDEMO-REG-BFC
    """
    found = find_call(call, bundled_calls())
    stands = standing(found, _now(on))
    if as_json:
        print_json(plain_call(found, stands))
        return
    for line in _lines(found, stands, language_of(language)):
        typer.echo(line)


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A call file in TOML.")],
    language: InLanguage = Told.ENGLISH,
    as_json: Json = False,
) -> None:
    """Check a call file: every fault with its line, then rules that contradict each other.

    Example: biovaliance synergies calls check my-call.toml
    """
    call = read_call_file(file)
    found = clashes(call)
    if as_json:
        print_json(
            {
                "id": call.id,
                "rules": len(call.rules),
                "deadlines": len(call.deadlines),
                "clashes": [{"en": clash.text.en, "fr": clash.text.fr} for clash in found],
            }
        )
    elif not found:
        typer.echo(f"{file}: {call.id}, {len(call.rules)} rules, {len(call.deadlines)} deadlines, no fault.")
    for clash in found:
        print_error(f"{file}: {clash.text.in_language(language_of(language))}")
    if found:
        raise typer.Exit(1)


def fit(
    organisation: Annotated[
        str, typer.Option(metavar="SLUG", help="An organisation of the published atlas.")
    ] = "",
    text: Annotated[str, typer.Option(metavar="TEXT", help="What the project is about.")] = "",
    trl: Annotated[int | None, typer.Option(help="Readiness of the idea, from 1 to 9.")] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Closed calls too.")] = False,
    on: On = "",
    language: InLanguage = Told.ENGLISH,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Print which calls fit an organisation or an idea, with reasons and what is unknown.

    Example: biovaliance synergies calls fit --organisation femto-st
    """
    if bool(organisation) == bool(text) and not text:
        raise typer.BadParameter("name an organisation or give a text.", param_hint="--organisation / --text")
    applicant = _applicant(organisation, text, trl, (out or home_folder()).resolve())
    fits = fit_calls(bundled_calls().values(), applicant, bundled_thesaurus(), _now(on), with_closed=closed)
    if as_json:
        print_json([plain_fit(found) for found in fits])
        return
    told = language_of(language)
    for found in fits:
        for line in _fit_lines(found, told):
            typer.echo(line)
    if not fits:
        typer.echo("No call is open, to come or without dates; --closed shows those that are over.")


def _now(on: str) -> dt.datetime:
    if not on:
        return dt.datetime.now(dt.UTC)
    try:
        return moment(on)
    except ValueError:
        raise typer.BadParameter(f"'{on}' is no day; write it as 2026-03-06.", param_hint="--on") from None


def read_call_file(file: Path) -> Call:
    """Return the call of a TOML file with the default rules it takes over."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: byte {error.start} is not UTF-8; save the file as UTF-8.") from None
    call = read_call(text, str(file), bundled_thesaurus())
    return with_default_rules(call, bundled_calls())


def _applicant(organisation: str, text: str, trl: int | None, home: Path) -> Applicant:
    tagger = Tagger(bundled_thesaurus())
    if not organisation:
        return idea_of(text, tagger, trl=trl)
    snapshot = open_snapshot(home)
    key = organisation if ":" in organisation else f"organisation:{organisation}"
    entity = snapshot.entities().get(key)
    if entity is None:
        raise NotFoundError(
            f"The atlas has no organisation '{organisation}'; find its slug with `biovaliance atlas search`."
        )
    tags = ((tag.concept_id, tag.passage) for tag in snapshot.tags() if tag.entity_key == key)
    found = applicant_of(entity, concepts_of_tags(tags))
    return idea_of(text, tagger, found.partner, trl) if text else found


def _order(call: Call, stands: Standing) -> tuple[int, int, str]:
    left = stands.days_left if stands.days_left is not None else 10_000
    return list(Status).index(stands.status), left, call.id


def _when(stands: Standing, language: Language) -> str:
    status = STATUS_LABELS[stands.status].in_language(language)
    if stands.next is None or stands.days_left is None:
        return f"[{status}]"
    words = "days left" if language == "en" else "jours restants"
    return f"[{status}, {stands.next.on}, {stands.days_left} {words}]"


def _lines(call: Call, stands: Standing, language: Language) -> list[str]:
    def say(text: Text) -> str:
        return text.in_language(language)

    colon = ":" if language == "en" else "\u00a0:"
    lines = [f"{call.id}  {say(call.name)}", f"{say(LEVEL_LABELS[call.level])}  {_when(stands, language)}"]
    lines += [say(text) for text in (call.operator, call.instrument, call.edition, call.status_words) if text]
    for deadline in call.deadlines:
        hour = f" {deadline.in_paris.astimezone(PARIS):%H:%M} (Paris)" if deadline.in_paris else ""
        lines.append(f"  {date_text(str(deadline.on), language)}{hour}{colon} {say(deadline.text)}")
    lines.append(f"{'Rules' if language == 'en' else 'Règles'}{colon}")
    for rule in rules_with_implied(call):
        edition = f", {say(rule.edition)}" if rule.edition else ""
        confidence = say(_CONFIDENCE[rule.confidence])
        lines.append(f"  {say(rule.text)} [{confidence}{edition}] {' '.join(rule.sources[:1])}")
    if call.not_seen:
        lines.append(f"{'Not seen' if language == 'en' else 'Non vu'}{colon}")
        lines += [f"  {say(text)}" for text in call.not_seen]
    if call.note:
        lines.append(say(call.note))
    return lines


def _fit_lines(found: Fit, language: Language) -> list[str]:
    call, verdict = found.call, VERDICT_LABELS[found.verdict].in_language(language)
    head = f"{verdict}: {call.id}  {call.name.in_language(language)}  {_when(found.standing, language)}"
    marks = (("+", found.reasons), ("-", found.against), ("?", found.unknowns))
    return [head, *(f"  {mark} {text.in_language(language)}" for mark, texts in marks for text in texts)]
