"""Addresses of the decisions about a scenario, and of their figures as files."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.bioproduction.decisions import views

urlpatterns = [
    path(_("<slug:process>/decisions/"), views.decisions, name="production_decisions"),
    path(
        _("<slug:process>/decisions/<slug:decision>.<slug:figure_format>"),
        views.decision_file,
        name="result_decision",
    ),
]
