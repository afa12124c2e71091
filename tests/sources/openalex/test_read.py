"""OpenAlex: counts of works by year and topic, for institutions of the region only."""

from tests.sources.reading import read_fixtures

READ = read_fixtures("openalex", "openalex_institutions.jsonl=institutions.jsonl")


def test_an_institution_of_the_region_has_its_counts():
    said = READ.said("organisation:I1")
    assert [item for item in said if item[0].startswith("publications")] == [
        ("publications", "30"),
        ("publications_in_year", "2025|20"),
        ("publications_in_year", "2024|10"),
        ("publications_on_topic", "CAR-T cell therapy research|7"),
    ]
    assert ("ror", "https://ror.org/04asdee31") in said
    assert ("department", "25") in said


def test_a_town_of_the_same_name_far_away_is_not_in_the_region():
    assert list(READ.records) == ["organisation:I1"]


def test_what_is_no_institution_is_told():
    assert READ.faults() == [("institutions.jsonl", 4, "id")]
