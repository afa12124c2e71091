"""What organisations publish: works per year and per topic, each source by itself.

Two sources count in two ways (deposits, works, with or without the laboratories of a university), so their
counts stand side by side and are never added up.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from biovaliance.atlas.entities import Entity, FieldValue
from biovaliance.foundation.evidence import Evidence

PUBLICATION_FIELDS = frozenset(
    {"publications", "publications_in_year", "publications_on_topic", "publications_on_topic_in_year"}
)
"""The fields of an organisation that tell what it publishes."""
ConceptsOf = Callable[[str], tuple[str, ...]]
"""The concepts that the name of a topic speaks of."""


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many works a source counts in a year; `is_whole` tells whether the year was over by then."""

    year: str
    count: int
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Counted:
    """The works of one organisation as one source counts them, the earliest year first."""

    evidence: Evidence
    total: int
    years: tuple[YearCount, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """The works of one organisation on one topic; `years` holds those that the source tells apart."""

    name: str
    count: int
    years: tuple[YearCount, ...]
    concept_ids: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one organisation has on a topic."""

    entity_key: str
    topic: Topic


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """Who publishes on a topic, those with the most works first.

    `most` is the largest count: works of several organisations together are in the counts of each, so that
    a sum would count them twice.
    """

    name: str
    concept_ids: tuple[str, ...]
    shares: tuple[Share, ...]

    @property
    def most(self) -> int:
        """The largest count of one organisation."""
        return self.shares[0].topic.count


def works_by_source(entity: Entity) -> tuple[Counted, ...]:
    """Return the works of an organisation per year, one entry per source, in the order of the atlas."""
    evidence: dict[str, Evidence] = {}
    totals: dict[str, int] = {}
    years: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for found in entity.all("publications"):
        for item in found.evidence:
            evidence.setdefault(item.source_key, item)
            totals.setdefault(item.source_key, int(float(found.value)))
    for found, (year, count) in _counts(entity, "publications_in_year"):
        for item in found.evidence:
            if _is_year(year):
                evidence.setdefault(item.source_key, item)
                years[item.source_key].setdefault(year, count)
    return tuple(
        Counted(
            item, totals.get(source, sum(years[source].values())), _years_of(years[source], item.stated_on)
        )
        for source, item in evidence.items()
    )


def topics_of(entity: Entity, concepts_of: ConceptsOf) -> tuple[Topic, ...]:
    """Return the topics an organisation publishes on, the one with the most works first.

    Where a source tells works on a topic year by year and no count of all years, theirs is the sum.
    """
    totals: dict[str, int] = {}
    years: defaultdict[str, dict[str, int]] = defaultdict(dict)
    evidence: defaultdict[str, dict[Evidence, None]] = defaultdict(dict)
    for found, (name, count) in _counts(entity, "publications_on_topic"):
        totals.setdefault(name, count)
        evidence[name].update(dict.fromkeys(found.evidence))
    for found, (label, count) in _counts(entity, "publications_on_topic_in_year"):
        name, _bar, year = label.rpartition("|")
        if name and _is_year(year):
            years[name].setdefault(year, count)
            evidence[name].update(dict.fromkeys(found.evidence))
    topics = [
        Topic(
            name,
            totals.get(name, sum(years[name].values())),
            _years_of(years[name], max(item.stated_on for item in found)),
            concepts_of(name),
            tuple(found),
        )
        for name, found in evidence.items()
    ]
    return tuple(sorted(topics, key=lambda topic: (-topic.count, topic.name)))


def topic_directory(entities: Iterable[Entity], concepts_of: ConceptsOf) -> tuple[TopicEntry, ...]:
    """Return who publishes on what: topics by the largest count of one organisation."""
    shares: defaultdict[str, list[Share]] = defaultdict(list)
    for entity in entities:
        for topic in topics_of(entity, concepts_of):
            shares[topic.name].append(Share(entity.key, topic))
    entries = [
        TopicEntry(
            name,
            found[0].topic.concept_ids,
            tuple(sorted(found, key=lambda share: (-share.topic.count, share.entity_key))),
        )
        for name, found in shares.items()
    ]
    return tuple(sorted(entries, key=lambda entry: (-entry.most, entry.name)))


def _counts(entity: Entity, field: str) -> Iterable[tuple[FieldValue, tuple[str, int]]]:
    for found in entity.all(field):
        label, _bar, count = found.value.rpartition("|")
        yield found, (label, int(count))


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdecimal()


def _years_of(counts: Mapping[str, int], stated_on: str) -> tuple[YearCount, ...]:
    """Return the counts by year; the year in which they were told was not over, nor is a later one."""
    return tuple(
        YearCount(year, counts[year], not stated_on or year < stated_on[:4]) for year in sorted(counts)
    )
