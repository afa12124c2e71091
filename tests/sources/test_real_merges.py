"""All real extracts together: what is one organisation, what is not, and what the region then holds.

The pairs were read one by one; those that had gone wrong at first are kept here with the others.
"""

from collections import Counter

import pytest

from biovaliance.atlas.bulk.proposals import propose_pairs
from biovaliance.atlas.identity.clusters import group
from biovaliance.atlas.identity.ruling import rule
from biovaliance.sources.gathering import COMMUNES, gather
from biovaliance.sources.region import bundled_region

pytestmark = pytest.mark.shared_data

SOURCES = ("ror", "anr", "cordis", "eu_calls", "clinicaltrials", "ema", "health_sites", COMMUNES)
SAME = [
    ("curated:femto-st", "ror:004fmxv66"),
    ("curated:femto-st", "anr:200412232H"),
    ("curated:chu-besancon", "health_sites:siren-262501760"),
    ("curated:chu-besancon", "clinicaltrials:chu-besancon-besancon"),
    ("curated:chu-dijon", "anr:201822876S"),
    ("curated:ctm", "anr:200716508T"),
    ("curated:right", "anr:201220177J"),
    ("curated:univ-bourgogne", "anr:universitebourgogne-dijon"),
    ("curated:univ-franche-comte", "ror:03pcc9z86"),
    ("curated:cic-besancon", "anr:200518000Y"),
    ("curated:le2i", "anr:201220441W"),
    ("curated:lmb", "anr:197712394B"),
    ("curated:oncodesign", "anr:oncodesign-dijon"),
    ("curated:pharmimage", "anr:pharmimage-dijon"),
    ("curated:rd-biotech", "cordis:920678702"),
    ("curated:inserm", "clinicaltrials:02vjkv261"),
    ("curated:cnrs", "cordis:999997930"),
    ("curated:ch-auxerre", "health_sites:890975527"),
    ("curated:ch-autun", "health_sites:710978248"),
    ("curated:ch-lons", "health_sites:siren-263900052"),
    ("curated:ch-haute-cote-d-or", "health_sites:siren-200047819"),
    ("curated:hnfc", "health_sites:siren-269001293"),
    ("curated:cgfl", "health_sites:210987731"),
    ("ror:00y7p5s85", "anr:200014489D"),
    ("ror:01a0gpy77", "anr:200012140A"),
    ("ror:0432d2f64", "anr:scienceshistoriques-besancon"),
    ("curated:labomap", "anr:200214907Z"),
    ("curated:vitagora", "anr:vitagorapole-dijon"),
    ("curated:ch-macon", "clinicaltrials:ch-macon-macon"),
    ("curated:ch-nevers", "clinicaltrials:centre-hospitalier-de-nevers-nevers"),
    ("curated:univ-bourgogne", "anr:universitebourgognedijon-dijon"),
    ("curated:univ-bourgogne", "cordis:999839820"),
    ("anr:199512001W", "anr:biogeosciencescnrs-umr5561-dijon"),
    ("cordis:999902579", "anr:universitelyon1claudebernard-vi-3ca8de2c"),
    ("cordis:891878141", "cordis:916450860"),
]
APART = [
    ("curated:oncodesign", "curated:oncodesign-services"),
    ("curated:oncodesign-services", "anr:oncodesign-dijon"),
    ("curated:umlp", "curated:univ-franche-comte"),
    ("curated:ube", "curated:univ-bourgogne"),
    ("curated:inserm", "anr:200217519N"),
    ("curated:chu-besancon", "curated:hopital-saint-jacques"),
    ("curated:chu-besancon", "health_sites:250006954"),
    ("curated:ctm", "anr:201822876S"),
    ("curated:chu-dijon", "health_sites:210986089"),
    ("curated:inrae-bfc", "ror:003vg9w96"),
    ("curated:ebi-dijon", "anr:ecolebiologieindustrielle-cergy"),
    ("curated:le2i", "anr:200311833D"),
    ("curated:satt-grand-est", "anr:sattsayens-dijon"),
    ("curated:gilson", "curated:urgo"),
    ("anr:universiteparisdiderotunitebiol-eda9554d", "anr:universiteparisdiderotunitebiol-fcb94cec"),
    ("anr:199712632Y", "anr:centrenationalrecherchescientif-611e9fd3"),
    ("curated:efs", "anr:etablissementfrancaissangbesanc-12f6cf22"),
    ("curated:proteor", "anr:proteor-seurre"),
    ("anr:universiterennes1-rennes", "anr:universiterennes2-rennes"),
    ("anr:universitebordeaux-talence", "anr:universitebordeaux1-talence"),
    ("anr:199512007C", "anr:universitemontpellier2-montpellier"),
    ("anr:chclermontferrand-clermont-ferrand", "anr:chuclermontferrand-clermont-ferrand"),
]


@pytest.fixture(scope="module")
def built(open_data):
    """All records, and the key of the thing each belongs to."""
    gathered = gather(bundled_region(), dict.fromkeys(SOURCES, open_data))
    pairs = propose_pairs(gathered.records, gathered.once)
    ruled = rule(gathered.records, gathered.relations, gathered.once, pairs)
    groups = group(gathered.records, ruled.judgements)
    return gathered, ruled, {record.key: found.key for found in groups for record in found.records}


def key(short: str) -> str:
    source, _colon, identifier = short.partition(":")
    return f"{source}:organisation:{identifier}"


@pytest.mark.parametrize(("left", "right"), SAME)
def test_records_of_one_organisation_are_joined(built, left, right):
    things = built[2]
    assert things[key(left)] == things[key(right)]


@pytest.mark.parametrize(("left", "right"), APART)
def test_records_of_two_organisations_are_kept_apart(built, left, right):
    things = built[2]
    assert things[key(left)] != things[key(right)]


def test_what_the_region_holds(built):
    gathered, ruled, things = built
    assert Counter(key.split(":")[0] for key in set(things.values())) == {
        "organisation": 3357,
        "project": 838,
        "programme": 649,
        "trial": 91,
        "technology": 55,
        "platform": 34,
        "event": 23,
    }
    assert (len(gathered.records), len(ruled.judgements), len(ruled.hints)) == (5351, 241, 29)
    joined = {
        things[record.key]
        for record in gathered.records
        if record.key.partition(":")[0] not in ("curated", "claims") and record.kind == "organisation"
    }
    curated = {
        things[r.key] for r in gathered.records if r.source_key == "curated" and r.kind == "organisation"
    }
    assert (len(curated), len(curated & joined)) == (201, 72)


def test_no_organisation_holds_two_of_a_source_that_names_things_once(built):
    gathered, _ruled, things = built
    seen = Counter((things[r.key], r.source_key) for r in gathered.records if r.source_key in gathered.once)
    assert seen.most_common(1)[0][1] == 1
