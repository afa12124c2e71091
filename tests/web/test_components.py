"""The smallest pieces of a page: what they write in both languages; all they are given is escaped."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils.translation import override

from biovaliance.foundation.evidence import Confidence, Evidence
from biovaliance.showcase.actors import ACTOR_GROUPS
from biovaliance.web.drawings import SHAPES
from biovaliance.web.templatetags.components import (
    chip,
    evidence_item,
    facet_option,
    icon,
    kind_icon,
    type_badge,
)

HOSTILE = '"><script>alert(1)</script>'


def source(**changes: str) -> Evidence:
    """Return one source, with what a test changes."""
    told = {
        "source_key": "curated",
        "address": "https://example.org/a?b=1&c=2",
        "publisher": "Example Institute",
        "stated_on": "2025-03",
        "read_on": "2026-11-22",
        "licence": "CC BY 4.0",
        "confidence": Confidence.MEDIUM,
    }
    return Evidence(**{**told, **changes})


def test_a_chip_without_an_address_is_no_link():
    assert chip("Clean room") == '<span class="chip">Clean room</span>'


def test_a_chip_links_counts_and_says_why_it_is_here():
    assert chip("CAR-T", "/en/concepts/car-t/", count=3, reason="its name says “CAR-T”", tone="data") == (
        '<a class="chip chip-data" href="/en/concepts/car-t/" title="its name says “CAR-T”">CAR-T '
        '<span class="chip-count">3</span></a>'
    )


def test_every_group_of_actors_has_a_shape_and_every_shape_a_group():
    assert set(SHAPES) == set(ACTOR_GROUPS)


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("public", "public"),
        ("policymaker", "public"),
        ("blood_establishment", "hospital"),
        ("company-sme", "company"),
        ("never heard of", "company"),
    ],
)
def test_a_badge_takes_a_group_or_an_organisation_type(code, group):
    assert type_badge(code, "words").startswith(f'<span class="badge type-{group}">{SHAPES[group]}')


def test_a_quiet_badge_keeps_its_word_for_assistive_technology():
    with override("fr"):
        badge = type_badge("funder", quiet=True)
    assert badge.endswith('<span class="badge-label visually-hidden">Financeur</span></span>')


def test_a_kind_is_named_in_the_readers_language():
    with override("fr"):
        assert ">Plateforme</span></span>" in kind_icon("platform")
    with override("en"):
        assert kind_icon("concept", quiet=True).endswith(">Concept</span></span>")


def test_an_unknown_icon_is_a_dot_and_never_fails():
    assert '<circle cx="10" cy="10" r="2"/>' in icon("no such drawing")


def test_a_source_tells_when_it_was_published_and_read_how_sure_it_is_and_its_licence():
    with override("fr"):
        assert evidence_item(source()) == (
            '<div class="evidence-item"><p class="evidence-who"><a href="https://example.org/a?b=1&amp;c=2" '
            'rel="external noopener">Example Institute</a></p>\n<ul class="evidence-facts">'
            "<li>publication\u00a0: "
            "mars 2025</li><li>lecture\u00a0: 22\u00a0novembre 2026</li>"
            '<li class="is-amber">partiel, ancien ou déduit</li><li>CC BY 4.0</li></ul></div>'
        )


def test_a_source_beside_the_usual_tells_only_what_departs_from_it():
    usual = {"read_on": "2026-11-22", "licence": "CC BY 4.0"}
    with override("en"):
        told = evidence_item(source(confidence=Confidence.HIGH), usual=usual)
    assert told.endswith('<ul class="evidence-facts"><li>published March 2025</li></ul></div>')


def test_a_decision_of_the_team_is_told_in_the_readers_language_and_is_no_link():
    decision = source(publisher="Decision of the atlas team", address="decision:1", stated_on="")
    with override("fr"):
        told = evidence_item(decision)
    assert "<a " not in told
    assert "<li>sans date</li>" in told
    assert '<p class="evidence-who">Décision de l’équipe de l’atlas</p>' in told


def test_a_choice_with_nothing_behind_it_is_marked_unless_it_is_chosen():
    empty = {"value": "x", "label": "X", "count": 0, "selected": False, "type": ""}
    assert facet_option("town", empty) == (
        '<label class="facet-option is-empty"><input type="checkbox" name="town" value="x"><span>X</span>'
        '<span class="facet-count">0</span></label>'
    )
    assert "is-empty" not in facet_option("town", {**empty, "selected": True})
    assert " checked>" in facet_option("town", {**empty, "selected": True})


@pytest.mark.parametrize(
    "written",
    [
        "{% chip hostile hostile reason=hostile tone=hostile %}",
        "{% kind_icon 'project' hostile %}",
        "{% type_badge hostile hostile %}",
        "{% facet_option hostile option %}",
        "{% evidence_item item %}",
    ],
)
def test_what_is_shown_is_escaped(written):
    option = {"value": HOSTILE, "label": HOSTILE, "count": 1, "selected": False, "type": ""}
    item = source(publisher=HOSTILE, licence=HOSTILE, stated_on=HOSTILE, address=f"https://{HOSTILE}")
    page = Template("{% load components %}" + written).render(
        Context({"hostile": HOSTILE, "option": option, "item": item, "usual": SimpleNamespace()})
    )
    assert "<script" not in page
    assert "&lt;script&gt;" in page
