import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.foundation.errors import InputError
from biovaliance.foundation.evidence import Audience, narrower
from biovaliance.foundation.names import folded, sort_key
from biovaliance.foundation.places import Coordinates, distance_km

places = st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180))


def test_besancon_and_dijon_are_75_km_apart():
    # Published great-circle distance between the two town centres: about 75 km.
    assert distance_km(Coordinates(47.24878, 6.01815), Coordinates(47.31344, 5.01391)) == pytest.approx(
        75.9, abs=0.6
    )


@given(places, places)
def test_distance_is_the_same_both_ways_and_at_most_half_the_girth_of_the_earth(left, right):
    there, back = distance_km(left, right), distance_km(right, left)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20_016


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, 181), (math.nan, 0), (0, math.inf)])
def test_a_point_outside_the_world_is_refused_with_the_likely_mend(latitude, longitude):
    with pytest.raises(InputError, match="swapped"):
        Coordinates(latitude, longitude)


def test_names_compare_without_accents_case_and_ligatures():
    assert folded("Œuvre d’Été") == "oeuvre d'ete"
    assert sort_key("É.F.S. — Besançon") == "e f s besancon"


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


def test_what_rests_on_public_statements_alone_is_public():
    assert narrower(Audience.PUBLIC, Audience.PUBLIC) is Audience.PUBLIC
    assert narrower() is Audience.PUBLIC


def test_what_rests_on_a_closed_statement_is_closed():
    assert narrower(Audience.PUBLIC, Audience.MEMBERS) is Audience.MEMBERS
    assert narrower(Audience.MEMBERS, Audience.FUNDER) is Audience.TEAM
