"""Addresses of scenarios: those of the library by name, kept ones by key."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.bioproduction.scenarios import views

urlpatterns = [
    path("", views.production, name="production"),
    path(_("library/<slug:name>/"), views.process, name="production_process"),
    path("scenarios/<slug:key>/", views.kept, name="production_scenario"),
]
