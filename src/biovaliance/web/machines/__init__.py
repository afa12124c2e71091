"""For machines: exports, feeds, calendars, the read API, widgets, sitemap and health."""
