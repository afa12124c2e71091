"""The directories: which facets each kind is filtered by, and what a reader has chosen in the address.

The address holds the whole state: ?type=laboratory&concept=car-t-cells&near=besancon&km=30&sort=name&page=2.
Two things have no boxes but may be asked for by a link: towns (town=dijon&town=chenove), and everything that
stands in a relation with one thing (with=organisation:femto-st).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlencode

from django.http import QueryDict

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.status import Currency
from biovaliance.foundation.languages import Text
from biovaliance.foundation.names import sort_key
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import Thesaurus, bundled_thesaurus

PAGE_SIZE = 25
_KEY = re.compile(r"[a-z]+:[a-z0-9-]+")
RADII_KM = (10, 30, 60, 100)
MAX_CHOICES = 60
"""More boxes than this are not ticked by hand."""


@cache
def thesaurus() -> Thesaurus:
    """Return the thesaurus of this installation, read once per process."""
    return bundled_thesaurus()


@cache
def tagger() -> Tagger:
    """Return the tagger of this installation, made once per process."""
    return Tagger(thesaurus())


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of filters. `schemes` are given where its values are concepts."""

    name: str
    label: Text
    schemes: tuple[str, ...] = ()
    boxes_when_chosen: bool = False
    """Whether boxes appear only once one is ticked: links lead to it, hundreds of boxes would not help."""


_TYPE = Facet("type", Text("Type", "Type"))
_DEPARTMENT = Facet("department", Text("Department", "Département"))
_TOWN = Facet("town", Text("Town", "Commune"), boxes_when_chosen=True)
_CAPABILITY = Facet("capability", Text("Capability", "Compétence"), ("capability",))
_STEP = Facet("step", Text("Process step", "Étape de procédé"), ("process-step",))
_THERAPY = Facet("therapy", Text("Therapy", "Thérapie"), ("therapy",))
_DISEASE = Facet("disease", Text("Disease area", "Domaine pathologique"), ("disease",))
_MEANS = Facet(
    "equipment", Text("Equipment and materials", "Équipements et matières"), ("equipment", "material")
)
_STAGE = Facet("stage", Text("Development stage", "Stade de développement"))
_REGION = Facet("region", Text("Where", "Lieu"))
_STATUS = Facet("currency", Text("Status", "Statut"))
_WHEN = Facet("when", Text("When", "Date"))

FACETS: dict[Kind, tuple[Facet, ...]] = {
    Kind.ORGANISATION: (
        _TYPE,
        _THERAPY,
        _CAPABILITY,
        _DEPARTMENT,
        _TOWN,
        _STEP,
        _DISEASE,
        _MEANS,
        _STAGE,
        _REGION,
        _STATUS,
    ),
    Kind.PLATFORM: (_TYPE, _CAPABILITY, _DEPARTMENT, _THERAPY, _STEP, _MEANS),
    Kind.PROJECT: (_THERAPY, _CAPABILITY, _STEP, _DISEASE, _MEANS),
    Kind.TECHNOLOGY: (_TYPE, _STAGE, _THERAPY, _CAPABILITY, _STEP, _DISEASE),
    Kind.TRIAL: (_STAGE, _DISEASE, _THERAPY),
    Kind.EVENT: (_WHEN, _TYPE),
    Kind.PROGRAMME: (_TYPE, _STATUS),
}

FACETS_BY_NAME = {facet.name: facet for facets in FACETS.values() for facet in facets}

REGION_LABELS = {"yes": Text("In the region", "Dans la région"), "no": Text("Elsewhere", "Ailleurs")}
WHEN_LABELS = {
    "coming": Text("Coming", "À venir"),
    "past": Text("Past", "Passés"),
    "undated": Text("Date not known", "Date inconnue"),
}
CURRENCY_LABELS = {
    Currency.CURRENT: Text("Active or planned", "Actif ou prévu"),
    Currency.HISTORICAL: Text("No longer exists", "N’existe plus"),
    Currency.UNVERIFIED: Text("To be confirmed", "À confirmer"),
}

CLOSED = Text("Closed", "Clos")
"""What a programme or a call is called that is over; an organisation no longer exists."""

