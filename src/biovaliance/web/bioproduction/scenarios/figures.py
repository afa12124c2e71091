"""What the pages tell of a scenario at a glance; a text never changes, so its figures are worked out once."""

from functools import lru_cache

from biovaliance.bioproduction.costs.costing import CostResult, cost_of
from biovaliance.bioproduction.library.catalogue import Entry, read_process
from biovaliance.bioproduction.prices import PriceTable, bundled_prices
from biovaliance.bioproduction.scenarios.document import Scenario
from biovaliance.foundation.errors import InputError
from biovaliance.web.bioproduction.opened import Opened

_KEPT = 128


class _Costed:
    """A scenario under the name of its text, so that the cache neither hashes nor compares its tables."""

    __slots__ = ("key", "scenario")

    def __init__(self, key: str, scenario: Scenario) -> None:
        self.key, self.scenario = key, scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Costed) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)


def cost_result(opened: Opened) -> CostResult | InputError:
    """Return what a dose of a scenario costs, or why that cannot be told."""
    if opened.scenario is None:
        return opened.refusal or InputError("The scenario cannot be read.")
    return _cost(_Costed(opened.key, opened.scenario))


@lru_cache(maxsize=_KEPT)
def _cost(asked: _Costed) -> CostResult | InputError:
    try:
        return cost_of(asked.scenario, prices())
    except InputError as error:
        return error


@lru_cache(maxsize=_KEPT)
def library_cost(entry: Entry) -> CostResult:
    """Return what a dose of a process of the library costs; each of them has a cost, its tests see to it."""
    return cost_of(read_process(entry.name), prices())


@lru_cache(maxsize=1)
def prices() -> PriceTable:
    """Return the bundled price indices and exchange rates, read once per process."""
    return bundled_prices()
