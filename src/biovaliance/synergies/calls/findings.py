"""What comes out of holding a proposal against a rule: met, not met or unknown, and the sentence for it."""

from dataclasses import dataclass
from enum import StrEnum

from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import french_typography
from biovaliance.synergies.calls.rules import Rule


class Outcome(StrEnum):
    """How a rule stands for a proposal."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome with its sentence and the keys of the partners it turns on."""

    outcome: Outcome
    text: Text
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule held against a proposal. `key` names the rule within its call, for a person's answer."""

    key: str
    rule: Rule
    outcome: Outcome
    text: Text
    partners: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The pages where the rule was read."""
        return self.rule.sources

    @property
    def confidence(self) -> Confidence:
        """How far those pages carry it."""
        return self.rule.confidence


def say(en: str, fr: str) -> Text:
    """Return a sentence in both languages, French with the spaces that must not break."""
    return Text(en, french_typography(fr))


def met(en: str, fr: str, *partners: str) -> Answer:
    """Answer that the rule is met."""
    return Answer(Outcome.MET, say(en, fr), partners)


def not_met(en: str, fr: str, *partners: str) -> Answer:
    """Answer that the rule is not met."""
    return Answer(Outcome.NOT_MET, say(en, fr), partners)


def unknown(en: str, fr: str, *partners: str) -> Answer:
    """Answer that nothing known decides it."""
    return Answer(Outcome.UNKNOWN, say(en, fr), partners)


def not_asked(en: str, fr: str) -> Answer:
    """Answer that the rule does not concern this proposal."""
    return Answer(Outcome.NOT_ASKED, say(en, fr))


def of(truth: bool | None, text: Text, *partners: str) -> Answer:
    """Return an answer from a three-valued truth."""
    outcome = Outcome.UNKNOWN if truth is None else Outcome.MET if truth else Outcome.NOT_MET
    return Answer(outcome, text, partners)
