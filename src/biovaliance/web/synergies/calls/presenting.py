"""From calls to what the templates of the directory show, in the reader's language."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import capitalised, date_text, number_text
from biovaliance.synergies.calls.deadlines import Deadline
from biovaliance.synergies.calls.judging_projects import amount_text
from biovaliance.synergies.calls.kinds import KIND_LABELS, PartnerKind
from biovaliance.synergies.calls.listing import DEADLINES, CallList, Entry, list_calls
from biovaliance.synergies.calls.partners import Money
from biovaliance.synergies.calls.standing import STATUS_LABELS, Standing, Status
from biovaliance.synergies.calls.values import LEVEL_LABELS, Call, Level
from biovaliance.web.addresses import concept_address
from biovaliance.web.atlas.directory import thesaurus
from biovaliance.web.atlas.presenting import concept_label, words
from biovaliance.web.synergies.calls.forms import CallChoice
from biovaliance.web.templatetags.biovaliance import reader_language

PAGE_SIZE = 25
CHIPS = 4
SHOWN_THEMES = 40
TONES = {Status.OPEN: "data", Status.FORTHCOMING: "amber", Status.UNKNOWN: "unseen", Status.CLOSED: ""}


def present_list(entries: Iterable[Entry], choice: CallChoice, now: dt.datetime) -> dict[str, Any]:
    """Return one page of the directory."""
    listed = list_calls(entries, choice.filters, choice.query, now)
    paginator = Paginator(listed.found, PAGE_SIZE)
    page = paginator.get_page(choice.page)
    total, language = paginator.count, reader_language()
    path = reverse("calls")
    return {
        "title": _("Calls for projects"),
        "crumbs": [{"label": _("Calls for projects")}],
        "choice": choice,
        "rows": [present_row(each.call, each.standing) for each in page.object_list],
        "count": total,
        "count_label": ngettext("%(n)s call", "%(n)s calls", total) % {"n": number_text(total, language)},
        "facets": _facets(listed, choice),
        "filters": _active(choice),
        "reset_url": path,
        "action": path,
        "page": page,
        "page_numbers": list(paginator.get_elided_page_range(page.number)),
        "list_path": f"{path}{choice.query_string(page=1)}",
        "empty_links": [{"label": _("Clear all filters"), "url": path}],
    }


def present_row(call: Call, stands: Standing) -> dict[str, Any]:
    """Return one line of a list of calls."""
    about = call.topic.about if call.topic else Text("", "")
    return {
        "name": words(call.name),
        "url": reverse("call", args=[call.slug]),
        "status": words(STATUS_LABELS[stands.status]),
        "tone": TONES[stands.status],
        "is_past": stands.status is Status.CLOSED,
        "level": level_label(call),
        "when": next_words(stands),
        "summary": capitalised(
            words(about) or ", ".join(filter(None, (words(call.operator), words(call.instrument))))
        ),
        "money": _most(call),
        "any_theme": call.any_theme,
        "themes": [
            {"label": concept_label(each), "url": concept_address(each)} for each in call.themes[:CHIPS]
        ],
        "more_themes": max(0, len(call.themes) - CHIPS),
    }


def _most(call: Call) -> str:
    """Return the most that one project gets or may cost, in words, '' where it was not seen."""
    if call.amounts.project_max is None:
        return ""
    most = words(amount_text(Money(call.amounts.project_max, call.amounts.currency)))
    return _("up to %(amount)s for a project") % {"amount": most}


def present_links(calls: Iterable[Call]) -> list[dict[str, str]]:
    """Return calls as links."""
    return [{"label": words(call.name), "url": reverse("call", args=[call.slug])} for call in calls]


def level_label(call: Call) -> str:
    """Return the level, with the country where it is another than France."""
    return (
        f"{words(LEVEL_LABELS[call.level])} ({call.country})"
        if call.country
        else words(LEVEL_LABELS[call.level])
    )


def next_words(stands: Standing) -> str:
    """Return the next deadline with the days left, or the last one that passed, '' where none is known."""
    if stands.next is not None and stands.days_left is not None:
        left = ngettext("%(n)s day left", "%(n)s days left", stands.days_left) % {"n": stands.days_left}
        return f"{deadline_words(stands.next)}, {left}"
    if stands.last is not None:
        return _("until %(day)s") % {"day": day_words(stands.last.on)}
    return ""


def day_words(day: dt.date) -> str:
    """Return a day in words."""
    return date_text(day.isoformat(), reader_language())


def deadline_words(deadline: Deadline) -> str:
    """Return the day of a deadline, with the hour in Paris where one was seen."""
    instant = deadline.in_paris
    if instant is None:
        return day_words(deadline.on)
    hour = f"{instant:%H} h {instant:%M}" if reader_language() == "fr" else f"{instant:%H:%M}"
    return _("%(day)s at %(hour)s (Paris time)") % {"day": day_words(instant.date()), "hour": hour}


def _labels() -> dict[str, tuple[str, dict[str, str]]]:
    """Return the name of each facet and the words for its codes, in the order of display."""
    return {
        "status": (_("Status"), {str(each): words(STATUS_LABELS[each]) for each in Status}),
        "level": (_("Level"), {str(each): words(LEVEL_LABELS[each]) for each in Level}),
        "deadline": (_("Deadline"), {code: words(label) for code, (_days, label) in DEADLINES.items()}),
        "kind": (
            _("Partners asked for"),
            {str(kind): words(KIND_LABELS[kind]).capitalize() for kind in PartnerKind},
        ),
        "theme": (_("Theme"), {}),
    }


def _facets(listed: CallList, choice: CallChoice) -> list[dict[str, Any]]:
    groups = []
    for name, (label, known) in _labels().items():
        counts = listed.counts[name]
        chosen = choice.filters.get(name, frozenset())
        if name == "theme":
            codes = sorted({*counts, *(c for c in chosen if c in thesaurus().concepts)}, key=concept_label)
            codes.sort(key=lambda code: (code not in chosen, -counts.get(code, 0)))
            told = {code: concept_label(code) for code in codes[:SHOWN_THEMES]}
        else:
            told = {code: text for code, text in known.items() if counts.get(code) or code in chosen}
        options = [
            {"value": code, "label": text, "count": counts.get(code, 0), "selected": code in chosen}
            for code, text in told.items()
        ]
        groups.append({"name": name, "label": label, "options": options, "open": bool(chosen)})
    return groups


def _active(choice: CallChoice) -> list[dict[str, str]]:
    path, labels = reverse("calls"), _labels()
    active = []
    if choice.query:
        address = path + choice.query_string(query="", page=1)
        active.append({"group": _("Words"), "label": choice.query, "remove_url": address})
    for name, codes in choice.filters.items():
        label, known = labels[name]
        for code in sorted(codes):
            text = concept_label(code) if name == "theme" else known.get(code, code)
            active.append({"group": label, "label": text, "remove_url": path + choice.without(name, code)})
    return active
