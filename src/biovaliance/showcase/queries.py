"""What a query says: which words, which concepts, which places, which kinds of thing.

    'startups CAR-T près de Besançon'
       ├─ kind or type words  ──> a preference            (units that may be missing)
       ├─ 'CAR-T'             ──> a concept and a unit    (must be found, by word or by concept)
       └─ 'près de Besançon'  ──> a place, asked for outright: only things within 30 km

Everything here is a pure function of the query and of what the index knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from biovaliance.atlas.fields import KIND_LABELS, KIND_PLURALS
from biovaliance.foundation.languages import LANGUAGES
from biovaliance.foundation.places import Coordinates, distance_km
from biovaliance.showcase.documents import CALL_KIND
from biovaliance.showcase.words import STOP_WORDS, Word, compounds, folded_phrase, words_of
from biovaliance.vocabulary.tagging import Tagger, stem
from biovaliance.vocabulary.thesaurus import Thesaurus

LONGEST_QUERY = 300
MOST_WORDS = 24
NEAR_KM = 30.0
_LONGEST_PLACE = 6
_NEAR_CUES = tuple(
    tuple(cue.split())
    for cue in (
        "a proximite de", "pres de", "proche de", "autour de", "aux environs de", "du cote de",
        "near", "close to", "around", "near to", "in", "in the",
        "a", "dans", "dans le", "dans la", "dans l", "en",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A town or a department that documents are in; a department has no position of its own."""

    label: str
    town: str = ""
    department: str = ""
    coordinates: Coordinates | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """Words of a query that belong together, and what else they stand for.

    `bound` words only count side by side ('CAR-T'); `prefix` is set on the word still being typed;
    `corrections` are known words near to a single unknown one; a place asked for outright is `required`.
    """

    words: tuple[Word, ...]
    concept_ids: tuple[str, ...] = ()
    place: Place | None = None
    kind: str = ""
    bound: bool = False
    prefix: bool = False
    required: bool = False
    corrections: tuple[str, ...] = ()

    @property
    def soft(self) -> bool:
        """Whether the unit says where or what kind, so that a thing may be found without it."""
        return self.place is not None or bool(self.kind)

    @property
    def joined(self) -> str:
        """The words as one, as in 'cart' for 'CAR-T'."""
        return "".join(word.folded for word in self.words)


@dataclass(frozen=True, slots=True)
class Understanding:
    """A query read: `units` in order, and the filler words left aside."""

    text: str
    units: tuple[Unit, ...]
    fillers: tuple[Word, ...] = ()

    @property
    def hard(self) -> tuple[Unit, ...]:
        """The units that must be found."""
        return tuple(unit for unit in self.units if not unit.soft)

    @property
    def soft(self) -> tuple[Unit, ...]:
        """The units that say where or what kind."""
        return tuple(unit for unit in self.units if unit.soft)

    @property
    def concept_ids(self) -> tuple[str, ...]:
        """The concepts the query names, in order."""
        return tuple(dict.fromkeys(concept_id for unit in self.units for concept_id in unit.concept_ids))


