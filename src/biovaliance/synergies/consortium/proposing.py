"""The whole answer to "with whom?": from a need or a call to variants with a budget, or why there is none.

    need ──concepts it names──┐
    call ──its themes─────────┴─> competences ─┐
    pool, place ──────────────────> candidates ─┴─> search ─> variants: rules, terms, budget and aid

Where a need is told, the consortium covers what the need names; a call's themes say only which subjects it
takes, and stand in where no need is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from biovaliance.foundation.errors import NotFoundError
from biovaliance.foundation.names import folded
from biovaliance.foundation.places import Coordinates
from biovaliance.synergies.calls.aid import Research
from biovaliance.synergies.calls.evaluation import evaluate
from biovaliance.synergies.calls.values import Call
from biovaliance.synergies.consortium.budget import PartnerBudget, share_out
from biovaliance.synergies.consortium.candidates import Pool, competences_of, concepts_in
from biovaliance.synergies.consortium.values import (
    Assembly,
    Candidate,
    Competence,
    Consortium,
    Project,
    Weights,
    Wish,
)
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus

MOST_COMPETENCES = 30
"""Concepts of a need or a call that are looked for; what follows them in the text is told, not searched."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a need in words, a call, or both; where, with whom, and of what size."""

    need: str = ""
    call: Call | None = None
    place: Coordinates | None = None
    wish: Wish = field(default_factory=Wish)
    project: Project = field(default_factory=Project)
    weights: Weights = field(default_factory=Weights)
    research: Research = Research.INDUSTRIAL


@dataclass(frozen=True, slots=True)
class Variant:
    """A consortium with how its budget might be shared out; its rules are judged with these shares."""

    consortium: Consortium
    budget: tuple[PartnerBudget, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out of a question.

    `competences` are what was looked for, `left_out` how many more there were; `as_of` is the day the sources
    stand for.
    """

    question: Question
    competences: tuple[Competence, ...]
    left_out: int
    assembly: Assembly
    variants: tuple[Variant, ...]
    candidates: Mapping[str, Candidate]
    as_of: str = ""

    @property
    def not_seen(self) -> tuple[Competence, ...]:
        """The competences that nobody in the pool was seen to have."""
        return tuple(each for each in self.competences if each.key in self.assembly.uncoverable)

    def competence(self, key: str) -> Competence:
        """Return one of the competences looked for."""
        return next(each for each in self.competences if each.key == key)

    def name(self, key: str) -> str:
        """Return the name of a partner, its key where it is not known."""
        found = self.candidates.get(key)
        return found.partner.name if found else key


def propose(
    question: Question,
    pool: Pool,
    tagger: Tagger,
    thesaurus: Thesaurus,
    *,
    how_many: int = 3,
    seconds: float = 20.0,
    seed: int = 0,
) -> Answer:
    """Return up to `how_many` consortia for a question, best first; arguments as in `search.assemble`."""
    from biovaliance.synergies.consortium.search import Task, assemble  # noqa: PLC0415 -- slow import

    competences = competences_for(question, tagger, thesaurus)
    searched = competences[:MOST_COMPETENCES]
    candidates = pool.candidates(searched, thesaurus, question.place)
    task = Task(searched, candidates, question.call, question.wish, question.weights, question.project)
    assembly = assemble(task, how_many=how_many, seconds=seconds, seed=seed)
    variants = tuple(_variant(each, question) for each in assembly.consortia)
    named = {key for variant in variants for key in variant.consortium.keys}
    named |= question.wish.members | question.wish.without | {question.wish.lead}
    return Answer(
        question,
        searched,
        len(competences) - len(searched),
        assembly,
        variants,
        {each.key: each for each in candidates if each.key in named},
        pool.as_of,
    )


def competences_for(question: Question, tagger: Tagger, thesaurus: Thesaurus) -> tuple[Competence, ...]:
    """Return what has to be covered: what the need names, else the themes of the call.

    In the order of their identifiers, so that a need gets the same answer in either language.
    """
    if question.need.strip():
        return competences_of(sorted(concepts_in(question.need, tagger, thesaurus)), thesaurus)
    return competences_of(question.call.themes if question.call else (), thesaurus)


def _variant(consortium: Consortium, question: Question) -> Variant:
    budget = share_out(consortium, question.call, question.research)
    shares = {each.partner.key: each.share_pct for each in budget}
    proposal = replace(consortium.proposal, cost_shares_pct=shares)
    findings = evaluate(question.call, proposal) if question.call else ()
    return Variant(replace(consortium, proposal=proposal, findings=findings), budget)


def member_meant(text: str, names: Mapping[str, str]) -> str:
    """Return the key of the organisation meant by a key, a name, or the beginning of one.

    Raises:
        NotFoundError: there is none, or several begin so; the message names those that are near.
    """
    wanted = folded(text.strip())
    by_name = [key for key, name in names.items() if wanted in {key, folded(key), folded(name)}]
    begins = by_name or [key for key, name in names.items() if wanted and folded(name).startswith(wanted)]
    near = begins or [key for key, name in names.items() if wanted and wanted in folded(name)]
    if len(near) == 1:
        return near[0]
    told = ", ".join(f"{names[key]} ({key})" for key in near[:5])
    if near:
        raise NotFoundError(f"'{text}' may be any of {len(near)}: {told}; write the identifier of one.")
    raise NotFoundError(
        f"Nobody among the candidates is named '{text}'; write a name or an identifier of theirs."
    )


def members_meant(texts: Sequence[str], names: Mapping[str, str]) -> frozenset[str]:
    """Return the keys of several organisations (see `member_meant`)."""
    return frozenset(member_meant(text, names) for text in texts if text.strip())
