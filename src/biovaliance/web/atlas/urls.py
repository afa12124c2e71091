"""Addresses of the directories and profiles; the paths are words of the language."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from biovaliance.atlas.fields import Kind
from biovaliance.web.atlas import corrections, views

_ORGANISATION = {"kind": Kind.ORGANISATION}
_PLATFORM = {"kind": Kind.PLATFORM}
_PROJECT = {"kind": Kind.PROJECT}
_TECHNOLOGY = {"kind": Kind.TECHNOLOGY}
_TRIAL = {"kind": Kind.TRIAL}
_EVENT = {"kind": Kind.EVENT}
_PROGRAMME = {"kind": Kind.PROGRAMME}

urlpatterns = [
    path("organisations/", views.directory, _ORGANISATION, name="organisations"),
    path("organisations/<slug:slug>/", views.profile, _ORGANISATION, name="organisation"),
    path(_("platforms/"), views.directory, _PLATFORM, name="platforms"),
    path(_("platforms/<slug:slug>/"), views.profile, _PLATFORM, name="platform"),
    path(_("projects/"), views.directory, _PROJECT, name="projects"),
    path(_("projects/<slug:slug>/"), views.profile, _PROJECT, name="project"),
    path("technologies/", views.directory, _TECHNOLOGY, name="technologies"),
    path("technologies/<slug:slug>/", views.profile, _TECHNOLOGY, name="technology"),
    path(_("trials/"), views.directory, _TRIAL, name="trials"),
    path(_("trials/<slug:slug>/"), views.profile, _TRIAL, name="trial"),
    path(_("events/"), views.directory, _EVENT, name="events"),
    path(_("events/<slug:slug>/"), views.profile, _EVENT, name="event"),
    path("programmes/", views.directory, _PROGRAMME, name="programmes"),
    path("programmes/<slug:slug>/", views.profile, _PROGRAMME, name="programme"),
    path("concepts/", views.concepts, name="concepts"),
    path("concepts/<slug:concept_id>/", views.concept, name="concept"),
    path("publications/", views.publications, name="publications"),
    path(_("changes/"), views.changes, name="changes"),
    path(_("correction/"), corrections.correction, name="correction"),
]
