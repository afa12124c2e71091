"""Addresses without a language: health, robots, sitemap, the API."""

from django.urls import path
from django.views.generic import RedirectView

from biovaliance.web.machines import discovery
from biovaliance.web.machines.api.service import api

urlpatterns = [
    path("healthz", discovery.health, name="health"),
    path("readyz", discovery.ready, name="ready"),
    path("robots.txt", discovery.robots, name="robots"),
    path("sitemap.xml", discovery.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", discovery.sitemap_part, name="sitemap_part"),
    path(
        "favicon.ico", RedirectView.as_view(url="/static/site/favicon.svg", permanent=False), name="favicon"
    ),
    path("api/v1/", RedirectView.as_view(pattern_name="api:openapi-json"), name="api_root"),
    path("api/v1/", api.urls),
    path("", discovery.root, name="root"),
]
