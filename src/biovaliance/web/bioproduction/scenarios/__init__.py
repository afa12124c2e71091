"""Scenarios on the site: the library, a scenario's page, its editor."""
