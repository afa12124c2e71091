"""Addresses under a language: exports, feeds, calendars, widgets."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.machines import event_calendars, exports, feeds, widgets

urlpatterns = [
    path("exports/vocabulary.ttl", exports.skos_turtle, name="skos_turtle"),
    path("exports/vocabulary.jsonld", exports.skos_json_ld, name="skos_json_ld"),
    path("exports/<str:name>.<str:file_format>", exports.download, name="export"),
    path(_("feeds/"), feeds.index, name="feeds"),
    path(_("feeds/news.atom"), feeds.NewsFeed(), name="feed_news"),
    path(_("feeds/changes.atom"), feeds.ChangesFeed(), name="feed_changes"),
    path(_("feeds/organisations.atom"), feeds.OrganisationFeed(), name="feed_organisations"),
    path(_("feeds/events.ics"), event_calendars.all_events, name="events_calendar"),
    path(_("events/<slug:slug>.ics"), event_calendars.one_event, name="event_calendar"),
    path("widgets/map/", widgets.map_widget, name="widget_map"),
    path(_("widgets/directory/"), widgets.directory_widget, name="widget_directory"),
    path(_("widgets/project/<slug:slug>/"), widgets.project_widget, name="widget_project"),
]
