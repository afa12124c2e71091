"""Things of the atlas and concepts of the thesaurus, in the form in which search knows them."""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from biovaliance.atlas.building import Tag, TagOrigin
from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import FIELDS, ValueType
from biovaliance.atlas.status import Currency, currency_of
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.languages import LANGUAGES, Text
from biovaliance.foundation.places import Coordinates
from biovaliance.vocabulary.thesaurus import Thesaurus

CONCEPT_KIND = "concept"
_NAME_FIELDS = frozenset({"name", "official_name", "alias", "former_name"})
_SEARCHED_TYPES = frozenset({ValueType.TEXT, ValueType.IDENTIFIER})
_UNSEARCHED = frozenset({"town", "website"})


@dataclass(frozen=True, slots=True, order=True)
class ConceptMark:
    """A thing is about a concept; `passage` are the words that say so, '' where a code states it.

    Where the concept came through another thing, `relation` is the type of the relation to it and
    `through_en` and `through_fr` are its names.
    """

    concept_id: str
    stated: bool
    passage: str = ""
    language: str = ""
    relation: str = ""
    through_en: str = ""
    through_fr: str = ""


@dataclass(frozen=True, slots=True)
class LocalText:
    """One text of one field; `language` is '' where the same words serve both languages."""

    field: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What search knows of one thing; texts are kept as shown, in Unicode normal form C.

    `names` starts with the usual name; `currency` is current, historical or unverified.
    """

    key: str
    kind: str
    slug: str
    names: tuple[LocalText, ...]
    texts: tuple[LocalText, ...] = ()
    concepts: tuple[ConceptMark, ...] = ()
    town: str = ""
    department: str = ""
    coordinates: Coordinates | None = None
    type_code: str = ""
    currency: str = str(Currency.CURRENT)

    @property
    def label(self) -> Text:
        """The name to show, in both languages."""
        by_language = {
            name.language: name.text for name in reversed(self.names) if name.field in ("name", "label")
        }
        neutral = by_language.get("", "")
        return Text(by_language.get("en", neutral), by_language.get("fr", neutral))

    def dumps(self) -> str:
        """Return compact JSON that `loads` reads back."""
        place = [self.coordinates.latitude, self.coordinates.longitude] if self.coordinates else None
        data: list[Any] = [
            self.key,
            self.kind,
            self.slug,
            [[name.field, name.language, name.text] for name in self.names],
            [[text.field, text.language, text.text] for text in self.texts],
            [
                [
                    mark.concept_id,
                    mark.stated,
                    mark.passage,
                    mark.language,
                    mark.relation,
                    mark.through_en,
                    mark.through_fr,
                ]
                for mark in self.concepts
            ],
            self.town,
            self.department,
            place,
            self.type_code,
            self.currency,
        ]
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def loads(cls, text: str) -> Self:
        """Read what `dumps` wrote."""
        key, kind, slug, names, texts, concepts, town, department, place, type_code, currency = json.loads(
            text
        )
        return cls(
            key,
            kind,
            slug,
            tuple(LocalText(*name) for name in names),
            tuple(LocalText(*text) for text in texts),
            tuple(ConceptMark(*mark) for mark in concepts),
            town,
            department,
            Coordinates(*place) if place else None,
            type_code,
            currency,
        )


def document_of(entity: Entity, tags: Iterable[Tag], thesaurus: Thesaurus) -> SearchDocument:
    """Return the document of `entity`, which carries the concepts of `tags` that the thesaurus knows."""
    # Where the title is translated, it is what is shown and a name by which the thing is sought.
    title = entity.title
    translated = title.en != title.fr or title.en != entity.name
    names = [LocalText("name", language, _clean(title.in_language(language))) for language in LANGUAGES]
    names = names if translated else []
    texts: list[LocalText] = []
    for definition in FIELDS[entity.kind]:
        if definition.value_type not in _SEARCHED_TYPES or definition.name in _UNSEARCHED:
            continue
        for found in entity.all(definition.name):
            # A value that another source contradicts is still a word by which the thing may be sought.
            into = names if definition.name in _NAME_FIELDS else texts
            value = LocalText(definition.name, found.language, _clean(found.value))
            if into is texts or not any(value.text == other.text for other in names):
                into.append(value)
    marks = {_mark(tag) for tag in tags if tag.concept_id in thesaurus.concepts}
    # Some codes are concepts themselves: the type of an organisation, a stage of development.
    for field in ("type", "stage"):
        if (code := entity.value(field)) in thesaurus.concepts:
            marks.add(ConceptMark(code, stated=True))
    order = {"name": 0, "official_name": 1}
    return SearchDocument(
        key=entity.key,
        kind=str(entity.kind),
        slug=entity.slug,
        names=tuple(sorted(names, key=lambda name: order.get(name.field, 2)))
        or (LocalText("name", "", entity.slug),),
        texts=tuple(texts),
        concepts=tuple(sorted(marks)),
        town=_clean(entity.value("town")),
        department=entity.value("department"),
        coordinates=_coordinates(entity.value("coordinates")),
        type_code=entity.value("type"),
        currency=str(currency_of(entity.value("status"))),
    )


def _mark(tag: Tag) -> ConceptMark:
    match tag.origin:
        case TagOrigin.STATED:
            return ConceptMark(tag.concept_id, stated=True, language=tag.language)
        case TagOrigin.RELATED:
            _key, english, french = (*tag.passage.split("|"), "", "")[:3]
            return ConceptMark(
                tag.concept_id,
                stated=False,
                relation=tag.field,
                through_en=_clean(english),
                through_fr=_clean(french),
            )
        case _:
            return ConceptMark(tag.concept_id, False, _clean(tag.passage), tag.language)


def concept_documents(thesaurus: Thesaurus) -> list[SearchDocument]:
    """Return the concepts as documents of their own, found by their labels and definitions."""
    documents = []
    for concept_id, concept in thesaurus.concepts.items():
        names = [LocalText("label", "en", concept.label.en), LocalText("label", "fr", concept.label.fr)]
        for language, many in concept.alternatives.items():
            names += [LocalText("alias", language, text) for text in many]
        definition = concept.definition
        documents.append(
            SearchDocument(
                key=f"{CONCEPT_KIND}:{concept_id}",
                kind=CONCEPT_KIND,
                slug=concept_id,
                names=tuple(names),
                texts=(
                    LocalText("definition", "en", definition.en),
                    LocalText("definition", "fr", definition.fr),
                ),
                concepts=(ConceptMark(concept_id, stated=True),),
                type_code=concept.scheme,
            )
        )
    return documents


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _coordinates(text: str) -> Coordinates | None:
    """Read the canonical text of a position, 'latitude,longitude'; None where there is none."""
    parts = text.replace(";", ",").replace(" ", ",").split(",")
    try:
        latitude, longitude = (float(part) for part in parts if part)
        return Coordinates(latitude, longitude)
    except (ValueError, InputError):
        return None
