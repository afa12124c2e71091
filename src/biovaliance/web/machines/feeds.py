"""Atom feeds, and the page that lists them."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.dates import PartialDate
from biovaliance.web.access import published, reader_of
from biovaliance.web.addresses import absolute, entity_address
from biovaliance.web.atlas.changes import ToldChange, read_changes, sentence
from biovaliance.web.atlas.store import LIST_COLUMNS
from biovaliance.web.showcase.news import NewsItem, read_news
from biovaliance.web.templatetags.biovaliance import reader_language

ITEMS = 40


def _instant(text: str) -> dt.datetime:
    """Return the first instant of a date; every entry needs one, so without a date the snapshot's."""
    if not text:
        snapshot = published()
        return snapshot.built_at if snapshot else timezone.now()
    return dt.datetime.combine(PartialDate.parse(text).first_day, dt.time(), tzinfo=dt.UTC)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the feeds and calendars."""
    return render(request, "showcase/feeds.html", {"title": _("Feeds"), "crumbs": [{"label": _("Feeds")}]})


class _Atom(Atom1Feed):
    """An Atom feed that is as old as its latest entry, or as the snapshot where it has none."""

    def latest_post_date(self) -> dt.datetime:
        """Return when something last changed; Django's own answer for an empty feed is now."""
        return super().latest_post_date() if self.items else _instant("")


class _AtlasFeed(Feed):
    feed_type = _Atom
    author_name = "Biovaliance"

    def get_object(self, request: HttpRequest) -> HttpRequest:
        return request

    def link(self, request: HttpRequest) -> str:
        return absolute(request, reverse("home"))

    def feed_url(self, request: HttpRequest) -> str:
        return absolute(request, request.path)

    feed_guid = feed_url  # two feeds of one site must not share an identifier


class NewsFeed(_AtlasFeed):
    """Dated facts, the newest first."""

    def title(self, _request: HttpRequest) -> str:
        """Return the feed's title."""
        return _("Biovaliance: what is new in the region")

    def items(self, request: HttpRequest) -> list[tuple[HttpRequest, NewsItem]]:
        """Return the newest facts."""
        return [(request, item) for item in read_news(reader_of(request), timezone.localdate(), ITEMS)]

    def item_title(self, item) -> str:
        """Return who and what."""
        return f"{item[1].name}: {item[1].what}"

    def item_description(self, item) -> str:
        """Return who says so."""
        publishers = dict.fromkeys(evidence.publisher for evidence in item[1].evidence)
        return _("Source: %(publishers)s") % {"publishers": ", ".join(publishers)}

    def item_link(self, item) -> str:
        """Return the page of the thing."""
        return absolute(item[0], item[1].url)

    def item_guid(self, item) -> str:
        """Return an identifier that stays the same."""
        return f"tag:biovaliance,2026:{item[1].identifier}"

    def item_updateddate(self, item) -> dt.datetime:
        """Return the day of the fact."""
        return _instant(item[1].when)


class ChangesFeed(_AtlasFeed):
    """What each build of the atlas changed, the latest first."""

    def title(self, _request: HttpRequest) -> str:
        """Return the feed's title."""
        return _("Biovaliance: what changed in the atlas")

    def items(self, request: HttpRequest) -> list[tuple[HttpRequest, ToldChange]]:
        """Return the latest changes."""
        return [(request, change) for change in read_changes(reader_of(request), limit=ITEMS)]

    def item_title(self, item) -> str:
        """Return what kind of change, and of what."""
        return f"{item[1].name} – {item[1].label}"

    def item_description(self, item) -> str:
        """Return the change in one line."""
        return sentence(item[1])

    def item_link(self, item) -> str:
        """Return the page of the thing, or of the changes where it has none any more."""
        return absolute(item[0], item[1].url or reverse("changes"))

    def item_guid(self, item) -> str:
        """Return an identifier that stays the same."""
        change = item[1]
        return f"tag:biovaliance,2026:change:{change.snapshot}:{change.position}"

    def item_updateddate(self, item) -> dt.datetime:
        """Return the instant of the build."""
        return item[1].built_at


class OrganisationFeed(_AtlasFeed):
    """Organisations, those with the latest source first."""

    def title(self, _request: HttpRequest) -> str:
        """Return the feed's title."""
        return _("Biovaliance: organisations, latest source first")

    def items(self, request: HttpRequest) -> list:
        """Return the organisations with the latest sources."""
        rows = reader_of(request).entities().filter(kind=Kind.ORGANISATION, currency="current")
        chosen = rows.exclude(in_region=False).order_by("-stated_on", "sort_name").only(*LIST_COLUMNS)[:ITEMS]
        return [(request, row) for row in chosen]

    def item_title(self, item) -> str:
        """Return the name."""
        return item[1].name

    def item_description(self, item) -> str:
        """Return what it does."""
        return item[1].summary_fr if reader_language() == "fr" else item[1].summary_en

    def item_link(self, item) -> str:
        """Return its page."""
        return absolute(item[0], entity_address(Kind.ORGANISATION, item[1].slug))

    def item_guid(self, item) -> str:
        """Return an identifier that stays the same."""
        return f"tag:biovaliance,2026:{item[1].key}"

    def item_updateddate(self, item) -> dt.datetime:
        """Return the day of its latest source."""
        return _instant(item[1].stated_on)
