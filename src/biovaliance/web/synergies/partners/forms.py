"""The question of the partner page, as an address or a sent form carries it: cut, not yet refused."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from biovaliance.showcase.actors import ACTOR_GROUPS
from biovaliance.synergies.partners.values import ON_AT_FIRST, SWITCHES
from biovaliance.synergies.ranking.settings import TermKind
from biovaliance.web.atlas.directory import RADII_KM

LONGEST_NEED = 600_000
"""Characters that are looked at: 40,000 words and more, so that the library itself says what is too long."""
LONGEST_NAME = 200
LONGEST_ADDRESS = 4_000
"""Characters of a question that an address carries everywhere; a longer one is sent as a form."""
MOST_CONCEPTS = 40
MOST_WITHOUT = 8
WITHOUT_FIELDS = 2
MOST_COMPARED = 3
SHOWN_AT_FIRST = 12
_CONCEPT = re.compile(r"[a-z0-9-]{1,80}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wrote and ticked; names are still words, towns and stages still codes."""

    need: str = ""
    plus: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    add: str = ""
    types: tuple[str, ...] = ()
    in_region: bool = False
    near: str = ""
    km: int | None = None
    stage: str = ""
    stage_only: bool = False
    terms: frozenset[TermKind] = ON_AT_FIRST
    who: str = ""
    without: tuple[str, ...] = ()
    why: str = ""
    compare: tuple[str, ...] = ()
    is_long: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for."""
        return not (self.need or self.plus or self.add)

    @property
    def has_wishes(self) -> bool:
        """Whether anything beyond the need was asked."""
        return bool(
            self.types
            or self.in_region
            or self.near
            or self.stage
            or self.who
            or self.without
            or self.terms != ON_AT_FIRST
        )

    @property
    def without_fields(self) -> list[str]:
        """The fields for those left out: what was written, then empty ones."""
        return [*self.without, *[""] * max(0, WITHOUT_FIELDS - len(self.without))]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return names and values that ask the same again."""
        pairs = [("q", self.need)]
        pairs += [("plus", each) for each in self.plus] + [("less", each) for each in self.less]
        pairs += [("type", each) for each in self.types]
        pairs += [("region", "yes" if self.in_region else ""), ("near", self.near)]
        pairs += [("km", str(self.km or "")), ("stage", self.stage)]
        pairs += [("stage_only", "yes" if self.stage_only else "")]
        if self.terms != ON_AT_FIRST:
            pairs += [("terms", "chosen"), *(("term", str(each)) for each in SWITCHES if each in self.terms)]
        pairs += [("who", self.who), *(("without", each) for each in self.without), ("why", self.why)]
        pairs += [("compare", each) for each in self.compare] + [("all", "yes" if self.is_long else "")]
        return [(name, value) for name, value in pairs if value]

    @property
    def query_string(self) -> str:
        """Return `?…` that asks the same again, '' where nothing was asked."""
        return f"?{urlencode(self.pairs)}" if self.pairs else ""

    @property
    def fits_an_address(self) -> bool:
        """Whether a link can carry the question."""
        return len(self.query_string) <= LONGEST_ADDRESS

    def with_concept(self, concept_ids: tuple[str, ...]) -> "Asked":
        """Return the question with concepts added by hand, the words typed for them gone."""
        return replace(self, plus=tuple(dict.fromkeys((*self.plus, *concept_ids))), add="")


def read_asked(sent: QueryDict) -> Asked:
    """Read a question from an address or a form, with the button that was pressed applied."""
    dropped, back = set(sent.getlist("drop")), set(sent.getlist("back"))
    less = tuple(each for each in _concepts(sent, "less") if each not in back)
    plus = tuple(each for each in _concepts(sent, "plus") if each not in dropped and each not in less)
    near, km = _cut(sent.get("near", ""), LONGEST_NAME), sent.get("km", "")
    terms = frozenset(kind for kind in SWITCHES if kind in set(sent.getlist("term")))
    return Asked(
        need=_cut(sent.get("q", ""), LONGEST_NEED),
        plus=plus,
        less=less,
        add=_cut(sent.get("add", ""), LONGEST_NAME),
        types=tuple(each for each in ACTOR_GROUPS if each in set(sent.getlist("type"))),
        in_region=sent.get("region") == "yes",
        near=near,
        km=int(km) if near and km in {str(each) for each in RADII_KM} else None,
        stage=(stage := _cut(sent.get("stage", ""), 80)),
        stage_only=bool(stage) and sent.get("stage_only") == "yes",
        terms=terms if sent.get("terms") == "chosen" else ON_AT_FIRST,
        who=_cut(sent.get("who", ""), LONGEST_NAME),
        without=tuple(
            name for text in sent.getlist("without")[:MOST_WITHOUT] if (name := _cut(text, LONGEST_NAME))
        ),
        why=_cut(sent.get("why", ""), LONGEST_NAME),
        compare=tuple(
            dict.fromkeys(each for each in sent.getlist("compare") if _CONCEPT.fullmatch(each[:200]))
        )[:MOST_COMPARED],
        is_long=sent.get("all") == "yes",
    )


def _concepts(sent: QueryDict, name: str) -> tuple[str, ...]:
    found = dict.fromkeys(each for each in sent.getlist(name) if _CONCEPT.fullmatch(each))
    return tuple(found)[:MOST_CONCEPTS]


def _cut(text: str, most: int) -> str:
    return text.replace("\x00", " ").strip()[:most].strip()
