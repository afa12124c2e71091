"""How static files are named, joined and kept."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE_SHEETS = tuple(
    f"site/{name}.css"
    for name in (
        *("tokens", "base", "layout", "masthead", "controls", "filters"),
        *("lists", "evidence", "statements", "pictures", "home", "pages", "chain", "consortium", "partners"),
        *("supply", "production"),
    )
)
"""The site's style sheets in their order; the order of layers is declared at the top of the first."""
JOINED_STYLES = "site/all.css"


class Storage(CompressedManifestStaticFilesStorage):
    """Names by content, compressed copies beside them, the style sheets joined into one.

    A file that was not collected keeps its plain name, so that the site also runs before
    `collectstatic` and without the built front end.
    """

    manifest_strict = False

    def url(self, name: str, force: bool = False) -> str:
        """Return the address of a file; what the front-end build named by content keeps its name."""
        if name.startswith("built/"):
            return f"{self.base_url}{name}"
        try:
            return super().url(name, force)
        except ValueError:
            return f"{self.base_url}{name}"

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Join the style sheets, then name and compress as usual; one request instead of twelve."""
        if not dry_run and all(name in paths for name in STYLE_SHEETS):
            joined = "\n".join(self.open(name).read().decode() for name in STYLE_SHEETS)
            if self.exists(JOINED_STYLES):
                self.delete(JOINED_STYLES)
            self.save(JOINED_STYLES, ContentFile(joined.encode()))
            paths[JOINED_STYLES] = (self, JOINED_STYLES)
        yield from super().post_process(paths, dry_run, **options)
