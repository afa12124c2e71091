"""Calls: topics once each, in words that are whole again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.sources.eu_calls.mojibake import mended
from tests.sources.reading import read_bytes, read_fixtures

PORTAL = "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/opportunities/topic-details"
READ = read_fixtures("eu_calls", "topics.json")


def test_a_topic_is_a_programme_with_dates_status_and_keywords():
    assert READ.said("programme:horizon-hlth-2026-01-tool-03") == [
        ("type", "eu_call"),
        ("call_id", "HORIZON-HLTH-2026-01-TOOL-03"),
        ("name", "Integrating new approaches into biomanufacturing"),
        ("framework", "Horizon Europe"),
        ("start", "2026-02-10"),
        ("end", "2026-04-16"),
        ("status", "open"),
        (
            "website",
            f"{PORTAL}/horizon-hlth-2026-01-tool-03",
        ),
        ("description", "Projects should help the beneficiaries’ work."),
        ("keyword", "Biotherapies"),
    ]


def test_other_languages_are_passed_over_and_a_topic_without_identifier_is_told():
    assert len(READ.records) == 1
    assert READ.faults() == [("topics.json", 3, "topicId")]


def test_the_normalised_topics_say_what_one_project_gets_and_in_how_many_stages_it_is_judged():
    topic = {
        "topicId": "ERC-2026-POC",
        "title": "ERC PROOF OF CONCEPT GRANTS",
        "deadline": "2026-03-17",
        "callStatus": "closed",
        "stage": "two-stage",  # the extract says so of every topic
        "deadlineModel": "single-stage",
        "typesOfAction": "HORIZON  ERC Proof of Concept Grants",
        "budgetMin": 150000,
        "budgetMax": 150000,
        "expectedGrants": 400,
    }
    line = json.dumps(topic).encode()
    read = read_bytes("eu_calls", sedia_open__jsonl=line)
    said = read.said("programme:erc-2026-poc")
    assert ("name", "ERC Proof of Concept Grants") in said
    assert [pair for pair in said if pair[0] not in ("name", "type", "call_id", "end", "status")] == [
        ("action_type", "HORIZON ERC Proof of Concept Grants"),
        ("deadline_model", "single-stage"),
        ("project_min_eur", "150000"),
        ("project_max_eur", "150000"),
        ("grants_expected", "400"),
    ]


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("beneficiariesâ€™", "beneficiaries’"),
        ("Ã©tude", "étude"),
        ("naïve ’ – été", "naïve ’ – été"),
        ("", ""),
    ],
)
def test_words_read_in_the_wrong_encoding_are_mended(damaged, whole):
    assert mended(damaged) == whole


@given(st.text(st.characters(min_codepoint=0xA0, max_codepoint=0x17F), min_size=2))
def test_whatever_was_damaged_is_restored(text):
    damaged = bytes(text, "utf-8").decode("cp1252", "ignore")
    if damaged.encode("cp1252", "ignore") == text.encode():
        assert mended(damaged) == text
