"""A visitor can say what is wrong; nobody can drown the team in it; what was said can be had and erased."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from biovaliance.web.atlas.corrections import MOST_PER_HOUR
from biovaliance.web.models import CorrectionRow
from tests.pages import LANGUAGES

pytestmark = pytest.mark.django_db
FORM = "/en/correction/"
GOOD = {
    "about": "organisation:femto-st",
    "message": "The laboratory has moved.",
    "source_address": "https://www.femto-st.fr/",
    "email": "reader@example.org",
}


def token(client, language="en"):
    client.get(f"/{language}/correction/")
    return client.cookies["csrftoken"].value


@pytest.mark.parametrize(
    ("language", "asked", "thanks"),
    [("en", "About FEMTO-ST:", "Thank you"), ("fr", "FEMTO-ST", "Merci")],
)
def test_a_correction_is_asked_for_taken_and_kept(language, asked, thanks):
    client = Client(enforce_csrf_checks=True)
    page = client.get(f"/{language}/correction/?about=organisation:femto-st")
    sent = client.post(
        f"/{language}/correction/", GOOD | {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    )

    assert asked in page.content.decode()
    assert page.content.decode().count('<label for="id_') == 4
    assert sent.status_code == 200
    assert thanks in sent.content.decode()
    (row,) = CorrectionRow.objects.all()
    assert (row.entity_key, row.message) == (GOOD["about"], GOOD["message"])
    assert (row.source_address, row.email, row.language) == (GOOD["source_address"], GOOD["email"], language)
    assert row.sender_digest.isalnum()
    assert "127.0.0.1" not in str(CorrectionRow.objects.values())


@pytest.mark.parametrize(
    ("language", "said"), [("en", "could not be accepted"), ("fr", "n’a pas pu être accepté")]
)
def test_a_form_sent_from_elsewhere_is_refused_on_a_page_of_the_site(language, said):
    answer = Client(enforce_csrf_checks=True).post(f"/{language}/correction/", GOOD)

    assert answer.status_code == 403
    assert said in answer.content.decode()
    assert f'<html lang="{language}"' in answer.content.decode()
    assert not CorrectionRow.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message", ""),
        ("message", "four"),
        ("message", "x" * 4001),
        ("message", "five\x00five"),
        ("email", "nobody"),
        ("source_address", "javascript:alert(1)"),
        ("source_address", "https://" + "x" * 600 + ".org"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_used_is_said_beside_its_field_and_the_rest_is_kept(client, language, field, value):
    answer = client.post(f"/{language}/correction/", GOOD | {field: value})
    page = answer.content.decode()

    assert answer.status_code == 400
    assert page.count('class="field-error"') >= 1
    assert f'id="id_{field}_error"' in page
    assert (GOOD["message"] in page) is (field != "message")
    assert not CorrectionRow.objects.exists()


@pytest.mark.parametrize(
    "about", ["", "organisation:nobody", "person:x", "organisation:", "organisation:a\x00b", "x" * 900]
)
def test_a_correction_about_nothing_known_is_kept_without_a_subject(client, about):
    assert client.get(FORM, {"about": about}).status_code == 200
    answer = client.post(FORM, {"message": "Something is missing.", "about": about[:140]})

    assert (answer.status_code, [row.entity_key for row in CorrectionRow.objects.all()]) in (
        (200, [""]),
        (400, []),  # the hidden field itself holds what is no text
    )


def test_a_robot_is_thanked_and_forgotten(client):
    answer = client.post(FORM, GOOD | {"website": "https://spam.example/"})

    assert answer.status_code == 200
    assert not CorrectionRow.objects.exists()


def test_after_ten_messages_in_an_hour_a_sender_waits_and_loses_nothing(client):
    for number in range(MOST_PER_HOUR):
        assert client.post(FORM, GOOD | {"message": f"Message number {number}"}).status_code == 200
    refused = client.post(FORM, GOOD | {"message": "One message too many"})
    other = client.post(FORM, GOOD, REMOTE_ADDR="192.0.2.7")

    assert refused.status_code == 429
    assert "One message too many" in refused.content.decode()
    assert other.status_code == 200
    assert CorrectionRow.objects.count() == MOST_PER_HOUR + 1

    CorrectionRow.objects.update(created_at=timezone.now() - dt.timedelta(hours=1, minutes=1))
    assert client.post(FORM, GOOD).status_code == 200


def test_behind_a_proxy_senders_are_told_apart_by_what_the_proxy_adds(client, settings):
    # The first addresses of the header are the sender's own words.
    settings.BEHIND_PROXY = True
    for number in range(MOST_PER_HOUR):
        header = {"HTTP_X_FORWARDED_FOR": f"10.9.8.{number}, 198.51.100.1"}
        client.post(FORM, GOOD | {"message": f"Message number {number}"}, **header)
    refused = client.post(FORM, GOOD, HTTP_X_FORWARDED_FOR="10.0.0.1, 198.51.100.1")
    other = client.post(FORM, GOOD, HTTP_X_FORWARDED_FOR="198.51.100.2")

    assert (refused.status_code, other.status_code) == (429, 200)


def test_a_body_too_large_and_files_are_refused(client):
    large = client.post(FORM, GOOD | {"message": "x" * 300_000})
    many = client.post(FORM, {f"field{number}": "x" for number in range(1200)})
    with_file = client.post(FORM, GOOD | {"file": SimpleUploadedFile("a.exe", b"MZ")})

    assert [answer.status_code for answer in (large, many, with_file)] == [413, 400, 400]
    assert "could not be read" in many.content.decode()
    assert not CorrectionRow.objects.exists()


def corrections(*arguments):
    out = StringIO()
    call_command("corrections", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_what_a_person_sent_can_be_had_and_erased_and_nothing_is_kept_past_a_year(client):
    client.post(FORM, GOOD)
    client.post(FORM, GOOD | {"email": "other@example.org", "message": "L’adresse a changé."})
    old = CorrectionRow.objects.create(entity_key="", message="Old", language="en", sender_digest="x")
    CorrectionRow.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=366))

    everything = [json.loads(line) for line in corrections()]
    assert [row["message"] for row in everything] == [GOOD["message"], "L’adresse a changé."]
    assert "sender_digest" not in everything[0]
    assert not CorrectionRow.objects.filter(message="Old").exists()
    assert [json.loads(line)["email"] for line in corrections("--of", "READER@example.org")] == [
        GOOD["email"]
    ]
    assert corrections("--erase", "Reader@example.org") == ["Erased 1"]
    assert [json.loads(line)["email"] for line in corrections()] == ["other@example.org"]
