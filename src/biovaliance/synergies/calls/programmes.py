"""Calls among the programmes of the atlas: topics of the EU portal that no file of the bundle describes.

What the portal's data say is taken: dates, amount per grant, type of action, stages. Which rules apply is
taken only from a default rule that was seen for that type of action; else it stays unknown.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import Kind
from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.evidence import Confidence
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.bundle import with_default_rules
from biovaliance.synergies.calls.deadlines import Deadline, DeadlineKind
from biovaliance.synergies.calls.values import Amounts, Call, Level, Page, SeenStatus, Topic

DEFAULT_RULES = {
    "HORIZON Research and Innovation Actions": "EU-HE-RIA",
    "HORIZON Innovation Actions": "EU-HE-IA",
    "HORIZON Coordination and Support Actions": "EU-HE-CSA",
    "HORIZON TMA MSCA Doctoral Networks": "EU-MSCA-DN",
}
"""The types of action whose default rules were seen; joint undertakings have their own."""

_STATUSES = frozenset({"open", "forthcoming", "closed"})
_CONDITIONS = Text("the conditions of the topic itself", "les conditions propres au thème")


def call_of_programme(
    entity: Entity, concepts: Iterable[str] = (), defaults: Mapping[str, Call] | None = None
) -> Call | None:
    """Return a European call of the atlas as a call, None for a programme of another sort.

    `concepts` are what the atlas says it is about; `defaults` the bundled calls, for the default rules.
    """
    if entity.kind is not Kind.PROGRAMME or entity.value("type") != "eu_call":
        return None
    action = " ".join(entity.value("action_type").split())
    base = DEFAULT_RULES.get(action, "")
    call = Call(
        id=entity.value("call_id") or entity.slug,
        name=entity.title,
        operator=Text("", ""),
        level=Level.EU,
        instrument=Text(action, action),
        confidence=Confidence.HIGH,
        seen_on=_read_on(entity),
        opens_on=_day(entity.value("start")),
        deadline_model=entity.value("deadline_model"),
        status_seen=_status(entity),
        deadlines=_deadlines(entity),
        amounts=_amounts(entity),
        topic=_topic(entity, action),
        themes=tuple(concepts),
        rules_of=base if defaults and base in defaults else "",
        pages=_pages(entity),
        not_seen=(_CONDITIONS,),
        programme_slugs=(entity.slug,),
    )
    return with_default_rules(call, defaults) if defaults else call


def all_calls(
    bundled: Mapping[str, Call], entities: Iterable[Entity], concepts: Mapping[str, tuple[str, ...]]
) -> dict[str, Call]:
    """Return the bundled calls and those of the atlas by slug; a topic in both is the bundled one.

    Of a topic in both, the bundled call names the programme of the atlas too.
    """
    found = {call.slug: call for call in bundled.values()}
    by_topic = {call.topic.id.lower(): call.slug for call in bundled.values() if call.topic}
    for entity in entities:
        call = call_of_programme(entity, concepts.get(entity.key, ()), bundled)
        if call is None:
            continue
        known = by_topic.get(call.id.lower(), call.slug if call.slug in found else "")
        if known:
            slugs = tuple(dict.fromkeys((*found[known].programme_slugs, entity.slug)))
            found[known] = replace(found[known], programme_slugs=slugs)
        else:
            found[call.slug] = call
    return found


def _read_on(entity: Entity) -> str:
    return max((e.read_on for value in entity.all("name") for e in value.evidence), default="")


def _day(text: str) -> dt.date | None:
    """Return a day; a month or a year alone is no day."""
    return PartialDate.parse(text).first_day if len(text) == 10 else None


def _status(entity: Entity) -> SeenStatus:
    status = entity.value("status")
    return cast("SeenStatus", status) if status in _STATUSES else "unknown"


def _deadlines(entity: Entity) -> tuple[Deadline, ...]:
    last = _day(entity.value("end"))
    if last is None:
        return ()
    model = entity.value("deadline_model")
    kind = {"two-stage": DeadlineKind.STAGE, "multiple cut-off": DeadlineKind.CUT_OFF}.get(
        model, DeadlineKind.CLOSING
    )
    text = Text("Date of the portal.", "Date du portail.")
    sources = tuple(
        dict.fromkeys(e.address for value in entity.all("end") for e in value.evidence if e.address)
    )
    return (
        Deadline(
            last, None, "", kind, text, sources, Confidence.HIGH, 1 if kind is DeadlineKind.STAGE else None
        ),
    )


def _amounts(entity: Entity) -> Amounts:
    low, high = _euros(entity.value("project_min_eur")), _euros(entity.value("project_max_eur"))
    basis = Text("EU contribution per grant", "contribution de l’UE par subvention")
    return Amounts(project_min=low, project_max=high, basis=basis if low or high else Text("", ""))


def _euros(text: str) -> int | None:
    return int(float(text)) if text else None


def _topic(entity: Entity, action: str) -> Topic:
    grants = entity.value("grants_expected")
    return Topic(
        id=entity.value("call_id") or entity.slug,
        title=entity.title,
        programme=entity.value("framework"),
        type_of_action=Text(action, action),
        deadline=_day(entity.value("end")),
        deadline_model=entity.value("deadline_model"),
        status_in_copy=_status(entity),
        copy_of=_read_on(entity),
        address=entity.value("website"),
        contribution_min=_euros(entity.value("project_min_eur")),
        contribution_max=_euros(entity.value("project_max_eur")),
        expected_grants=_euros(grants),
        about=entity.text("description"),
    )


def _pages(entity: Entity) -> tuple[Page, ...]:
    found: dict[str, Page] = {}
    for values in entity.fields.values():
        for value in values:
            for e in value.evidence:
                if e.address and e.address not in found:
                    date = Text(e.stated_on, e.stated_on)
                    found[e.address] = Page(e.address, Text(e.publisher, e.publisher), date, e.read_on)
    return tuple(found.values())
