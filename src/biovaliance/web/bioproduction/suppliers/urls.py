"""Addresses of the suppliers of a scenario, as files."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.bioproduction.suppliers import views

urlpatterns = [
    path(
        _("<slug:process>/suppliers.csv"),
        views.download,
        {"file_format": "csv"},
        name="production_suppliers_csv",
    ),
    path(
        _("<slug:process>/suppliers.xlsx"),
        views.download,
        {"file_format": "xlsx"},
        name="production_suppliers_xlsx",
    ),
]
