"""The French interface is complete, unambiguous, and typeset as French is."""

import re

import pytest

from tests.house.messages import Message, Translation, catalogues, placeholders, translations, used_messages

TRANSLATIONS = list(translations())
WRONG_SPACE = re.compile(r" [:;!?»]|« |\w[;!?](?:\s|$)|\w»|«\w")
MARKUP = re.compile(r"<[^>]*>|&[a-z]+;|https?:\S+|%\(\w+\)[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def by_message() -> dict[Message, list[Translation]]:
    found: dict[Message, list[Translation]] = {}
    for message, translation in TRANSLATIONS:
        found.setdefault(message, []).append(translation)
    return found


def test_there_is_a_catalogue_to_look_at():
    assert catalogues()


def test_every_message_of_the_site_is_in_a_catalogue(by_message):
    missing = {message.text: place for message, place in used_messages().items() if message not in by_message}
    assert missing == {}


def test_every_message_is_translated_and_none_is_a_guess():
    unfinished = [
        f"{translation.area}: {message.text}"
        for message, translation in TRANSLATIONS
        if translation.is_fuzzy or not all(translation.forms)
    ]
    assert unfinished == []


def test_a_message_has_one_translation_whatever_the_area(by_message):
    several = {
        message.text: sorted(f"{found.area}: {found.forms}" for found in translations)
        for message, translations in by_message.items()
        if len({found.forms for found in translations}) > 1
    }
    assert several == {}


def test_no_catalogue_keeps_a_message_that_nothing_uses():
    used = used_messages()
    assert [f"{found.area}: {message.text}" for message, found in TRANSLATIONS if message not in used] == []


def test_a_translation_fills_in_what_its_source_does():
    different = [
        f"{found.area}: {form}"
        for _, found in TRANSLATIONS
        for form in found.forms
        if placeholders(form) != placeholders(found.sources[-1])
        and placeholders(form) != placeholders(found.sources[0])
    ]
    assert different == []


def test_french_punctuation_stands_behind_a_space_that_does_not_break():
    wrong = [
        f"{found.area}: {form}"
        for _, found in TRANSLATIONS
        for form in found.forms
        if WRONG_SPACE.search(MARKUP.sub("", form))
    ]
    assert wrong == []
