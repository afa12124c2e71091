"""The addresses of the site with the review's pages: the root for `biovaliance atlas review` alone."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from biovaliance.web.review import urls as review_urls
from biovaliance.web.review import views
from biovaliance.web.urls import handler404, handler500
from biovaliance.web.urls import urlpatterns as public_patterns

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("enter-review/", views.enter, name="review_enter"),
    *i18n_patterns(path("", include(review_urls)), prefix_default_language=True),
    *public_patterns,
]
