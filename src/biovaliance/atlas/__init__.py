"""What exists: records from sources, judgements on them, and the things computed from both."""
