"""From what a reader wrote to an answer, or to the sentence that says what would mend it."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.languages import Text
from biovaliance.foundation.names import folded
from biovaliance.foundation.places import Coordinates
from biovaliance.foundation.wording import capitalised
from biovaliance.showcase.actors import actor_group
from biovaliance.synergies.needs import Need, refusal_of
from biovaliance.synergies.partners.finding import Field, find_partners
from biovaliance.synergies.partners.values import Answer, Question
from biovaliance.synergies.speech import speech_of
from biovaliance.web.access import Reader
from biovaliance.web.atlas.directory import tagger, thesaurus
from biovaliance.web.atlas.presenting import words
from biovaliance.web.atlas.store import KindIndex, kind_index
from biovaliance.web.synergies.partners.forms import SHOWN_AT_FIRST, Asked
from biovaliance.web.synergies.partners.store import read_field


class Refused(Exception):  # noqa: N818 -- the reader's question is, nothing went wrong
    """A question that cannot be answered as it stands; its text tells the reader what to change."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a question: an answer, or why there is none; `asked` has the concepts added by hand."""

    asked: Asked
    answer: Answer | None = None
    refusal: str = ""
    is_unpublished: bool = False


def ask(reader: Reader, asked: Asked, language: str | None = None) -> Found:
    """Return the answer to what a reader asks; refusals are told in `language`, the page's without."""
    with override(language or get_language()):
        return _found(reader, asked)


def _found(reader: Reader, asked: Asked) -> Found:
    field = read_field(reader)
    if field is None:
        return Found(asked, is_unpublished=True)
    try:
        if asked.add:
            asked = asked.with_concept(_concepts_meant(asked.add))
        if asked.is_empty:
            return Found(asked)
        return Found(asked, find_partners(field, _question(reader, field, asked), among=SHOWN_AT_FIRST))
    except Refused as refused:
        return Found(asked, refusal=str(refused))


def _concepts_meant(text: str) -> tuple[str, ...]:
    found = tuple(each.concept_id for each in tagger().tag_query(text))
    if not found:
        raise Refused(
            _("The vocabulary has no term “%(words)s”: write it in the text instead.") % {"words": text}
        )
    return found


def _question(reader: Reader, field: Field, asked: Asked) -> Question:
    known = thesaurus().concepts
    plus = tuple(each for each in asked.plus if each in known)
    refused = refusal_of(asked.need, plus, tagger())
    if refused:
        raise Refused(told(refused.message, refused.mend))
    if asked.need and not plus and not tagger().tag(asked.need):
        # A few words are read as a search box reads them: acronyms count in any case.
        plus = tuple(each.concept_id for each in tagger().tag_query(asked.need))
    index = kind_index(reader, Kind.ORGANISATION, timezone.localdate())
    names = NamesMeant(field)
    who = names.key(asked.who) if asked.who else ""
    need = Need(
        "need",
        "",
        asked.need,
        tuple(each for each in plus if each not in asked.less),
        frozenset(names.key(each) for each in asked.without),
        speech_of(asked.need).language,
        who,
        _place(index, asked) or (field.profiles[who].place if who in field.profiles else None),
        asked.stage if asked.stage in known and known[asked.stage].scheme == "stage" else "",
        frozenset(asked.less),
    )
    actors = field.material.actors.values()
    return Question(
        need,
        frozenset(each.type_code for each in actors if actor_group(each.type_code) in asked.types)
        if asked.types
        else frozenset(),
        asked.in_region,
        float(asked.km) if asked.km else None,
        asked.stage_only,
        asked.terms,
        names.key(asked.why) if asked.why else "",
    )


def told(message: Text, mend: Text) -> str:
    """Return a refusal of the library as a reader sees it."""
    return f"{capitalised(words(message))} {words(mend)}"


def _place(index: KindIndex | None, asked: Asked) -> Coordinates | None:
    if not asked.near:
        return None
    wanted = folded(asked.near)
    for town in index.towns.values() if index else ():
        if wanted in {folded(town.name), town.code}:
            return town.coordinates
    raise Refused(
        _("No organisation of the atlas is in “%(town)s”: choose a town from the list.")
        % {"town": asked.near}
    )


class NamesMeant:
    """Finds which organisation is meant by a name, a key or the end of an address."""

    def __init__(self, field: Field) -> None:
        self._names = field.names
        self._by_name: dict[str, str] = {}

    def key(self, text: str) -> str:
        """Return the key of the organisation meant.

        Raises:
            Refused: it is not one organisation of the atlas.
        """
        for key in (text, f"{Kind.ORGANISATION}:{text}"):
            if key in self._names:
                return key
        if not self._by_name:
            for key, name in self._names.items():
                self._by_name.setdefault(folded(name.en), key)
                self._by_name.setdefault(folded(name.fr), key)
        wanted = folded(text)
        if wanted in self._by_name:
            return self._by_name[wanted]
        near = {key for name, key in self._by_name.items() if wanted and name.startswith(wanted)}
        if len(near) != 1:
            raise Refused(
                _("“%(name)s” is not one organisation of the atlas: choose from the list.") % {"name": text}
            )
        return near.pop()
