"""Small needs and profiles written for the tests, and the bundled vocabulary."""

from functools import cache

from biovaliance.foundation.evidence import Confidence, Evidence
from biovaliance.synergies.needs import Need
from biovaliance.synergies.profiles import Document, Profile, StatedConcept
from biovaliance.synergies.ranking.ranker import Ranker
from biovaliance.synergies.ranking.settings import DEFAULT_SETTINGS, Settings
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

SEEN = Evidence(
    "curated", "https://example.org/page", "Example Gazette", "2024-10", "2026-11-02", "", Confidence.HIGH
)


@cache
def tagger() -> Tagger:
    return Tagger(bundled_thesaurus())


def need(text: str, **more: object) -> Need:
    """Return a need of some words; English unless told otherwise."""
    return Need("n", "", text, **{"language": "en", **more})  # type: ignore[arg-type]


def profile(key: str, *texts: str, **more: object) -> Profile:
    """Return a profile with one document per text."""
    documents = tuple(Document("", text, language="en", evidence=SEEN) for text in texts)
    return Profile(key, key.title(), documents, **more)  # type: ignore[arg-type]


def stated(*concepts: str) -> tuple[StatedConcept, ...]:
    return tuple(StatedConcept(each, SEEN) for each in concepts)


def ranker(*profiles: Profile, settings: Settings = DEFAULT_SETTINGS) -> Ranker:
    return Ranker(profiles, tagger(), bundled_thesaurus(), settings=settings)
