"""The production engine: a scenario compiled to tables, run by a readable reference or a compiled kernel."""
