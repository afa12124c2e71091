"""What people's standing judgements say beside same or different: former names, and parents.

    renamed  ──> a record of the judgement's own that speaks about the older record: its former name
    part of  ──> a relation from the left record to the right one

Both are made anew by every build, so that they live as long as the judgement stands and go with it.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from biovaliance.atlas.identity.clusters import Decision, Judgement, standing
from biovaliance.atlas.records import Record, Statement
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.evidence import Audience, Confidence, Evidence, narrower
from biovaliance.foundation.wording import until_text

SOURCE = "judgements"
PUBLISHER = "Decision of the atlas team"
"""Who the public is told has decided; the name of the person stays in the log."""
LICENCE = "CC BY 4.0"
LAST = 1_000_000
"""The precedence of what is said here: a judgement names nothing that a source names."""


def evidence_of(judgement: Judgement) -> Evidence:
    """Return a judgement as evidence: when it was made, and where what it states can be read."""
    day = judgement.decided_at[:10]
    return Evidence(SOURCE, judgement.address, PUBLISHER, day, day, LICENCE, Confidence.HIGH)


def former_names(records: Iterable[Record], judgements: Iterable[Judgement]) -> list[Record]:
    """Return a record per standing judgement that tells a former name of one of `records`.

    The name's evidence is what the older record shows for it, as long as it does, and the judgement. It is
    open to no more people than the names of that record are.
    """
    known = {record.key: record for record in records}
    return [
        Record(
            SOURCE,
            older.kind,
            sha256("|".join((*sorted(judgement.pair), judgement.decided_at)).encode()).hexdigest()[:16],
            (
                Statement(
                    "former_name",
                    judgement.former_name,
                    (*_shown_for(older, judgement.former_name), evidence_of(judgement)),
                    audience=_audience(older),
                    note=until_text(judgement.since, "en") if judgement.since else "",
                    note_fr=until_text(judgement.since, "fr") if judgement.since else "",
                ),
            ),
            LAST,
            (older.key,),
        )
        for judgement in _standing(judgements, Decision.RENAMED, known)
        for older in (known[judgement.left_key],)
        if judgement.former_name
    ]


def parents(records: Iterable[Record], judgements: Iterable[Judgement]) -> list[Relation]:
    """Return the relations that standing judgements state between two of `records`."""
    known = {record.key: record for record in records}
    return [
        Relation(
            judgement.left_key,
            "part_of",
            judgement.right_key,
            (evidence_of(judgement),),
            since=judgement.since,
            audience=narrower(_audience(known[judgement.left_key]), _audience(known[judgement.right_key])),
        )
        for judgement in _standing(judgements, Decision.PART_OF, known)
    ]


def _standing(
    judgements: Iterable[Judgement], decision: Decision, known: Mapping[str, Record]
) -> Iterator[Judgement]:
    for judgement in standing(judgements):
        if judgement.by_person and judgement.decision is decision and judgement.pair <= known.keys():
            yield judgement


def _shown_for(record: Record, name: str) -> tuple[Evidence, ...]:
    told = (s for s in record.statements if s.field in ("name", "official_name", "alias") and s.value == name)
    return tuple(dict.fromkeys(item for statement in told for item in statement.evidence))


def _audience(record: Record) -> Audience:
    names = [statement.audience for statement in record.statements if statement.field == "name"]
    return narrower(*(names or (statement.audience for statement in record.statements)))
