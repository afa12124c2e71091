"""Things of the atlas as schema.org, for search engines and other machines."""

from collections.abc import Iterable
from typing import Any

from biovaliance.atlas.entities import Entity
from biovaliance.atlas.fields import Kind
from biovaliance.foundation.languages import Text

CONTEXT = "https://schema.org"

_TYPES = {
    Kind.ORGANISATION: "Organization",
    Kind.PLATFORM: "Place",
    Kind.PROJECT: "ResearchProject",
    Kind.TECHNOLOGY: "Product",
    Kind.TRIAL: "MedicalTrial",
    Kind.EVENT: "Event",
    Kind.PROGRAMME: "GovernmentService",
}
_ORGANISATION_TYPES = {
    "university": "CollegeOrUniversity",
    "hospital": "Hospital",
    "laboratory": "ResearchOrganization",
    "research-institute": "ResearchOrganization",
    "policymaker": "GovernmentOrganization",
    "company-startup": "Corporation",
    "company-sme": "Corporation",
    "company-large": "Corporation",
    "cdmo": "Corporation",
    "supplier": "Corporation",
    "funder": "FundingAgency",
}


def json_ld(
    entity: Entity, address: str = "", concepts: Iterable[Text] = (), language: str = ""
) -> dict[str, Any]:
    """Return a thing as schema.org data.

    Args:
        entity: the thing.
        address: the full address of its page, '' where there is none.
        concepts: what it is about, in both languages.
        language: 'en' or 'fr' to tell texts in one language, '' to tell them in both.
    """
    kind = entity.kind
    schema_type = _TYPES[kind]
    if kind is Kind.ORGANISATION:
        schema_type = _ORGANISATION_TYPES.get(entity.value("type"), "Organization")
    data: dict[str, Any] = {"@context": CONTEXT, "@type": schema_type, "name": entity.name}
    if address:
        data |= {"@id": address, "url": address}
    _put(data, "description", _told(entity.text("description"), language))
    _put(data, "alternateName", [*entity.values("alias"), *_others(entity)])
    match kind:
        case Kind.ORGANISATION:
            data |= _organisation(entity)
        case Kind.EVENT:
            _put(data, "startDate", entity.value("start"))
            _put(data, "endDate", entity.value("end"))
            towns = entity.values("town")
            place = {"@type": "PostalAddress", "addressLocality": ", ".join(towns)}
            _put(place, "addressCountry", entity.value("country"))
            if towns or entity.value("country"):
                data["location"] = {"@type": "Place", "address": place}
        case Kind.PROJECT:
            _put(data, "foundingDate", entity.value("start"))
            _put(data, "dissolutionDate", entity.value("end"))
            if amount := entity.value("budget_eur"):
                amount_data = {"@type": "MonetaryAmount", "value": int(amount), "currency": "EUR"}
                data["funding"] = {"@type": "Grant", "amount": amount_data}
        case Kind.TRIAL:
            _put(data, "identifier", entity.value("registry_id"))
            _put(data, "healthCondition", _told(entity.text("condition"), language))
        case _:
            pass
    _put(
        data,
        "keywords",
        [text.in_language(language) if language else f"{text.en} / {text.fr}" for text in concepts],
    )
    return data


def _organisation(entity: Entity) -> dict[str, Any]:
    data: dict[str, Any] = {}
    same = [value for value in (entity.value("ror"), entity.value("website")) if value]
    if wikidata := entity.value("wikidata"):
        same.append(f"https://www.wikidata.org/wiki/{wikidata}")
    _put(data, "sameAs", same)
    _put(data, "foundingDate", entity.value("founded"))
    if siren := entity.value("siren"):
        data["identifier"] = {"@type": "PropertyValue", "propertyID": "SIREN", "value": siren}
    address: dict[str, str] = {"@type": "PostalAddress"}
    _put(address, "addressLocality", entity.value("town"))
    _put(address, "addressCountry", entity.value("country"))
    if len(address) > 1:
        data["address"] = address
    if place := entity.value("coordinates"):
        latitude, longitude = (float(part) for part in place.split(","))
        geo = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
        data["location"] = {"@type": "Place", "geo": geo}
    return data


def dataset_json_ld(
    name: str,
    description: str,
    address: str,
    built_at: str,
    licence: str,
    downloads: Iterable[tuple[str, str]],
) -> dict[str, Any]:
    """Return the whole atlas as a schema.org Dataset; `downloads` are pairs of media type and address."""
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "name": name,
        "description": description,
        "url": address,
        "dateModified": built_at,
        "license": licence,
        "isAccessibleForFree": True,
        "inLanguage": ["en", "fr"],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media_type, "contentUrl": url}
            for media_type, url in downloads
        ],
    }


def _others(entity: Entity) -> list[str]:
    official = entity.text("official_name")
    return [name for name in dict.fromkeys((official.en, official.fr)) if name and name != entity.name]


def _told(text: Text, language: str) -> Any:
    if language:
        return text.in_language(language)
    return [{"@language": code, "@value": text.in_language(code)} for code in ("en", "fr") if text] or ""


def _put(data: dict[str, Any], name: str, value: Any) -> None:
    if value:
        data[name] = value
