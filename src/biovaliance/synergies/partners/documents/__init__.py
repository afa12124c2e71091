"""The answer as pages to print."""
