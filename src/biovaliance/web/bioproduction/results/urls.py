"""Addresses of results and comparisons."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.bioproduction.results import views

urlpatterns = [
    path(_("compare/"), views.compare, name="production_compare"),
    path(_("compare/<slug:figure>.<slug:figure_format>"), views.compare_file, name="result_compare"),
    path(_("costs/<slug:process>/<slug:figure>.<slug:figure_format>"), views.cost_file, name="result_cost"),
    path(_("runs/<slug:run_key>/<slug:figure>.<slug:figure_format>"), views.run_file, name="result_run"),
]
