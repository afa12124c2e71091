"""The directory of calls: what it is filtered by, how many each filter leaves, and in which order."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from biovaliance.foundation.languages import Text
from biovaliance.foundation.names import folded
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.standing import Standing, Status, standing
from biovaliance.synergies.calls.values import Call
from biovaliance.vocabulary.thesaurus import Thesaurus

DEADLINES: dict[str, tuple[int, Text]] = {
    "30": (30, Text("Within 30 days", "Sous 30 jours")),
    "90": (90, Text("Within 90 days", "Sous 90 jours")),
    "180": (180, Text("Within 180 days", "Sous 180 jours")),
    "365": (365, Text("Within a year", "D’ici un an")),
}
LISTED_KINDS = (
    PartnerKind.COMPANY,
    PartnerKind.SME,
    PartnerKind.STARTUP,
    PartnerKind.ETI,
    PartnerKind.ACADEMIC,
    PartnerKind.HOSPITAL,
    PartnerKind.CLUSTER,
    PartnerKind.PUBLIC_BODY,
    PartnerKind.AGENCY,
)
FACETS = ("status", "level", "deadline", "kind", "theme")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the directory knows of a call whatever the day: the codes it is found under, its words, folded."""

    call: Call
    codes: Mapping[str, frozenset[str]]
    words: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A call as the directory shows it on a day."""

    call: Call
    standing: Standing
    codes: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class CallList:
    """What the filters leave, in order, and how many each box of a facet would leave."""

    found: tuple[Listed, ...]
    counts: Mapping[str, Mapping[str, int]]


def catalogue(calls: Iterable[Call], thesaurus: Thesaurus) -> tuple[Entry, ...]:
    """Return calls as the directory knows them; made once for as long as the calls stay the same."""
    return tuple(_entry(call, thesaurus) for call in calls)


def list_calls(
    entries: Iterable[Entry], chosen: Mapping[str, frozenset[str]], query: str, now: dt.datetime
) -> CallList:
    """Return the calls that pass, open ones first and then by next deadline.

    Boxes of one facet add up, facets narrow each other; a theme takes in what is narrower. A box is counted
    as if only the other facets were chosen.
    """
    wanted = folded(query).split()
    listed = [_listed(each, now) for each in entries if all(word in each.words for word in wanted)]
    found = [each for each in listed if _passes(each, chosen, FACETS)]
    counts: dict[str, Counter[str]] = {}
    for facet in FACETS:
        others = tuple(name for name in FACETS if name != facet)
        counts[facet] = Counter(
            code for each in listed if _passes(each, chosen, others) for code in each.codes[facet]
        )
    return CallList(tuple(sorted(found, key=_order)), counts)


def _passes(listed: Listed, chosen: Mapping[str, frozenset[str]], facets: tuple[str, ...]) -> bool:
    return all(not chosen.get(facet) or chosen[facet] & listed.codes[facet] for facet in facets)


def _order(listed: Listed) -> tuple[int, int, int, str]:
    stands = listed.standing
    last = stands.last.on.toordinal() if stands.last else 0
    left = stands.days_left if stands.days_left is not None else 100_000
    return list(Status).index(stands.status), left, -last, folded(listed.call.name.en)


def _listed(entry: Entry, now: dt.datetime) -> Listed:
    stands = standing(entry.call, now)
    left = stands.days_left
    within = frozenset(
        code for code, (days, _label) in DEADLINES.items() if left is not None and left <= days
    )
    codes = {**entry.codes, "status": frozenset({str(stands.status)}), "deadline": within}
    return Listed(entry.call, stands, codes)


def _entry(call: Call, thesaurus: Thesaurus) -> Entry:
    codes = {
        "level": frozenset({str(call.level)}),
        "kind": frozenset(str(kind) for kind in kinds_named(call)),
        "theme": frozenset(wide for each in call.themes for wide in {each, *thesaurus.broader_closure(each)}),
    }
    told = [call.name, call.operator, call.instrument, call.note]
    told += [call.topic.about, call.topic.title] if call.topic else []
    told += [thesaurus.concepts[each].label for each in call.themes]
    text = " ".join(f"{each.en} {each.fr}" for each in told)
    return Entry(call, codes, folded(f"{call.id} {text}"))


def kinds_named(call: Call) -> tuple[PartnerKind, ...]:
    """Return the kinds of partner that the rules of a call ask for or admit, in the order of the list."""
    named = {kind for rule in call.rules for kind in rule.who if rule.kind.startswith("min_kind")}
    named |= {
        PartnerKind(word)
        for rule in call.rules_of_kind("lead_kind", "single_applicant_kind", "kind_only", "beneficiary")
        if rule.operator == "in"
        for word in rule.words
    }
    if named & {PartnerKind.SME, PartnerKind.STARTUP, PartnerKind.ETI, PartnerKind.INNOVATIVE_SME}:
        named.add(PartnerKind.COMPANY)
    if PartnerKind.INNOVATIVE_SME in named:
        named.add(PartnerKind.SME)
    if PartnerKind.HOSPITAL_TEAM in named:
        named.add(PartnerKind.HOSPITAL)
    return tuple(kind for kind in LISTED_KINDS if kind in named)
