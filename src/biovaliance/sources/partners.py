"""Partners of funded projects, named row by row: one organisation per identifier, or per name and town."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from biovaliance.atlas.fields import Kind
from biovaliance.atlas.identity.naming import name_keys, unit_codes, without_unit_codes
from biovaliance.atlas.records import Record
from biovaliance.foundation.evidence import Confidence, Evidence
from biovaliance.foundation.names import folded
from biovaliance.foundation.wording import calmed
from biovaliance.sources.gazetteer import Gazetteer, town_key
from biovaliance.sources.telling import Said, Voice, local_id_of

_CEDEX = re.compile(r"\s+(?:c[ée]dex\b.*|\d+)$", re.IGNORECASE)
_ALIKE = 75.0
"""How alike another name of one identifier has to be. Below, it is the employer's or a team's: project
rows give the identifier of a laboratory beside the name of its university or hospital."""


@dataclass(slots=True)
class Partner:
    """An organisation as the rows of one source name it."""

    local_id: str
    evidence: tuple[Evidence, ...]
    names: Counter[str] = field(default_factory=Counter)
    towns: Counter[str] = field(default_factory=Counter)
    postal_codes: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    said: list[Said] = field(default_factory=list)
    in_region: bool = False
    is_identified: bool = False


@dataclass(slots=True)
class Partners:
    """Gathers the partners of all rows, and tells each once."""

    voice: Voice
    places: Gazetteer
    found: dict[str, Partner] = field(default_factory=dict)

    def add(
        self,
        name: str,
        town: str,
        *,
        identifier: str = "",
        type_code: str = "",
        in_region: bool = False,
        postal_code: str = "",
    ) -> Partner | None:
        """Note that a row names an organisation; None where it has no name."""
        if not name:
            return None
        local_id = identifier or partner_id(name, town)
        partner = self.found.get(local_id)
        if partner is None:
            partner = Partner(local_id, self.voice.evidence(confidence=Confidence.MEDIUM))
            self.found[local_id] = partner
        partner.names[calmed(name)] += 1
        partner.in_region = partner.in_region or in_region
        partner.is_identified = bool(identifier)
        if type_code:
            partner.types[type_code] += 1
        town = _CEDEX.sub("", calmed(town, may_be_initials=False)).strip(" ,")
        if town:
            partner.towns[self.places.spelled(town) if in_region else town] += 1
        if postal_code:
            partner.postal_codes[postal_code] += 1
        return partner

    def settle(self) -> dict[str, str]:
        """Join partners without a town to the only one of their name that has one; return who became whom."""
        placed: defaultdict[str, set[str]] = defaultdict(set)
        for partner in self.found.values():
            if partner.towns:
                for key in name_keys(partner.names.most_common(1)[0][0]):
                    placed[key].add(partner.local_id)
        became: dict[str, str] = {}
        for partner in [each for each in self.found.values() if not each.towns]:
            keys = name_keys(partner.names.most_common(1)[0][0])
            others = set().union(*(placed[key] for key in keys))
            if len(others) == 1 and not partner.is_identified:
                became[partner.local_id] = others.pop()
        for local_id, other in became.items():
            gone = self.found.pop(local_id)
            self.found[other].names += gone.names
            self.found[other].types += gone.types
            self.found[other].in_region = self.found[other].in_region or gone.in_region
        return became

    def records(self) -> Iterator[Record]:
        """Yield the record of each partner; its most frequent name is its name, names like it are aliases."""
        for partner in self.found.values():
            record = self.voice.record(
                Kind.ORGANISATION, partner.local_id, partner.evidence, self._said(partner)
            )
            if record is not None:
                yield record

    def _said(self, partner: Partner) -> Iterator[Said]:
        first, *others = (name for name, _count in partner.names.most_common())
        yield "name", first
        town = next((town for town, _count in partner.towns.most_common(1)), "")
        yield "town", town
        yield "in_region", "yes" if partner.in_region else "no"
        if partner.in_region:
            postal_code = next((code for code, _count in partner.postal_codes.most_common(1)), "")
            yield (
                "department",
                self.places.of_postal_code(postal_code) or self.places.of_town(town, is_regional=True),
            )
        yield "type", next((code for code, _count in partner.types.most_common(1)), "")
        yield from dict.fromkeys(partner.said)
        keys = name_keys(first)
        for name in others:
            is_alike = fuzz.token_sort_ratio(folded(first), folded(name)) >= _ALIKE
            if is_alike and not name_keys(name) & keys:
                yield "alias", name


def partner_id(name: str, town: str) -> str:
    """Return the identifier of an organisation that has none: the same for spellings of one name and town.

    The numbers of research units belong to it: 'Laboratoire Inserm U1093' is not just any laboratory.
    """
    keys = sorted(name_keys(name), key=len)
    return local_id_of(
        keys[0] if keys else without_unit_codes(name), *sorted(unit_codes(name)), town_key(town)
    )
