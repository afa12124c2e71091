"""The fixed words of results: lines of cost, statuses, ends of work; and numbers as sentences say them."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

from biovaliance.bioproduction.scenarios.parameters import Status
from biovaliance.bioproduction.scenarios.wording import figure_text, hours_text, share_text
from biovaliance.foundation.wording import number_text
from biovaliance.web.templatetags.biovaliance import reader_language
from biovaliance.web.templatetags.components import status_words

_LINES = {
    "materials": gettext_lazy("Materials"),
    "consumables": gettext_lazy("Consumables"),
    "vector": gettext_lazy("Vector"),
    "labour": gettext_lazy("Labour"),
    "quality_control": gettext_lazy("Quality control"),
    "equipment": gettext_lazy("Equipment"),
    "facility": pgettext_lazy("line of cost", "Facility"),
    "logistics": gettext_lazy("Logistics"),
    "failure": gettext_lazy("Failures"),
}
TONES = {"seen": "data", "derived": "ink", "unverified": "soft", "assumed": "amber"}
_DAYS_FROM_H = 72
_LOSSES = {
    "hold_limit": gettext_noop("held too long"),
    "patience": gettext_noop("lost while waiting"),
    "queue_full": gettext_noop("turned away, queue full"),
    "ineligible": gettext_noop("not eligible"),
    "scrapped": gettext_noop("batch scrapped"),
}
_OUTCOMES = {
    "finished": gettext_noop("finished"),
    "failed": gettext_noop("failed"),
    "given up": gettext_noop("given up: the patient left meanwhile"),
    "unfinished": gettext_noop("not finished when the run ended"),
}


def line_word(line: str) -> str:
    """Return what a line of cost is called."""
    return str(_LINES[line])


def status_word(status: str) -> str:
    """Return how sure a number is, in words."""
    return status_words(str(status))


def loss_word(reason: str) -> str:
    """Return why a patient left without a dose."""
    return _(_LOSSES[reason])


def outcome_word(outcome: str) -> str:
    """Return how a piece of work ended."""
    return _(_OUTCOMES[outcome])


def figure(value: float) -> str:
    """Return a number with as many digits as say something."""
    return figure_text(value, reader_language())


def count(value: float) -> str:
    """Return a count as sentences say it: whole from ten on, else to a tenth."""
    return (
        number_text(value, reader_language(), 0)
        if abs(value) >= 10
        else figure_text(round(value, 1), reader_language())
    )


def share(value: float) -> str:
    """Return a share in per cent, whole from ten per cent on."""
    return share_text(round(value, 2 if abs(value) >= 0.1 else 3), reader_language())


def hours(value: float) -> str:
    """Return a time in the unit a person would choose."""
    in_days = abs(value) >= _DAYS_FROM_H
    return hours_text(round(value / 24, 1) * 24 if in_days else value, reader_language())


def shares_in_words(shares: Mapping[Status, float] | Mapping[str, float]) -> str:
    """Return what something rests on: "68 % assumed, 17 % derived from sources"."""
    told = sorted(((value, str(status)) for status, value in shares.items() if value >= 0.005), reverse=True)
    return ", ".join(f"{share(value)} {status_word(status)}" for value, status in told)


def joined(words: list[str]) -> str:
    """Return words as an enumeration: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def interval(low: float | None, high: float | None) -> str:
    """Return a confidence interval in words, or that there is none."""
    if low is None or high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": figure(low), "high": figure(high)}


def interval_h(low: float | None, high: float | None) -> str:
    """Return a confidence interval of a time in words."""
    if low is None or high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": hours(low), "high": hours(high)}


def interval_of_share(low: float | None, high: float | None) -> str:
    """Return a confidence interval of a share in words."""
    if low is None or high is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": share(low), "high": share(high)}
