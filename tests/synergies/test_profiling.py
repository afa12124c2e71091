"""Profiles of the region's atlas: documents with their evidence, and an answer to a real need."""

import pytest

from biovaliance.atlas.snapshots.reading import open_snapshot
from biovaliance.synergies.needs import Need
from biovaliance.synergies.profiling import profiles_of
from biovaliance.synergies.ranking.ranker import Ranker
from biovaliance.synergies.ranking.settings import DEFAULT_SETTINGS
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.synergies.values import tagger


@pytest.fixture(scope="module")
def profiles(demo_home):
    snapshot = open_snapshot(demo_home)
    return {
        profile.id: profile for profile in profiles_of(snapshot.entities(), snapshot.relations(), tagger())
    }


def test_every_document_of_the_region_has_its_evidence(profiles):
    documents = [document for profile in profiles.values() for document in profile.documents]
    assert len(documents) > 300
    assert all(document.evidence is not None for document in documents)


def test_the_work_of_an_organisation_is_among_its_documents(profiles):
    efs = profiles["organisation:efs-bfc"]
    assert {"organisation", "platform", "project"} <= {document.kind for document in efs.documents}
    assert any("BioIMP" in link.told.en for link in efs.past_links)
    assert efs.capacities
    assert efs.town == "Besançon"


def test_those_who_took_part_in_one_project_are_linked_both_ways(profiles):
    links = {link.profile_id for link in profiles["organisation:cellquest"].past_links}
    assert "organisation:efs-bfc" in links
    assert "organisation:cellquest" in {
        link.profile_id for link in profiles["organisation:efs-bfc"].past_links
    }


def test_the_same_need_in_french_and_in_english_gives_largely_the_same_first_five(profiles):
    ranker = Ranker(list(profiles.values()), tagger(), bundled_thesaurus(), settings=DEFAULT_SETTINGS)
    french = Need(
        "fr",
        "",
        "produire un lot clinique de CAR-T, cherche vecteur viral BPF et contrôle qualité",
        language="fr",
    )
    english = Need(
        "en",
        "",
        "produce a clinical batch of CAR-T, seeking GMP viral vector and quality control",
        language="en",
    )
    first, second = ([each.profile_id for each in ranker.rank(need, 5)] for need in (french, english))
    assert len(set(first) & set(second)) >= 4
    assert "organisation:efs-bfc" in first
    for each in ranker.rank(french, 3):
        assert all(
            reason.evidence is not None for reason in each.reasons if reason.kind in ("text", "concept")
        )
