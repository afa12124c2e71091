"""Which calls fit: from the form to verdicts with their reasons, in the reader's language."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import Text
from biovaliance.synergies.calls.applicants import Applicant, applicant_of, idea_of
from biovaliance.synergies.calls.findings import Outcome
from biovaliance.synergies.calls.fitting import (
    ROLE_LABELS,
    ROLE_OUTCOMES,
    VERDICT_LABELS,
    Fit,
    Verdict,
    fit_calls,
)
from biovaliance.synergies.calls.standing import Status
from biovaliance.web.access import Reader
from biovaliance.web.addresses import concept_address, entity_address
from biovaliance.web.atlas.directory import tagger, thesaurus
from biovaliance.web.atlas.presenting import concept_label, town_words, words
from biovaliance.web.atlas.store import entity_of, read_entity_row
from biovaliance.web.synergies.calls.forms import LONGEST_IDEA, FitForm, organisation_meant
from biovaliance.web.synergies.calls.presenting import present_row
from biovaliance.web.synergies.calls.store import read_book, read_concepts, read_organisations

MOST_SHOWN = 40
_TONES = {Outcome.MET: "data", Outcome.UNKNOWN: "unseen", Outcome.NOT_MET: "amber"}


def present_fit(reader: Reader, form: FitForm, now: dt.datetime) -> dict[str, Any]:
    """Return the form, and where something was asked, how each call fits."""
    choices = read_organisations(reader)
    title = _("Which calls fit?")
    context: dict[str, Any] = {
        "title": title,
        "crumbs": [{"label": _("Calls for projects"), "url": reverse("calls")}, {"label": title}],
        "form": form,
        "choices": choices,
        "levels": range(1, 10),
        "longest": LONGEST_IDEA,
        "text": form.data.get("text", "")[:LONGEST_IDEA].replace("\x00", " "),
        "organisation": form.data.get("organisation", "")[:200].replace("\x00", " "),
        "trl": form.data.get("trl", ""),
    }
    if not form.is_bound:
        return context
    if not form.is_valid() and "trl" in form.errors:
        return context | {"refusal": _("The readiness is a level from 1 to 9.")}
    asked = {"organisation": "", "text": "", "trl": None} | form.cleaned_data
    if not asked["organisation"].strip() and not asked["text"].strip():
        return context | {
            "refusal": _("Name an organisation, or say in a sentence what the project is about.")
        }
    try:
        applicant, row = _applicant(reader, choices, asked)
    except InputError:
        return context | {
            "refusal": _("There is no word in the text; say in a sentence what the project is about.")
        }
    if asked["organisation"].strip() and applicant.partner is None:
        return context | {
            "refusal": _(
                "No organisation of the atlas has this name. Choose one from the list that opens as you type."
            )
        }
    book = read_book(reader)
    fits = fit_calls(book.calls.values(), applicant, thesaurus(), now, with_closed=True, words=book.words)
    return context | _told(fits, applicant, row)


def _applicant(
    reader: Reader, choices: list[tuple[str, str]], asked: dict[str, Any]
) -> tuple[Applicant, Any]:
    slug = organisation_meant(choices, asked["organisation"])
    row = read_entity_row(reader, Kind.ORGANISATION, slug) if slug else None
    if row is None:
        return (
            idea_of(asked["text"], tagger(), trl=asked["trl"]) if asked["text"].strip() else Applicant()
        ), None
    place = Text(town_words(row.town), town_words(row.town)) if row.town else None
    known = applicant_of(entity_of(row), read_concepts(reader, row.id), place)
    if asked["text"].strip():
        return idea_of(asked["text"], tagger(), known.partner, asked["trl"]), row
    return Applicant(known.partner, known.concepts, trl=asked["trl"]), row


def _told(fits: tuple[Fit, ...], applicant: Applicant, row: Any) -> dict[str, Any]:
    current = [fit for fit in fits if fit.standing.status is not Status.CLOSED]
    over = [fit for fit in fits if fit.standing.status is Status.CLOSED]
    groups = [
        {
            "id": verdict.value.replace(" ", "-"),
            "label": words(VERDICT_LABELS[verdict]),
            "fits": [_fit(fit) for fit in current if fit.verdict is verdict][:MOST_SHOWN],
            "count": sum(1 for fit in current if fit.verdict is verdict),
        }
        for verdict in Verdict
    ]
    return {
        "asked": True,
        "groups": [group for group in groups if group["count"]],
        "over": [_fit(fit) for fit in sorted(over, key=_past_order)[:MOST_SHOWN]],
        "concepts": [
            {"label": concept_label(each), "url": concept_address(each), "reason": passage}
            for each, passage in applicant.concepts.items()
        ][:MOST_SHOWN],
        "no_concept": not applicant.concepts,
        "who": {"name": row.name, "url": entity_address(row.kind, row.slug)} if row is not None else None,
    }


def _past_order(fit: Fit) -> tuple[int, str]:
    last = fit.standing.last
    return (-last.on.toordinal() if last else 0, fit.call.id)


def _fit(fit: Fit) -> dict[str, Any]:
    return {
        "row": present_row(fit.call, fit.standing),
        "verdict": words(VERDICT_LABELS[fit.verdict]),
        "roles": [
            {
                "label": words(ROLE_LABELS[role.role]),
                "outcome": words(ROLE_OUTCOMES[role.outcome]),
                "tone": _TONES.get(role.outcome, ""),
            }
            for role in fit.roles
        ],
        "reasons": [words(text) for text in fit.reasons],
        "against": [words(text) for text in fit.against],
        "unknowns": [words(text) for text in fit.unknowns],
    }
