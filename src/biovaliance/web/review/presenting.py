"""From the review's values to what its pages show, in the reader's language."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.atlas.entities import FieldValue
from biovaliance.atlas.fields import FIELDS, Kind
from biovaliance.atlas.identity.clusters import Decision, Judgement
from biovaliance.atlas.identity.explaining import Explanation, explain
from biovaliance.atlas.identity.review import CAUSE_TEXTS, Effect, Pair, Standing
from biovaliance.atlas.identity.sides import AGREEMENT_LABELS, Agreement, Line
from biovaliance.atlas.records import Record
from biovaliance.foundation.languages import Text
from biovaliance.sources.definitions import source_definition
from biovaliance.sources.gathering import READERS
from biovaliance.web.access import Reader, Reviewer
from biovaliance.web.addresses import key_address
from biovaliance.web.atlas.presenting import value_text, words
from biovaliance.web.review.store import Review, count_unbuilt, pair_id
from biovaliance.web.templatetags.biovaliance import number

SHOWN_PAIRS = 50
SHOWN_DECISIONS = 200
_CURATED = Text("Curated files of the region", "Fichiers tenus pour la région")
_MINOR_FIELDS = frozenset({"geo_precision", "coordinates", "in_region"})
"""Fields that tell little to whoever compares two things: they come last."""


def present_queue(review: Review, reviewer: Reviewer) -> dict[str, Any]:
    """Return what the queue's page shows."""
    rows = [present_waiting(review.current, pair) for pair in review.queue[:SHOWN_PAIRS]]
    first = next(iter(review.queue), None)
    return {
        "title": _("Review of records"),
        "crumbs": [{"label": _("Review of records")}],
        "rows": rows,
        "hidden": max(0, len(review.queue) - SHOWN_PAIRS),
        "start_url": reverse("review_pair", args=[_id(first)]) if first else "",
        **_common(review, reviewer),
    }


def present_waiting(current: Standing, pair: Pair) -> dict[str, Any]:
    """Return a pair as one row of the queue."""
    return {
        "url": reverse("review_pair", args=[_id(pair)]),
        "left": present_record(current.material.records[pair.left_key]),
        "right": present_record(current.material.records[pair.right_key]),
        "cause": words(CAUSE_TEXTS[pair.cause]),
        "reasons": [words(reason.text) for reason in pair.reasons],
        "value": pair.value,
        "skipped": pair.skipped,
    }


def present_record(record: Record) -> dict[str, str]:
    """Return a record by the name it gives, its town and its source."""
    name = next(iter(record.values("name")), record.local_id)
    town = next(iter(record.values("town")), "")
    source = source_definition(record.source_key).name if record.source_key in READERS else _CURATED
    return {"key": record.key, "name": name, "town": town, "source": words(source)}


def present_pair(review: Review, name: str, reader: Reader, reviewer: Reviewer) -> dict[str, Any]:
    """Return what the page of a pair shows: both sides, the reasons, what a decision would change."""
    current = review.current
    keys = review.keys[name]
    found = explain(current, *keys)
    sides = [present_record(current.material.records[key]) for key in keys]
    entities = (found.left_entity, found.right_entity)
    shown = set(reader.entities().filter(key__in=entities).values_list("key", flat=True))
    for side, letter, entity in zip(sides, "AB", entities, strict=True):
        side |= {"letter": letter, "url": key_address(entity) if entity in shown else ""}
    waiting = review.queue[review.place[name]] if name in review.place else None
    decided = current.decided.get(frozenset(keys))
    title = f"{sides[0]['name']} – {sides[1]['name']}"
    kind = current.material.records[keys[0]].kind
    return {
        "title": title,
        "crumbs": [{"label": _("Review of records"), "url": reverse("review")}, {"label": _("A pair")}],
        "pair_id": name,
        "sides": sides,
        "lines": sorted(
            (_present_line(kind, line) for line in found.lines), key=lambda line: line["is_minor"]
        ),
        "reasons": [words(reason.text) for reason in found.reasons],
        "found": found,
        "cause": words(CAUSE_TEXTS[waiting.cause]) if waiting else "",
        "waiting": waiting,
        "decided": present_judgement(current, decided) if decided else None,
        "seen": decided.decided_at if decided else "",
        "would": _would(found),
        "history": [present_judgement(current, judgement) for judgement in reversed(found.past)],
        "nearby": [present_judgement(current, word.judgement) for word in found.nearby],
        "can_be_renamed": any(definition.name == "former_name" for definition in FIELDS[kind]),
        **_ways_on(review, name),
        **_common(review, reviewer),
    }


def _present_line(kind: Kind, line: Line) -> dict[str, Any]:
    def side(values: tuple[FieldValue, ...]) -> list[dict[str, Any]]:
        return [
            {"text": value_text(kind, line.field, value.value), "language": value.language, "found": value}
            for value in values
        ]

    return {
        "label": words(line.label),
        "agreement": str(line.agreement),
        "mark": words(AGREEMENT_LABELS[line.agreement]),
        "left": side(line.left),
        "right": side(line.right),
        "is_minor": line.field in _MINOR_FIELDS,
        "is_contradiction": line.agreement is Agreement.CONTRADICT,
    }


