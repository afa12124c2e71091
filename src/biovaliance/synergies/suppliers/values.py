"""The words of supply: who, where, on whose word, and how much that word says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from biovaliance.atlas.building import Tag
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.languages import Text
from biovaliance.foundation.places import Coordinates


class Circle(StrEnum):
    """How far away somebody is, as the places of the atlas tell."""

    REGION = "region"
    COUNTRY = "country"
    EUROPE = "europe"
    ELSEWHERE = "elsewhere"
    UNPLACED = "unplaced"


CIRCLE_LABELS: Mapping[Circle, Text] = {
    Circle.REGION: Text("In the region", "Dans la région"),
    Circle.COUNTRY: Text("In the rest of France", "Dans le reste de la France"),
    Circle.EUROPE: Text("In the rest of Europe", "Dans le reste de l’Europe"),
    Circle.ELSEWHERE: Text("Elsewhere", "Ailleurs"),
    Circle.UNPLACED: Text("Country not told", "Pays non indiqué"),
}


class Strength(StrEnum):
    """How much the evidence says: the step itself, something close to it, or work on it with others."""

    DOES = "does"
    CLOSE = "close"
    INVOLVED = "involved"

    @property
    def rank(self) -> int:
        """0 for the strongest, so that sorting puts it first."""
        return list(Strength).index(self)


STRENGTH_LABELS: Mapping[Strength, Text] = {
    Strength.DOES: Text("does it", "le fait"),
    Strength.CLOSE: Text("does something close to it", "fait quelque chose de proche"),
    Strength.INVOLVED: Text("works on it with others", "y travaille avec d’autres"),
}


class SignKind(StrEnum):
    """Where the evidence lies."""

    DECLARED = "declared"
    PLATFORM = "platform"
    TECHNOLOGY = "technology"
    DESCRIBED = "described"
    PROJECT = "project"
    TRIAL = "trial"

    @property
    def rank(self) -> int:
        """0 for the surest, so that sorting puts it first."""
        return list(SignKind).index(self)


SIGN_LABELS: Mapping[SignKind, Text] = {
    SignKind.DECLARED: Text("recorded as a capability", "compétence enregistrée"),
    SignKind.PLATFORM: Text("a platform it operates", "plateforme qu’elle exploite"),
    SignKind.TECHNOLOGY: Text("a technology it develops", "technologie qu’elle développe"),
    SignKind.DESCRIBED: Text("said in its description", "dit dans sa description"),
    SignKind.PROJECT: Text("a project it takes part in", "projet auquel elle participe"),
    SignKind.TRIAL: Text("a trial it takes part in", "essai auquel elle participe"),
}

EUROPEAN_COUNTRIES = frozenset(
    (
        *("AD", "AL", "AT", "BA", "BE", "BG", "BY", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FO"),
        *("FR", "GB", "GG", "GI", "GR", "HR", "HU", "IE", "IM", "IS", "IT", "JE", "LI", "LT", "LU", "LV"),
        *("MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "UA"),
        *("VA", "XK"),
    )
)
"""ISO 3166 codes of the countries of Europe, members of the Council of Europe or not."""


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation as supply sees it: `in_region` is None where the atlas does not say."""

    key: str
    name: Text
    type_code: str = ""
    country_code: str = ""
    in_region: bool | None = None
    town: str = ""
    coordinates: Coordinates | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """What the answer is computed from: who there is, what they run and take part in, and what is about what.

    `names` holds platforms, technologies, projects and trials; `tags` those of the organisations and of
    these things that a source states or its texts say.
    """

    actors: Mapping[str, Actor]
    names: Mapping[str, Text]
    tags: Sequence[Tag]
    relations: Sequence[Relation]


@dataclass(frozen=True, slots=True)
class Sign:
    """One place that says so: the concept, the passage, and through which other thing where there is one.

    `is_code` where the passage is a code of the source's row, not words of a text.
    """

    concept_id: str
    kind: SignKind
    strength: Strength
    passage: str
    source: str
    is_code: bool
    field: str = ""
    via_key: str = ""
    via: Text | None = None
    relation_code: str = ""

    @property
    def order(self) -> tuple[int, int, str, str]:
        """Sorts the most telling first."""
        return (self.strength.rank, self.kind.rank, self.concept_id, self.via_key)


@dataclass(frozen=True, slots=True)
class Supplier:
    """An organisation that does a step, or comes near, with every sign of it, the most telling first."""

    actor: Actor
    circle: Circle
    signs: tuple[Sign, ...]
    distance_km: float | None = None

    @property
    def strength(self) -> Strength:
        """What the most telling sign says."""
        return self.signs[0].strength

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts its signs are about, the most telling first, each once."""
        return tuple(dict.fromkeys(sign.concept_id for sign in self.signs))
