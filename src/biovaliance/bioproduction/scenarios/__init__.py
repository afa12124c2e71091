"""Scenarios of production: a TOML file, checked, becomes frozen values; what is wrong is told all at once."""
