"""What a reviewer says of a pair, checked, and as the judgement it makes."""

import datetime as dt
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from biovaliance.atlas.identity.clusters import Decision, Judgement
from biovaliance.atlas.identity.matching import Reason
from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.errors import InputError

SIDES = (("left", "A"), ("right", "B"))
LONGEST_WHY = 1000


class DecisionForm(forms.Form):
    """One decision; which fields count depends on it.

    `first` names the side that bears the older name, or that is part of the other. `seen` is the instant of
    the decision that stood when the page was shown.
    """

    decision = forms.ChoiceField(choices=[(str(each), str(each)) for each in Decision])
    why = forms.CharField(required=False, max_length=LONGEST_WHY)
    first = forms.ChoiceField(choices=SIDES, required=False)
    former_name = forms.CharField(required=False, max_length=300)
    since = forms.CharField(required=False, max_length=10)
    address = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Write a full address, for example https://example.org/.")},
    )
    seen = forms.CharField(required=False, max_length=40)

    def clean_since(self) -> str:
        """Take a day, a month or a year."""
        since = self.cleaned_data["since"].strip()
        try:
            return str(PartialDate.parse(since)) if since else ""
        except InputError:
            raise forms.ValidationError(
                _("Write a day, a month or a year: 2024-03-31, 2024-03 or 2024.")
            ) from None

    def clean(self) -> None:
        """Ask for what the decision cannot do without."""
        decision = self.cleaned_data.get("decision")
        if decision in (Decision.RENAMED, Decision.PART_OF) and not self.cleaned_data.get("first"):
            self.add_error("first", _("Choose A or B."))
        if decision == Decision.RENAMED and not self.cleaned_data.get("former_name"):
            self.add_error("former_name", _("Write the former name."))
        if decision == Decision.PART_OF and not self.cleaned_data.get("why"):
            self.add_error("why", _("Say how you know; the relation rests on it."))

    def to_judgement(
        self, keys: tuple[str, str], by: str, at: dt.datetime, reasons: Iterable[Reason]
    ) -> Judgement:
        """Return the judgement; one without words of the reviewer's own rests on the reasons shown."""
        given = self.cleaned_data
        decision = Decision(given["decision"])
        left, right = keys[::-1] if given["first"] == "right" else keys
        shown = "; ".join(reason.text.en for reason in reasons)
        detailed = decision in (Decision.RENAMED, Decision.PART_OF)
        return Judgement(
            left,
            right,
            decision,
            by,
            at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            given["why"] or f"Decided on the evidence shown: {shown or 'the two records side by side'}.",
            since=given["since"] if detailed else "",
            former_name=given["former_name"] if decision is Decision.RENAMED else "",
            address=given["address"] if detailed else "",
        )
