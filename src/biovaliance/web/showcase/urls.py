"""Addresses of the public face; the paths are words of the language."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.web.showcase import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("map/", views.map_page, name="map"),
    path("map/points.geojson", views.map_points, name="map_points"),
    path("network/", views.network, name="network"),
    path("network/graph.json", views.network_graph, name="network_graph"),
    path(_("news/"), views.news, name="news"),
    path(_("about/"), views.about, name="about"),
    path(_("method/"), views.method, name="method"),
    path("sources/", views.sources, name="sources"),
    path("licences/", views.licences, name="licences"),
    path(_("data/"), views.data, name="data"),
    path("api/", views.api, name="api"),
    path("widgets/", views.widgets, name="widgets"),
    path(_("accessibility/"), views.accessibility, name="accessibility"),
    path(_("legal/"), views.legal, name="legal"),
    path(_("privacy/"), views.privacy, name="privacy"),
]
