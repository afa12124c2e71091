"""Are two records of different sources the same thing? A score, and the reasons it is made of.

    identifiers ──┐
    unit numbers ─┼──> reasons ──> score ──> at least ACCEPTED: a rule's judgement
    names, places ┘                     └──> at least HINT: a pair for a person to look at

An identifier that agrees is strong, one that disagrees forbids. A SIREN is the exception: laboratories
carry that of their hospital, and a company split in two may keep one, so it needs a name or a place
beside it. A name alone is never enough: homonyms are kept apart by their places.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.identity.naming import (
    all_name_keys,
    may_be_alike,
    other_forms,
    short_keys,
    unit_codes,
)
from biovaliance.atlas.records import Record
from biovaliance.foundation.languages import Text
from biovaliance.foundation.names import sort_key

ACCEPTED = 0.85
HINT = 0.5
NAME_FIELDS = ("name", "official_name", "alias")

DECISIVE = {
    "ror": 1.0,
    "registry_id": 1.0,
    "grant_id": 1.0,
    "ema_number": 1.0,
    "finess": 0.98,
    "wikidata": 0.97,
    "openalex": 0.97,
    "rnsr": 0.97,
    "pic": 0.97,
    "hal": 0.97,
}
"""Identifiers, and how surely a record is the thing when one agrees."""
EXCLUSIVE = frozenset({"ror", "registry_id", "grant_id", "ema_number", "finess", "rnsr"})
"""Identifiers of which a thing has one, so that two different ones are two things."""
_LONG_KEY = 25
"""A name this long is hardly anybody else's: it does without a place, though not against one."""
_LEAST_FUZZY_LENGTH = 12
_CLOSE, _ALIKE, _SAME_WORDS = 93.0, 60.0, 85.0
_ENDS = 5
"""So many letters of a long name are right at its beginning or at its end, if it is another spelling."""
_BY_ALIAS = 0.02
"""How much less sure a name is that one of the two bears as an alias only."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against two records being the same."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Comparison:
    """How surely two records are the same thing (0 to 1), and why."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> str:
        """The reasons in one English sentence, as judgements keep them."""
        return "; ".join(reason.text.en for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a record is compared, worked out once."""

    record: Record
    identifiers: dict[str, frozenset[str]]
    siren: str
    names: tuple[str, ...]
    own_keys: frozenset[str]
    keys: frozenset[str]
    units: frozenset[str]
    town: str
    department: str
    country: str
    type_code: str
    squeezed: tuple[str, ...] = field(default=())
    short: frozenset[str] = field(default=frozenset())


def profile_of(record: Record) -> Profile:
    """Return what is compared of a record."""

    def first(name: str) -> str:
        return next(iter(record.values(name)), "")

    names = tuple(dict.fromkeys(name for part in NAME_FIELDS for name in record.values(part)))
    town = first("town")
    keys = _keys_of(names, town)
    return Profile(
        record=record,
        identifiers={name: frozenset(values) for name in DECISIVE if (values := record.values(name))},
        siren=first("siren"),
        names=names,
        own_keys=_keys_of(names[:1], town),
        keys=keys,
        units=_units(names),
        town=_town(town),
        department=first("department"),
        country=first("country"),
        type_code=first("type"),
        squeezed=_squeezed(keys),
        short=short_keys(names),
    )


def _units(names: Iterable[str]) -> frozenset[str]:
    return frozenset(code for name in names for code in unit_codes(name))


def _squeezed(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for key in sorted(keys) if len(key) >= _LEAST_FUZZY_LENGTH)


def _keys_of(names: Iterable[str], town: str) -> frozenset[str]:
    return all_name_keys(form for name in names for form in (name, *other_forms(name, town)))


def _town(town: str) -> str:
    words = [word for word in sort_key(town).split() if word != "cedex" and not word.isdecimal()]
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def compare(left: Record, right: Record) -> Comparison:
    """Return how surely two records are the same thing, and why; 0 where they are of different kinds."""
    return compare_profiles(profile_of(left), profile_of(right))


def compare_profiles(left: Profile, right: Profile) -> Comparison:
    """Return how surely two records are the same thing, and why."""
    if left.record.kind is not right.record.kind:
        return Comparison(0.0, ())
    agreeing, disagreeing = _identifiers(left, right)
    if agreeing:
        score = max(DECISIVE[name] for name, _reason in agreeing)
        if disagreeing and score < 1.0:
            score = HINT
        return Comparison(score, tuple(reason for _name, reason in (*agreeing, *disagreeing)))
    if disagreeing:
        return Comparison(0.1, tuple(reason for _name, reason in disagreeing))
    if left.record.kind is not Kind.ORGANISATION:
        return Comparison(0.0, ())
    if left.country and right.country and left.country != right.country:
        return Comparison(
            0.1, (Reason("country", Text("in different countries", "dans des pays différents")),)
        )
    if left.siren and right.siren:
        return _by_siren(left, right)
    return _by_name(left, right)


_Named = list[tuple[str, Reason]]


def _identifiers(left: Profile, right: Profile) -> tuple[_Named, _Named]:
    agreeing: _Named = []
    disagreeing: _Named = []
    for name in left.identifiers.keys() & right.identifiers.keys():
        ours, theirs = left.identifiers[name], right.identifiers[name]
        label = name.replace("_", " ").upper() if name != "wikidata" else "Wikidata"
        if same := ours & theirs:
            value = min(same)
            text = Text(f"same {label} identifier, {value}", f"même identifiant {label}, {value}")
            agreeing.append((name, Reason(name, text)))
        elif name in EXCLUSIVE:
            text = Text(f"different {label} identifiers", f"identifiants {label} différents")
            disagreeing.append((name, Reason(f"other_{name}", text)))
    return sorted(agreeing, key=lambda item: item[0]), sorted(disagreeing, key=lambda item: item[0])


def _by_siren(left: Profile, right: Profile) -> Comparison:
    if left.siren != right.siren:
        return Comparison(
            0.1, (Reason("other_siren", Text("different SIREN numbers", "numéros SIREN différents")),)
        )
    same = Reason("siren", Text(f"same SIREN, {left.siren}", f"même SIREN, {left.siren}"))
    likeness = _likeness(left, right)
    place = _place(left, right)
    if left.keys & right.keys:
        return Comparison(0.97, (same, _same_name(left, right)))
    if likeness >= _CLOSE:
        return Comparison(0.9, (same, _alike(likeness), place))
    if left.type_code == right.type_code == "hospital":
        # A hospital's laboratories carry its SIREN, but are no hospitals.
        words = fuzz.token_set_ratio(sort_key(left.names[0]), sort_key(right.names[0]))
        if place.code == "town" or words >= _SAME_WORDS:
            return Comparison(0.9, (same, place if place.code == "town" else _alike(words)))
    doubt = Text(
        "the names differ: perhaps a site, a laboratory or a successor",
        "les noms diffèrent : peut-être un site, un laboratoire ou un successeur",
    )
    return Comparison(HINT, (same, Reason("other_name", doubt)))


def _by_name(left: Profile, right: Profile) -> Comparison:
    place = _place(left, right)
    units = left.units & right.units
    likeness = _likeness(left, right)
    if units:
        unit = Reason("unit", Text(f"same unit number, {min(units)}", f"même numéro d’unité, {min(units)}"))
        if place.code == "town" or likeness >= _ALIKE:
            return Comparison(0.93, (unit, place if place.code == "town" else _alike(likeness)))
        return Comparison(0.4 if place.code == "elsewhere" else 0.7, (unit, place))
    shared = left.keys & right.keys
    if shared:
        name = _same_name(left, right)
        is_long = max(map(len, shared)) >= _LONG_KEY
        scores = {
            "town": 0.92,
            "department": 0.88,
            "unknown": 0.88 if is_long else 0.7,
            "elsewhere": 0.5 if is_long else 0.3,
        }
        if place.code == "elsewhere" and _may_have_sites(left, right):
            return Comparison(HINT, (name, place, _SITE))
        less = 0.0 if left.own_keys & right.own_keys else _BY_ALIAS
        return Comparison(scores[place.code] - less, (name, place))
    if likeness >= _CLOSE and place.code == "town":
        return Comparison(0.87, (_alike(likeness), place))
    if (short := left.short & right.short) and place.code == "town":
        words = Text(f"same short name, “{min(short)}”", f"même nom court, «\u00a0{min(short)}\u00a0»")
        return Comparison(0.7, (Reason("name", words), place))
    if likeness >= _CLOSE:
        return Comparison(HINT if place.code != "elsewhere" else 0.2, (_alike(likeness), place))
    return Comparison(0.0, ())


_SITE = Reason("site", Text("perhaps two sites of one company", "peut-être deux sites d’une entreprise"))


def _may_have_sites(left: Profile, right: Profile) -> bool:
    """Whether two records of one name may be a company's seat and a works of it nearby."""
    are_companies = left.type_code.startswith("company") and right.type_code.startswith("company")
    return are_companies and left.department == right.department != ""


def _place(left: Profile, right: Profile) -> Reason:
    if left.town and left.town == right.town:
        return Reason("town", Text("in the same town", "dans la même ville"))
    if left.town and right.town:
        # A hospital's legal seat and its main site may lie in two towns: that is for a person to see.
        return Reason("elsewhere", Text("in different towns", "dans des villes différentes"))
    if left.department and left.department == right.department:
        return Reason("department", Text("in the same department", "dans le même département"))
    if left.department and right.department:
        return Reason("elsewhere", Text("in different departments", "dans des départements différents"))
    return Reason("unknown", Text("the place of one is not known", "le lieu de l’un n’est pas connu"))


def _same_name(left: Profile, right: Profile) -> Reason:
    shared = left.keys & right.keys
    town = next(iter(left.record.values("town")), "")
    name = next((name for name in left.names if _keys_of((name,), town) & shared), "")
    return Reason("name", Text(f"same name, “{name}”", f"même nom, «\u00a0{name}\u00a0»"))


def _alike(likeness: float) -> Reason:
    text = Text(f"names alike to {likeness:.0f} %", f"noms semblables à {likeness:.0f}\u00a0%")
    return Reason("alike", text)


def _likeness(left: Profile, right: Profile) -> float:
    """Return how alike the two closest long names are, 0 to 100."""
    return max(
        (
            fuzz.ratio(ours, theirs)
            for ours in left.squeezed
            for theirs in right.squeezed
            if may_be_alike(ours, theirs)
        ),
        default=0.0,
    )


def meeting_keys(names: Iterable[str], town: str = "") -> frozenset[str]:
    """Return the keys under which an organisation meets those that a comparison by names may find the same.

    The numbers of its units, its names without small words and in their other forms, and, in a town, its
    short names and how its long ones begin and end. Identifiers, by which it meets others too, are not
    among them.
    """
    told = tuple(names)
    keys, place = _keys_of(told, town), _town(town)
    spelled = _squeezed(keys) if place else ()
    return frozenset(
        (
            *(f"name:{key}" for key in keys),
            *(f"unit:{code}" for code in _units(told)),
            *(f"town:{place}|{key}" for key in (short_keys(told) if place else ())),
            *(f"town:{place}|{key[:_ENDS]}" for key in spelled),
            *(f"town:{place}|{key[-_ENDS:]}" for key in spelled),
        )
    )
