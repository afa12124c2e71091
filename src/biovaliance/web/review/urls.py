"""Addresses of the review under each language; the paths are words of the language."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.review import views

urlpatterns = [
    path(_("review/"), views.queue, name="review"),
    path(_("review/decisions/"), views.decisions, name="review_decisions"),
    path(_("review/decisions/undo/"), views.undo, name="review_undo"),
    path(_("review/<slug:pair_id>/"), views.pair, name="review_pair"),
    path(_("review/<slug:pair_id>/decide/"), views.decide, name="review_decide"),
]
