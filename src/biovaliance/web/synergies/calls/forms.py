"""What a reader asks of the calls, read from the address: what makes no sense is left out, or told."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from biovaliance.foundation.names import folded
from biovaliance.synergies.calls.listing import FACETS

LONGEST_IDEA = 5000
MAX_CHOICES = 60


@dataclass(frozen=True, slots=True)
class CallChoice:
    """The words and boxes a reader has chosen in the directory of calls, and the page."""

    query: str
    filters: Mapping[str, frozenset[str]]
    page: int

    def query_string(self, **changes: object) -> str:
        """Return `?…` for the choice with some parts replaced, '' where nothing is chosen."""
        values: dict[str, object] = {
            "query": self.query,
            "filters": self.filters,
            "page": self.page,
        } | changes
        pairs = [("q", str(values["query"]))] if values["query"] else []
        filters: Mapping[str, frozenset[str]] = values["filters"]  # type: ignore[assignment]
        pairs += [(name, code) for name in FACETS for code in sorted(filters.get(name, ()))]
        if values["page"] != 1:
            pairs.append(("page", str(values["page"])))
        return f"?{urlencode(pairs)}" if pairs else ""

    def without(self, facet: str, code: str) -> str:
        """Return the query string without one box, on the first page."""
        filters = {name: codes - {code} if name == facet else codes for name, codes in self.filters.items()}
        return self.query_string(filters=filters, page=1)


def read_choice(asked: QueryDict) -> CallChoice:
    """Read a choice from an address."""
    filters = {
        name: codes
        for name in FACETS
        if (codes := frozenset(code[:80] for code in asked.getlist(name)[:MAX_CHOICES] if code))
    }
    page = asked.get("page", "")
    return CallChoice(
        query=" ".join(asked.get("q", "").replace("\x00", " ").split())[:300],
        filters=filters,
        page=min(max(int(page), 1), 100_000) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
    )


class FitForm(forms.Form):
    """Who looks for a call: an organisation of the atlas, an idea in words, or both."""

    organisation = forms.CharField(required=False, max_length=200)
    text = forms.CharField(required=False)
    trl = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("not told")), *((str(level), str(level)) for level in range(1, 10))],
    )

    def clean_text(self) -> str:
        """Return the words without characters that no text holds, cut to what is read."""
        return self.cleaned_data["text"].replace("\x00", " ")[:LONGEST_IDEA]


def organisation_meant(choices: list[tuple[str, str]], text: str) -> str:
    """Return the slug of the organisation meant by a slug or a name, '' where none is."""
    wanted = folded(text.strip()[:200])
    if not wanted:
        return ""
    exact = [slug for slug, name in choices if wanted in (slug, folded(name))]
    near = exact or [slug for slug, name in choices if folded(name).startswith(wanted)]
    near = near or [slug for slug, name in choices if wanted in folded(name)]
    return near[0] if near else ""
