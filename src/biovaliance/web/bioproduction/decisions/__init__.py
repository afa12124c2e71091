"""Decisions about a scenario: how to make more, where, and year by year."""
