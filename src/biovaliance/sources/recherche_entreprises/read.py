"""Legal units of SIRENE into organisations; regional sites of units seated elsewhere are part of them."""

from collections.abc import Iterator

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.records import Record
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.wording import calmed
from biovaliance.sources.curated.checks import luhn
from biovaliance.sources.files import SourceFiles
from biovaliance.sources.gazetteer import Gazetteer, coordinates_text, position_of
from biovaliance.sources.items import Item
from biovaliance.sources.telling import Said, Voice

_SIZES = {"PME": "company-sme", "ETI": "company-large", "GE": "company-large"}
_PUBLIC = ("4", "71", "72", "73", "74")
"""Beginnings of the legal forms of public bodies in Insee's nomenclature."""


def read_records(files: SourceFiles, places: Gazetteer) -> Iterator[Record | Relation]:
    """Yield each legal unit with an open site in the region once, and the sites of those seated elsewhere."""
    told: set[str] = set()
    for file in files.of("companies"):
        voice = Voice(files.definition, file.receipt)
        for item in files.items(file):
            siren = item.text("siren")
            if len(siren) != 9 or not siren.isdecimal() or not luhn(siren):
                message = "this is no SIREN number."
                files.report(item, "siren", siren, message, "Expected nine figures with their check.")
            elif siren not in told and _may_be_shown(item):
                sites = _regional_sites(item, places)
                is_seated = places.has(_department(item, "siege.", places))
                if is_seated or sites:
                    told.add(siren)
                    files.keep(file)
                    yield from _tell(item, siren, () if is_seated else sites, voice, places)


def _may_be_shown(item: Item) -> bool:
    """Whether a unit is neither a person's own business nor withheld from diffusion."""
    is_person = item.at("complements.est_entrepreneur_individuel") is True
    return not is_person and item.text("nature_juridique") != "1000" and item.text("statut_diffusion") == "O"


def _department(item: Item, prefix: str, places: Gazetteer) -> str:
    return item.text(f"{prefix}departement") or places.of_postal_code(item.text(f"{prefix}code_postal"))


def _regional_sites(item: Item, places: Gazetteer) -> tuple[Item, ...]:
    return tuple(
        site
        for site in item.objects("matching_etablissements")
        if places.has(places.of_postal_code(site.text("code_postal")))
        and site.text("etat_administratif") == "A"
        and site.text("statut_diffusion_etablissement") in ("O", "")
    )


def _tell(
    item: Item, siren: str, sites: tuple[Item, ...], voice: Voice, places: Gazetteer
) -> Iterator[Record | Relation]:
    evidence = voice.evidence(f"https://annuaire-entreprises.data.gouv.fr/entreprise/{siren}")
    record = voice.record(Kind.ORGANISATION, siren, evidence, _said(item, siren, bool(sites), places))
    if record is None:
        return
    yield record
    name = _name(item)
    for site in sites:
        town = places.spelled(calmed(site.text("libelle_commune"), may_be_initials=False))
        sign = calmed(site.text("liste_enseignes") or site.text("nom_commercial"))
        siret = site.text("siret")
        said: list[Said] = [
            ("name", sign or f"{name} ({town})"),
            ("alias", f"{name} {town}" if sign else ""),
            ("in_region", "yes"),
            ("type", _type(item)),
            ("country", "FR"),
            *_place(site, "", places),
        ]
        place = voice.record(Kind.ORGANISATION, siret, evidence, said)
        if place is not None:
            yield place
            yield voice.relation((Kind.ORGANISATION, siret), "part_of", (Kind.ORGANISATION, siren), evidence)


def _said(item: Item, siren: str, is_elsewhere: bool, places: Gazetteer) -> Iterator[Said]:
    yield "name", _name(item)
    yield "alias", item.text("sigle")
    yield "siren", siren
    yield "type", _type(item)
    yield "activity", item.text("activite_principale")
    yield "founded", item.text("date_creation")
    yield "status", "active" if item.text("etat_administratif") == "A" else "dissolved"
    yield "country", "FR"
    yield "in_region", "no" if is_elsewhere else "yes"
    yield from _place(item, "siege.", places)
    yield "finess", item.text("siege.liste_finess")


def _name(item: Item) -> str:
    return calmed(item.text("nom_raison_sociale") or item.text("nom_complet"))


def _place(item: Item, prefix: str, places: Gazetteer) -> Iterator[Said]:
    town = calmed(item.text(f"{prefix}libelle_commune"), may_be_initials=False)
    department = _department(item, prefix, places)
    yield "town", places.spelled(town) if places.has(department) else town
    yield "department", department
    position = position_of(item.text(f"{prefix}latitude"), item.text(f"{prefix}longitude"))
    if position is not None:
        yield "coordinates", coordinates_text(position)
        yield "geo_precision", "site"


def _type(item: Item) -> str:
    if item.at("complements.est_finess") is True:
        return "hospital"
    if item.text("nature_juridique").startswith(_PUBLIC):
        return "policymaker" if item.at("complements.est_administration") is True else ""
    return _SIZES.get(item.text("categorie_entreprise"), "")
