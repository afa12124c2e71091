"""Addresses of the value chain."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.synergies.suppliers import views

urlpatterns = [
    path(_("value-chain/"), views.value_chain, name="value_chain"),
    path(_("value-chain/<slug:step>/"), views.value_chain_step, name="value_chain_step"),
    path(
        "exports/value-chain/<slug:step>.csv", views.download, {"file_format": "csv"}, name="value_chain_csv"
    ),
    path(
        "exports/value-chain/<slug:step>.xlsx",
        views.download,
        {"file_format": "xlsx"},
        name="value_chain_xlsx",
    ),
]
