"""What came out: figures, tables, downloads, scenarios side by side."""
