"""The messages of the interface: those the code and the templates use, and those the catalogues translate."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation import template as django_templates

from tests.needs import REPOSITORY

WEB = REPOSITORY / "src" / "biovaliance" / "web"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """A message as a translator sees it: the singular, and the context that tells two meanings apart."""

    text: str
    context: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A message of a catalogue, with its source forms and its French forms."""

    area: str
    sources: tuple[str, ...]
    forms: tuple[str, ...]
    is_fuzzy: bool


def used_messages() -> dict[Message, str]:
    """Return the messages that the templates and the code use, each with one place."""
    found: dict[Message, str] = {}
    for path in sorted([*WEB.rglob("*.html"), *WEB.rglob("*.txt"), *WEB.rglob("*.xml"), *WEB.rglob("*.py")]):
        for line, message in messages_of(path):
            found.setdefault(message, f"{path.relative_to(WEB)}:{line}")
    return found


def messages_of(path: Path) -> Iterator[tuple[int, Message]]:
    """Yield the messages of a template or a module with their lines."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = django_templates.templatize(text, origin=str(path))
        # What is left of the markup would be read as indentation.
        text = "\n".join(line.lstrip() for line in text.splitlines())
    for line, message, _, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        singular = message[0] if isinstance(message, tuple) else message
        yield line, Message(singular, context or "")


def catalogues() -> dict[str, Path]:
    """Return the French catalogue of each area."""
    return {path.parents[2].name: path for path in sorted(WEB.glob("locale/*/fr/LC_MESSAGES/django.po"))}


def translations() -> Iterator[tuple[Message, Translation]]:
    """Yield the messages of all catalogues."""
    for area, path in catalogues().items():
        with path.open("rb") as file:
            catalogue = read_po(file, locale="fr", abort_invalid=True)
        for entry in catalogue:
            if not entry.id:
                continue
            sources = entry.id if isinstance(entry.id, tuple) else (entry.id,)
            forms = entry.string if isinstance(entry.string, tuple) else (entry.string,)
            yield (
                Message(sources[0], entry.context or ""),
                Translation(area, tuple(sources), tuple(forms), entry.fuzzy),
            )


def placeholders(text: str) -> set[str]:
    """Return what a message leaves to be filled in: `%(name)s`, `{name}`, `%s`."""
    return set(re.findall(r"%\(\w+\)[sd]|\{\w*\}|%[sd]\b", text))