SORTS: dict[Kind, tuple[str, ...]] = {
    Kind.ORGANISATION: ("name", "type", "newest"),
    Kind.PLATFORM: ("name", "type"),
    Kind.PROJECT: ("start", "name", "amount"),
    Kind.TECHNOLOGY: ("stage", "name"),
    Kind.TRIAL: ("start", "name", "stage"),
    Kind.EVENT: ("start", "name"),
    Kind.PROGRAMME: ("start", "name"),
}
SORT_LABELS = {
    "relevance": Text("Relevance", "Pertinence"),
    "name": Text("Name", "Nom"),
    "type": Text("Type", "Type"),
    "newest": Text("Latest source first", "Source la plus récente"),
    "start": Text("Date, latest first", "Date, la plus récente d’abord"),
    "amount": Text("Budget, largest first", "Budget, le plus élevé d’abord"),
    "stage": Text("Stage, most advanced first", "Stade, le plus avancé d’abord"),
}
BACKWARDS = frozenset({"newest", "start", "amount", "stage"})


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader has chosen: words, boxes, a place, an order, a page."""

    kind: Kind
    query: str = ""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    near: str = ""
    radius_km: int = 30
    related: str = ""
    """Key of the thing that everything on the list stands in a relation with; '' for no such wish."""
    sort: str = ""
    page: int = 1

    def parameters(self, **changes: object) -> list[tuple[str, str]]:
        """Return the choice as address parameters in one canonical order, with some replaced."""
        pairs: list[tuple[str, str]] = []
        values: dict[str, object] = {
            "q": self.query,
            "near": self.near,
            "with": self.related,
            "sort": self.sort,
            "page": self.page,
        }
        values |= {"km": self.radius_km if self.near else ""} | changes
        if values["q"]:
            pairs.append(("q", str(values["q"])))
        filters = values.get("filters", self.filters)
        for name in sorted(filters):  # type: ignore[call-overload]
            pairs += [(name, code) for code in sorted(filters[name])]  # type: ignore[index]
        for name in ("near", "km", "with", "sort"):
            if values[name] and (name != "km" or values["near"]):
                pairs.append((name, str(values[name])))
        if int(str(values["page"])) > 1:
            pairs.append(("page", str(values["page"])))
        return pairs

    def query_string(self, **changes: object) -> str:
        """Return `?…` for the choice with some parts replaced, '' where nothing is chosen."""
        pairs = self.parameters(**changes)
        return f"?{urlencode(pairs)}" if pairs else ""

    def without(self, facet: str, code: str) -> str:
        """Return the query string without one box, on the first page."""
        filters = {name: codes - {code} if name == facet else codes for name, codes in self.filters.items()}
        return self.query_string(filters=filters, page=1)

    @property
    def effective_filters(self) -> dict[str, frozenset[str]]:
        """The filters with the defaults applied: lists show what is current in the region.

        What stands in a relation with one thing is shown whole, as the page of that thing tells it.
        """
        return {**_defaults(self.kind, self.related), **self.filters}


def _defaults(kind: Kind, related: str) -> dict[str, frozenset[str]]:
    if kind is not Kind.ORGANISATION or related:
        return {}
    return {"currency": frozenset({str(Currency.CURRENT)}), "region": frozenset({"yes"})}


def read_choice(kind: Kind, asked: QueryDict) -> Choice:
    """Read a choice from an address; what makes no sense is left out rather than refused."""
    filters = {}
    for facet in FACETS[kind]:
        codes = frozenset(code[:80] for code in asked.getlist(facet.name)[:MAX_CHOICES] if code)
        if codes:
            filters[facet.name] = codes
    if concepts := [code for code in asked.getlist("concept")[:MAX_CHOICES] if code in thesaurus().concepts]:
        for code in concepts:
            name = _facet_of_concept(kind, code)
            filters[name] = filters.get(name, frozenset()) | {code}
    related = asked.get("with", "")[:140]
    related = related if _KEY.fullmatch(related) else ""
    # A form sends the boxes that are ticked from the start too; they are no choice of the reader's.
    defaults = _defaults(kind, related)
    filters = {name: codes for name, codes in filters.items() if codes != defaults.get(name)}
    sort = asked.get("sort", "")
    return Choice(
        kind=kind,
        query=" ".join(asked.get("q", "").replace("\x00", " ").split())[:300],
        filters=filters,
        near=sort_key(asked.get("near", "")[:80]),
        radius_km=_bounded(asked.get("km", ""), 30, 1, 500),
        related=related,
        sort=sort if sort in SORTS[kind] or sort == "relevance" else "",
        page=_bounded(asked.get("page", ""), 1, 1, 100_000),
    )


def _facet_of_concept(kind: Kind, concept_id: str) -> str:
    """Return the facet a concept belongs to, also where the directory of `kind` shows no boxes for it."""
    scheme = thesaurus().concepts[concept_id].scheme
    if scheme == "organisation-type":
        return "type"
    for facet in (*FACETS[kind], *FACETS_BY_NAME.values()):
        if scheme in facet.schemes:
            return facet.name
    return "stage"


def _bounded(text: str, default: int, lowest: int, highest: int) -> int:
    try:
        return min(max(int(text[:9]), lowest), highest)
    except ValueError:
        return default
