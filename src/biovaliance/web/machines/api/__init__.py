"""The read API: the public atlas as JSON, paged, filtered, cacheable."""
