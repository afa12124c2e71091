"""ANR: projects with a partner in the region, all their partners, nobody's name."""

from tests.sources.reading import read_bytes, read_fixtures

READ = read_fixtures("anr", "anr_dos_partners.csv", "anr_02_projets.csv")


def test_a_project_with_a_regional_partner_is_told_with_grant_and_title():
    assert READ.said("project:ANR-21-CE18-0001") == [
        ("name", "CELLS"),
        ("grant_id", "ANR-21-CE18-0001"),
        ("partners", "2"),
        ("funding_programme", "French National Research Agency (ANR), 2021"),
        ("funding_programme", "Agence nationale de la recherche (ANR), 2021"),
        ("official_name", "Cellules et microsystèmes"),
        ("start", "2021-10-01"),
        ("public_funding_eur", "75000"),
    ]
    assert "project:ANR-22-CE18-0002" not in READ.records


def test_partners_are_known_by_their_number_or_by_name_and_town():
    assert dict(READ.said("organisation:200412232H")) == {
        "name": "FEMTO-ST",
        "town": "Besançon",
        "in_region": "yes",
        "department": "25",
        "type": "laboratory",
        "rnsr": "200412232H",
        "country": "FR",
    }
    assert READ.ties() == {
        ("organisation:200412232H", "leads_project", "project:ANR-21-CE18-0001"),
        ("organisation:inserm-paris", "takes_part_in_project", "project:ANR-21-CE18-0001"),
    }


def test_a_wrong_number_is_told():
    assert READ.faults() == [("anr_dos_partners.csv", 6, "id")]


HEADER = (
    "id,Projet.Acronyme,Projet.Partenaire.Code_Decision_ANR,Projet.Partenaire.Est_coordinateur,"
    "Projet.Partenaire.Nom_organisme,Projet.Partenaire.Categorie_organisme,Projet.Partenaire.Code_RNSR,"
    "Projet.Partenaire.Adresse.Ville,Projet.Partenaire.Adresse.Region,Projet.Partenaire.Adresse.Pays\n"
)


def partners(*rows: str):
    text = HEADER + "".join(
        f"ANR-21-CE18-0001,A,ANR-21-CE18-0001-{number:02d},False,{row}\n" for number, row in enumerate(rows)
    )
    return read_bytes("anr", anr_dos_partners__csv=text.encode())


def test_the_employer_s_name_beside_a_laboratory_s_number_is_no_alias_of_the_laboratory():
    read = partners(
        "INSTITUT DE CHIMIE MOLECULAIRE - UMR 6302,,201220439U,DIJON,Bourgogne-Franche-Comté,France",
        "INSTITUT DE CHIMIE MOLECULAIRE - UMR 6302,,201220439U,DIJON,Bourgogne-Franche-Comté,France",
        "UNIVERSITE DE BOURGOGNE,,201220439U,DIJON,Bourgogne-Franche-Comté,France",
    )
    said = read.said("organisation:201220439U")
    assert ("name", "Institut de Chimie Moleculaire - UMR 6302") in said
    assert [value for name, value in said if name == "alias"] == []


def test_laboratories_that_are_told_apart_by_their_number_alone_stay_apart():
    read = partners(
        "Laboratoire INSERM U1093,,,DIJON,Bourgogne-Franche-Comté,France",
        "Laboratoire INSERM U866,,,DIJON,Bourgogne-Franche-Comté,France",
    )
    organisations = [key for key in read.records if key.startswith("organisation:")]
    assert len(organisations) == 2


def test_a_partner_without_a_town_is_the_only_one_of_its_name_that_has_one():
    read = partners(
        "Crossject,,,DIJON,Bourgogne-Franche-Comté,France",
        "CROSSJECT,,,,,",
        "Homonym,,,DIJON,,",
        "Homonym,,,LYON,,",
        "Homonym,,,,,",
    )
    organisations = [key for key in read.records if key.startswith("organisation:")]
    assert organisations == [
        "organisation:crossject-dijon",
        "organisation:homonym-dijon",
        "organisation:homonym-lyon",
        "organisation:homonym",
    ]


def test_what_the_agency_publishes_with_semicolons_is_read_too():
    header = HEADER.replace("id,", "Projet.Code_Decision_ANR,", 1).replace(",", ";")
    row = "ANR-21-CE18-0001;A;ANR-21-CE18-0001-01;True;X;;;DIJON;Bourgogne-Franche-Comté;France\n"
    read = read_bytes("anr", anr_01_partenaires__csv=(header + row).encode())
    assert "project:ANR-21-CE18-0001" in read.records
    assert read.problems == []
