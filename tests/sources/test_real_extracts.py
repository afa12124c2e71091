"""The real extracts, read whole: how many rows each has, and how many the atlas of the region speaks of."""

from collections import Counter

import pytest

from biovaliance.atlas.records import Record
from biovaliance.sources.communes.read import read_communes
from biovaliance.sources.definitions import source_definition
from biovaliance.sources.files import SourceFiles, source_paths
from biovaliance.sources.gathering import READERS
from biovaliance.sources.gazetteer import Gazetteer
from biovaliance.sources.region import bundled_region

pytestmark = pytest.mark.shared_data

ROWS = {
    "ror": {"ror_bfc.jsonl": (93, 93), "ror_fr.jsonl.gz": (4605, 0)},
    "anr": {
        "anr_dgpie_2010_2022_partners.csv.gz": (7581, 810),
        "anr_dgpie_2010_2022_projects.csv.gz": (1379, 58),
        "anr_dgpie_bfc_partners.csv": (810, 810),
        "anr_dgpie_bfc_projects.csv": (58, 0),
        "anr_dgpie_biotherapy_projects.csv": (11, 0),
        "anr_dos_2011_2022_partners.csv.gz": (55483, 2440),
        "anr_dos_bfc_projects_all_partners.csv": (2440, 2440),
    },
    "cordis": {
        "cordis_sample_nz_ca_FP_participation.csv": (1018, 0),
        "he_euroSciVoc.csv.gz": (38789, 0),
        "he_legalBasis.csv.gz": (20512, 0),
        "he_topics.csv.gz": (15341, 0),
        "imi_organisations.csv": (1030, 1030),
        "imi_participations.csv": (4496, 4496),
        "imi_project_tags.csv": (656, 656),
    },
    "eu_calls": {"sedia_open_calls_2026-08.jsonl.gz": (629, 629)},
    "clinicaltrials": {
        "bso_bordeaux_interventional.csv": (204, 11),
        "bso_inserm_interventional.csv": (68, 0),
        "bso_nancy_interventional.csv": (56, 2),
        "bso_rennes_interventional.csv": (98, 2),
        "ctgov_msc_trials_2022-10.csv.gz": (1389, 2),
        "ctgov_msc_trials_france_2022-10.csv": (35, 2),
        "inserm_ctgov_trials_pmids.csv.gz": (1456, 67),
        "inserm_trials_with_bfc_site.csv": (67, 67),
        "sponsor_to_ror_mapping.csv": (562, 0),
    },
    "ema": {"ema_atmp_2009_2023.csv": (25, 25)},
    "health_sites": {
        "eurostat_healthcare_FR_2020.csv.gz": (5368, 302),
        "eurostat_healthcare_bfc_2020.csv": (302, 302),
        "finess_public_hospitals_dataesr.csv": (1741, 1741),
    },
}
"""File -> (rows read, rows kept). A row that an extract of the same source repeats counts once as a thing."""

THINGS = {
    "ror": {"organisation": 126},
    "anr": {"organisation": 1891, "project": 637},
    "cordis": {"organisation": 1030, "project": 181},
    "eu_calls": {"programme": 629},
    "clinicaltrials": {"trial": 84, "organisation": 31},
    "ema": {"technology": 25},
    "health_sites": {"organisation": 315},
}
PROBLEMS = {"ror": 1, "cordis": 322}


@pytest.fixture(scope="module")
def places(open_data) -> Gazetteer:
    files = SourceFiles.from_folder(source_definition("communes"), open_data)
    found = Gazetteer(bundled_region(), tuple(read_communes(files)))
    assert {name: (c.rows_read, c.rows_kept) for name, c in files.counts.items()} == {
        "bfc_communes.csv": (3883, 3685),
        "fr_communes.csv.gz": (37590, 31284),
    }
    return found


@pytest.mark.parametrize("source", ROWS)
def test_an_extract_is_read_whole(source, open_data, places):
    files = SourceFiles.from_folder(source_definition(source), open_data)
    found = list(READERS[source](files, places))
    assert {name: (c.rows_read, c.rows_kept) for name, c in files.counts.items()} == ROWS[source]
    kinds = Counter(str(each.kind) for each in found if isinstance(each, Record))
    assert dict(kinds) == THINGS[source]
    assert len(files.problems) == PROBLEMS.get(source, 0), [str(problem) for problem in files.problems[:5]]
    keys = {each.key for each in found if isinstance(each, Record)}
    assert len(keys) == kinds.total()


def test_the_registry_has_87_active_organisations_in_the_region(open_data, places):
    files = SourceFiles.from_folder(source_definition("ror"), open_data)
    records = [each for each in READERS["ror"](files, places) if isinstance(each, Record)]
    regional = [each for each in records if each.values("in_region") == ("yes",)]
    assert Counter(each.values("status")[0] for each in regional) == {"active": 87, "dissolved": 6}
    departments = Counter(each.values("department")[0] for each in regional)
    assert departments == {"21": 51, "25": 34, "90": 4, "71": 2, "58": 2}


@pytest.mark.parametrize(
    ("source", "name", "kind", "field", "number"),
    [
        ("anr", "anr_dos_2011_2022_partners.csv.gz", "project", "name", 579),
        ("cordis", "imi_project_tags.csv", "project", "name", 181),
        ("health_sites", "eurostat_healthcare_FR_2020.csv.gz", "organisation", "finess", 302),
        ("clinicaltrials", "inserm_ctgov_trials_pmids.csv.gz", "trial", "site", 67),
    ],
)
def test_a_national_extract_holds_so_many_things_of_the_region(
    open_data, places, source, name, kind, field, number
):
    # IMI projects have no place and are kept whole.
    definition = source_definition(source)
    (path,) = (path for path in source_paths(definition, open_data) if path.name == name)
    others = [each for each in source_paths(definition, open_data) if each.name.startswith("imi_")]
    contents = {each.name: each.read_bytes() for each in (others or [path])}
    found = READERS[source](SourceFiles.from_bytes(definition, contents), places)
    records = [each for each in found if isinstance(each, Record) and str(each.kind) == kind]
    assert sum(bool(each.values(field)) for each in records) == number


def test_363_calls_are_open(open_data, places):
    files = SourceFiles.from_folder(source_definition("eu_calls"), open_data)
    found = Counter(each.values("status")[0] for each in READERS["eu_calls"](files, places))
    assert found == {"open": 363, "forthcoming": 262, "closed": 4}


def test_recorded_answers_are_read_without_drift(open_data, places):
    recorded = {
        "recherche_entreprises": ("fixtures/recherche-entreprises/e2e-mock", "search*.json"),
        "clinicaltrials": ("fixtures/ctgov", "*.json"),
        "ema": ("fixtures/ema-human", "medicines.json"),
        "hal": ("fixtures/hal", "*.json"),
        "openalex": ("fixtures/openalex", "I27837315.json"),
    }
    told = {}
    for source, (folder, pattern) in recorded.items():
        contents = {path.name: path.read_bytes() for path in sorted((open_data / folder).glob(pattern))}
        files = SourceFiles.from_bytes(source_definition(source), contents)
        list(READERS[source](files, places))
        read = sum(counts.rows_read for counts in files.counts.values())
        told[source] = (len(contents), read, sorted({p.field for p in files.problems if "new" in p.message}))
    assert told == {
        "recherche_entreprises": (31, 90, []),
        "clinicaltrials": (10, 25, []),
        "ema": (1, 11, []),
        "hal": (1, 36, []),
        "openalex": (1, 1, []),
    }
