"""The search page and its suggestions: grouped by kind, each result with the reason it was found."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from biovaliance.atlas.fields import KIND_LABELS, KIND_PLURALS, Kind
from biovaliance.foundation.languages import Text
from biovaliance.foundation.wording import number_text
from biovaliance.showcase.documents import CALL_KIND, CONCEPT_KIND
from biovaliance.showcase.search import Hit, Reason, SearchIndex, Suggestion
from biovaliance.synergies.calls.standing import STATUS_LABELS, standing
from biovaliance.web.access import Reader
from biovaliance.web.addresses import concept_address, hit_address
from biovaliance.web.atlas.directory import thesaurus
from biovaliance.web.atlas.presenting import concept_label, present_row, words
from biovaliance.web.atlas.store import LIST_COLUMNS, read_tags
from biovaliance.web.synergies.calls.presenting import present_row as present_call_row
from biovaliance.web.synergies.calls.store import read_calls
from biovaliance.web.synergies.calls.themed import calls_of_keys, mark_history, sorted_by_standing
from biovaliance.web.templatetags.biovaliance import reader_language

PAGE_SIZE = 20
PER_GROUP = 5
MOST_CALLS = 400
"""Calls that are put in order by their standing; no query meets more of those there are."""
SUGGESTIONS = 8
MOST_REASONS = 2
_OTHER_KINDS = {
    CONCEPT_KIND: (Text("Term", "Terme"), Text("Terms of the vocabulary", "Termes du vocabulaire")),
    CALL_KIND: (Text("Call for projects", "Appel à projets"), Text("Calls for projects", "Appels à projets")),
}
"""What is found beside the things of the atlas: one, several."""


def kind_words(kind: str, *, plural: bool = False) -> str:
    """Return the name of a kind, concepts and calls for projects included."""
    if kind in _OTHER_KINDS:
        return words(_OTHER_KINDS[kind][plural])
    return words((KIND_PLURALS if plural else KIND_LABELS)[Kind(kind)])


def present_search(reader: Reader, asked: QueryDict) -> dict[str, Any]:
    """Return what the search page shows for the words and the kind asked for."""
    query = " ".join(asked.get("q", "").replace("\x00", " ").split())[:2000]
    kind = asked.get("kind", "")
    kind = kind if kind in {*map(str, Kind), *_OTHER_KINDS} else ""
    number = asked.get("page", "")
    page = max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1
    context: dict[str, Any] = {
        "query": query,
        "kind": kind,
        "crumbs": [{"label": _("Search")}],
        "examples": [
            {"label": text, "url": f"{reverse('search')}?q={text}"}
            for text in (_("CAR-T cells Besançon"), _("aseptic filling"), "BioIMP", _("clean room"))
        ],
    }
    index = reader.search_index()
    if not query or index is None:
        return context
    limit = PAGE_SIZE if kind else 60
    offset = (page - 1) * PAGE_SIZE if kind else 0
    results = index.search(
        query,
        reader_language(),
        kinds=[kind] if kind else None,
        offset=offset,
        limit=limit,
        per_kind=None if kind else PER_GROUP,
    )
    counts = dict(results.facets.get("kind", ()))
    groups = _groups(reader, results.hits)
    if kind in ("", CALL_KIND) and counts.get(CALL_KIND):
        shown = slice(offset, offset + PAGE_SIZE) if kind else slice(PER_GROUP)
        groups.append(_calls(reader, index, query, counts[CALL_KIND], shown))
    # A term is already told as "understood as": who does it comes before what it means.
    groups.sort(key=lambda group: group["kind"] == CONCEPT_KIND)
    here = reverse("search")
    return context | {
        "total": results.total,
        "count_label": ngettext("%(n)s result", "%(n)s results", results.total)
        % {"n": number_text(results.total, reader_language())},
        "groups": groups,
        "kinds": [
            {
                "value": each,
                "label": kind_words(each, plural=True),
                "count": counts[each],
                "current": each == kind,
                "url": f"{here}?{_query(q=query, kind=each)}",
            }
            for each in (*map(str, Kind), CALL_KIND, CONCEPT_KIND)
            if counts.get(each)
        ],
        "all_url": f"{here}?{_query(q=query)}",
        "did_you_mean": results.did_you_mean,
        "did_you_mean_url": f"{here}?{_query(q=results.did_you_mean)}" if results.did_you_mean else "",
        "relaxed": results.relaxed,
        "query_concepts": [
            {"label": concept_label(each), "url": concept_address(each), "both": _both_labels(each)}
            for each in results.query_concepts
        ],
        "query_places": results.query_places,
        "nearest": [
            {
                "name": words(each.name),
                "url": hit_address(each.kind, each.slug),
                "kind": kind_words(each.kind),
            }
            for each in results.suggestions
        ],
        "previous_url": f"{here}?{_query(q=query, kind=kind, page=page - 1)}" if kind and page > 1 else "",
        "next_url": f"{here}?{_query(q=query, kind=kind, page=page + 1)}"
        if kind and page * PAGE_SIZE < results.total
        else "",
    }


def _both_labels(concept_id: str) -> str:
    label = thesaurus().concepts[concept_id].label
    return f"{label.en} / {label.fr}"


def _query(**values: object) -> str:
    query = QueryDict(mutable=True)
    for name, value in values.items():
        if value and not (name == "page" and value == 1):
            query[name] = str(value)
    return query.urlencode()


def _groups(reader: Reader, hits: tuple[Hit, ...]) -> list[dict[str, Any]]:
    keys = [hit.key for hit in hits if hit.kind not in _OTHER_KINDS]
    rows = {row.key: row for row in reader.entities().filter(key__in=keys).only(*LIST_COLUMNS)}
    tags = read_tags(reader, [row.id for row in rows.values()])
    grouped: dict[str, list[dict[str, Any]]] = {}
    for hit in hits:
        if hit.kind == CONCEPT_KIND:
            found = concept_row(hit)
        elif hit.kind != CALL_KIND and hit.key in rows:
            found = present_row(rows[hit.key], tags.get(rows[hit.key].id, ()))
        else:
            continue
        found |= present_reasons(hit, found["summary"])
        grouped.setdefault(hit.kind, []).append(found)
    return [_group(kind, found) for kind, found in grouped.items()]


def _group(kind: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"kind": kind, "label": kind_words(kind, plural=True), "rows": rows}


def _calls(reader: Reader, index: SearchIndex, query: str, total: int, shown: slice) -> dict[str, Any]:
    """Return the calls found, open ones first: of equal standing, those that answer the words best."""
    ranked = index.ranking(query, kinds=[CALL_KIND], limit=min(total, MOST_CALLS)).keys
    found = sorted_by_standing(calls_of_keys(reader, ranked), timezone.now())[shown]
    hits = index.explain(query, reader_language(), [each.key for each in found])
    rows = []
    for each in found:
        row = present_call_row(each.call, each.standing)
        hit = hits.get(each.key)
        rows.append(row | present_reasons(hit, row["summary"]) if hit else row)
    return _group(CALL_KIND, mark_history(rows))


def concept_row(hit: Hit) -> dict[str, Any]:
    """Return a concept as a line of results."""
    concept = thesaurus().concepts[hit.slug]
    return {
        "name": words(hit.name),
        "url": concept_address(hit.slug),
        "kind": CONCEPT_KIND,
        "kind_label": words(thesaurus().schemes[concept.scheme].label),
        "summary": words(concept.definition),
        "currency": "current",
    }


def present_reasons(hit: Hit, summary: str) -> dict[str, Any]:
    """Return the reasons of a hit that its line does not show yet, and its summary with the words marked."""
    found_by: list[dict[str, Any]] = []
    summary_parts: list[dict[str, Any]] = []
    is_named = False
    for reason in hit.reasons:
        told = present_reason(reason)
        same = bool(summary) and "".join(text for text, _met in reason.parts) == summary
        if same:  # marked where it stands, not said again
            summary_parts = summary_parts or told["parts"]
            told["parts"] = []
        if same and reason.kind == "text":
            continue
        if reason.kind != "name" or not is_named:  # the same name in the other language says nothing new
            found_by.append(told)
        is_named = is_named or reason.kind == "name"
    if summary_parts:  # nor does the same description
        found_by = [told for told in found_by if not (told["field"] == "description" and told["language"])]
    return {"found_by": found_by[:MOST_REASONS], "reasons": [], "summary_parts": summary_parts}


def present_reason(reason: Reason) -> dict[str, Any]:
    """Return a reason with its highlighted words, in the reader's language."""
    return {
        "field": reason.field,
        "explanation": words(reason.explanation),
        "parts": [{"text": text, "met": met} for text, met in reason.parts],
        "language": reason.language if reason.language != reader_language() else "",
    }


