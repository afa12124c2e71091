"""How organisations are connected: a page, a download, a part of the API."""
