"""Addresses of the value chain."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.synergies.suppliers import views

urlpatterns = [
    path(_("value-chain/"), views.value_chain, name="value_chain"),
    path(_("value-chain/<slug:step>/"), views.value_chain_step, name="value_chain_step"),
    path("exports/value-chain/<slug:step>.<str:file_format>", views.download, name="value_chain_export"),
]
