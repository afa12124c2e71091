"""How far a thing has come: the main stages of its sort, with the reached ones marked."""

from typing import Any

from biovaliance.atlas.fields import Kind
from biovaliance.web.atlas.presenting import concept_label

_MEDICINE_TRACK = ("research", "preclinical", "phase-1", "phase-2", "phase-3", "commercial")
_PRODUCT_TRACK = ("research", "development", "industrialisation", "commercial")
_MEANS_TRACK = ("planned", "operational")
_MEDICINES = frozenset({"atmp", "biologic", "small_molecule", "combination_product", "tissue_product"})
_PLACE_ON_TRACK: dict[tuple[str, ...], dict[str, int]] = {
    _MEDICINE_TRACK: {
        "research": 0,
        "proof-of-concept": 0,
        "development": 0,
        "preclinical": 1,
        "clinical-development": 2,
        "trial-preparation": 1,
        "phase-1": 2,
        "phase-1-2": 2,
        "phase-2": 3,
        "phase-2-3": 3,
        "phase-3": 4,
        "regulatory-filing": 4,
        "industrialisation": 4,
        "early-access": 4,
        "authorised": 5,
        "commercial": 5,
        "clinical-use": 5,
    },
    _PRODUCT_TRACK: {
        "research": 0,
        "proof-of-concept": 0,
        "development": 1,
        "prototype": 1,
        "preclinical": 1,
        "clinical-development": 1,
        "industrialisation": 2,
        "regulatory-filing": 2,
        "commercial": 3,
        "clinical-use": 3,
    },
    _MEANS_TRACK: {"planned": 0, "operational": 1},
}


def stage_track(code: str, kind: Kind, type_code: str = "") -> list[dict[str, Any]]:
    """Return the main stages of this sort of thing with the reached ones marked.

    Medicines and trials go through clinical phases, devices and services through industrialisation,
    facilities into operation; a stage between two main ones takes the place and the name of its own.
    """
    track: tuple[str, ...] = _MEDICINE_TRACK
    if kind is not Kind.TRIAL and type_code not in _MEDICINES:
        track = _MEANS_TRACK if code in _MEANS_TRACK else _PRODUCT_TRACK
    place = _PLACE_ON_TRACK[track].get(code)
    if place is None:
        return []
    stages = [
        {"label": concept_label(stage), "reached": number <= place, "current": number == place}
        for number, stage in enumerate(track)
    ]
    if code not in track:
        stages[place]["label"] = concept_label(code)
    return stages
