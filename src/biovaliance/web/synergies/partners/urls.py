"""Addresses of “Find a partner”; the whole question stands in the address."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.synergies.partners import views

urlpatterns = [
    path(_("partners/"), views.partners, name="partners"),
    path("exports/partners.csv", views.download, {"file_format": "csv"}, name="partners_csv"),
    path("exports/partners.xlsx", views.download, {"file_format": "xlsx"}, name="partners_xlsx"),
    path("exports/partners.pdf", views.download, {"file_format": "pdf"}, name="partners_pdf"),
    path(_("partners/understood.json"), views.understood, name="partners_understood"),
]
