"""CORDIS and IMI: projects with a regional participant, all of the IMI, organisations by their PIC."""

from tests.sources.reading import read_bytes, read_fixtures

READ = read_fixtures("cordis", "project.csv", "organization.csv")


def test_a_project_with_a_participant_in_the_region_is_told():
    assert READ.said("project:101000001") == [
        ("name", "BIOSTEP"),
        ("official_name", "Steps of bioproduction"),
        ("grant_id", "101000001"),
        ("start", "2023-01-01"),
        ("end", "2026-12-31"),
        ("budget_eur", "2500000"),
        ("public_funding_eur", "2000000"),
        ("call_id", "HORIZON-HLTH-2022-TOOL-11"),
        ("funding_programme", "European Union, HORIZON"),
        ("funding_programme", "Union européenne, HORIZON"),
        ("partners", "2"),
    ]
    assert READ.ties() == {
        ("organisation:999839820", "leads_project", "project:101000001"),
        ("organisation:999997930", "takes_part_in_project", "project:101000001"),
    }
    assert "project:101000002" not in READ.records


def test_a_participant_has_its_code_its_place_and_its_short_name():
    said = READ.said("organisation:999839820")
    assert dict(said) == {
        "name": "Universite de Bourgogne",
        "town": "Dijon",
        "in_region": "yes",
        "department": "21",
        "type": "university",
        "pic": "999839820",
        "country": "FR",
        "alias": "UB",
    }


def test_the_imi_is_taken_whole_and_a_participation_of_nobody_is_told_once():
    read = read_bytes(
        "cordis",
        imi_organisations__csv=b"pic,name,url,address,lon,lat,country\n"
        b'999839820,UNIVERSITE DIJON BOURGOGNE,http://www.u-bourgogne.fr,"21078, DIJON , FR",5.06,47.31,FR\n'
        b"12,NO CODE,,,,,FR\n",
        imi_participations__csv=b"project,pic\nZAPI,999839820\nZAPI,111111111\nEBOLA,111111111\n",
        imi_project_tags__csv=b"project,tag\nZAPI,Vaccines\n",
    )
    assert ("subject", "Vaccines") in read.said("project:imi-zapi")
    assert ("partners", "1") in read.said("project:imi-zapi")
    assert ("department", "21") in read.said("organisation:999839820")
    assert read.faults() == [("imi_organisations.csv", 3, "pic"), ("imi_participations.csv", 3, "pic")]
    assert "2 participations are left out" in str(read.problems[1])
