"""Companies: legal units with a regional site, nobody's own business, no directors."""

from tests.sources.reading import read_fixtures

READ = read_fixtures("recherche_entreprises", "companies.json=search-results.json")


def test_a_company_of_the_region_is_told_with_its_siren():
    assert dict(READ.said("organisation:537530255")) == {
        "name": "INVENTIVA",
        "siren": "537530255",
        "type": "company-sme",
        "activity": "72.11Z",
        "founded": "2011-10-27",
        "status": "active",
        "country": "FR",
        "in_region": "yes",
        "town": "Daix",
        "department": "21",
        "coordinates": "47.35,5",
        "geo_precision": "site",
    }


def test_an_open_site_of_a_company_seated_elsewhere_is_part_of_it():
    assert ("in_region", "no") in READ.said("organisation:356000000")
    site = READ.said("organisation:35600000012345")
    assert ("name", "La Poste (Besançon)") in site
    assert ("department", "25") in site
    assert READ.ties() == {("organisation:35600000012345", "part_of", "organisation:356000000")}


def test_sole_traders_are_not_taken_and_a_wrong_number_is_told():
    assert len(READ.records) == 3
    assert READ.faults() == [("search-results.json", 4, "siren")]
    told = [statement.value for record in READ.records.values() for statement in record.statements]
    assert not [value for value in told if "never read" in value or "A PERSON" in value]
