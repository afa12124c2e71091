"""From an answer to what the template shows, in the reader's language."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.names import folded
from biovaliance.showcase.actors import ACTOR_GROUPS, actor_group
from biovaliance.synergies.partners.telling import compared, explained_text, score_text, term_label
from biovaliance.synergies.partners.values import ON_AT_FIRST, SWITCHES, Answer, Explained, Partner
from biovaliance.synergies.ranking.reasons import Reason
from biovaliance.synergies.ranking.settings import TERM_LABELS, TermKind
from biovaliance.synergies.ranking.telling import quoted
from biovaliance.synergies.suppliers.supply import StepSupply
from biovaliance.synergies.suppliers.telling import gap_text
from biovaliance.synergies.suppliers.values import CIRCLE_LABELS, STRENGTH_LABELS
from biovaliance.web.access import Reader
from biovaliance.web.addresses import concept_address, key_address
from biovaliance.web.atlas.directory import RADII_KM, thesaurus
from biovaliance.web.atlas.presenting import concept_label, town_words, type_label, words
from biovaliance.web.atlas.store import kind_index
from biovaliance.web.synergies.consortium.forms import LONGEST_NEED as LONGEST_FOR_CONSORTIUM
from biovaliance.web.synergies.partners.asking import Found
from biovaliance.web.synergies.partners.forms import LONGEST_NAME, MOST_COMPARED, SHOWN_AT_FIRST, Asked
from biovaliance.web.synergies.partners.store import read_field
from biovaliance.web.synergies.partners.teaming import present_together
from biovaliance.web.templatetags.biovaliance import reader_language

REASONS_FIRST = 3
NEAREST = 3
FILES = {"csv": "CSV", "xlsx": "Excel", "pdf": "PDF"}


def present_partners(reader: Reader, found: Found) -> dict[str, Any]:
    """Return the form, and what came of the question where one was asked."""
    asked = found.asked
    context = {
        "title": _("Find a partner"),
        "crumbs": [{"label": _("Find a partner")}],
        "asked": asked,
        "is_asked": not asked.is_empty,
        "longest_name": LONGEST_NAME,
        "is_unpublished": found.is_unpublished,
        "refusal": found.refusal,
        "examples": [
            {"label": text, "url": f"{reverse('partners')}?{urlencode({'q': text})}"}
            for text in (
                _("make a clinical batch of CAR-T cells, with GMP viral vector and quality control"),
                _("microfluidic chip to sort cells"),
                _("skin substitute for burns"),
            )
        ],
        "strings": {
            "understood": _("Understood so far:"),
            "suggested": _("Do you mean:"),
            "added": _("{name} is looked for too."),
        },
        **_choices(reader, asked),
    }
    return context | _answer(found.answer, asked) if found.answer else context


def _choices(reader: Reader, asked: Asked) -> dict[str, Any]:
    index = kind_index(reader, Kind.ORGANISATION, timezone.localdate())
    field = read_field(reader)
    stages = [each for each in thesaurus().concepts.values() if each.scheme == "stage"]
    return {
        "types": [
            {"value": code, "label": words(label), "type": code, "selected": code in asked.types}
            for code, label in ACTOR_GROUPS.items()
        ],
        "towns": sorted({town.name for town in index.towns.values()}, key=folded) if index else [],
        "radii": RADII_KM,
        "stages": [{"value": each.id, "label": words(each.label)} for each in stages],
        "terms": [
            {"value": str(kind), "label": words(TERM_LABELS[kind]), "on": kind in asked.terms}
            for kind in SWITCHES
        ],
        # A name that is offered is one that may be ranked; any other is understood all the same.
        "names": sorted({words(each.name) for each in field.material.actors.values()}, key=folded)[:400]
        if field
        else [],
    }


def _answer(answer: Answer, asked: Asked) -> dict[str, Any]:
    shown = answer.partners if asked.is_long else answer.partners[:SHOWN_AT_FIRST]
    sides = compared(answer, [f"{Kind.ORGANISATION}:{slug}" for slug in asked.compare])
    label = {each.concept_id: words(each.label) for each in answer.understood}
    return {
        "answered": True,
        "understood": [
            {
                "id": each.concept_id,
                "label": words(each.label),
                "passage": each.passage,
                "button": "less" if each.passage else "drop",
                "url": concept_address(each.concept_id),
            }
            for each in answer.understood
        ],
        "left_out": [
            {"id": each, "label": concept_label(each)} for each in asked.less if each in thesaurus().concepts
        ],
        "partners": [_partner(answer, each, label, each in sides) for each in shown],
        "considered": answer.considered,
        "unplaced": answer.unplaced,
        "more": len(answer.partners) - len(shown),
        "gaps": [_gap(supply) for supply in answer.gaps],
        "seen_count": len(answer.supplies) - len(answer.gaps),
        "concept_count": len(answer.supplies),
        "explained": _explained(answer.explained) if answer.explained else None,
        "compared": _compared(answer, sides, label) if len(sides) > 1 else None,
        "one_compared": len(asked.compare) == 1,
        "most_compared": MOST_COMPARED,
        "as_of": answer.as_of,
        "legend": [
            {"kind": str(kind), "label": words(TERM_LABELS[kind])}
            for kind in SWITCHES
            if any(kind in each.shares for each in shown)
        ],
        "none_on": not (asked.terms & ON_AT_FIRST),
        "together": present_together(answer, asked, _needed(answer, asked)),
        **_ways_on(answer, asked),
    }


def _needed(answer: Answer, asked: Asked) -> str:
    """Return the need as the pages it leads to read it: its words, its concepts where those are too many."""
    need = asked.need if len(asked.need) <= LONGEST_FOR_CONSORTIUM else ""
    return need or ", ".join(words(each.label) for each in answer.understood)[:LONGEST_FOR_CONSORTIUM]


def _ways_on(answer: Answer, asked: Asked) -> dict[str, Any]:
    query = asked.query_string
    linked = asked.fits_an_address
    files = [
        {"label": label, "url": f"{reverse(f'partners_{code}')}{query if linked else ''}"}
        for code, label in FILES.items()
    ]
    need = _needed(answer, asked)
    api = urlencode([*asked.pairs, ("language", reader_language())])
    if linked:
        files.append({"label": "JSON", "url": f"{reverse('api:partners')}?{api}"})
    return {
        "is_linked": linked,
        "permanent": f"{reverse('partners')}{query}" if linked else "",
        "files": files,
        "consortium_url": f"{reverse('consortium')}?{urlencode({'q': need})}",
        "calls_url": f"{reverse('calls_fit')}?{urlencode({'text': need})}",
        "map": _map(answer, asked),
    }


def _map(answer: Answer, asked: Asked) -> dict[str, str] | None:
    """Return where the map shows who states the concept that weighs most, None where none is asked."""
    first = next((each for each in answer.supplies if each.seen_here), None)
    if first is None:
        return None
    pairs = [("concept", first.concept_id)]
    if asked.near and asked.km:
        pairs += [("near", folded(asked.near).replace(" ", "-")), ("km", str(asked.km))]
    return {"url": f"{reverse('map')}?{urlencode(pairs)}", "label": words(first.label)}


def _partner(answer: Answer, partner: Partner, label: dict[str, str], is_compared: bool) -> dict[str, Any]:
    actor, reasons = partner.actor, partner.ranked.reasons
    return {
        "rank": partner.ranked.rank,
        "slug": actor.key.partition(":")[2],
        "name": words(actor.name),
        "url": key_address(actor.key),
        "type": actor_group(actor.type_code),
        "type_label": type_label(Kind.ORGANISATION, actor.type_code),
        "town": town_words(actor.town),
        "circle": words(CIRCLE_LABELS[partner.circle]),
        "distance_km": partner.distance_km,
        "score": score_text(partner.ranked.score, reader_language()),
        "bar": _bar(partner, answer.best_score),
        "meets": [
            {"label": label[key], "met": partner.meets(key) is not None}
            for key in label
            if key in {supply.concept_id for supply in answer.supplies}
        ],
        "first": [_reason(each) for each in reasons[:REASONS_FIRST]],
        "reasons": [_reason(each) for each in reasons],
        "is_compared": is_compared,
    }


def _bar(partner: Partner, best: float) -> list[dict[str, Any]]:
    """Return the parts of a score as the lengths of a bar, the best score being 1,000 long."""
    parts, start = [], 0.0
    for kind, share in partner.shares.items():
        width = 1000 * share / best if best else 0.0
        parts.append(
            {
                "kind": kind,
                "x": f"{start:.1f}",
                "width": f"{max(0.0, width - 2):.1f}",
                "label": words(term_label(kind)),
                "points": score_text(share, reader_language()),
            }
        )
        start += width
    return parts


def _reason(reason: Reason) -> dict[str, Any]:
    document = reason.document
    passage = reason.passage if not (document and reason.passage == document.title) else ""
    return {
        "kind": reason.kind,
        "label": words(term_label(reason.kind)),
        "points": score_text(reason.share, reader_language()),
        "told": words(reason.told),
        "passage": words(quoted(passage)) if passage else "",
        "language": document.language or "" if document else "",
        "evidence": [reason.evidence] if reason.evidence else [],
        "source": reason.evidence,
    }


def _gap(supply: StepSupply) -> dict[str, Any]:
    return {
        "label": words(supply.label),
        "url": concept_address(supply.concept_id),
        "text": words(gap_text(supply)),
        "nearest": [
            {
                "name": words(each.actor.name),
                "url": key_address(each.actor.key),
                "circle": words(CIRCLE_LABELS[each.circle]),
                "distance_km": each.distance_km,
                "strength": words(STRENGTH_LABELS[each.strength]),
            }
            for each in supply.nearest(NEAREST)
        ],
    }


def _explained(explained: Explained) -> dict[str, Any]:
    why = explained.why
    return {
        "name": words(explained.name),
        "url": key_address(explained.key),
        "text": words(explained_text(explained)),
        "rows": [
            {
                "label": words(gap.told),
                "own": score_text(gap.share, reader_language()),
                "other": score_text(gap.share_of_other, reader_language()),
            }
            for gap in (why.gaps if why else ())
        ],
        "reasons": [_reason(each) for each in explained.partner.ranked.reasons[:REASONS_FIRST]]
        if explained.partner
        else [],
    }


def _compared(answer: Answer, sides: tuple[Partner, ...], label: dict[str, str]) -> dict[str, Any]:
    language = reader_language()
    kinds = [kind for kind in TermKind if any(kind in each.shares for each in sides)]
    told = {supply.concept_id for supply in answer.supplies}
    return {
        "partners": [{"name": words(each.actor.name), "url": key_address(each.key)} for each in sides],
        "facts": [
            (_("Rank"), [str(each.ranked.rank) for each in sides]),
            (_("Score"), [score_text(each.ranked.score, language) for each in sides]),
            *(
                (
                    words(TERM_LABELS[kind]),
                    [score_text(each.shares.get(kind, 0.0), language) for each in sides],
                )
                for kind in kinds
            ),
            (_("Type"), [type_label(Kind.ORGANISATION, each.actor.type_code) for each in sides]),
            (_("Where"), [_where(each) for each in sides]),
        ],
        "concepts": [
            {"label": name, "cells": [_reason(met) if (met := each.meets(key)) else None for each in sides]}
            for key, name in label.items()
            if key in told
        ],
        "capacities": [[words(each.told) for each in side.capacities] for side in sides],
    }


def _where(partner: Partner) -> str:
    parts = [town_words(partner.actor.town), words(CIRCLE_LABELS[partner.circle])]
    return " · ".join(part for part in parts if part)


def present_understood(reader: Reader, text: str, found: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Return what is understood of a text that is being written, and the terms its last words may mean."""
    known = {concept_id for concept_id, _passage in found}
    index = reader.search_index()
    last = " ".join(text.split()[-3:])
    groups = index.suggest(last, reader_language(), 6) if index and last else ()
    return {
        "understood": [
            {"id": concept_id, "label": concept_label(concept_id), "passage": passage}
            for concept_id, passage in found
        ],
        "suggested": [
            {"id": each.slug, "label": concept_label(each.slug)}
            for group in groups
            if group.kind == "concept"
            for each in group.suggestions
            if each.slug not in known and each.slug in thesaurus().concepts
        ],
    }