def _would(found: Explanation) -> dict[str, str]:
    return {str(decision): effect_words(moved) for decision, moved in found.would.items()}


def effect_words(moved: Effect) -> str:
    """Return in words what a decision moves."""
    parts = []
    if moved.statements:
        text = ngettext("%(n)s statement moves", "%(n)s statements move", moved.statements)
        parts.append(text % {"n": number(moved.statements)})
    if moved.relations:
        text = ngettext("%(n)s relation moves", "%(n)s relations move", moved.relations)
        parts.append(text % {"n": number(moved.relations)})
    if moved.pages:
        text = ngettext("%(n)s page comes or goes", "%(n)s pages come or go", moved.pages)
        parts.append(text % {"n": number(moved.pages)})
    return ", ".join(parts) or _("changes nothing as the atlas stands")


def decision_words(judgement: Judgement) -> str:
    """Return in words what was decided."""
    match judgement.decision:
        case Decision.SAME:
            return _("The same thing")
        case Decision.DIFFERENT:
            return _("Two different things")
        case Decision.RENAMED:
            return _("The same thing, renamed")
        case Decision.PART_OF:
            return _("One is part of the other")
        case _:
            return _("Put aside")


def present_judgement(current: Standing, judgement: Judgement) -> dict[str, Any]:
    """Return a decision with who, when and why, and the names of both records as far as they are known."""
    records = current.material.records

    def side(key: str) -> dict[str, str]:
        if key in records:
            return present_record(records[key])
        return {"key": key, "name": key, "town": "", "source": _("no longer in the sources")}

    name = pair_id(judgement.left_key, judgement.right_key)
    return {
        "pair_id": name,
        "url": reverse("review_pair", args=[name]) if judgement.pair <= records.keys() else "",
        "left": side(judgement.left_key),
        "right": side(judgement.right_key),
        "decision": str(judgement.decision),
        "words": decision_words(judgement),
        "by": judgement.decided_by,
        "at": _instant(judgement.decided_at),
        "decided_at": judgement.decided_at,
        "why": judgement.why,
        "since": judgement.since,
        "former_name": judgement.former_name,
        "address": judgement.address,
        "withdrawn_at": _instant(judgement.withdrawn_at),
        "withdrawn_by": judgement.withdrawn_by,
    }


def _instant(text: str) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def present_decisions(review: Review, reviewer: Reviewer) -> dict[str, Any]:
    """Return what the list of decisions shows, the latest first."""
    latest = sorted(review.current.judgements, key=lambda judgement: judgement.decided_at, reverse=True)
    return {
        "title": _("Decisions"),
        "crumbs": [{"label": _("Review of records"), "url": reverse("review")}, {"label": _("Decisions")}],
        "judgements": [present_judgement(review.current, each) for each in latest[:SHOWN_DECISIONS]],
        "hidden": max(0, len(latest) - SHOWN_DECISIONS),
        **_common(review, reviewer),
    }


def _common(review: Review, reviewer: Reviewer) -> dict[str, Any]:
    left = [pair for pair in review.queue if not pair.skipped]
    mine = [j for j in review.current.judgements if j.decided_by == reviewer.name and not j.withdrawn_at]
    latest = max(mine, key=lambda judgement: judgement.decided_at, default=None)
    decided = len(review.current.in_force)
    return {
        "reviewer": reviewer,
        "left_count": len(left),
        "skipped_count": len(review.queue) - len(left),
        "decided_count": decided,
        "all_count": decided + len(review.queue),
        "value_left": _total(left),
        "last": present_judgement(review.current, latest) if latest else None,
        "unbuilt": count_unbuilt(review.current),
    }


def _total(pairs: Iterable[Pair]) -> float:
    return sum(pair.value for pair in pairs)


def _ways_on(review: Review, name: str) -> dict[str, str]:
    """Return the addresses of the pairs before and after one; from a decided one the queue goes on."""
    place = review.place.get(name)
    before = review.queue[place - 1] if place else None
    after = review.queue[place + 1 :] if place is not None else review.queue
    return {
        "place": str(place + 1) if place is not None else "",
        "before_url": reverse("review_pair", args=[_id(before)]) if before else "",
        "after_url": reverse("review_pair", args=[_id(after[0])]) if after else "",
    }


def next_address(review: Review, name: str) -> str:
    """Return where a reviewer goes on after deciding a pair: the first one that waits, else the queue."""
    waiting = next((pair for pair in review.queue if _id(pair) != name and not pair.skipped), None)
    return reverse("review_pair", args=[_id(waiting)]) if waiting else reverse("review")


def _id(pair: Pair) -> str:
    return pair_id(pair.left_key, pair.right_key)
