"""A scenario to begin from where nothing of the library fits: the least that runs and has a cost."""

from importlib.resources import files

from biovaliance.foundation.languages import Language


def blank_text(language: Language) -> str:
    """Return the blank, its names and comments in the reader's language."""
    folder = files("biovaliance.bioproduction.library") / "blanks"
    return (folder / f"{language}.toml").read_text(encoding="utf-8")
