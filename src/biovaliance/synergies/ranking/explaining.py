"""Why somebody is not among the first for a need: what those above have that they lack."""

from dataclasses import dataclass

from biovaliance.foundation.errors import NotFoundError
from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import WIDE
from biovaliance.synergies.needs import Need
from biovaliance.synergies.ranking.ranker import Ranker
from biovaliance.synergies.ranking.reasons import Ranked
from biovaliance.synergies.ranking.settings import TERM_LABELS, TermKind
from biovaliance.synergies.ranking.telling import listed, quoted
from biovaliance.vocabulary.thesaurus import Thesaurus

MOST_WORDS_TOLD = 5


@dataclass(frozen=True, slots=True)
class Gap:
    """A term on which a profile stands behind: what it has, and what the one compared with has."""

    kind: TermKind
    share: float
    share_of_other: float
    told: Text


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Where a profile stands for a need, beside the one just before it and the first."""

    rank: int | None
    of: int
    told: Text
    gaps: tuple[Gap, ...]
    missing_concepts: tuple[str, ...]
    missing_words: tuple[str, ...]


def why_not(ranker: Ranker, thesaurus: Thesaurus, need: Need, profile_id: str, *, among: int = 10) -> WhyNot:
    """Say why a profile is not among the first `among` for a need, compared with the last of those.

    Raises:
        NotFoundError: there is no such profile.
    """
    names = {profile.id: profile.name for profile in ranker.profiles}
    if profile_id not in names:
        raise NotFoundError(f"There is no profile '{profile_id}'; expected one of the {len(names)} known.")
    ranked = ranker.rank(need)
    own = next((each for each in ranked if each.profile_id == profile_id), None)
    if own is None:
        told = Text(
            f"{names[profile_id]} is left out of this need", f"{names[profile_id]} est exclu de ce besoin"
        )
        return WhyNot(None, len(ranked), told, (), (), ())
    other = ranked[min(among, len(ranked)) - 1] if own.rank > among else ranked[0]
    missing = tuple(
        concept_id
        for concept_id in ranker.concepts_wanted(need)
        if concept_id not in {reason.subject for reason in own.reasons}
    )
    words = ranker.words_missing(need, profile_id, MOST_WORDS_TOLD)
    told = _told(names, own, other, len(ranked))
    told = _with(told, _concepts_told(missing, thesaurus), _words_told(words))
    return WhyNot(own.rank, len(ranked), told, _gaps(own, other), missing, words)


def shares_by_kind(ranked: Ranked) -> dict[str, float]:
    """Return how much each kind of term adds to a score."""
    shares: dict[str, float] = {}
    for reason in ranked.reasons:
        shares[reason.kind] = shares.get(reason.kind, 0.0) + reason.share
    return shares


def _gaps(own: Ranked, other: Ranked) -> tuple[Gap, ...]:
    mine, theirs = shares_by_kind(own), shares_by_kind(other)
    gaps = [
        Gap(kind, mine.get(kind, 0.0), theirs.get(kind, 0.0), TERM_LABELS[kind])
        for kind in TermKind
        if theirs.get(kind, 0.0) > mine.get(kind, 0.0)
    ]
    return tuple(sorted(gaps, key=lambda gap: gap.share - gap.share_of_other))


def _told(names: dict[str, str], own: Ranked, other: Ranked, count: int) -> Text:
    name, beside = names[own.profile_id], names[other.profile_id]
    if own.rank == 1:
        return Text(f"{name} is the first of {count}", f"{name} est en tête, sur {count}")
    return Text(
        f"{name} is number {own.rank} of {count}, with {own.score:.3f} where {beside} has {other.score:.3f}",
        f"{name} est au rang {own.rank} sur {count}, avec {_decimal(own.score)} "
        f"quand {beside} a {_decimal(other.score)}",
    )


def _concepts_told(missing: tuple[str, ...], thesaurus: Thesaurus) -> Text:
    labels = [thesaurus.concepts[each].label for each in missing]
    told = listed([Text(quoted(label.en).en, quoted(label.fr).fr) for label in labels])
    if not labels:
        return told
    return Text(f"not seen in its documents: {told.en}", f"non vu dans ses documents{WIDE}: {told.fr}")


def _words_told(words: tuple[str, ...]) -> Text:
    told = listed([quoted(word) for word in words])
    if not words:
        return told
    return Text(
        f"words of the need that it lacks: {told.en}", f"mots du besoin qui lui manquent{WIDE}: {told.fr}"
    )


def _with(told: Text, *more: Text) -> Text:
    return Text(
        "; ".join(filter(None, (told.en, *(each.en for each in more)))),
        "\u202f; ".join(filter(None, (told.fr, *(each.fr for each in more)))),
    )


def _decimal(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")
