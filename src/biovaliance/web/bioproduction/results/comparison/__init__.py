"""Scenarios side by side: what each costs, where they differ, how sure that is."""
