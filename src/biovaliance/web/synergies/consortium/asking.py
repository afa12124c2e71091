"""From what a reader wrote to an answer, or to the sentence that says what is missing."""

import datetime as dt
import re
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from biovaliance.atlas.fields import Kind
from biovaliance.foundation.errors import NotFoundError
from biovaliance.foundation.names import folded
from biovaliance.foundation.places import Coordinates
from biovaliance.foundation.wording import capitalised
from biovaliance.synergies.calls.partners import Money
from biovaliance.synergies.consortium.candidates import Pool
from biovaliance.synergies.consortium.proposing import (
    Answer,
    Question,
    member_meant,
    members_meant,
    propose,
)
from biovaliance.synergies.consortium.values import Project, Wish
from biovaliance.synergies.needs import refusal_of
from biovaliance.web.access import Reader, published, reader_of
from biovaliance.web.atlas.corrections import sender_digest
from biovaliance.web.atlas.directory import tagger, thesaurus
from biovaliance.web.atlas.presenting import words
from biovaliance.web.atlas.store import kind_index
from biovaliance.web.synergies.calls.store import read_calls
from biovaliance.web.synergies.consortium.forms import Asked
from biovaliance.web.synergies.consortium.store import BusyError, desk, read_pool

VARIANTS = 3
SECONDS = 5.0
MOST_PARTNERS = 12
MOST_SEARCHES = 30
"""New searches of one sender within `WITHIN_S`; an answer that is kept costs nothing."""
WITHIN_S = 300


class Refused(Exception):  # noqa: N818 -- the reader's question is, nothing went wrong
    """A question that cannot be answered as it stands; its text tells the reader what to change."""


class TooManyError(Exception):
    """The sender asked for more searches than one person makes."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a question: an answer, or why there is none (`refusal`, or `is_busy`)."""

    answer: Answer | None = None
    refusal: str = ""
    is_busy: bool = False


def ask(request: HttpRequest, asked: Asked, today: dt.date) -> Found:
    """Return the answer to what a reader asks.

    Raises:
        TooManyError: the sender has made too many searches.
    """
    if asked.is_empty:
        return Found()
    reader = reader_of(request)
    snapshot = published()
    key = (snapshot.identifier if snapshot else "", reader, asked, today)
    known = desk().kept(key)
    if known is not None:
        return Found(known)
    try:
        pool = read_pool(reader)
        question = _question(reader, pool, asked, today)
        _count(request)
        return Found(desk().answer(key, lambda: _answer(question, pool)))
    except Refused as refused:
        return Found(refusal=str(refused))
    except BusyError:
        return Found(is_busy=True)


def _answer(question: Question, pool: Pool) -> Answer:
    return propose(question, pool, tagger(), thesaurus(), how_many=VARIANTS, seconds=SECONDS)


def _count(request: HttpRequest) -> None:
    key = f"consortium:{sender_digest(request)}"
    cache.add(key, 0, WITHIN_S)
    if cache.incr(key) > MOST_SEARCHES:
        raise TooManyError


def _question(reader: Reader, pool: Pool, asked: Asked, today: dt.date) -> Question:
    call = read_calls(reader).get(asked.call) if asked.call else None
    if asked.call and call is None:
        raise Refused(_("No call has this name. Choose one from the list."))
    if asked.need:
        refused = refusal_of(asked.need, (), tagger())
        if refused:
            raise Refused(f"{capitalised(words(refused.message))} {words(refused.mend)}")
    try:
        wish = Wish(
            members_meant(asked.members, pool.names),
            members_meant(asked.without, pool.names),
            member_meant(asked.lead, pool.names) if asked.lead else "",
            MOST_PARTNERS,
        )
    except NotFoundError:
        raise Refused(_name_refused(pool, (*asked.members, *asked.without, asked.lead))) from None
    except ValueError:
        raise Refused(_("The same organisation is wanted and refused: keep one of the two.")) from None
    return Question(
        need=asked.need,
        call=call,
        place=_place(reader, asked.near, today),
        wish=wish,
        project=Project(size=_size(asked.size), on=today),
    )


def _name_refused(pool: Pool, names: tuple[str, ...]) -> str:
    for name in filter(None, names):
        try:
            member_meant(name, pool.names)
        except NotFoundError:
            told = {"name": name}
            return _("“%(name)s” is not one organisation of the atlas: choose from the list.") % told
    return ""


def _place(reader: Reader, text: str, today: dt.date) -> Coordinates | None:
    if not text:
        return None
    index = kind_index(reader, Kind.ORGANISATION, today)
    wanted = folded(text)
    for town in index.towns.values() if index else ():
        if wanted in {folded(town.name), town.code}:
            return town.coordinates
    raise Refused(
        _("No organisation of the atlas is in “%(town)s”: choose a town from the list.") % {"town": text}
    )


def _size(text: str) -> Money | None:
    digits = re.sub(r"[\s\u00a0\u202f_'’]|€|EUR", "", text.upper())
    if not digits:
        return None
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
        digits = re.sub(r"[.,]", "", digits)
    if not re.fullmatch(r"\d{1,12}", digits):
        raise Refused(_("The cost is a whole number of euros, such as 3000000."))
    return Money(float(digits))
