"""Real questions put to the real atlas: is the thing people mean among the first five?

The questions of `search_queries.csv` were written from the data's own things, with the ways people type:
parts of names, former names, acronyms, typing errors, the other language, concepts, places, whole sentences.
"""

import csv
from collections import defaultdict
from io import StringIO
from pathlib import Path

import pytest

from biovaliance.atlas.building import Atlas, build
from biovaliance.atlas.network import build_graph
from biovaliance.foundation.evidence import View
from biovaliance.showcase.publication import write_search
from biovaliance.showcase.search import SearchIndex
from biovaliance.sources.gathering import gather
from biovaliance.sources.region import bundled_region
from biovaliance.synergies.connections.paths import paths_between
from biovaliance.synergies.connections.walking import Walk
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

QUESTIONS = list(csv.DictReader(StringIO((Path(__file__).parent / "search_queries.csv").read_text("utf-8"))))
THESAURUS = bundled_thesaurus()


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    gathered = gather(bundled_region(), {})
    return build(gathered.records, gathered.relations, [], Tagger(THESAURUS))


@pytest.fixture(scope="module")
def index(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder = tmp_path_factory.mktemp("atlas")
    write_search(folder, atlas, THESAURUS, bundled_region(), lambda _step, _done, _total: None)
    return SearchIndex.open(next(path.parent for path in folder.rglob("meta.json")), THESAURUS)


def ranks(index: SearchIndex, *, with_terms: bool) -> dict[str, int]:
    """Return the rank of the first thing meant per question, 0 where it is not among the first twenty.

    The pages show terms of the vocabulary in a group of their own; `with_terms` counts them as hits.
    """
    found = {}
    for row in QUESTIONS:
        hits = index.search(row["query"], row["language"]).hits
        keys = [hit.key for hit in hits if with_terms or hit.kind != "concept"]
        wanted = set(row["expected"].split(";"))
        found[row["query"]] = next((rank for rank, key in enumerate(keys, 1) if key in wanted), 0)
    return found


def test_every_expected_thing_exists(atlas: Atlas):
    named = {key for row in QUESTIONS for key in row["expected"].split(";")}

    assert named <= atlas.entities[View.PUBLIC].keys()


def test_the_thing_meant_is_among_the_first_five(index: SearchIndex):
    found = ranks(index, with_terms=True)
    missed = [query for query, rank in found.items() if not 0 < rank <= 5]

    assert len(found) >= 100
    assert len(missed) <= 0.05 * len(found), missed


def test_the_thing_meant_is_mostly_the_first_thing(index: SearchIndex):
    found = ranks(index, with_terms=False)

    assert sum(1 / rank for rank in found.values() if rank) / len(found) >= 0.85


def test_both_languages_do_equally_well(index: SearchIndex):
    met: defaultdict[str, list[bool]] = defaultdict(list)
    for row in QUESTIONS:
        keys = {hit.key for hit in index.search(row["query"], row["language"], limit=5).hits}
        met[row["language"]].append(bool(keys & set(row["expected"].split(";"))))

    assert min(sum(found) / len(found) for found in met.values()) >= 0.9


def test_in_french_the_car_t_makers_near_besancon_are_found_with_reasons(index: SearchIndex):
    results = index.search("cellules CAR-T près de Besançon", "fr", kinds=["organisation"])

    assert {"organisation:advesya", "organisation:carla-biotherapeutics"} <= {
        hit.key for hit in results.hits[:5]
    }
    assert all(hit.town for hit in results.hits)
    for hit in results.hits:
        assert {"concept", "place"} <= {reason.kind for reason in hit.reasons}


def test_cellquest_and_femto_st_meet_in_bioimp(atlas: Atlas):
    graph = build_graph(atlas.entities[View.PUBLIC].values(), atlas.relations_for(View.PUBLIC))

    first = paths_between(Walk.of(graph, 2026), "organisation:cellquest", "organisation:femto-st")[0]

    assert first.keys == ("organisation:cellquest", "project:bioimp", "organisation:femto-st")
    assert first.sentence.fr == "CellQuest participe à BioIMP, auquel participe aussi FEMTO-ST."
