"""Reasons in words, in English and in French."""

from collections.abc import Sequence

from biovaliance.atlas.fields import KIND_LABELS
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.languages import Language, Text
from biovaliance.foundation.wording import NARROW, WIDE, date_text, number_text
from biovaliance.synergies.profiles import Document
from biovaliance.synergies.ranking.reasons import Reason

LONGEST_TITLE = 110
_KINDS: dict[str, Text] = {str(kind): label for kind, label in KIND_LABELS.items()}


def quoted(text: str) -> Text:
    """Return words between the quotation marks of each language."""
    return Text(f"“{text}”", f"«{WIDE}{text}{WIDE}»")


def listed(texts: Sequence[Text]) -> Text:
    """Return 'a, b and c'."""
    if len(texts) < 2:
        return texts[0] if texts else Text("", "")
    *first, last = texts
    return Text(
        f"{', '.join(text.en for text in first)} and {last.en}",
        f"{', '.join(text.fr for text in first)} et {last.fr}",
    )


def named(document: Document) -> Text:
    """Return how a document is called: its kind where it is known, its title and its year."""
    title = document.title or document.text
    if len(title) > LONGEST_TITLE:
        title = f"{title[:LONGEST_TITLE].rsplit(' ', 1)[0]} …"
    name = quoted(title)
    year = f" ({document.year})" if document.year else ""
    label = _KINDS.get(document.kind)
    if label is None:
        return Text(f"{name.en}{year}", f"{name.fr}{year}")
    # French would want an article and its contractions before the kind, so it stands behind the name.
    beside = f"{_small(label.fr)}, {document.year}" if document.year else _small(label.fr)
    return Text(f"{_small(label.en)} {name.en}{year}", f"{name.fr} ({beside})")


def words_shared(words: Sequence[str], name: Text) -> Text:
    """Say which words of a need a document has."""
    told = listed([quoted(word) for word in words])
    if not words:
        return Text(f"Shares words with {name.en}", f"Partage des mots avec {name.fr}")
    return Text(f"Shares {told.en} with {name.en}", f"Partage {told.fr} avec {name.fr}")


def surroundings(name: Text) -> Text:
    """Say that documents like this one speak of the need."""
    return Text(
        f"Documents close to {name.en} share words with the need",
        f"Des documents proches de {name.fr} partagent des mots avec le besoin",
    )


def meaning(name: Text) -> Text:
    """Say that a document is close in meaning, by the sentence vectors."""
    return Text(f"Close in meaning to {name.en}", f"Proche par le sens de {name.fr}")


def other_documents(count: int) -> Text:
    """Say that the rest of a profile's documents speak of it too."""
    if count == 1:
        return Text(
            "One other document shares words with it too", "Un autre document en partage aussi des mots"
        )
    return Text(
        f"{count} other documents share words with it too",
        f"{count} autres documents en partagent aussi des mots",
    )


def concept_met(wanted: Text, found: Text, relation: str, where: Text) -> Text:
    """Say by which concept a concept of the need is met: the same, a broader, narrower or related one."""
    want, have = quoted(wanted.en).en, quoted(wanted.fr).fr
    other, autre = quoted(found.en).en, quoted(found.fr).fr
    match relation:
        case "same":
            return Text(f"{want}: {where.en}", f"{have}{WIDE}: {where.fr}")
        case "narrower":
            return Text(
                f"{want}, of which {other} is a part: {where.en}",
                f"{have}, dont relève {autre}{WIDE}: {where.fr}",
            )
        case "broader":
            return Text(
                f"{want}, which is part of {other}: {where.en}",
                f"{have}, qui relève de {autre}{WIDE}: {where.fr}",
            )
        case _:
            return Text(
                f"{want}, which is close to {other}: {where.en}",
                f"{have}, proche de {autre}{WIDE}: {where.fr}",
            )


STATED = Text("stated as a capability", "compétence déclarée")
NO_DOCUMENTS = Text(
    "No document of this profile is known, so nothing can be compared",
    "Aucun document de ce profil n’est connu, rien ne peut donc être comparé",
)
NOTHING_IN_COMMON = Text(
    "Nothing in the documents of this profile answers the need",
    "Rien dans les documents de ce profil ne répond au besoin",
)


def named_in(document: Document) -> Text:
    """Say in which document a concept is named."""
    name = named(document)
    return Text(f"named in {name.en}", f"nommé dans {name.fr}")


def distance(kilometres: float, town: str) -> Text:
    """Say how far away a profile is."""
    if kilometres < 1:
        return Text(f"In the same place{_at(town).en}", f"Au même endroit{_at(town).fr}")
    return Text(
        f"{number_text(kilometres, 'en')} km away{_at(town).en}",
        f"À {number_text(kilometres, 'fr')}{WIDE}km{_at(town).fr}",
    )


def _at(town: str) -> Text:
    return Text(f", in {town}", f" ({town})") if town else Text("", "")


def sentence(reason: Reason, language: Language) -> str:
    """Return a reason as one sentence with its passage, and its source and date where they are known."""
    told = reason.told.in_language(language)
    passage = reason.passage
    document = reason.document
    if passage and not (document and passage == document.title):
        marked = quoted(passage).in_language(language)
        told += f"{WIDE}: {marked}" if language == "fr" else f": {marked}"
    source = source_told(reason.evidence, language)
    return f"{told}{source}." if not told.endswith((".", "…")) or source else told


def source_told(evidence: Evidence | None, language: Language) -> str:
    """Return ' (source: publisher, date)', '' where no source is known."""
    if evidence is None:
        return ""
    date = evidence.stated_on or evidence.read_on
    said = [part for part in (evidence.publisher, date_text(date, language)) if part]
    colon = f"{WIDE}:" if language == "fr" else ":"
    return f" (source{colon} {', '.join(said)})" if said else ""


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]


def semicolon(language: Language) -> str:
    """Return what stands between two reasons on a line."""
    return f"{NARROW}; " if language == "fr" else "; "
