"""Addresses of production: rooms bring their own."""

from django.urls import include, path

urlpatterns = [
    path("production/", include("biovaliance.web.bioproduction.scenarios.urls")),
    path("production/", include("biovaliance.web.bioproduction.runs.urls")),
    path("production/", include("biovaliance.web.bioproduction.results.urls")),
    path("production/", include("biovaliance.web.bioproduction.suppliers.urls")),
]
