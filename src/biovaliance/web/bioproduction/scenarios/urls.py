"""Addresses of scenarios: those of the library by name, kept ones by key; what is made of either by both."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.bioproduction.scenarios import views

urlpatterns = [
    path("", views.production, name="production"),
    path(_("edit/"), views.edit, name="production_edit"),
    path(_("edit/check/"), views.check, name="production_check"),
    path(_("edit/swap/"), views.swap, name="production_swap"),
    path(_("library/<slug:process>/"), views.library_process, name="production_process"),
    path("scenarios/<slug:scenario_key>/", views.kept, name="production_scenario"),
    path(_("texts/<slug:process>.toml"), views.text, name="production_toml"),
    path(_("drawings/<slug:process>.svg"), views.drawing, name="production_drawing"),
]
