"""Every address the site knows, read from its own resolver: a new page is in every test that walks here."""

import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from tests.pages import LANGUAGES

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_CHANGING = (
    (re.compile(r'name="csrfmiddlewaretoken" value="\w+"'), "token"),
    (re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{10}"), "snapshot"),
    (re.compile(r"\b[0-9a-f]{16}\b"), "digest"),
)


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the site with its parameters still open: /fr/organisations/<slug:slug>/."""

    path: str
    name: str

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(PARAMETER.findall(self.path))

    @property
    def is_page(self) -> bool:
        """Whether a person reads it in a language."""
        return self.path.startswith(("/en/", "/fr/")) and self.path.endswith("/")

    def addresses(self, values: Mapping[str, Iterable[str]]) -> Iterator[str]:
        """Yield the address with every combination of values.

        Raises:
            KeyError: there is a parameter that nobody has given values for.
        """
        for chosen in itertools.product(*(values[name] for name in self.parameters)):
            given = dict(zip(self.parameters, chosen, strict=True))
            yield PARAMETER.sub(lambda match, given=given: given[match[1]], self.path)


def _walk(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        else:
            yield Route(path, pattern.name or path)


def routes() -> list[Route]:
    """Return every route of the site, those under a language in each of them."""
    found: dict[Route, None] = {}
    for language in LANGUAGES:
        with override(language):
            found |= dict.fromkeys(_walk(get_resolver().url_patterns, "/"))
    return list(found)


def body_of(answer: HttpResponseBase) -> str:
    """Return what an answer says, without what changes from one build or visit to the next."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = sorted(set(parts.namelist()) - {"docProps/core.xml"})
            content = b"\n".join(parts.read(name) for name in names)
    text = content.decode(errors="surrogateescape")  # a PDF is no text, and is compared all the same
    for pattern, word in _CHANGING:
        text = pattern.sub(word, text)
    return text


def read(client: Client, address: str) -> tuple[int, str]:
    """Return the status and the text of an address."""
    answer = client.get(address)
    return answer.status_code, f"{answer.headers.get('Location', '')}\n{body_of(answer)}"
