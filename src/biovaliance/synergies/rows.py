"""Rows of a JSON Lines file, each with its line; a bad row is reported, and those beside it are kept."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from biovaliance.foundation.errors import Problem
from biovaliance.foundation.languages import Language, Text


@dataclass(slots=True)
class Reading:
    """Where a file is being read, and what was wrong with it so far, told in one language."""

    file: str
    language: Language
    problems: list[Problem] = field(default_factory=list)

    def report(
        self, line: int, name: str, value: object, fault: tuple[Text, Text], *, dropped: bool = True
    ) -> None:
        """Note a fault and its mend."""
        message, mend = (text.in_language(self.language) for text in fault)
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        self.problems.append(Problem(self.file, line, name, shown, message, mend, row_dropped=dropped))

    def rows(self, lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Yield each object of a file with its line; empty lines are passed over."""
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                self.report(number, "", line.strip(), (_no_json(str(error)), ONE_OBJECT))
                continue
            if isinstance(row, dict):
                yield number, row
            else:
                self.report(number, "", line.strip(), (NO_OBJECT, ONE_OBJECT))

    def identifier(self, line: int, row: Mapping[str, Any], taken: Mapping[str, object]) -> str:
        """Return the identifier of a row, '' (and a report) where it has none of its own."""
        found = row.get("id")
        if isinstance(found, int) and not isinstance(found, bool):
            found = str(found)
        if not isinstance(found, str) or not found.strip():
            self.report(line, "id", "" if found is None else found, (NO_ID, GIVE_ID))
            return ""
        if found in taken:
            self.report(line, "id", found, (TAKEN, GIVE_ID))
            return ""
        return found

    def text(self, line: int, row: Mapping[str, Any], name: str) -> str | None:
        """Return a text of a row: '' where it is absent or null, None (and a report) where it is no text."""
        found = row.get(name)
        if found is None:
            return ""
        if isinstance(found, str):
            return found
        self.report(line, name, found, (NO_TEXT, WRITE_TEXT))
        return None

    def texts(self, line: int, row: Mapping[str, Any], name: str) -> tuple[str, ...]:
        """Return a list of texts of a row; what is no text is reported and left out, the row stays."""
        found = row.get(name)
        if found is None:
            return ()
        if not isinstance(found, list):
            self.report(line, name, found, (NO_LIST, WRITE_LIST), dropped=False)
            return ()
        for each in found:
            if not isinstance(each, str):
                self.report(line, name, each, (NO_TEXT, WRITE_LIST), dropped=False)
        return tuple(dict.fromkeys(each for each in found if isinstance(each, str)))

    def concepts(
        self, line: int, row: Mapping[str, Any], known: Callable[[str], tuple[str, ...]]
    ) -> tuple[str, ...]:
        """Return the concepts a row states; `known` gives those of an identifier or code, none for others."""
        stated: list[str] = []
        for each in self.texts(line, row, "concepts"):
            found = known(each)
            if not found:
                self.report(line, "concepts", each, (UNKNOWN_CONCEPT, SEE_VOCABULARY), dropped=False)
            stated += found
        return tuple(dict.fromkeys(stated))


def _no_json(reason: str) -> Text:
    return Text(f"is no JSON ({reason}).", f"n’est pas du JSON ({reason}).")


ONE_OBJECT = Text("Write one JSON object a line.", "Écrivez un objet JSON par ligne.")
NO_OBJECT = Text("is no JSON object.", "n’est pas un objet JSON.")
NO_ID = Text("the row has no identifier.", "la ligne n’a pas d’identifiant.")
TAKEN = Text("is the identifier of an earlier row.", "est déjà l’identifiant d’une ligne précédente.")
GIVE_ID = Text("Give every row its own 'id'.", "Donnez à chaque ligne son propre « id ».")
NO_TEXT = Text("is no text.", "n’est pas un texte.")
WRITE_TEXT = Text("Write it between quotation marks.", "Écrivez-le entre guillemets droits.")
NO_LIST = Text("is no list.", "n’est pas une liste.")
WRITE_LIST = Text("Write a list of texts.", "Écrivez une liste de textes.")
UNKNOWN_CONCEPT = Text(
    "is no concept of the vocabulary; the row is kept without it.",
    "n’est pas un concept du vocabulaire ; la ligne est gardée sans lui.",
)
SEE_VOCABULARY = Text("Take an identifier of the vocabulary.", "Prenez un identifiant du vocabulaire.")
