"""The review of pairs of records: for whoever came by the address of entry, and not there for others."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from biovaliance.atlas.identity.explaining import explain
from biovaliance.foundation.errors import InputError
from biovaliance.web.access import (
    REVIEW_COOKIE,
    REVIEW_LASTS_S,
    Reviewer,
    admitted,
    reader_of,
    reviewer_of,
)
from biovaliance.web.review.forms import DecisionForm
from biovaliance.web.review.presenting import next_address, present_decisions, present_pair, present_queue
from biovaliance.web.review.store import Review, pair_id, read_review, save_decision, take_back

View = Callable[..., HttpResponse]


def reviewers_only(*methods: str) -> Callable[[View], View]:
    """Let reviewers alone reach a view; to everybody else, whatever they ask, there is nothing here.

    That comes before the check of forged requests, whose refusal would tell that there is something.
    """

    def guard(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, **parts: Any) -> HttpResponse:
            reviewer = reviewer_of(request)
            if reviewer is None:
                raise Http404(request.path)
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            answer = protected(request, reviewer, **parts)
            return _kept_nowhere(answer)

        return guarded

    return guard


def _kept_nowhere(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "same-origin"
    return answer


@csrf_exempt
def enter(request: HttpRequest) -> HttpResponse:
    """Take the token of the printed address once, and give the cookie that opens the other pages."""
    cookie = admitted(request.GET.get("token", "")) if request.method == "GET" else None
    if cookie is None:
        raise Http404(request.path)
    answer = HttpResponseRedirect(reverse("review"))
    answer.set_cookie(REVIEW_COOKIE, cookie, max_age=REVIEW_LASTS_S, httponly=True, samesite="Strict")
    return _kept_nowhere(answer)


@reviewers_only("GET", "HEAD")
def queue(request: HttpRequest, reviewer: Reviewer) -> HttpResponse:
    """Show what waits to be decided, the most telling first."""
    return render(request, "review/queue.html", present_queue(read_review(), reviewer))


@reviewers_only("GET", "HEAD")
def pair(request: HttpRequest, reviewer: Reviewer, pair_id: str) -> HttpResponse:
    """Show two records side by side, and take what the reviewer decides."""
    review = _with_pair(pair_id)
    return _show_pair(request, reviewer, review, pair_id)


@reviewers_only("POST")
def decide(request: HttpRequest, reviewer: Reviewer, pair_id: str) -> HttpResponse:
    """Keep a decision, and go on to the next pair."""
    review = _with_pair(pair_id)
    keys = review.keys[pair_id]
    form = DecisionForm(request.POST)
    standing = review.current.decided.get(frozenset(keys))
    if request.POST.get("seen", "") != (standing.decided_at if standing else ""):
        problem = _("This pair was decided or taken back meanwhile. Look at it again; nothing was kept.")
        return _show_pair(request, reviewer, review, pair_id, problem=problem, status=409)
    if not form.is_valid():
        problem = _("Nothing was kept yet: please look at the fields marked below.")
        return _show_pair(request, reviewer, review, pair_id, form=form, problem=problem, status=400)
    reasons = explain(review.current, *keys).reasons
    save_decision(form.to_judgement(keys, reviewer.name, timezone.now(), reasons))
    return HttpResponseRedirect(next_address(read_review(), pair_id))


def _show_pair(
    request: HttpRequest,
    reviewer: Reviewer,
    review: Review,
    name: str,
    *,
    form: DecisionForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = present_pair(review, name, reader_of(request), reviewer)
    context |= {"form": form or DecisionForm(), "problem": problem}
    context["tried"] = form.data.get("decision", "") if form else ""
    return render(request, "review/pair.html", context, status=status)


@reviewers_only("GET", "HEAD")
def decisions(request: HttpRequest, reviewer: Reviewer) -> HttpResponse:
    """Show who decided what, when and why, what was taken back too."""
    return render(request, "review/decisions.html", present_decisions(read_review(), reviewer))


@reviewers_only("POST")
def undo(request: HttpRequest, reviewer: Reviewer) -> HttpResponse:
    """Take back one decision, and show its pair again."""
    review = read_review()
    name, decided_at = request.POST.get("pair", ""), request.POST.get("decided_at", "")
    found = next(
        (
            judgement
            for judgement in review.current.judgements
            if pair_id(judgement.left_key, judgement.right_key) == name
            and judgement.decided_at == decided_at
            and not judgement.withdrawn_at
        ),
        None,
    )
    if found is not None:
        with suppress(InputError):  # somebody else was faster, and it is taken back all the same
            take_back(found, reviewer.name, timezone.now())
    after = read_review()
    is_there = name in after.keys
    return HttpResponseRedirect(
        reverse("review_pair", args=[name]) if is_there else reverse("review_decisions")
    )


def _with_pair(name: str) -> Review:
    review = read_review()
    if name not in review.keys:
        raise Http404(name)
    return review
