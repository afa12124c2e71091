"""Health sites: sites of one SIREN are part of one hospital."""

from tests.sources.reading import read_fixtures

READ = read_fixtures("health_sites", "eurostat_healthcare.csv", "finess_public_hospitals.csv")


def test_sites_that_share_a_siren_are_part_of_their_hospital():
    entity = "organisation:siren-262501760"
    assert READ.ties() == {
        ("organisation:250000023", "part_of", entity),
        ("organisation:250006954", "part_of", entity),
    }
    said = dict(READ.said(entity))
    assert (said["name"], said["siren"], said["department"]) == (
        "Centre hospitalier régional universitaire de Besançon",
        "262501760",
        "25",
    )
    assert "siren" not in dict(READ.said("organisation:250006954"))


def test_a_hospital_of_one_site_is_that_site():
    said = dict(READ.said("organisation:890975527"))
    assert (said["name"], said["alias"], said["siren"], said["town"], said["coordinates"]) == (
        "CH Auxerre",
        "Centre Hospitalier d'Auxerre",
        "268900057",
        "Auxerre",
        "47.79,3.58",
    )


def test_sites_elsewhere_are_left_out_and_wrong_numbers_are_told():
    assert len(READ.records) == 4
    assert READ.faults() == [
        ("finess_public_hospitals.csv", 5, "siret"),
        ("eurostat_healthcare.csv", 6, "id"),
    ]
