"""What a consortium is made of: competences to cover, candidates with their evidence, wishes, the result.

Points are whole numbers, so that the best consortium is provably the best and its score is a sum one can redo
by hand: `Weights` tells what each thing is worth.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from biovaliance.foundation.errors import InputError
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.findings import Finding, Outcome
from biovaliance.synergies.calls.partners import Money, Partner, Proposal
from biovaliance.synergies.calls.rules import NOTHING, Rule

FULL_STRENGTH = 100
"""The points of a competence that a source states outright."""


@dataclass(frozen=True, slots=True)
class Competence:
    """Something somebody in the project has to be able to do; `weight` says how much it matters."""

    key: str
    label: Text
    weight: int = 1

    def __post_init__(self) -> None:
        if self.weight < 1:
            raise InputError(f"Competence '{self.key}' has weight {self.weight}; expected 1 or more.")


@dataclass(frozen=True, slots=True)
class Strength:
    """That a candidate has a competence: how sure (1 to 100 points), in which words, where, who says so.

    `how` tells where it is said ("named in the description"), `evidence` who says it; None where the
    profile came without sources.
    """

    competence_key: str
    points: int
    passage: str = ""
    how: Text = NOTHING
    evidence: Evidence | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.points <= FULL_STRENGTH:
            raise InputError(
                f"A strength in '{self.competence_key}' has {self.points} points; "
                f"expected 1 to {FULL_STRENGTH}."
            )


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that might take part: as calls see it, what it can do, how far, whom it worked with.

    `distance_km` is the distance to the place of the project, None where either is not known.
    """

    partner: Partner
    strengths: tuple[Strength, ...] = ()
    distance_km: float | None = None
    worked_with: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The key of the organisation."""
        return self.partner.key

    def points_in(self, competence_key: str) -> int:
        """Return how sure it is that the candidate has a competence, 0 where nothing says so."""
        return max((s.points for s in self.strengths if s.competence_key == competence_key), default=0)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each thing is worth in points; change them to prefer otherwise, 0 switches a term off.

    A further partner costs `partner_cost`, so that nobody takes part who brings nothing; each pair that has
    worked together is worth `link`; a partner at the place of the project `nearness`, half at `half_way_km`.
    """

    partner_cost: int = 60
    link: int = 8
    nearness: int = 20
    half_way_km: float = 100.0

    def near(self, distance_km: float | None) -> int:
        """Return the points for the distance of one partner."""
        if distance_km is None:
            return 0
        return round(self.nearness * self.half_way_km / (self.half_way_km + max(0.0, distance_km)))


@dataclass(frozen=True, slots=True)
class Project:
    """What is known of the project itself; None where it is not."""

    size: Money | None = None
    duration_months: float | None = None
    trl_start: int | None = None
    trl_end: int | None = None
    on: dt.date | None = None

    def proposal(self, partners: tuple[Partner, ...], lead: str = "") -> Proposal:
        """Return what these partners would file."""
        return Proposal(
            partners=partners,
            lead=lead,
            size=self.size,
            duration_months=self.duration_months,
            trl_start=self.trl_start,
            trl_end=self.trl_end,
            on=self.on,
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person who assembles wants: who must be in, who must not, who leads, how many at most."""

    members: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    lead: str = ""
    partners_most: int = 12

    def __post_init__(self) -> None:
        both = sorted(self.members & self.without)
        if both:
            raise InputError(f"'{both[0]}' is wanted and refused; keep one of the two.")
        if self.lead in self.without:
            raise InputError(f"'{self.lead}' is to lead and is refused; keep one of the two.")
        if self.partners_most < 1:
            raise InputError(f"At most {self.partners_most} partners are allowed; expected 1 or more.")


PointsKind = Literal["competence", "nearness", "link", "partners"]


@dataclass(frozen=True, slots=True)
class Points:
    """One term of a consortium's score: its kind, its points, whom it turns on, and the sentence for it."""

    kind: PointsKind
    points: int
    text: Text
    partners: tuple[str, ...] = ()
    strength: Strength | None = None


@dataclass(frozen=True, slots=True)
class Consortium:
    """One consortium: who takes part and leads, who brings which competence, the rules, the score's terms.

    `missing` are the competences that nobody known brings in it.
    """

    proposal: Proposal
    brings: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    terms: tuple[Points, ...]

    @property
    def score(self) -> int:
        """The sum of its terms."""
        return sum(term.points for term in self.terms)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its partners."""
        return tuple(partner.key for partner in self.proposal.partners)

    def rules(self, outcome: Outcome) -> Iterator[Finding]:
        """Yield the rules that stand so."""
        return (finding for finding in self.findings if finding.outcome is outcome)


@dataclass(frozen=True, slots=True)
class Clash:
    """A smallest set of demands that cannot hold together: take any one away and the others can.

    `contradictory` says that no partner whatever could satisfy them; else nobody known does.
    """

    rules: tuple[Rule, ...]
    wishes: tuple[Text, ...]
    contradictory: bool


@dataclass(frozen=True, slots=True)
class Assembly:
    """What came out: consortia best first, or the clash that forbids them all.

    `proven` says that no better one than the first exists; `uncoverable` are competences nobody has.
    """

    consortia: tuple[Consortium, ...]
    proven: bool
    clash: Clash | None = None
    uncoverable: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)
