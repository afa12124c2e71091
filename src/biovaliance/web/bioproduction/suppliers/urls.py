"""Addresses of the suppliers of a scenario, as files."""

from django.urls import path

from biovaliance.web.bioproduction.suppliers import views

urlpatterns = [
    path("<slug:name>/suppliers.<str:file_format>", views.download, name="production_suppliers"),
]
