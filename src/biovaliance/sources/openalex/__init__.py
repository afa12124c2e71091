"""OpenAlex: how many works the institutions of the region publish, by year and by topic."""
