"""Addresses of runs."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.bioproduction.runs import views

urlpatterns = [
    path(_("runs/"), views.start, name="production_run_start"),
    path(_("runs/<slug:run_key>/"), views.run, name="production_run"),
    path(_("runs/<slug:run_key>/stop/"), views.stop, name="production_run_stop"),
    path(_("runs/<slug:run_key>/progress.json"), views.progress, name="production_run_progress"),
    path(_("runs/<slug:run_key>/result.json"), views.whole, name="production_run_json"),
    path(_("runs/<slug:run_key>/result.csv"), views.figures, name="production_run_csv"),
    path(_("runs/<slug:run_key>/events.csv"), views.trace, name="production_run_trace"),
    path(_("runs/<slug:run_key>/lots.csv"), views.lots_table, name="production_run_lots_csv"),
    path(_("runs/<slug:run_key>/lots/"), views.lots, name="production_run_lots"),
    path(_("runs/<slug:run_key>/scenario.toml"), views.scenario, name="production_run_scenario"),
    path(_("scenarios/<slug:scenario_key>/runs/"), views.runs_of, name="production_runs_of"),
]
