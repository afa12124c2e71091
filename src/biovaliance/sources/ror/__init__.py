"""ROR, the Research Organization Registry: its v2 records."""
