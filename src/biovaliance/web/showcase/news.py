"""What happened in the region, told by the dates its sources give: the newest facts first."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.relations import RELATION_TYPES
from biovaliance.foundation.evidence import Evidence
from biovaliance.web.access import Reader
from biovaliance.web.addresses import entity_address
from biovaliance.web.atlas.presenting import words

_KINDS = (Kind.PROJECT, Kind.EVENT, Kind.PROGRAMME)
_TOLD = (
    "partner_of",
    "joint_laboratory",
    "joint_chair",
    "cooperation_agreement",
    "acquired",
    "licensed_from",
    "founded",
    "succeeded_by",
    "merged_into",
    "contracted",
    "outsources_to",
    "funded",
    "located_at",
    "member_of",
)


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One dated fact: about what, what happened, when, and who says so."""

    name: str
    kind: str
    url: str
    what: str
    when: str
    key: str
    identifier: str
    """Stays the same in every language and build."""
    evidence: tuple[Evidence, ...] = ()

    @property
    def entity(self) -> dict[str, str]:
        """The thing it is about, as lists show it."""
        return {"name": self.name, "url": self.url, "kind": self.kind}


def read_news(reader: Reader, today: dt.date, limit: int) -> list[NewsItem]:
    """Return dated facts up to today, the newest first."""
    found: list[NewsItem] = []
    rows = reader.entities().filter(kind__in=_KINDS).exclude(start="").order_by("-start")[: 2 * limit]
    said = {
        Kind.PROJECT: _("starts"),
        Kind.EVENT: _("took place"),
        Kind.PROGRAMME: _("opens"),
    }
    for row in rows:
        start = row.entity.chosen("start")
        found.append(
            NewsItem(
                words(row.title),
                row.kind,
                entity_address(row.kind, row.slug),
                said[Kind(row.kind)],
                row.start,
                row.key,
                f"{row.key}:start:{row.start}",
                start.evidence if start else (),
            )
        )
    relations = reader.relations().filter(type_code__in=_TOLD).exclude(since="").order_by("-since")
    ends = relations.select_related("source", "target").defer("source__document", "target__document")
    found += [
        NewsItem(
            words(relation.source.title),
            relation.source.kind,
            entity_address(relation.source.kind, relation.source.slug),
            f"{words(RELATION_TYPES[relation.type_code].forward)} {words(relation.target.title)}",
            relation.since,
            relation.source.key,
            f"{relation.source.key}:{relation.type_code}:{relation.target.key}:{relation.since}",
            tuple(Evidence.from_json(item) for item in relation.evidence),
        )
        for relation in ends[:limit]
    ]
    past = [item for item in found if item.when <= today.isoformat()[: len(item.when)]]
    return sorted(past, key=lambda item: (item.when, item.name), reverse=True)[:limit]
