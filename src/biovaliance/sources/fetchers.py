"""How each source is fetched, by name. A new one is a `fetch.py` and a line here."""

from collections.abc import Callable

from biovaliance.sources.anr import fetch as anr
from biovaliance.sources.clinicaltrials import fetch as clinicaltrials
from biovaliance.sources.communes import fetch as communes
from biovaliance.sources.cordis import fetch as cordis
from biovaliance.sources.ema import fetch as ema
from biovaliance.sources.erdf import fetch as erdf
from biovaliance.sources.eu_calls import fetch as eu_calls
from biovaliance.sources.fetching.storing import Session
from biovaliance.sources.hal import fetch as hal
from biovaliance.sources.health_sites import fetch as health_sites
from biovaliance.sources.openalex import fetch as openalex
from biovaliance.sources.recherche_entreprises import fetch as recherche_entreprises
from biovaliance.sources.ror import fetch as ror

FETCHERS: dict[str, Callable[[Session], None]] = {
    "ror": ror.fetch,
    "openalex": openalex.fetch,
    "recherche_entreprises": recherche_entreprises.fetch,
    "hal": hal.fetch,
    "health_sites": health_sites.fetch,
    "anr": anr.fetch,
    "cordis": cordis.fetch,
    "erdf": erdf.fetch,
    "clinicaltrials": clinicaltrials.fetch,
    "eu_calls": eu_calls.fetch,
    "ema": ema.fetch,
    "communes": communes.fetch,
}
