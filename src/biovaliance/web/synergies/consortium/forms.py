"""The question of the consortium builder, as an address carries it: cut to what is read, not yet refused."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

LONGEST_NEED = 4000
LONGEST_NAME = 200
MEMBER_FIELDS = 3
WITHOUT_FIELDS = 2
MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wrote: need, call, who is wanted, refused and leads, cost in euros, place."""

    need: str = ""
    call: str = ""
    members: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    lead: str = ""
    size: str = ""
    near: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether neither a need nor a call was given."""
        return not self.need and not self.call

    @property
    def query_string(self) -> str:
        """Return `?…` that asks the same again, '' where nothing was asked."""
        pairs = [("q", self.need), ("call", self.call)]
        pairs += [("member", name) for name in self.members]
        pairs += [("without", name) for name in self.without]
        pairs += [("lead", self.lead), ("size", self.size), ("near", self.near)]
        kept = [(name, value) for name, value in pairs if value]
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def member_fields(self) -> list[str]:
        """The fields for those wanted: what was written, then empty ones."""
        return [*self.members, *[""] * max(0, MEMBER_FIELDS - len(self.members))]

    @property
    def without_fields(self) -> list[str]:
        """The fields for those refused: what was written, then empty ones."""
        return [*self.without, *[""] * max(0, WITHOUT_FIELDS - len(self.without))]

    @property
    def has_wishes(self) -> bool:
        """Whether anything beyond the need and the call was asked."""
        return bool(self.members or self.without or self.lead or self.size or self.near)


def read_asked(asked: QueryDict) -> Asked:
    """Read a question from an address."""
    return Asked(
        need=_cut(asked.get("q", ""), LONGEST_NEED),
        call=_cut(asked.get("call", ""), LONGEST_NAME).lower(),
        members=_names(asked.getlist("member")),
        without=_names(asked.getlist("without")),
        lead=_cut(asked.get("lead", ""), LONGEST_NAME),
        size=_cut(asked.get("size", ""), 40),
        near=_cut(asked.get("near", ""), LONGEST_NAME),
    )


def _names(found: list[str]) -> tuple[str, ...]:
    return tuple(name for text in found[:MOST_NAMES] if (name := _cut(text, LONGEST_NAME)))


def _cut(text: str, most: int) -> str:
    return text.replace("\x00", " ").strip()[:most].strip()
