"""Runs of scenarios: asked for, queued, worked out beside the site, watched, stopped."""
