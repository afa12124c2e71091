"""The editor's page from a draft."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from biovaliance.bioproduction.library.catalogue import facility_titles
from biovaliance.bioproduction.scenarios.reading import LARGEST_TEXT
from biovaliance.web.bioproduction.scenarios.editing.answering import answer, name_by_labels, tell_beside
from biovaliance.web.bioproduction.scenarios.editing.drafts import BLANK, Draft, original
from biovaliance.web.bioproduction.scenarios.editing.forms import form_of, part_of, parts_of
from biovaliance.web.bioproduction.scenarios.presenting import title_of
from biovaliance.web.templatetags.biovaliance import reader_language


def present_editor(draft: Draft, too_many: bool = False) -> dict[str, Any]:
    """Return what the editor shows: the parts, a form, the text, and what the text comes to."""
    before = original(draft)
    found = answer(draft.opened(), before)
    raw = draft.tables
    problems = found.get("problems", [])
    context: dict[str, Any] = {
        "draft": draft,
        "answer": found,
        "trouble": draft.trouble if raw is not None else "",
        "too_many": too_many,
        "largest": LARGEST_TEXT,
        "is_changed": before is None or before.text != draft.text,
    }
    if raw is not None:
        part = part_of(raw, draft.part)
        form = form_of(raw, part)
        name_by_labels(problems, raw)
        tell_beside(form["fields"], problems, raw)
        context |= {"parts": parts_of(raw, part), "form": form}
    return context | _around(draft, before)


def _around(draft: Draft, before: Any) -> dict[str, Any]:
    is_blank = draft.begun_from == BLANK or before is None
    title = _("A new scenario") if is_blank else _("Change: %(name)s") % {"name": title_of(before)}
    facilities = {name: text.in_language(reader_language()) for name, text in facility_titles().items()}
    has_choice = not is_blank and before.entry is not None and before.entry.facility and len(facilities) > 1
    return {
        "title": title,
        "crumbs": [{"label": _("Production"), "url": reverse("production")}, {"label": title}],
        "before": before,
        "before_title": _("the blank") if is_blank else title_of(before),
        "before_url": "" if is_blank else before.address,
        "reset_url": f"{reverse('production_edit')}?{urlencode({'from': draft.begun_from})}",
        "facilities": facilities if has_choice else {},
    }
