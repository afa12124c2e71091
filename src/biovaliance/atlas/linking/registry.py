"""What a registry of organisations says, as linking needs it: names, kinds, places and relations."""

from dataclasses import dataclass
from enum import StrEnum


class NameKind(StrEnum):
    """What a name is to its organisation."""

    DISPLAY = "display"
    LABEL = "label"
    ALIAS = "alias"
    ACRONYM = "acronym"
    FORMER = "former"


class RelationKind(StrEnum):
    """What another organisation is to this one."""

    PARENT = "parent"
    CHILD = "child"
    RELATED = "related"
    SUCCESSOR = "successor"
    PREDECESSOR = "predecessor"


@dataclass(frozen=True, slots=True)
class RegistryName:
    """One name of an organisation."""

    text: str
    kind: NameKind


@dataclass(frozen=True, slots=True)
class RegistryPlace:
    """Where an organisation is: empty texts where the registry is silent."""

    city: str
    region: str
    region_code: str
    country: str
    country_code: str


@dataclass(frozen=True, slots=True)
class RegistryRelation:
    """`kind` says what `target` is to the organisation that holds the relation."""

    kind: RelationKind
    target: str


@dataclass(frozen=True, slots=True)
class RegistryRecord:
    """One organisation of a registry; `ror_id` is its full address."""

    ror_id: str
    names: tuple[RegistryName, ...]
    types: tuple[str, ...] = ()
    status: str = "active"
    places: tuple[RegistryPlace, ...] = ()
    relations: tuple[RegistryRelation, ...] = ()
    external_ids: int = 0
    has_encyclopaedia_page: bool = False

    @property
    def name(self) -> str:
        """The name to show."""
        shown = (name.text for name in self.names if name.kind is NameKind.DISPLAY)
        return next(shown, self.names[0].text)