def _standing_words(reader: Reader, found: Suggestion) -> str:
    """Return whether a call that is suggested is open, '' for other things."""
    call = read_calls(reader).get(found.slug) if found.kind == CALL_KIND else None
    return words(STATUS_LABELS[standing(call, timezone.now()).status]) if call else ""


def present_suggestions(reader: Reader, query: str) -> dict[str, Any]:
    """Return suggestions as the search box shows them, grouped by kind."""
    index = reader.search_index()
    groups = index.suggest(query[:200], reader_language(), SUGGESTIONS) if index and query.strip() else ()
    meant = ""
    if index and query.strip() and not groups:
        meant = index.search(query[:200], reader_language(), limit=1).did_you_mean
    return {
        "query": query,
        **(
            {"did_you_mean": {"text": meant, "url": f"{reverse('search')}?{_query(q=meant)}"}}
            if meant
            else {}
        ),
        "groups": [
            {
                "kind": group.kind,
                "label": kind_words(group.kind, plural=True),
                "results": [
                    {
                        "title": [[text, met] for text, met in each.parts],
                        "subtitle": each.town or _standing_words(reader, each),
                        "reason": "",
                        "url": hit_address(each.kind, each.slug),
                    }
                    for each in group.suggestions
                ],
            }
            for group in groups
        ],
    }
