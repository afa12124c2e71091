"""Addresses of how organisations are connected."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.synergies.connections import views

urlpatterns = [
    path(_("connections/"), views.connections, name="connections"),
    path("exports/connections.csv", views.connections_csv, name="connections_csv"),
]
