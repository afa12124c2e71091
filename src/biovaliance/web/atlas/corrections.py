"""“Something wrong?”: a visitor tells the team, with or without an address to be answered at."""

import datetime as dt
import hashlib
import hmac

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from biovaliance.atlas.fields import Kind
from biovaliance.web.access import reader_of
from biovaliance.web.addresses import key_address
from biovaliance.web.atlas.store import count_corrections, read_entity_row, save_correction
from biovaliance.web.templatetags.biovaliance import reader_language

MOST_PER_HOUR = 10


class CorrectionForm(forms.Form):
    """What is wrong, where the right thing can be read, and how to answer."""

    about = forms.CharField(required=False, max_length=140, widget=forms.HiddenInput)
    message = forms.CharField(
        label=gettext_lazy("What is wrong or missing?"),
        min_length=5,
        error_messages={
            "required": gettext_lazy("Write what is wrong or missing."),
            "min_length": gettext_lazy("Say a little more: what is wrong, and what would be right?"),
        },
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    source_address = forms.URLField(
        label=gettext_lazy("Page where the right information can be read (optional)"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address, if you wish an answer (optional)"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    """A field people do not see: whoever fills it is a robot."""


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest) -> HttpResponse:
    """Show the form, or take a correction."""
    about = (request.POST.get("about") or request.GET.get("about") or "")[:140]
    row = _row(request, about)
    context = {
        "about": row,
        "about_url": key_address(row.key) if row else "",
        "crumbs": [{"label": _("Report an error")}],
    }
    form = CorrectionForm(request.POST or None, initial={"about": row.key if row else ""})
    status = 200
    if request.method == "POST" and form.is_valid():
        sender = sender_digest(request)
        since = timezone.now() - dt.timedelta(hours=1)
        if count_corrections(sender, since) >= MOST_PER_HOUR:
            status = 429
            context["too_many"] = True
        else:
            if not form.cleaned_data["website"]:
                save_correction(
                    entity_key=row.key if row else "",
                    message=form.cleaned_data["message"],
                    source_address=form.cleaned_data["source_address"],
                    email=form.cleaned_data["email"],
                    language=reader_language(),
                    sender_digest=sender,
                )
            return render(request, "atlas/correction_sent.html", context)
    elif request.method == "POST":
        status = 400
    return render(request, "atlas/correction.html", context | {"form": form}, status=status)


def _row(request: HttpRequest, about: str):
    kind, _colon, slug = about.partition(":")
    if kind not in set(Kind) or not slug or "\x00" in slug:
        return None
    return read_entity_row(reader_of(request), Kind(kind), slug)


def sender_digest(request: HttpRequest) -> str:
    """Return a keyed digest of the sender's address and the day: enough to limit, too little to know who."""
    text = f"{_sender(request)} {timezone.localdate()}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _sender(request: HttpRequest) -> str:
    """Return the sender's address: behind a proxy the one it added last, the others being anybody's words."""
    if settings.BEHIND_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return request.META.get("REMOTE_ADDR", "")
