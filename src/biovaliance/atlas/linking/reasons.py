"""Why a candidate is, or is not, the organisation: one sentence per feature that matters, best first."""

from dataclasses import dataclass

from biovaliance.atlas.linking.columns import COLUMN
from biovaliance.atlas.linking.features import Candidates
from biovaliance.atlas.linking.index import NAME_KINDS, RELATION_KINDS, RegistryIndex
from biovaliance.atlas.linking.registry import NameKind, RelationKind
from biovaliance.atlas.linking.words import KINDS
from biovaliance.foundation.wording import capitalised

_UNIT_BITS = sum(1 << KINDS.index(kind) for kind in ("unit", "laboratory", "institute", "centre", "school"))
_KIND_WORDS = {
    NameKind.DISPLAY: "the name",
    NameKind.LABEL: "the name",
    NameKind.ALIAS: "another name",
    NameKind.ACRONYM: "the acronym",
    NameKind.FORMER: "the name of a record that was merged into it",
}


@dataclass(frozen=True, slots=True)
class LinkReason:
    """One thing that speaks for (weight above 0) or against a candidate, from -1 to 1, and how to say it."""

    feature: str
    weight: float
    sentence: str


def reasons_for(candidates: Candidates, row: int, index: RegistryIndex) -> tuple[LinkReason, ...]:
    """Return the reasons for candidate `row`, those that matter most first."""
    found = [
        *_name_reasons(candidates, row, index),
        *_acronym_reasons(candidates, row, index),
        *_place_reasons(candidates, row, index),
        *_set_reasons(candidates, row, index),
    ]
    return tuple(sorted(found, key=lambda reason: -abs(reason.weight)))


def sentence_for(reasons: tuple[LinkReason, ...], most: int = 4) -> str:
    """Return the weightiest reasons as one sentence."""
    told = "; ".join(reason.sentence for reason in reasons[:most])
    return f"{capitalised(told)}." if told else "No word of the name is in the text."


def _value(candidates: Candidates, row: int, feature: str) -> float:
    return float(candidates.features[row, COLUMN[feature]])


def _name_reasons(candidates: Candidates, row: int, index: RegistryIndex) -> list[LinkReason]:
    name = int(candidates.match.name[row])
    shown = index.name_texts[name]
    what = _KIND_WORDS[NAME_KINDS[int(index.name_kind[name])]]
    share = _value(candidates, row, "covered_share")
    start, end = int(candidates.match.start[row]), int(candidates.match.end[row])
    passage = " ".join(candidates.query.folded[start : end + 1])
    if _value(candidates, row, "is_phrase"):
        told = LinkReason("is_phrase", 1.0, f"{what} '{shown}' stands in the text word for word")
    elif _value(candidates, row, "is_bag"):
        told = LinkReason(
            "is_bag", 0.95, f"{what} '{shown}' stands in the text in another order ('{passage}')"
        )
    elif _value(candidates, row, "exact_share") < share - 0.02:
        told = LinkReason(
            "covered_share", share * 0.9,
            f"'{passage}' reads as {what} '{shown}', abbreviated or misspelt ({share:.0%} of its weight)",
        )  # fmt: skip
    else:
        told = LinkReason(
            "covered_share", share * 0.9, f"{share:.0%} of {what} '{shown}' is in the text ('{passage}')"
        )
    reasons = [told]
    missing = _value(candidates, row, "core_missing")
    if missing > 3:
        reasons.append(
            LinkReason("core_missing", -min(missing / 12, 0.9), f"telling words of '{shown}' are missing")
        )
    if _value(candidates, row, "number_agrees") < 0:
        reasons.append(LinkReason("number_agrees", -0.6, f"the number in '{shown}' is not in the text"))
    return reasons


def _acronym_reasons(candidates: Candidates, row: int, index: RegistryIndex) -> list[LinkReason]:
    acronym = int(candidates.acronym[row])
    if acronym < 0 or acronym == int(candidates.match.name[row]):
        return []
    sharers = int(index.name_sharers[acronym])
    shared = f", which {sharers} organisations share" if sharers > 1 else ""
    text = index.name_texts[acronym].upper()
    return [LinkReason("acronym_found", 0.5 / sharers, f"its acronym {text} is there too{shared}")]


def _place_reasons(candidates: Candidates, row: int, index: RegistryIndex) -> list[LinkReason]:
    place = index.shown_places[int(candidates.record[row])]
    reasons = []
    if _value(candidates, row, "address_agrees") or _value(candidates, row, "town_agrees_apart"):
        reasons.append(LinkReason("town_agrees_apart", 0.6, f"the text names its place, {place}"))
    elif _value(candidates, row, "country_agrees"):
        reasons.append(LinkReason("country_agrees", 0.4, f"the text names its country ({place})"))
    if _value(candidates, row, "country_contradicts"):
        reasons.append(
            LinkReason("country_contradicts", -0.8, f"the text names another country than {place}")
        )
    elif _value(candidates, row, "address_contradicts") and not _value(candidates, row, "town_agrees"):
        reasons.append(
            LinkReason("address_contradicts", -0.3, f"the address names another town than {place}")
        )
    return reasons


def _set_reasons(candidates: Candidates, row: int, index: RegistryIndex) -> list[LinkReason]:
    reasons = []
    sharers = int(_value(candidates, row, "sharers"))
    if sharers > 1:
        reasons.append(
            LinkReason("sharers", -0.35, f"{sharers} organisations of the registry share this name")
        )
    if _value(candidates, row, "inside_longer") > 0.5:
        reasons.append(
            LinkReason("inside_longer", -0.7, "a longer name of another organisation stands around it")
        )
    status = int(_value(candidates, row, "status"))
    if status:
        word = ("active", "inactive", "withdrawn")[status]
        reasons.append(LinkReason("status", -0.2 * status, f"the registry calls it {word}"))
    reasons += _relation_reasons(candidates, row, index)
    return reasons


def _relation_reasons(candidates: Candidates, row: int, index: RegistryIndex) -> list[LinkReason]:
    if _value(candidates, row, "parent_found"):
        parent = _best_related(candidates, row, RelationKind.PARENT)
        if parent is not None:
            name = index.shown_names[int(candidates.record[parent])]
            return [LinkReason("parent_found", 0.45, f"it is part of {name}, which the text names too")]
    if _names_unit(candidates, row) and not _value(candidates, row, "child_found"):
        return [
            LinkReason(
                "child_found",
                0.1,
                "the unit named with it has no record of its own: its parent stands for it",
            )
        ]
    return []


def _names_unit(candidates: Candidates, row: int) -> bool:
    """Return whether the text names a department, laboratory or the like beside the candidate's own name."""
    bits = candidates.query.bits.copy()
    bits[int(candidates.match.start[row]) : int(candidates.match.end[row]) + 1] = 0
    return bool((bits & _UNIT_BITS).any())


def _best_related(candidates: Candidates, row: int, kind: RelationKind) -> int | None:
    code = RELATION_KINDS.index(kind) + 1
    rows = [other for other in range(len(candidates)) if candidates.relation[row, other] == code]
    return max(rows, key=lambda other: _value(candidates, other, "covered_share"), default=None)
