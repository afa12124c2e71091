"""Small networks with sources of every sort; small needs and profiles; the bundled vocabulary."""

from functools import cache

from biovaliance.atlas.network import Graph, Node
from biovaliance.atlas.relations import Relation
from biovaliance.foundation.evidence import Confidence, Evidence
from biovaliance.foundation.languages import Text
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


def evidence(
    confidence: Confidence = Confidence.HIGH, publisher: str = "Example", stated_on: str = "2024"
) -> tuple[Evidence, ...]:
    return (
        Evidence(
            "curated",
            "https://example.org/",
            publisher,
            stated_on,
            "2026-11-01",
            "own words",
            confidence,
        ),
    )


def graph_of(*triples: tuple[str, str, str], alone: tuple[str, ...] = ()) -> Graph:
    """Return a network; names that begin with P are projects, all others organisations."""
    names = sorted({name for source, _, target in triples for name in (source, target)} | set(alone))
    nodes = {
        name: Node(name, "project" if name.startswith("P") else "organisation", "", Text(name, name))
        for name in names
    }
    return Graph(nodes, tuple(Relation(s, code, t, evidence()) for s, code, t in triples))
