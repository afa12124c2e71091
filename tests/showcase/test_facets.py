import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.foundation.places import Coordinates
from biovaliance.showcase.facets import FacetEntry, FacetIndex

BESANCON, DIJON = Coordinates(47.24878, 6.01815), Coordinates(47.31344, 5.01391)


def entry(number, place=None, sort=None, **values):
    return FacetEntry(number, {name: frozenset(codes) for name, codes in values.items()}, sort or {}, place)


INDEX = FacetIndex(
    [
        entry(10, BESANCON, {"newest": "2024"}, type=["laboratory"], therapy=["car-t", "cell"]),
        entry(20, DIJON, {"newest": "2026"}, type=["hospital"], therapy=["cell"]),
        entry(30, None, {"newest": "2025"}, type=["laboratory"], therapy=["gene"]),
    ]
)


def chosen(**filters):
    return {name: frozenset(codes) for name, codes in filters.items()}


def test_values_of_one_facet_add_up_and_facets_narrow_each_other():
    assert INDEX.page(INDEX.select(chosen(therapy=["car-t", "gene"])), 0, 9) == [10, 30]
    assert INDEX.page(INDEX.select(chosen(therapy=["cell"], type=["hospital"])), 0, 9) == [20]


def test_the_count_beside_a_value_ignores_the_own_facet_and_minds_the_others():
    filters = chosen(type=["laboratory"], therapy=["gene"])
    assert INDEX.counts("type", filters) == {"laboratory": 1}
    assert INDEX.counts("therapy", filters) == {"car-t": 1, "cell": 1, "gene": 1}


def test_an_unknown_value_selects_nothing():
    assert INDEX.select(chosen(type=["castle"])).total == 0


def test_near_takes_what_lies_within_and_leaves_out_what_has_no_place():
    assert INDEX.page(INDEX.near(BESANCON, 30), 0, 9) == [10]
    assert INDEX.page(INDEX.near(BESANCON, 80), 0, 9) == [10, 20]


def test_pages_follow_the_order_asked_for():
    everything = INDEX.select({})
    assert INDEX.page(everything, 0, 2, "newest", backwards=True) == [20, 30]
    assert INDEX.page(everything, 2, 2, "newest", backwards=True) == [10]


def test_an_empty_index_answers_too():
    empty = FacetIndex([])
    assert empty.select(chosen(type=["x"])).total == 0
    assert empty.page(empty.select({}), 0, 5) == []


rows = st.lists(
    st.tuples(st.frozensets(st.sampled_from("abc")), st.frozensets(st.sampled_from("xyz"))), max_size=40
)


@given(rows, st.frozensets(st.sampled_from("abc")), st.frozensets(st.sampled_from("xyz")))
def test_selection_and_counts_equal_a_plain_loop(values, left, right):
    index = FacetIndex([entry(number, left=one, right=two) for number, (one, two) in enumerate(values)])
    filters = chosen(left=left, right=right)
    passes = [
        number
        for number, (one, two) in enumerate(values)
        if (not left or one & left) and (not right or two & right)
    ]
    selection = index.select(filters)
    assert index.page(selection, 0, 100) == passes
    assert selection.total == len(passes)
    counted = {
        code: n
        for code in "abc"
        if (n := sum(code in one and (not right or bool(two & right)) for one, two in values))
    }
    assert index.counts("left", filters) == counted


@pytest.mark.parametrize("offset", [0, 3, 39, 40])
def test_pages_put_together_are_the_whole(offset):
    index = FacetIndex([entry(number) for number in range(40)])
    assert index.page(index.select({}), offset, 7) == list(range(40))[offset : offset + 7]
