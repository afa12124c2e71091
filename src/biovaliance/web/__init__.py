"""The website: a thin Django project on the library."""
