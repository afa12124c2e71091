"""ROR: both schemas, the hierarchy, successors, and what is wrong in a registry."""

from tests.sources.reading import read_fixtures

READ = read_fixtures("ror", "ror.jsonl")


def test_the_organisations_of_the_region_are_told_in_full():
    said = READ.said("organisation:004fmxv66")
    assert said[:3] == [
        ("name", "Franche-Comté Électronique Mécanique Thermique et Optique - Sciences et Technologies"),
        ("alias", "FEMTO-ST"),
        ("alias", "UMR 6174"),
    ]
    assert dict(said[3:]) == {
        "type": "laboratory",
        "status": "active",
        "founded": "2004",
        "town": "Besançon",
        "country": "FR",
        "in_region": "yes",
        "department": "25",
        "coordinates": "47.24878,6.01815",
        "geo_precision": "city",
        "website": "https://www.femto-st.fr",
        "ror": "https://ror.org/004fmxv66",
        "wikidata": "Q3151856",
    }


def test_every_statement_says_where_since_when_and_under_which_licence():
    (evidence,) = READ.records["organisation:004fmxv66"].statements[0].evidence
    assert (evidence.address, evidence.publisher, evidence.stated_on, evidence.licence) == (
        "https://ror.org/004fmxv66",
        "Research Organization Registry (ROR)",
        "2025-08-07",
        "CC0 1.0 (?)",
    )


def test_a_record_of_the_first_schema_is_read_with_its_department():
    said = dict(READ.said("organisation:00pjqzf38"))
    assert (said["name"], said["alias"], said["department"], said["town"], said["wikidata"]) == (
        "Centre Georges François Leclerc",
        "CGFL",
        "21",
        "Dijon",
        "Q2945283",
    )


def test_an_organisation_elsewhere_is_known_by_its_relation_alone():
    assert READ.said("organisation:02feahw73") == [
        ("name", "Centre National de la Recherche Scientifique"),
        ("ror", "https://ror.org/02feahw73"),
    ]


def test_hierarchy_and_succession_become_relations_told_once():
    assert READ.ties() == {
        ("organisation:004fmxv66", "supervised_by", "organisation:02feahw73"),
        ("organisation:004fmxv66", "supervised_by", "organisation:04asdee31"),
        ("organisation:03pcc9z86", "succeeded_by", "organisation:04asdee31"),
        ("organisation:0001d8q22", "part_of", "organisation:04asdee31"),
    }


def test_what_is_wrong_is_told_with_its_line_and_the_rest_is_kept():
    assert READ.faults() == [
        ("ror.jsonl", 3, "relationships"),
        ("ror.jsonl", 4, "id"),
        ("ror.jsonl", 7, "id"),
        ("ror.jsonl", 8, ""),
    ]
    assert READ.counts == {"ror.jsonl": (7, 4)}
