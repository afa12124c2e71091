"""Every page answers in both languages: with the region's atlas, and before the first build."""

import pytest
from django.core.checks import run_checks

from tests.pages import LANGUAGES, LIST_PAGES, path_of

PLACES = [(name, language) for name in LIST_PAGES for language in LANGUAGES]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "language"), PLACES)
def test_a_page_answers_with_the_atlas_of_the_region(client, name, language):
    answer = client.get(path_of(name, language))

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize(("name", "language"), PLACES)
def test_a_page_answers_before_the_first_build(client, empty_atlas, name, language):
    assert client.get(path_of(name, language)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/healthz", "/readyz", "/robots.txt", "/sitemap.xml", "/api/v1/openapi.json"]
)
def test_machines_find_what_they_ask_for(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_address_is_told_in_the_language_of_the_address(client, language):
    answer = client.get(f"/{language}/nowhere/")

    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.content.decode()


def test_django_finds_no_fault_in_the_site():
    assert run_checks() == []
