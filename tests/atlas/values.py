"""Small real values for tests of the atlas."""

from itertools import combinations

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.identity.clusters import Decision, Judgement
from biovaliance.atlas.identity.ruling import rule
from biovaliance.atlas.records import Record, Statement
from biovaliance.foundation.evidence import Audience, Confidence, Evidence


def evidence(publisher="maCommune.info", stated_on="2024-10-14", confidence=Confidence.HIGH):
    return Evidence(
        source_key="curated",
        address=f"https://example.org/{publisher}",
        publisher=publisher,
        stated_on=stated_on,
        read_on="2026-11-24",
        licence="CC BY 4.0",
        confidence=confidence,
    )


def statement(field, value, language="", audience=Audience.PUBLIC, **who):
    return Statement(field, value, (evidence(**who),), language, audience)


def organisation(slug, *statements, source="curated", precedence=0, same_as=(), name=None):
    said = (statement("name", name or slug.upper()), statement("status", "active"), *statements)
    return Record(source, Kind.ORGANISATION, slug, said, precedence, same_as, slug)


def key(slug, source="curated"):
    return f"{source}:organisation:{slug}"


def judgement(
    left, right, decision=Decision.SAME, at="2026-01-01T00:00:00+00:00", *, by_person=True, score=1.0
):
    return Judgement(
        left, right, decision, "a curator" if by_person else "a rule", at, "because", by_person, score
    )


def ruled(records, relations=(), once=frozenset()):
    """Return what the rules make of all pairs of some records, but for two of a source in `once`."""
    pairs = (
        (left.key, right.key)
        for left, right in combinations(records, 2)
        if left.source_key != right.source_key or left.source_key not in once
    )
    return rule(records, relations, once, pairs)
