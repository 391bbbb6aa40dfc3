"""Border states keep the order apart ≤ today ≤ together, and today is exactly what the table says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny import tiny_region
from tongcheng.errors import InputError
from tongcheng.language import same
from tongcheng.region import Region
from tongcheng.region.borders import among, apart, parse_state, penalties, today, together, weights

CODES = ["A", "B", "C", "D", "E"]


@st.composite
def circles(draw: st.DrawFn) -> tuple[Region, dict[tuple[str, str], tuple[float, float]]]:
    """A circle of 1–5 cities with one openness per pair, in either order, rows shuffled."""
    codes = CODES[: draw(st.integers(1, 5))]
    pairs = [(a, b) for i, a in enumerate(codes) for b in codes[i + 1 :]]
    said = {pair: (draw(st.floats(0, 1)), draw(st.floats(0, 90))) for pair in pairs}
    rows = []
    for a, b in draw(st.permutations(pairs)):
        first, second = (b, a) if draw(st.booleans()) else (a, b)
        openness, penalty = said[a, b]
        rows.append({"city_a": first, "city_b": second, "openness": openness, "penalty_min": penalty})
    return with_borders(codes, rows), said


def with_borders(codes: list[str], rows: list[dict[str, object]]) -> Region:
    cities = pd.DataFrame([{"city": code, "name": code, "basis": "synthetic", "source": "tiny"} for code in codes])
    borders = pd.DataFrame([{"basis": "synthetic", "source": "tiny", "sector": "all", **row} for row in rows])
    return Region("drawn", same("drawn"), True).with_tables({"cities": cities, "borders": borders})


@settings(max_examples=60, deadline=None)
@given(circles())
def test_openness_never_falls_from_apart_over_today_to_together(made):
    region, said = made
    low, middle, high = apart(region), today(region, "transport"), together(region)
    assert (low.openness <= middle.openness).all()
    assert (middle.openness <= high.openness).all()
    assert (np.diag(low.openness) == 1).all()
    for (a, b), (openness, penalty) in said.items():
        i, j = middle.cities.index(a), middle.cities.index(b)
        assert middle.openness[i, j] == middle.openness[j, i] == openness
        assert middle.penalty_min[i, j] == middle.penalty_min[j, i] == penalty


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.data())
def test_coalitions_lie_between_apart_and_together(size, data):
    codes = [f"c{number}" for number in range(size)]
    small = data.draw(st.sets(st.sampled_from(codes), min_size=1))
    large = small | data.draw(st.sets(st.sampled_from(codes)))
    assert (among(codes, codes).openness == together(codes).openness).all()
    assert (among(codes, [codes[-1]]).openness == apart(codes).openness).all()
    assert (among(codes, small).openness <= among(codes, large).openness).all()
    # Two members see each other fully, nobody else sees anybody.
    inside = np.array([code in small for code in codes])
    expected = np.outer(inside, inside) | np.eye(size, dtype=bool)
    assert (among(codes, small).openness == expected).all()


def test_a_row_of_the_sector_beats_the_row_of_all_sectors(tiny):
    assert today(tiny, "services").openness.tolist() == [[1, 0.5], [0.5, 1]]
    assert today(tiny, "services").penalty_min.tolist() == [[0, 5], [5, 0]]
    assert today(tiny, "health").openness.tolist() == [[1, 0.2], [0.2, 1]]
    reversed_rows = tiny["borders"].iloc[::-1]
    assert today(tiny.with_tables({"borders": reversed_rows}), "services").openness[0, 1] == 0.5


def test_a_range_is_kept_and_ends_fill_with_the_value():
    rows = [
        {"city_a": "A", "city_b": "B", "openness": 0.3, "openness_low": 0.1, "openness_high": 0.6},
        {"city_a": "B", "city_b": "C", "openness": 0.4},
        {"city_a": "C", "city_b": "A", "openness": 0.5},
    ]
    state = today(with_borders(["A", "B", "C"], rows), "all")
    assert state.low is not None
    assert state.high is not None
    assert (state.low[0, 1], state.high[1, 0]) == (0.1, 0.6)
    assert (state.low[1, 2], state.high[1, 2], state.low[2, 2]) == (0.4, 0.4, 1.0)
    assert today(tiny_region(), "all").low is None


def test_every_missing_pair_is_named_at_once():
    region = with_borders(["A", "B", "C"], [{"city_a": "A", "city_b": "B", "openness": 0.3, "sector": "health"}])
    with pytest.raises(InputError) as caught:
        today(region, "services")
    said = [problem.expected.en for problem in caught.value.problems]
    assert [word for word in ("A and B", "A and C", "B and C") if any(word in text for text in said)] == [
        "A and B", "A and C", "B and C"]  # fmt: skip
    # apart, together and coalitions need no table.
    assert together(region).openness.sum() == 9


def test_a_pair_given_both_ways_and_a_city_with_itself_are_refused_by_row():
    rows = [
        {"city_a": "A", "city_b": "B", "openness": 0.3},
        {"city_a": "B", "city_b": "A", "openness": 0.4},
        {"city_a": "B", "city_b": "B", "openness": 1.0},
        {"city_a": "B", "city_b": "Z", "openness": 1.0},
    ]
    with pytest.raises(InputError) as caught:
        today(with_borders(["A", "B"], rows), "all")
    found = {(problem.code, problem.row) for problem in caught.value.problems}
    assert {("border_twice", 3), ("border_with_itself", 4), ("unknown_city", 5)} <= found


def test_open_to_widens_today_and_nothing_else(tiny):
    origins = apart(tiny).index(["A", "B"])
    places = tiny["facilities"]
    homes = apart(tiny).index(places["city"])  # hA A, hB B, sA A, sB B
    open_to = places["open_to"]  # only sB: A
    assert weights(today(tiny, "services"), origins, homes, open_to).tolist() == [[1, 0.5, 1, 1], [0.5, 1, 0.5, 1]]
    for state in (apart(tiny), together(tiny), among(tiny, ["A"]), among(tiny, ["A", "B"])):
        assert (weights(state, origins, homes, open_to) == weights(state, origins, homes)).all()
    everyone = ["all", "all", "B", None]
    assert weights(today(tiny, "all"), origins, homes, everyone).tolist() == [[1, 1, 1, 0.2], [1, 1, 1, 1]]
    assert penalties(today(tiny, "all"), origins, homes).tolist() == [[0, 10, 0, 10], [10, 0, 10, 0]]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([None, "A", "B", "A;B", "all"]), min_size=4, max_size=4))
def test_open_to_never_narrows(cells):
    tiny = tiny_region()
    state = today(tiny, "all")
    origins, homes = np.array([0, 1]), np.array([0, 1, 0, 1])
    widened = weights(state, origins, homes, cells)
    assert (widened >= weights(state, origins, homes)).all()
    assert (widened <= 1).all()


def test_an_unknown_city_in_open_to_is_named_by_row(tiny):
    with pytest.raises(InputError, match=r"row 3|第 3 行"):
        weights(today(tiny, "all"), np.array([0]), np.array([0, 1]), ["A", "Q"])


@pytest.mark.parametrize("text", ["", "closed", "among:", "among:A+Q", "today+"])
def test_a_wrong_name_of_a_state_is_refused(tiny, text):
    with pytest.raises(InputError):
        parse_state(text, tiny)


def test_names_of_states_are_the_same_however_they_are_written(tiny):
    assert parse_state("among: B + A", tiny).name == parse_state("among:A+B", tiny).name == "among:A+B"
    assert [parse_state(text, tiny).name for text in ("apart", "today", "together")] == ["apart", "today", "together"]


def test_a_state_cannot_be_changed_by_accident(tiny):
    numbers = np.eye(2)
    state = apart(tiny)
    with pytest.raises(ValueError, match="read-only"):
        state.openness[0, 1] = 1
    type(state)("apart", ("A", "B"), numbers, numbers)
    numbers[0, 1] = 1  # the array that was handed in stays the caller's own
