"""What must hold for every measure of access, whatever the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.sparse import csr_array

from tongcheng.methods import decays
from tongcheng.methods.access import (
    RULES,
    Borders,
    add_up_flows,
    available,
    balanced,
    catchments,
    cumulative,
    gravity,
    join_blocks,
    nearest,
    three_step,
    two_step,
    weigh,
)
from tongcheng.methods.checks import ArrayError

ZONES, PLACES, CITIES = 5, 4, 3

_MINUTES = hnp.arrays("float64", (ZONES, PLACES), elements=st.sampled_from([0.0, 4.0, 11.5, 30.0, 47.0, np.nan]))
_SUPPLY = hnp.arrays("float64", PLACES, elements=st.integers(0, 50).map(float))
_DEMAND = hnp.arrays("float64", ZONES, elements=st.integers(0, 900).map(float))
_DECAYS = st.sampled_from(
    [
        decays.step(30),
        decays.steps([10, 20, 45], [1, 0.68, 0.22]),
        decays.linear(60),
        decays.exponential(0.08),
        decays.gaussian(15, cutoff_min=45),
        decays.gaussian_to_zero(40),
        decays.inverse_power(1.2),
        decays.logistic(25, 8),
    ]
)
_CITY = hnp.arrays("int64", ZONES, elements=st.integers(0, CITIES - 1))
_PLACE_CITY = hnp.arrays("int64", PLACES, elements=st.integers(0, CITIES - 1))
_OPENNESS = hnp.arrays("float64", (CITIES, CITIES), elements=st.sampled_from([0.0, 0.25, 1.0]))
_PENALTY = hnp.arrays("float64", (CITIES, CITIES), elements=st.sampled_from([0.0, 5.0, 20.0]))

_some = settings(max_examples=40, deadline=None)


def _borders(city: np.ndarray, place_city: np.ndarray, openness: np.ndarray, penalty: np.ndarray) -> Borders:
    openness, penalty = openness.copy(), penalty.copy()
    np.fill_diagonal(openness, 1.0)
    np.fill_diagonal(penalty, 0.0)
    return Borders.between(city, place_city, openness, penalty)


def _sparse(minutes: np.ndarray) -> Any:
    return join_blocks([minutes[:2], minutes[2:]])


@_some
@given(_MINUTES, _SUPPLY, _DEMAND, _DECAYS, _CITY, _PLACE_CITY, _OPENNESS, _PENALTY)
def test_dense_sparse_and_a_plain_loop_agree(
    minutes: np.ndarray,
    supply: np.ndarray,
    demand: np.ndarray,
    decay: decays.Decay,
    city: np.ndarray,
    place_city: np.ndarray,
    openness: np.ndarray,
    penalty: np.ndarray,
) -> None:
    borders = _borders(city, place_city, openness, penalty)
    weights = np.zeros((ZONES, PLACES))
    late = np.full((ZONES, PLACES), np.nan)
    for i in range(ZONES):
        for j in range(PLACES):
            share = borders.openness[city[i], j]
            if not np.isnan(minutes[i, j]):
                here = minutes[i, j] + borders.penalty_min[city[i], j]
                weights[i, j] = share * float(decay(np.array([here]))[0])
                late[i, j] = here if share > 0 else np.nan
    claimed = [sum(demand[i] * weights[i, j] for i in range(ZONES)) for j in range(PLACES)]
    expected = [
        sum(supply[j] / claimed[j] * weights[i, j] for j in range(PLACES) if claimed[j] > 0) for i in range(ZONES)
    ]
    for times in (minutes, _sparse(minutes)):
        dense = weigh(times, decay, borders)
        assert np.allclose(dense if isinstance(dense, np.ndarray) else dense.toarray(), weights, atol=1e-12)
        assert np.allclose(gravity(times, supply, decay=decay, borders=borders), weights @ supply)
        turned = gravity(times, demand=demand, decay=decay, borders=borders, active="facilities")
        assert np.allclose(turned, weights.T @ demand)
        found = two_step(times, supply, demand, decay=decay, borders=borders)
        told = ~np.isnan(found)
        assert np.allclose(found[told], np.array(expected)[told])
        there = [[late[i, j] for j in range(PLACES) if supply[j] > 0 and late[i, j] >= 0] for i in range(ZONES)]
        least = np.array([min(row) if row else np.nan for row in there])
        assert np.allclose(nearest(times, supply, borders=borders), least, equal_nan=True)
        second = np.array([sorted(row)[1] if len(row) > 1 else np.nan for row in there])
        assert np.allclose(nearest(times, supply, borders=borders, rank=2), second, equal_nan=True)


@_some
@given(_MINUTES, _SUPPLY, _DEMAND, _DECAYS, st.sampled_from(RULES), st.sampled_from(["residents", "facilities"]))
def test_supply_is_shared_out_once(
    minutes: np.ndarray, supply: np.ndarray, demand: np.ndarray, decay: decays.Decay, rule: str, active: str
) -> None:
    found = catchments(minutes, supply, demand, decay=decay, rule=rule, active=active)
    there = supply if active == "residents" else demand
    wanted = demand if active == "residents" else supply
    assert np.allclose(found.served().sum(axis=0), np.where(found.used, there, 0.0))
    assert np.allclose(found.claims().sum(axis=0), found.claimed)
    if rule in {"two_step", "three_step"}:
        assert np.isclose(np.nansum(found.access * wanted), there[found.used].sum())
        assert np.allclose(found.served().sum(axis=1), np.nan_to_num(found.access) * wanted)
    if rule == "available":
        assert np.isclose(found.access.sum(), there[found.used].sum())
    # Only a place that nobody lives near has no answer.
    assert not (np.isnan(found.access) & (wanted > 0)).any()


@_some
@given(_MINUTES, _SUPPLY, _DEMAND, _DECAYS)
def test_what_the_papers_promise(
    minutes: np.ndarray, supply: np.ndarray, demand: np.ndarray, decay: decays.Decay
) -> None:
    weights = weigh(minutes, decay)
    # Soukhov et al. 2023: per resident, spatial availability is the two-step catchment.
    per_head = two_step(minutes, supply, demand, decay=decay)
    assert np.allclose(available(minutes, supply, demand, decay=decay), np.nan_to_num(per_head) * demand)
    # Paez et al. 2019: everybody is counted once; levels of service add up to access.
    even = catchments(minutes, supply, demand, decay=decay, rule="balanced")
    assert np.isclose(even.claimed.sum(), demand[weights.sum(axis=1) > 0].sum())
    if not np.isnan(even.access).any():
        service = supply[even.used] / even.claimed[even.used]
        assert np.isclose(even.access.sum(), service.sum())
        assert np.allclose(balanced(minutes, supply, demand, decay=decay), even.access)
    # Wan et al. 2012: with a choice of one there is no third step to take.
    alone = minutes[:, :1]
    near = weigh(alone, decay)[:, 0] > 0
    three = catchments(alone, supply[:1], demand, decay=decay, rule="three_step")
    assert np.allclose(three.claimed, (weigh(alone, decay)[:, 0] * demand * near).sum())


@_some
@given(_MINUTES, _SUPPLY, _DEMAND, _DECAYS, _CITY, _PLACE_CITY, _OPENNESS, _PENALTY, _OPENNESS)
def test_opening_never_takes_uncongested_access_away(
    minutes: np.ndarray,
    supply: np.ndarray,
    demand: np.ndarray,
    decay: decays.Decay,
    city: np.ndarray,
    place_city: np.ndarray,
    openness: np.ndarray,
    penalty: np.ndarray,
    opened: np.ndarray,
) -> None:
    before = _borders(city, place_city, openness, penalty)
    after = _borders(city, place_city, np.maximum(openness, opened), penalty / 2)
    for active, amounts in (("residents", (supply, None)), ("facilities", (None, demand))):
        sums = [gravity(minutes, *amounts, decay=decay, borders=state, active=active) for state in (before, after)]
        assert (sums[1] >= sums[0] - 1e-9).all()
        counts = [
            cumulative(minutes, *amounts, threshold=30, borders=state, active=active) for state in (before, after)
        ]
        assert (counts[1] >= counts[0]).all()
        near = [nearest(minutes, *amounts, borders=state, active=active) for state in (before, after)]
        assert (near[1][~np.isnan(near[0])] <= near[0][~np.isnan(near[0])]).all()


def test_opening_can_crowd_somebody_out() -> None:
    minutes, supply, demand = np.array([[5.0], [10.0]]), [20.0], [1000.0, 3000.0]
    closed = Borders.between([0, 1], [0], np.eye(2))
    apart = two_step(minutes, supply, demand, decay=decays.step(30), borders=closed)
    together = two_step(minutes, supply, demand, decay=decays.step(30))
    assert apart.tolist() == [0.02, 0.0]
    assert together.tolist() == [0.005, 0.005]


def test_sides_are_each_others_mirror() -> None:
    minutes = np.array([[5.0, np.nan, 20.0], [0.0, 30.0, np.nan]])
    supply, demand = np.array([4.0, 6.0, 1.0]), np.array([100.0, 50.0])
    for measure in (two_step, three_step, balanced, available):
        there = measure(minutes, supply, demand, decay=decays.linear(40), active="facilities")
        back = measure(minutes.T, demand, supply, decay=decays.linear(40))
        assert np.array_equal(there, back)


def test_open_to_lets_residents_of_a_city_in() -> None:
    borders = Borders.between([0, 1], [0, 0], np.eye(2), opened=[[False, False], [False, True]])
    assert borders.openness.tolist() == [[1.0, 1.0], [0.0, 1.0]]
    assert cumulative(np.zeros((2, 2)), [3.0, 4.0], threshold=0, borders=borders).tolist() == [7.0, 4.0]
    assert borders.rows(slice(1, 2)).city.tolist() == [1]


def test_blocks_are_joined_in_eight_bytes_a_pair() -> None:
    times = join_blocks([np.array([[0.0, np.nan, 50.0]]), np.array([[61.0, 7.5, np.nan]])], cutoff_min=60)
    assert times.toarray().tolist() == [[0.0, 0.0, 50.0], [0.0, 7.5, 0.0]]
    assert times.nnz == 3
    assert (times.data.dtype, times.indices.dtype, times.indptr.dtype) == ("float32", "int32", "int32")


def test_flows_add_up_by_place() -> None:
    minutes = np.array([[5.0, 20.0], [np.nan, 0.0], [10.0, 10.0]])
    served = catchments(minutes, [30.0, 60.0], [100.0, 50.0, 100.0], decay=decays.step(30)).served()
    by_city = add_up_flows(served, [0, 1, 1], [0, 1])
    assert np.allclose(by_city, [[15.0, 24.0], [15.0, 36.0]])
    assert add_up_flows(served, [0, 1, 1], [0, 1], shape=(3, 2)).tolist()[2] == [0.0, 0.0]
    with pytest.raises(ArrayError, match=r"facilities\[1\] must be an index that exists \(0 to 0\), found 1"):
        add_up_flows(served, [0, 1, 1], [0, 1], shape=(3, 1))


def test_inputs_stay_as_they_are() -> None:
    minutes = np.array([[5.0, np.nan], [0.0, 30.0]])
    times = csr_array(([3.0, 0.0, 9.0], [1, 0, 1], [0, 1, 3]), shape=(2, 2))
    supply, demand = np.array([4.0, 0.0]), np.array([100.0, 0.0])
    copies = minutes.copy(), times.data.copy(), supply.copy(), demand.copy()
    borders = Borders.between([0, 1], [0, 1], np.eye(2))
    for form in (minutes, times):
        nearest(form, supply, borders=borders)
        for rule in RULES:
            catchments(form, supply, demand, decay=decays.gaussian(10), borders=borders, rule=rule)
    for before, after in zip(copies, (minutes, times.data, supply, demand), strict=True):
        assert np.array_equal(before, after, equal_nan=True)


def test_nothing_and_nobody_are_told_apart() -> None:
    """A facility nobody reaches, a zone that reaches nothing, nobody anywhere, one zone alone."""
    minutes = np.array([[5.0, np.nan], [np.nan, np.nan]])
    found = catchments(minutes, [10.0, 20.0], [100.0, 50.0], decay=decays.step(30))
    assert found.access.tolist() == [0.1, 0.0]
    assert found.crowding.tolist() == [10.0, 0.0]
    assert found.used.tolist() == [True, False]
    assert np.isnan(nearest(minutes, [10.0, 20.0])[1])

    empty = catchments(minutes, [10.0, 20.0], [0.0, 0.0], decay=decays.step(30))
    assert np.isnan(empty.access[0])
    assert empty.access[1] == 0.0
    assert empty.served().sum() == 0.0
    assert available(minutes, [10.0, 20.0], [0.0, 0.0], decay=decays.step(30)).tolist() == [0.0, 0.0]

    bare = catchments(minutes, [0.0, 0.0], [100.0, 50.0], decay=decays.step(30))
    assert bare.access.tolist() == [0.0, 0.0]
    assert np.isnan(bare.crowding).all()

    alone = catchments(np.array([[0.0]]), [3.0], [60.0], decay=decays.gaussian(5))
    assert alone.access.tolist() == [0.05]
    none = catchments(np.empty((2, 0)), [], [1.0, 2.0], decay=decays.step(30))
    assert none.access.tolist() == [0.0, 0.0]
    assert np.isnan(nearest(np.empty((2, 0)), [])).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"supply": [1.0, -2.0]}, "supply[1] must be a number of 0 or more, found -2"),
        ({"demand": [1.0, float("nan")]}, "demand[1] must be a number of 0 or more, found nan"),
        ({"supply": [1.0, 2.0, 3.0]}, "supply must be an array of shape (2,), found (3,)"),
        ({"active": "both"}, "active must be one of residents, facilities, found 'both'"),
        ({"rule": "4SFCA"}, "rule must be one of two_step"),
        ({"times": np.array([[1.0, -1.0], [0.0, 0.0]])}, "times[0, 1] must be 0 minutes or more, found -1"),
        ({"times": np.zeros(2)}, "times must be an array of shape (zones, places), found (2,)"),
        ({"times": csr_array(([1.0, 2.0], [1, 1], [0, 2, 2]), shape=(2, 2))}, "times[0, 1] must be stored once"),
        ({"decay": lambda minutes: -minutes}, "decay must be a function to 0 or more"),
        ({"decay": lambda minutes: minutes.sum()}, "decay must be a function to shape"),
        (
            {"borders": Borders(np.array([0, 3]), np.ones((2, 2)), np.zeros((2, 2)))},
            "borders.city[1] must be an index",
        ),
    ],
)
def test_bad_input_is_named_with_its_index(change: dict[str, Any], said: str) -> None:
    good: dict[str, Any] = {
        "times": np.array([[1.0, 5.0], [np.nan, 2.0]]),
        "supply": [1.0, 2.0],
        "demand": [5.0, 6.0],
        "decay": decays.step(30),
    }
    arguments = good | change
    with pytest.raises(ArrayError) as caught:
        catchments(arguments.pop("times"), arguments.pop("supply"), arguments.pop("demand"), **arguments)
    assert said in str(caught.value)


def test_all_faults_come_together() -> None:
    with pytest.raises(ArrayError) as caught:
        catchments(np.zeros((2, 2)), [-1.0, -2.0], [np.nan, 1.0], decay=decays.step(30), rule="x")
    assert [(fault.argument, fault.index) for fault in caught.value.faults] == [
        ("rule", ()),
        ("supply", (0,)),
        ("supply", (1,)),
        ("demand", (0,)),
    ]
