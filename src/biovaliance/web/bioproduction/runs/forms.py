"""The form that asks for a run."""

from typing import Any

from django import forms
from django.conf import settings as site
from django.utils.translation import gettext_lazy as _

from biovaliance.web.bioproduction.runs.kinds import (
    BASE_POINTS,
    DAY_REPLICATIONS,
    PAIRED_REPLICATIONS,
    TRAJECTORIES,
    USUAL_PATIENTS,
    USUAL_SEARCH_S,
    Kind,
)
from biovaliance.web.templatetags.biovaliance import number

USUAL_REPLICATIONS = 100
MOST_REPLICATIONS = 100_000
FEWEST_FOR_INTERVAL = 2
MOST_PATIENTS = 100
MOST_SEARCH_S = 60
LARGEST_SEED = 2**31 - 1
"""What the sampling of the studies takes for a seed."""
KIND_LABELS = {
    Kind.SIMULATION: _("Simulation"),
    Kind.SCHEDULE: _("Schedule of the next weeks"),
    Kind.NEXT_UNIT: _("One more unit of each pool"),
    Kind.DAY: _("What a day of waiting is worth"),
    Kind.MORRIS: _("Which numbers matter (Morris)"),
    Kind.SOBOL: _("How much each number matters (Sobol)"),
}


def longest_search_s() -> int:
    """Return how many seconds a search may be asked for: half a run is left to begin and to tell."""
    return max(1, min(MOST_SEARCH_S, site.RUN_SECONDS // 2))


def usual_search_s() -> int:
    """Return how many seconds are searched where none are asked for."""
    return min(USUAL_SEARCH_S, longest_search_s())


class RunForm(forms.Form):
    """Which scenario, what to work out, how often, with which random numbers."""

    scenario = forms.CharField(max_length=80, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        choices=[(str(kind), label) for kind, label in KIND_LABELS.items()],
        error_messages={
            "required": _("Choose what is to be worked out."),
            "invalid_choice": _("“%(value)s” is nothing that can be worked out; choose from the list."),
        },
    )
    replications = forms.IntegerField(
        required=False,
        error_messages={"invalid": _("Replications: write a whole number, such as 100.")},
    )
    patients = forms.IntegerField(
        required=False,
        error_messages={"invalid": _("Patients: write a whole number, such as 20.")},
    )
    seconds = forms.IntegerField(
        required=False,
        error_messages={"invalid": _("Seconds of search: write a whole number, such as 20.")},
    )
    seed = forms.IntegerField(
        required=False,
        error_messages={"invalid": _("Seed: write a whole number, such as 1.")},
    )

    def clean_patients(self) -> int:
        """Check how many patients are to be planned."""
        wanted = self.cleaned_data["patients"]
        if wanted is not None and not 1 <= wanted <= MOST_PATIENTS:
            raise forms.ValidationError(
                _("Patients: write a number from 1 to %(most)s."), params={"most": number(MOST_PATIENTS)}
            )
        return USUAL_PATIENTS if wanted is None else int(wanted)

    def clean_seconds(self) -> int:
        """Check how long the search may take; shorter than a run may."""
        wanted, most = self.cleaned_data["seconds"], longest_search_s()
        if wanted is not None and not 1 <= wanted <= most:
            raise forms.ValidationError(
                _("Seconds of search: write a number from 1 to %(most)s."), params={"most": number(most)}
            )
        return usual_search_s() if wanted is None else int(wanted)

    def clean_seed(self) -> int:
        """Check the seed; 1 where none is given."""
        seed = self.cleaned_data["seed"]
        if seed is not None and not 0 <= seed <= LARGEST_SEED:
            raise forms.ValidationError(
                _("Seed: write a number from 0 to %(most)s."), params={"most": number(LARGEST_SEED)}
            )
        return 1 if seed is None else int(seed)

    def clean(self) -> dict[str, Any]:
        """Check how many replications the kind takes."""
        found = super().clean() or self.cleaned_data
        wanted, kind = found.get("replications"), found.get("kind")
        fewest = FEWEST_FOR_INTERVAL if kind and Kind(kind).compares_lines else 1
        if wanted is not None and kind and not fewest <= wanted <= MOST_REPLICATIONS:
            told = {"fewest": fewest, "most": number(MOST_REPLICATIONS)}
            text = _("Replications: write a number from %(fewest)s to %(most)s.")
            self.add_error("replications", forms.ValidationError(text, params=told))
        return found

    @property
    def asked_kind(self) -> Kind:
        """What is to be worked out."""
        return Kind(self.cleaned_data["kind"])

    def settings(self) -> dict[str, Any]:
        """Return what decides the result beside scenario and kind; what the kind does not use is left out."""
        asked: dict[str, Any] = {"seed": self.cleaned_data["seed"]}
        wanted = self.cleaned_data["replications"]
        match self.asked_kind:
            case Kind.SIMULATION:
                asked["replications"] = wanted or USUAL_REPLICATIONS
            case Kind.NEXT_UNIT:
                asked["replications"] = wanted or PAIRED_REPLICATIONS
            case Kind.DAY:
                asked["replications"] = wanted or DAY_REPLICATIONS
            case Kind.MORRIS:
                asked["trajectories"] = TRAJECTORIES
            case Kind.SOBOL:
                asked["base_points"] = BASE_POINTS
            case Kind.SCHEDULE:
                asked["patients"] = self.cleaned_data["patients"]
                asked["seconds"] = self.cleaned_data["seconds"]
        return asked
