"""`biovaliance atlas explain`: why two records are one thing or two."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated, Any

import typer

from biovaliance.atlas.entities import FieldValue
from biovaliance.atlas.home import home_folder
from biovaliance.atlas.identity.clusters import Decision, Judgement
from biovaliance.atlas.identity.explaining import Explanation, Word, closest_pair
from biovaliance.atlas.identity.explaining import explain as explain_pair
from biovaliance.atlas.identity.review import Effect
from biovaliance.atlas.identity.sides import AGREEMENT_LABELS, Line
from biovaliance.cli.output import print_json
from biovaliance.cli.regions import DEFAULT_REGION, RegionName
from biovaliance.cli.sources import Out, SourceFolders, source_folders
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.wording import date_text, language_of, number_text
from biovaliance.showcase.reviewing import Sources, read_material, read_standing
from biovaliance.sources.region import open_region


class Told(StrEnum):
    """The language an explanation is told in."""

    ENGLISH = "en"
    FRENCH = "fr"


def explain(
    left: Annotated[str, typer.Argument(metavar="A", help="A record key, an entity key or a slug.")],
    right: Annotated[str, typer.Argument(metavar="B", help="The other one.")],
    language: Annotated[Told, typer.Option(help="Language of the reasons.")] = Told.ENGLISH,
    source: SourceFolders = None,
    region: RegionName = DEFAULT_REGION,
    out: Out = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Print why A and B are one thing or two: score, reasons, evidence, decisions, what would change.

    Of things with several records, the two records most alike are compared.

    Example: biovaliance atlas explain femto-st ror:organisation:004fmxv66
    """
    home = (out or home_folder()).resolve()
    material = read_material(Sources(open_region(region), source_folders(home, source or [])))
    current = read_standing(home, material)
    found = explain_pair(current, *closest_pair(current, left, right))
    if as_json:
        print_json(_plain(found))
        return
    for line in _Telling(found, language_of(language)).lines():
        typer.echo(line)


_ONE = Text("one thing: {left}", "une seule chose : {left}")
_TWO = Text("two things: {left} and {right}", "deux choses : {left} et {right}")
_SCORE = Text(
    "score {score:.2f}, calibrated {probability:.2f}", "score {score:.2f}, calibré {probability:.2f}"
)
_EFFECT = Text(
    "moves {statements} statements and {relations} relations, changes {pages} pages",
    "déplace {statements} affirmations et {relations} relations, change {pages} pages",
)
_DECISIONS: dict[Decision, Text] = {
    Decision.SAME: Text("the same", "la même chose"),
    Decision.DIFFERENT: Text("different", "deux choses différentes"),
    Decision.RENAMED: Text("the same, renamed", "la même chose, renommée"),
    Decision.PART_OF: Text(
        "different, the first part of the second", "différentes, la première dans la seconde"
    ),
    Decision.SKIPPED: Text("put aside", "mise de côté"),
}
_HEADINGS = {
    "reasons": Text("Reasons", "Raisons"),
    "said": Text("What each says", "Ce que dit chacune"),
    "judgements": Text("Standing judgements", "Jugements en vigueur"),
    "nearby": Text("Decisions on other records of theirs", "Décisions sur d’autres de leurs notices"),
    "past": Text("Taken back, or decided anew", "Retirés, ou décidés de nouveau"),
    "would": Text("What a decision would change", "Ce que changerait une décision"),
    "none": Text("none", "aucun"),
    "taking_back": Text("taking it back {effect}", "le retirer {effect}"),
    "taken_back": Text("taken back {at} by {by}", "retiré le {at} par {by}"),
    "somebody": Text("somebody", "quelqu’un"),
}