class Gazetteer:
    """The towns and departments of an index, by name."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_name: dict[str, Place] = {}
        self._towns: list[Place] = []
        for place in places:
            # A town goes before a department of the same name.
            known = self._by_name.get(folded_phrase(place.label))
            if known is None or not known.town:
                self._by_name[folded_phrase(place.label)] = place
            if place.town:
                self._towns.append(place)

    def find(self, words: Sequence[Word]) -> Place | None:
        """Return the place whose whole name these words are."""
        return self._by_name.get(" ".join(word.folded for word in words))

    def towns_near(self, place: Place, radius_km: float = NEAR_KM) -> dict[str, float]:
        """Return the folded towns within `radius_km` of `place`, each with its distance in km."""
        near = {folded_phrase(place.town): 0.0} if place.town else {}
        if place.coordinates:
            for town in self._towns:
                if town.coordinates:
                    distance = distance_km(place.coordinates, town.coordinates)
                    if distance <= radius_km:
                        near.setdefault(folded_phrase(town.town), distance)
        return near


def kind_words() -> dict[str, str]:
    """Return the folded words that name a kind of thing, in both languages, singular and plural."""
    known = {}
    for labels in (KIND_LABELS, KIND_PLURALS):
        for kind, label in labels.items():
            for text in (label.en, label.fr):
                known[folded_phrase(text).split()[0]] = str(kind)
    known |= {"trial": "trial", "trials": "trial", "essai": "trial", "essais": "trial", "plateau": "platform"}
    known |= dict.fromkeys(("call", "calls", "appel", "appels"), CALL_KIND)
    known.pop("clinical", None)
    return known


def type_labels(thesaurus: Thesaurus) -> dict[tuple[str, ...], str]:
    """Return the types of organisation by the stems of their labels: ('start', 'up') -> company-startup.

    The tagger leaves these everyday words alone in running text; in a query they are meant.
    """
    return {
        tuple(stem(word.text) for word in words_of(label)): concept.id
        for concept in thesaurus.concepts.values()
        if concept.scheme == "organisation-type"
        for language in LANGUAGES
        for label in concept.labels(language)
    }


def understand(
    query: str,
    tagger: Tagger,
    gazetteer: Gazetteer,
    kinds: Mapping[str, str],
    types: Mapping[tuple[str, ...], str],
) -> Understanding:
    """Return what `query` says; of a longer one only the first 300 signs and 24 words are read."""
    text = query[:LONGEST_QUERY].replace("\x00", " ")
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return Understanding(text, ())
    owner: list[Unit | None] = [None] * len(words)
    _claim_places(words, owner, gazetteer)
    _claim_concepts(text, words, owner, tagger)
    _claim_types(words, owner, types)
    for compound in compounds(text):
        inside = [
            i for i, word in enumerate(words) if compound.start <= word.start and word.end <= compound.end
        ]
        if len(inside) > 1 and all(owner[i] is None for i in inside):
            _claim(owner, inside, Unit(tuple(words[i] for i in inside), bound=True))
    units: list[Unit] = []
    fillers: list[Word] = []
    for position, word in enumerate(words):
        unit = owner[position]
        if unit is None:
            if word.folded in STOP_WORDS and not _is_acronym(word, text):
                fillers.append(word)
                continue
            unit = Unit((word,), kind=kinds.get(word.folded, ""))
        if not units or units[-1] is not unit:
            units.append(unit)
    if not units:
        units, fillers = [Unit((word,)) for word in fillers], []
    if text and not text[-1].isspace() and units[-1].words[-1] == words[-1]:
        units[-1] = replace(units[-1], prefix=True)
    return Understanding(text, tuple(units), tuple(fillers))


def _claim(owner: list[Unit | None], positions: Iterable[int], unit: Unit) -> None:
    for position in positions:
        owner[position] = unit


def _claim_types(
    words: Sequence[Word], owner: list[Unit | None], types: Mapping[tuple[str, ...], str]
) -> None:
    stems = [stem(word.text) for word in words]
    longest = max((len(label) for label in types), default=0)
    for start in range(len(words)):
        for end in range(min(len(words), start + longest), start, -1):
            concept_id = types.get(tuple(stems[start:end]))
            if concept_id and all(unit is None for unit in owner[start:end]):
                _claim(owner, range(start, end), Unit(tuple(words[start:end]), (concept_id,)))


def _is_acronym(word: Word, text: str) -> bool:
    return word.text.isupper() and len(word.text) > 1 and text != text.upper()


def _claim_places(words: Sequence[Word], owner: list[Unit | None], gazetteer: Gazetteer) -> None:
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + _LONGEST_PLACE), start, -1):
            place = gazetteer.find(words[start:end])
            if place:
                cue = _cue_before(words, start)
                unit = Unit(tuple(words[start:end]), place=place, required=bool(cue))
                _claim(owner, range(start - cue, end), unit)
                start = end - 1
                break
        start += 1


def _cue_before(words: Sequence[Word], start: int) -> int:
    """Return how many words before `start` say that the place is where things are looked for."""
    before = [word.folded for word in words[:start]]
    lengths = [len(cue) for cue in _NEAR_CUES if tuple(before[-len(cue) :]) == cue]
    return max(lengths, default=0)


def _claim_concepts(text: str, words: Sequence[Word], owner: list[Unit | None], tagger: Tagger) -> None:
    spans: dict[tuple[int, int], list[str]] = {}
    for mention in tagger.tag_query(text):
        spans.setdefault((mention.start, mention.end), []).append(mention.concept_id)
    for (start, end), concept_ids in sorted(
        spans.items(), key=lambda item: (item[0][0] - item[0][1], item[0])
    ):
        inside = [i for i, word in enumerate(words) if start < word.end and word.start < end]
        whole = inside and words[inside[0]].start >= start and words[inside[-1]].end <= end
        if whole and all(owner[i] is None for i in inside):
            bound = len(inside) > 1 and any(len(words[i].folded) < 3 for i in inside)
            unit = Unit(tuple(words[i] for i in inside), tuple(dict.fromkeys(concept_ids)), bound=bound)
            _claim(owner, inside, unit)
