"""Addresses of the calls for projects; the paths are words of the language."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.synergies.calls import calendars, views

urlpatterns = [
    path(_("calls/"), views.calls, name="calls"),
    path(_("calls/fit/"), views.fit, name="calls_fit"),
    path(_("calls/<slug:call_slug>.ics"), calendars.one_call, name="call_calendar"),
    path(_("calls/<slug:call_slug>/"), views.call, name="call"),
    path(_("feeds/calls.ics"), calendars.all_calls, name="calls_calendar"),
]