@dataclass(frozen=True, slots=True)
class _Telling:
    """An explanation in the words of a language, line by line."""

    found: Explanation
    language: Language

    def lines(self) -> Iterator[str]:
        found = self.found
        yield f"{found.left_key}  /  {found.right_key}"
        yield self._say(_ONE if found.are_one else _TWO, left=found.left_entity, right=found.right_entity)
        yield self._say(_SCORE, score=found.score, probability=found.probability)
        yield self._heading("reasons")
        for reason in found.reasons:
            yield f"  {reason.text.in_language(self.language)}"
        if not found.reasons:
            yield f"  {self._say(_HEADINGS['none'])}"
        yield self._heading("said")
        for line in found.lines:
            yield from self._said(line)
        yield from self._words("judgements", found.on_pair)
        if found.nearby:
            yield from self._words("nearby", found.nearby)
        if found.past:
            yield from self._past()
        yield self._heading("would")
        for decision, moved in found.would.items():
            yield f"  {self._of(self._say(_DECISIONS[decision]))} {self._effect(moved)}"

    def _said(self, line: Line) -> Iterator[str]:
        mark = AGREEMENT_LABELS[line.agreement].in_language(self.language)
        yield f"  {line.label.in_language(self.language)} [{mark}]"
        for side, values in (("A", line.left), ("B", line.right)):
            for value in values:
                yield f"    {self._of(side)} {value.value}  ({_cited(value)})"

    def _words(self, title: str, listed: tuple[Word, ...]) -> Iterator[str]:
        yield self._heading(title)
        for word in listed:
            yield f"  {word.judgement.left_key}  /  {word.judgement.right_key}"
            yield f"    {self._told(word.judgement)}"
            if word.effect is not None:
                yield f"    {self._say(_HEADINGS['taking_back'], effect=self._effect(word.effect))}"
        if not listed:
            yield f"  {self._say(_HEADINGS['none'])}"

    def _past(self) -> Iterator[str]:
        yield self._heading("past")
        for judgement in self.found.past:
            yield f"  {self._told(judgement)}"
            if judgement.withdrawn_at:
                by = judgement.withdrawn_by or self._say(_HEADINGS["somebody"])
                at = date_text(judgement.withdrawn_at[:10], self.language)
                yield f"    {self._say(_HEADINGS['taken_back'], at=at, by=by)}"

    def _told(self, judgement: Judgement) -> str:
        day = date_text(judgement.decided_at[:10], self.language)
        who = ", ".join(filter(None, (day, judgement.decided_by)))
        return f"{self._of(f'{self._say(_DECISIONS[judgement.decision])} ({who})')} {judgement.why}"

    def _effect(self, moved: Effect) -> str:
        figures = {name: number_text(value, self.language) for name, value in asdict(moved).items()}
        return self._say(_EFFECT, **figures)

    def _heading(self, name: str) -> str:
        return self._of(self._say(_HEADINGS[name]))

    def _of(self, words: str) -> str:
        return f"{words}\u00a0:" if self.language == "fr" else f"{words}:"

    def _say(self, text: Text, **values: object) -> str:
        words = text.in_language(self.language)
        if self.language == "fr":
            words = words.replace(" :", "\u00a0:")
        return words.format(**values)


def _cited(value: FieldValue) -> str:
    return "; ".join(
        dict.fromkeys(
            ", ".join(filter(None, (item.publisher or item.source_key, item.stated_on or item.read_on)))
            for item in value.evidence
        )
    )


def _plain(found: Explanation) -> dict[str, Any]:
    """Return an explanation as JSON holds it, texts in both languages."""
    return {
        "left": {"record": found.left_key, "entity": found.left_entity},
        "right": {"record": found.right_key, "entity": found.right_entity},
        "same": found.are_one,
        "score": round(found.score, 4),
        "probability": round(found.probability, 4),
        "reasons": [{"code": reason.code, "text": asdict(reason.text)} for reason in found.reasons],
        "fields": [
            {
                "field": line.field,
                "agreement": str(line.agreement),
                "left": [_plain_value(value) for value in line.left],
                "right": [_plain_value(value) for value in line.right],
            }
            for line in found.lines
        ],
        "judgements": [_plain_word(word) for word in found.on_pair],
        "nearby": [_plain_word(word) for word in found.nearby],
        "past": [asdict(judgement) for judgement in found.past],
        "would_change": {str(decision): asdict(moved) for decision, moved in found.would.items()},
    }


def _plain_value(value: FieldValue) -> dict[str, Any]:
    evidence = [item.to_json() for item in value.evidence]
    return {"value": value.value, "language": value.language, "evidence": evidence}


def _plain_word(word: Word) -> dict[str, Any]:
    return {
        **asdict(word.judgement),
        "taking_back_changes": asdict(word.effect) if word.effect is not None else None,
    }
