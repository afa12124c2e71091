"""Text in the two languages of every page."""

from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in English and in French."""

    en: str
    fr: str

    def in_language(self, language: str) -> str:
        """Return the words in `language`, or in the other one where they are missing."""
        first, second = (self.fr, self.en) if language.startswith("fr") else (self.en, self.fr)
        return first or second

    def __bool__(self) -> bool:
        """Whether there are words at all."""
        return bool(self.en or self.fr)
