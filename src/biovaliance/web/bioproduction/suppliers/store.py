"""Who supplies a scenario in the published snapshot, kept for the scenarios last looked at."""

from functools import lru_cache

from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.synergies.suppliers.processes import PartSupply, process_supply
from biovaliance.synergies.suppliers.supply import centre_of
from biovaliance.synergies.suppliers.values import Material
from biovaliance.web.access import Reader, published
from biovaliance.web.atlas.directory import tagger, thesaurus
from biovaliance.web.bioproduction.opened import Opened
from biovaliance.web.synergies.suppliers.store import read_material


def read_supply(reader: Reader, opened: Opened) -> tuple[PartSupply, ...]:
    """Return who supplies each part of a scenario; nothing where the scenario cannot be read."""
    if opened.scenario is None:
        return ()
    snapshot = published()
    return _supply(snapshot.identifier if snapshot else "", reader, _Asked(opened.key, opened.scenario))


class _Asked:
    """A scenario that is the same as another of the same key."""

    __slots__ = ("key", "scenario")

    def __init__(self, key: str, scenario: Scenario) -> None:
        self.key = key
        self.scenario = scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=64)  # some kilobytes each, and all are asked for anew after a publication
def _supply(identifier: str, reader: Reader, asked: _Asked) -> tuple[PartSupply, ...]:
    material = read_material(reader) if identifier else Material({}, {}, (), ())
    return process_supply(
        asked.scenario, material, thesaurus(), tagger(), centre_of(material.actors.values())
    )
