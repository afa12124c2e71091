"""Who does a step of the production chain: an overview, a page per step, downloads, a part of the API."""
