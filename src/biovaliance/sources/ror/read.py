"""ROR records, in the form of schema 2 or 1, into organisations and the relations between them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.identity.naming import unit_codes
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.evidence import Evidence
from biovaliance.foundation.places import Coordinates
from biovaliance.sources.files import SourceFile, SourceFiles
from biovaliance.sources.gazetteer import Gazetteer, coordinates_text, position_of
from biovaliance.sources.items import Item
from biovaliance.sources.telling import Said, Voice

_ROR = re.compile(r"https://ror\.org/(0[0-9a-hj-km-np-tv-z]{6}[0-9]{2})")
_TYPES = {
    "education": "university",
    "healthcare": "hospital",
    "company": "company",
    "facility": "laboratory",
    "government": "policymaker",
    "funder": "funder",
}
"""The types of ROR as types of the atlas, the more telling first; the others do not say what a body is."""
_STATUSES = {"active": "active", "inactive": "dissolved", "withdrawn": "dissolved"}


@dataclass(slots=True)
class _Organisation:
    """One record of the registry, whatever its schema."""

    ror: str
    name: str = ""
    names: list[tuple[str, str]] = field(default_factory=list)
    types: tuple[str, ...] = ()
    status: str = ""
    established: str = ""
    town: str = ""
    country: str = ""
    parts_of_country: tuple[str, ...] = ()
    department: str = ""
    position: Coordinates | None = None
    website: str = ""
    wikidata: str = ""
    modified_on: str = ""
    related: list[tuple[str, str, str]] = field(default_factory=list)


def read_records(files: SourceFiles, places: Gazetteer) -> Iterator[Record | Relation]:
    """Yield the organisations of the region, those they stand in a relation with, and these relations."""
    told: set[str] = set()
    named: dict[str, tuple[str, Voice]] = {}
    children: list[tuple[str, Relation]] = []
    for file, found in _regional(files, places):
        if found.ror in told:
            continue
        told.add(found.ror)
        files.keep(file)
        voice = Voice(files.definition, file.receipt)
        yield from _tell(found, voice, places)
        for relation_type, ror, label in found.related:
            named.setdefault(ror, (label, voice))
            if relation_type == "child":
                children.append((ror, _part_of(ror, found, voice)))
    # A child in the region has told of its parents itself, and whether they supervise it.
    yield from (relation for ror, relation in children if ror not in told)
    for ror, (label, voice) in named.items():
        record = _named_only(ror, label, voice) if ror not in told else None
        if record is not None:
            yield record


def _regional(files: SourceFiles, places: Gazetteer) -> Iterator[tuple[SourceFile, _Organisation]]:
    """Yield the organisations of the region, file by file; one that stands twice in a file is reported."""
    for file in files.of("registry"):
        seen: set[str] = set()
        for item in files.items(file):
            found = _organisation(item, files)
            if found is None:
                continue
            if found.ror in seen:
                message = "this identifier stands in the registry twice; the first record is kept."
                files.report(item, "id", found.ror, message, "Fetch the registry again.")
            elif _is_regional(found, places):
                yield file, found
            seen.add(found.ror)


def _named_only(ror: str, label: str, voice: Voice) -> Record | None:
    """Return the record of an organisation outside the region, known by its relation alone."""
    said = (("name", label), ("ror", f"https://ror.org/{ror}"))
    return voice.record(Kind.ORGANISATION, ror, voice.evidence(f"https://ror.org/{ror}"), said)


def _is_regional(found: _Organisation, places: Gazetteer) -> bool:
    if places.has(found.department):
        return True
    return found.country == places.region.country and places.is_subdivision(*found.parts_of_country)


def _tell(found: _Organisation, voice: Voice, places: Gazetteer) -> Iterator[Record | Relation]:
    evidence = voice.evidence(f"https://ror.org/{found.ror}", stated_on=found.modified_on)
    record = voice.record(Kind.ORGANISATION, found.ror, evidence, _said(found, places))
    if record is None:
        return
    yield record
    is_laboratory = "facility" in found.types
    for relation_type, ror, _label in found.related:
        yield from _relation(found.ror, relation_type, ror, is_laboratory, voice, evidence)


def _part_of(child: str, parent: _Organisation, voice: Voice) -> Relation:
    evidence = voice.evidence(f"https://ror.org/{parent.ror}", stated_on=parent.modified_on)
    return voice.relation((Kind.ORGANISATION, child), "part_of", (Kind.ORGANISATION, parent.ror), evidence)


def _relation(
    ror: str,
    relation_type: str,
    other: str,
    is_laboratory: bool,
    voice: Voice,
    evidence: tuple[Evidence, ...],
) -> Iterator[Relation]:
    """Yield the atlas's relation for one of ROR's; children are told of by their own records."""
    this, that = (Kind.ORGANISATION, ror), (Kind.ORGANISATION, other)
    match relation_type:
        case "parent":
            type_code = "supervised_by" if is_laboratory else "part_of"
            yield voice.relation(this, type_code, that, evidence)
        case "related":
            first, second = sorted((this, that))
            yield voice.relation(first, "associated_with", second, evidence)
        case "successor":
            yield voice.relation(this, "succeeded_by", that, evidence)
        case "predecessor":
            yield voice.relation(that, "succeeded_by", this, evidence)


def _said(found: _Organisation, places: Gazetteer) -> Iterator[Said]:
    yield "name", found.name
    for name, language in found.names:
        yield "alias", name, language if language in ("en", "fr") else ""
    yield "type", _type(found)
    yield "status", _STATUSES.get(found.status, "")
    yield "founded", found.established
    yield "town", found.town
    yield "country", found.country
    yield "in_region", "yes"
    yield "department", found.department or places.of_town(found.town, found.position, is_regional=True)
    if found.position is not None:
        yield "coordinates", coordinates_text(found.position)
        yield "geo_precision", "city"
    yield "website", found.website
    yield "ror", f"https://ror.org/{found.ror}"
    yield "wikidata", found.wikidata


def _type(found: _Organisation) -> str:
    known = next((code for kind, code in _TYPES.items() if kind in found.types), "")
    return known or ("laboratory" if any(unit_codes(name) for name, _language in found.names) else "")


# ---- the two schemas


def _organisation(item: Item, files: SourceFiles) -> _Organisation | None:
    match = _ROR.fullmatch(item.text("id"))
    if not match:
        files.report(item, "id", item.text("id"), "this is no ROR identifier.", "Expected https://ror.org/….")
        return None
    found = _schema_2(match[1], item) if "names" in item.data else _schema_1(match[1], item)
    if not found.name:
        files.report(item, "names", "", "the record has no name to display.", "Fetch it again.")
        return None
    found.names = [(name, language) for name, language in found.names if name != found.name]
    found.status = item.text("status")
    year = item.text("established")
    found.established = year if len(year) == 4 and year.isdecimal() else ""
    for each in item.objects("relationships"):
        other = _ROR.fullmatch(each.text("id"))
        if other and other[1] != match[1]:
            found.related.append((each.text("type").lower(), other[1], each.text("label")))
        else:
            message = "a relation leads to no other organisation and is left out."
            files.report(item, "relationships", each.text("id"), message, "Expected a ROR id.", dropped=False)
    return found


def _schema_2(ror: str, item: Item) -> _Organisation:
    found = _Organisation(ror, types=item.texts("types"), modified_on=item.text("admin.last_modified.date"))
    for each in item.objects("names"):
        if "ror_display" in each.texts("types"):
            found.name = each.text("value")
        found.names.append((each.text("value"), each.text("lang")))
    places = item.objects("locations")
    if places:
        details = "geonames_details"
        found.town = places[0].text(f"{details}.name")
        found.country = places[0].text(f"{details}.country_code")
        found.parts_of_country = tuple(
            place.text(f"{details}.{name}")
            for place in places
            for name in ("country_subdivision_code", "country_subdivision_name")
        )
        found.position = position_of(places[0].text(f"{details}.lat"), places[0].text(f"{details}.lng"))
    links = item.objects("links")
    found.website = next((each.text("value") for each in links if each.text("type") == "website"), "")
    for each in item.objects("external_ids"):
        if each.text("type") == "wikidata":
            found.wikidata = each.text("preferred") or each.text("all")
    return found


def _schema_1(ror: str, item: Item) -> _Organisation:
    found = _Organisation(ror, item.text("name"), types=tuple(kind.lower() for kind in item.texts("types")))
    found.names = [(name, "") for part in ("aliases", "acronyms") for name in item.texts(part)]
    found.names += [(each.text("label"), each.text("iso639")) for each in item.objects("labels")]
    found.country = item.text("country.country_code")
    for place in item.objects("addresses")[:1]:
        found.town = place.text("city")
        found.position = position_of(place.text("lat"), place.text("lng"))
        admin = "geonames_city.geonames_admin"
        found.parts_of_country = (place.text(f"{admin}1.name"),)
        # 'FR.27.25': country, region in GeoNames' own numbers, department in the official ones.
        country, _region, department = (*place.text(f"{admin}2.code").split("."), "", "", "")[:3]
        found.department = department if country == "FR" else ""
    found.website = item.text("links")
    found.wikidata = item.text("external_ids.Wikidata.preferred") or item.text("external_ids.Wikidata.all")
    return found
