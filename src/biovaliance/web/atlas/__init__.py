"""Directories and profiles of what the atlas holds."""
