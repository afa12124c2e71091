"""Closeness in meaning by a small sentence model, where it is installed."""
