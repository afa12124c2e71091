"""Trials: a site in the region, no investigator, no sponsor who is a person."""

import pytest

from biovaliance.sources.clinicaltrials.words import iso_date, may_be_person, stage, status_words
from tests.sources.reading import read_bytes, read_fixtures

READ = read_fixtures("clinicaltrials", "studies.json")


def test_a_trial_is_told_with_its_regional_sites_and_nobody_s_name():
    assert READ.said("trial:NCT02883803") == [
        ("name", "CHOCMSC"),
        ("official_name", "Treatment of Severe Infections With Mesenchymal Stem Cells"),
        ("registry_id", "NCT02883803"),
        ("stage", "phase-1-2"),
        ("condition", "Septic Shock"),
        ("product", "Mesenchymal stem cells"),
        ("trial_status", "Not yet recruiting"),
        ("trial_status", "Ne recrute pas encore"),
        ("enrolment", "66"),
        ("start", "2019-12"),
        ("end", "2022-11"),
        ("sponsor_name", "Central Hospital, Nancy, France"),
        ("site", "Dijon"),  # its facility names a professor
        ("site", "CHU, Besançon"),
    ]


def test_the_sponsor_and_a_university_hospital_stand_in_relation_to_it():
    assert READ.ties() == {
        ("organisation:central-hospital-nancy-france", "sponsors_trial", "trial:NCT02883803"),
        ("organisation:chu-besancon-besancon", "takes_part_in_trial", "trial:NCT02883803"),
    }


def test_a_person_who_sponsors_is_not_taken():
    names = [value for record in READ.records.values() for value in record.values("name")]
    assert "A Person" not in names
    assert READ.records["trial:NCT00000001"].values("sponsor_name") == ()


def test_a_wrong_number_is_told():
    assert READ.faults() == [("studies.json", 3, "NCT")]


COLUMNS = """
    Rank|NCT Number|Title|Acronym|Status|Study Results|Conditions|Interventions|Outcome Measures
    |Sponsor/Collaborators|Gender|Age|Phases|Enrollment|Funded Bys|Study Type|Study Designs|Other IDs
    |Start Date|Primary Completion Date|Completion Date|First Posted|Results First Posted
    |Last Update Posted|Locations|Study Documents|URL
"""
TABLE = ",".join(" ".join(COLUMNS.split()).replace(" |", "|").split("|")) + "\n"


def sites(locations: str) -> tuple[str, ...]:
    row = (
        f'1,NCT00000001,T,A,Completed,,,,,CHU X,,,Phase 1|Phase 2,,,,,,"June 1, 2020",,,,,,"{locations}",,\n'
    )
    read = read_bytes("clinicaltrials", ctgov_trials__csv=(TABLE + row).encode())
    trial = read.records.get("trial:NCT00000001")
    return trial.values("site") if trial else ()


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("CHRU Besancon, Besan\ufffdon, France", ("CHRU Besancon",)),
        ("Inserm U1093, Dijon, Bourgogne, France", ("Inserm U1093, Dijon",)),
        ("Service Pneumologie, Dijon, CHU Dijon, France", ("Service Pneumologie, Dijon",)),
        ("CEA, Évry, France", ()),  # a hamlet of that name lies in the region, the CEA does not
        ("Hospital, Dijon, Iowa, United States", ()),
        ("Dr Nobody <nobody@example.org>, Dijon, France", ("Dijon",)),
        ("CHU, Lyon, France|CHU, Dijon, France", ("CHU, Dijon",)),
    ],
)
def test_sites_of_the_region_are_found_in_printed_lists(printed, found):
    assert sites(printed) == found


def test_the_words_of_the_registry_are_understood():
    assert stage(("Phase 2", "Phase 3")) == stage(("PHASE2", "PHASE3")) == "phase-2-3"
    assert stage(("Not Applicable",)) == "phase-not-applicable"
    assert (iso_date("April 14, 2021"), iso_date("June 2015"), iso_date("2016-12-01T00:00:00")) == (
        "2021-04-14",
        "2015-06",
        "2016-12-01",
    )
    assert status_words("Unknown status").fr == "Statut non mis à jour"


@pytest.mark.parametrize(
    ("name", "may_be"),
    [
        ("Alexander Nobody", True),
        ("Hospices Civils de Lyon", False),
        ("University Hospital, Tours", False),
        ("GERCOR", False),
        ("H\ufffdpital Foch", False),
    ],
)
def test_who_may_be_a_person_is_left_out(name, may_be):
    assert may_be_person(name) is may_be
