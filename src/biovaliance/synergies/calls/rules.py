"""What a call asks, one rule at a time, in a form a program can judge and a person can read.

A rule has a kind ("how many partners at most"), an operator and a value ("at most 6"), whom it counts
or concerns, when it applies, and where it was read: text in both languages, pages, confidence, edition.
"""

from dataclasses import dataclass
from enum import StrEnum

from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.kinds import PartnerKind


class Operator(StrEnum):
    """How the value of a rule binds; the sign is the one tables of rules use."""

    EXACTLY = "=="
    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"
    BETWEEN = "between"
    ONE_OF = "in"
    NONE_OF = "not_in"
    ALL_OF = "all"
    BY_NUMBER = "if_n"


OPERATOR_WORDS: dict[str, Operator] = {
    "exactly": Operator.EXACTLY,
    "is": Operator.EXACTLY,
    "at least": Operator.AT_LEAST,
    "more than": Operator.MORE_THAN,
    "at most": Operator.AT_MOST,
    "less than": Operator.LESS_THAN,
    "between": Operator.BETWEEN,
    "one of": Operator.ONE_OF,
    "none of": Operator.NONE_OF,
    "all of": Operator.ALL_OF,
    "by number of partners": Operator.BY_NUMBER,
}
"""How a rule file writes each operator; `exactly` is for numbers, `is` for words."""


class Applies(StrEnum):
    """To which kind of project a rule applies."""

    ALWAYS = "always"
    ALONE = "alone"
    TOGETHER = "together"
    COMPANIES_ONLY = "companies only"
    PUBLIC_PRIVATE = "public-private"


APPLIES_LABELS: dict[Applies, Text] = {
    Applies.ALWAYS: Text("always", "toujours"),
    Applies.ALONE: Text("for a single applicant", "pour un candidat seul"),
    Applies.TOGETHER: Text("for a consortium", "pour un consortium"),
    Applies.COMPANIES_ONLY: Text("for a consortium of companies only", "pour un consortium d’entreprises"),
    Applies.PUBLIC_PRIVATE: Text("for a public-private consortium", "pour un consortium public-privé"),
}

Value = int | float | str
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked of a consortium of `fewest` to `most` partners (None: any number above)."""

    fewest: int
    most: int | None
    countries: int
    member_states: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a call asks.

    `values` holds one value, two for BETWEEN, several for the operators on lists. `who` are the kinds of
    partner counted, barred or concerned; `country` narrows them. `condition` says in words when the rule
    applies beyond `applies`; `unit` repeats the unit as the source has it. `taken_from` is the id of the
    call whose default rule this is, '' for a rule of the call's own.
    """

    kind: str
    operator: Operator
    values: tuple[Value, ...]
    unit: str
    text: Text
    sources: tuple[str, ...]
    confidence: Confidence
    who: tuple[PartnerKind, ...] = ()
    country: str = ""
    applies: Applies = Applies.ALWAYS
    condition: Text = NOTHING
    edition: Text = NOTHING
    cases: tuple[Case, ...] = ()
    taken_from: str = ""
    derived: bool = False

    @property
    def value(self) -> Value:
        """The one value, or the first."""
        return self.values[0]

    @property
    def low(self) -> float | None:
        """The least number allowed (or the bound above which it must lie), None where there is none."""
        if self.operator in {Operator.AT_LEAST, Operator.MORE_THAN, Operator.BETWEEN, Operator.EXACTLY}:
            return _number(self.values[0])
        return None

    @property
    def high(self) -> float | None:
        """The greatest number allowed (or the bound below which it must lie), None where there is none."""
        if self.operator in {Operator.AT_MOST, Operator.LESS_THAN, Operator.BETWEEN, Operator.EXACTLY}:
            return _number(self.values[-1])
        return None

    @property
    def words(self) -> tuple[str, ...]:
        """The values as words: kinds, countries, areas."""
        return tuple(str(value) for value in self.values)

    def allows(self, number: float) -> bool:
        """Whether `number` is within the rule's bounds."""
        low, high = self.low, self.high
        if low is not None and (number < low or (self.operator is Operator.MORE_THAN and number == low)):
            return False
        return not (
            high is not None and (number > high or (self.operator is Operator.LESS_THAN and number == high))
        )


def _number(value: Value) -> float | None:
    return None if isinstance(value, str) else float(value)
