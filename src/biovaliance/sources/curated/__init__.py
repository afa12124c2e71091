"""The curated files of a region: CSV that a person keeps in a spreadsheet."""
