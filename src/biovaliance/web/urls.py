"""All addresses: pages under a language, machines without one."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from biovaliance.web.machines import urls as machine_urls

urlpatterns = [
    path("", include(machine_urls)),
    *i18n_patterns(
        path("", include("biovaliance.web.showcase.urls")),
        path("", include("biovaliance.web.synergies.connections.urls")),
        path("", include("biovaliance.web.synergies.partners.urls")),
        path("", include("biovaliance.web.synergies.suppliers.urls")),
        path("", include("biovaliance.web.machines.localised_urls")),
        path("", include("biovaliance.web.synergies.calls.urls")),
        path("", include("biovaliance.web.synergies.consortium.urls")),
        path("", include("biovaliance.web.bioproduction.urls")),
        path("", include("biovaliance.web.atlas.urls")),
        prefix_default_language=True,
    ),
]
handler404 = "biovaliance.web.showcase.views.not_found"
handler500 = "biovaliance.web.showcase.views.failed"
