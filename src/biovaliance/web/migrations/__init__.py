"""One history of the schema."""
