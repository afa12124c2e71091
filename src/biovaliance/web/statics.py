"""How static files are named and kept."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Names by content and compressed copies beside them.

    A file that was not collected keeps its plain name, so that the site also runs before
    `collectstatic` and without the built front end.
    """

    manifest_strict = False

    def url(self, name, force=False):
        """Return the address of a file; what the front-end build named by content keeps its name."""
        if name.startswith("built/"):
            return f"{self.base_url}{name}"
        try:
            return super().url(name, force)
        except ValueError:
            return f"{self.base_url}{name}"
