"""OpenAlex: counts of works by year and topic, for institutions of the region only."""

import json

from tests.sources.reading import FIXTURES, read_bytes, read_fixtures

INSTITUTIONS = "openalex_institutions.jsonl=institutions.jsonl"
READ = read_fixtures("openalex", INSTITUTIONS)


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


def test_the_works_on_a_topic_are_told_year_by_year_and_each_group_once():
    read = read_fixtures("openalex", INSTITUTIONS, "openalex_topics.jsonl=topics.jsonl")
    said = [
        value for field, value in read.said("organisation:I1") if field == "publications_on_topic_in_year"
    ]
    assert said == [
        "CAR-T cell therapy research|2025|3",
        "CAR-T cell therapy research|2024|4",
        "French Urban and Social Studies|2024|6",
    ]
    assert read.counts["topics.jsonl"] == (6, 3)
    # A group that names no topic is told; one of an institution elsewhere is left out.
    assert ("topics.jsonl", 6, "key") in read.faults()


def test_beyond_the_largest_topics_only_those_the_vocabulary_knows_are_kept():
    names = [f"French Urban and Social Studies {number:02}" for number in range(20)]
    groups = [
        {
            "institution": "I1",
            "year": 2024,
            "key": f"https://openalex.org/T{number}",
            "key_display_name": name,
            "count": 100 - number,
        }
        for number, name in enumerate([*names, "CAR-T cell therapy research"])
    ]
    lines = "\n".join(json.dumps(group) for group in groups).encode()
    read = read_bytes(
        "openalex",
        institutions__jsonl=(FIXTURES / "openalex_institutions.jsonl").read_bytes(),
        topics__jsonl=lines,
    )
    said = [
        value for field, value in read.said("organisation:I1") if field == "publications_on_topic_in_year"
    ]
    assert len(said) == 16
    assert said[14:] == ["French Urban and Social Studies 14|2024|86", "CAR-T cell therapy research|2024|80"]
