"""ERDF: operations of organisations, never of natural persons."""

from tests.sources.reading import read_fixtures

READ = read_fixtures("erdf", "operations.csv")


def test_an_operation_is_a_project_with_its_cost_and_the_share_of_the_union():
    assert READ.said("project:bfc0001") == [
        ("name", "Salle blanche"),
        ("description", "Équipement de microfabrication"),
        ("grant_id", "BFC0001"),
        ("start", "2023-01-01"),
        ("end", "2025-12-31"),
        ("budget_eur", "1250000"),
        ("public_funding_eur", "500000"),
        ("funding_programme", "European Union, ERDF"),
        ("funding_programme", "Union européenne, FEDER"),
    ]
    assert ("organisation:supmicrotechensmm-besancon", "leads_project", "project:bfc0001") in READ.ties()


def test_a_natural_person_is_passed_over_without_a_word():
    assert "project:bfc0002" not in READ.records
    assert not [p for p in READ.problems if "Person" in str(p)]


def test_what_is_wrong_is_told_and_the_operation_is_kept():
    assert READ.faults() == [
        ("operations.csv", 3, "Numéro de l'opération"),
        ("operations.csv", 5, "Coût total"),
        ("operations.csv", 5, "SIREN"),
    ]
    assert ("name", "Essai") in READ.said("project:bfc0003")
