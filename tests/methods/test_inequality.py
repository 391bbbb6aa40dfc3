"""Measures of inequality: published examples, and what must hold for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tongcheng.methods.checks import ArrayError
from tongcheng.methods.inequality import (
    concentration,
    concentration_erreygers,
    gini,
    palma,
    quantiles,
    shortfall,
    theil,
    theil_groups,
    theil_parts,
)
from tongcheng.methods.rates import coverage, per_residents

PLACES = 8
_VALUES = hnp.arrays("float64", PLACES, elements=st.integers(0, 60).map(float))
_PEOPLE = hnp.arrays("float64", PLACES, elements=st.integers(0, 9).map(float))
_RANK = hnp.arrays("float64", PLACES, elements=st.integers(1, 5).map(float))
_some = settings(max_examples=80, deadline=None)

#: Measures of spread by values and weights that do not depend on units or on who is counted first.
_SPREADS: dict[str, Callable[[Any, Any], float]] = {
    "gini": gini,
    "palma": palma,
    "theil": theil,
    "concentration": lambda values, people: concentration(values, values, people),
}


def test_child_deaths_in_india() -> None:
    """World Bank, Quantitative Techniques for Health Equity Analysis, Technical Note 7, table 1."""
    births, deaths = [29939, 28776, 26528, 24689, 19739], [154.7, 152.9, 119.5, 86.9, 54.3]
    assert concentration(deaths, [1, 2, 3, 4, 5], births) == pytest.approx(-0.1694, abs=5e-5)


def test_by_hand() -> None:
    # Gini from its definition: mean of all differences over twice the mean.
    values = np.array([3.0, 0.0, 7.0, 10.0])
    assert gini(values) == pytest.approx(np.abs(values[:, None] - values).mean() / (2 * values.mean()))
    # Forty per cent of ten people are two and a half of the first four; the tenth is half of the last two.
    assert palma([1.0, 3.0, 9.0], [3, 5, 2]) == pytest.approx(9.0 / ((3 * 1 + 1 * 3) / 4))
    # Erreygers: four means over the width of the bounds, times the plain index.
    share = np.array([0.2, 0.4, 0.6, 0.8])
    rank = [1, 2, 3, 4]
    assert concentration_erreygers(share, rank, bounds=(0, 1)) == pytest.approx(4 * 0.5 * concentration(share, rank))
    assert quantiles([4.0, 1.0, 9.0], [0, 0.5, 1], [1, 2, 1]).tolist() == [1.0, 2.5, 9.0]


@_some
@given(
    _VALUES, _PEOPLE, st.sampled_from(sorted(_SPREADS)), st.permutations(range(PLACES)), st.integers(0, PLACES - 1)
)
def test_units_order_and_how_places_are_cut_do_not_matter(
    values: np.ndarray, people: np.ndarray, name: str, order: list[int], cut: int
) -> None:
    spread = _SPREADS[name]
    found = spread(values, people)
    same = pytest.approx(found, nan_ok=True, abs=1e-9, rel=1e-9)
    assert spread(values * 7.25, people) == same
    assert spread(values, people * 3) == same
    assert spread(values[order], people[order]) == same
    # A place with so many residents is the same as each of them a place, or the place cut in two.
    assert spread(np.repeat(values, people.astype(int)), None) == same
    halved = people.copy()
    halved[cut] *= 0.3
    assert spread(np.append(values, values[cut]), np.append(halved, people[cut] * 0.7)) == same


@_some
@given(_VALUES, _PEOPLE, st.sampled_from(["gini", "theil", "palma"]), st.floats(0.01, 1))
def test_giving_from_one_who_has_more_to_one_who_has_less_never_makes_it_worse(
    values: np.ndarray, people: np.ndarray, name: str, part: float
) -> None:
    low, high = int(values.argmin()), int(values.argmax())
    assume(people[low] > 0 and people[high] > 0 and values[high] > values[low])
    gift = part * (values[high] - values[low]) / (1 / people[low] + 1 / people[high])
    after = values.copy()
    after[high] -= gift / people[high]
    after[low] += gift / people[low]
    before_it, after_it = _SPREADS[name](values, people), _SPREADS[name](after, people)
    if name != "palma":
        assert after_it < before_it
    elif not np.isnan(before_it):
        assert after_it <= before_it + 1e-9


@_some
@given(_VALUES, _PEOPLE, _RANK)
def test_bounds_of_every_measure(values: np.ndarray, people: np.ndarray, rank: np.ndarray) -> None:
    assume((people * values).sum() > 0)
    inequality = gini(values, people)
    assert -1e-12 <= inequality < 1
    assert abs(concentration(values, rank, people)) <= inequality + 1e-12
    assert concentration(values, -rank, people) == pytest.approx(-concentration(values, rank, people), abs=1e-12)
    assert 0 <= theil(values, people) <= np.log(people.sum()) + 1e-12
    corrected = concentration_erreygers(values, rank, people, bounds=(0, 60))
    mirrored = concentration_erreygers(60 - values, rank, people, bounds=(0, 60))
    assert mirrored == pytest.approx(-corrected, abs=1e-9)
    assert -1 <= corrected <= 1


@_some
@given(_VALUES, _PEOPLE, hnp.arrays("int64", PLACES, elements=st.integers(0, 4)))
def test_parts_of_theil_add_up(values: np.ndarray, people: np.ndarray, county: np.ndarray) -> None:
    city = county // 2
    assume((people * values).sum() > 0)
    found = theil_parts(values, [city, county], people)
    assert found.total == pytest.approx(theil(values, people), abs=1e-12)
    assert sum(found.parts) == pytest.approx(found.total, abs=1e-9)
    assert min(found.parts) >= 0
    # Between and inside cities from their own definition.
    means = np.array(
        [np.average(values[city == c], weights=people[city == c]) if people[city == c].sum() else 0 for c in range(3)]
    )
    size = np.array([people[city == c].sum() for c in range(3)])
    assert found.parts[0] == pytest.approx(theil(means, size), abs=1e-9)
    groups = theil_groups(values, city, people)
    assert np.nansum(groups.between) == pytest.approx(found.parts[0], abs=1e-9)
    assert np.nansum(groups.within) == pytest.approx(found.total - found.parts[0], abs=1e-9)
    for c in np.flatnonzero(size[: len(groups.within)] * means[: len(groups.within)] > 0):
        share = size[c] * means[c] / (values @ people)
        assert groups.within[c] == pytest.approx(share * theil(values[city == c], people[city == c]), abs=1e-9)


@_some
@given(_VALUES, _PEOPLE, st.floats(1, 60))
def test_shortfall_counts_and_deepens(values: np.ndarray, people: np.ndarray, line: float) -> None:
    assume(people.sum() > 0)
    share, depth, squared = shortfall(values, line, people)
    assert share == pytest.approx(people[values < line].sum() / people.sum())
    assert 0 <= squared <= depth <= share <= 1
    assert (shortfall(values + 1, line, people) <= [share, depth, squared]).all()
    # Groups add up by residents, which is what makes it fit for a table by county.
    half = np.arange(PLACES) < PLACES // 2
    parts = [
        shortfall(values[part], line, people[part]) * people[part].sum()
        for part in (half, ~half)
        if people[part].sum()
    ]
    assert np.allclose(np.sum(parts, axis=0) / people.sum(), [share, depth, squared])


def test_whole_places_by_marks_of_a_larger_population() -> None:
    assert palma([2.0, 6.0, 9.0], [5, 5, 5], [10, 20, 30], marks=(10, 25)) == 4.5
    assert np.isnan(palma([2.0, 6.0], [5, 5], [10, 20], marks=(10, 25)))


def test_nobody_nothing_and_one_place() -> None:
    for spread in _SPREADS.values():
        assert np.isnan(spread([], []))
        assert np.isnan(spread([3.0, 4.0], [0, 0]))
        assert np.isnan(spread([0.0, 0.0], [5, 5]))
    assert gini([3.0], [9]) == pytest.approx(0)
    assert theil([3.0], [9]) == 0
    assert palma([3.0], [9]) == 1
    assert np.isnan(theil_parts([0.0, 0.0], [[0, 1]], [5, 5]).parts).all()
    assert np.isnan(theil_groups([1.0], [1], [5]).between[0])
    assert np.isnan(shortfall([], 1.0)).all()
    assert shortfall([0.0], 1.0).tolist() == [1, 1, 1]
    assert np.isnan(coverage([5.0], 15, [0]))
    assert concentration_erreygers([0.0, 0.0], [1, 2], bounds=(0, 1)) == 0


def test_a_place_without_residents_may_be_unknown() -> None:
    assert gini([1.0, np.nan, 3.0], [2, 0, 2]) == gini([1.0, 3.0], [2, 2])
    assert concentration([1.0, 5.0], [1.0, np.nan], [2, 0]) == pytest.approx(0)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: gini([1.0, np.nan]), "values[1] must be a number of 0 or more, found nan"),
        (lambda: gini([1.0, -2.0]), "values[1] must be a number of 0 or more, found -2"),
        (lambda: gini([1.0, 2.0], [1.0]), "weights must be an array of shape (2,), found (1,)"),
        (lambda: gini([[1.0]]), "values must be an array of shape (any,), found (1, 1)"),
        (lambda: theil([1.0], [np.inf]), "weights[0] must be a number of 0 or more, found inf"),
        (lambda: concentration([1.0], [np.nan]), "rank_by[0] must be a known number, found nan"),
        (
            lambda: concentration_erreygers([0.5, 2.0], [1, 2], bounds=(0, 1)),
            "values[1] must be within 0 to 1, found 2",
        ),
        (lambda: concentration_erreygers([0.5], [1], bounds=(1, 1)), "bounds[1] must be above the one before it, 1"),
        (lambda: shortfall([1.0], 0.0), "line must be a number above 0, found 0"),
        (lambda: quantiles([1.0], [1.5]), "probabilities[0] must be a number from 0 to 1, found 1.5"),
        (lambda: theil_parts([1.0, 2.0], [[0, 1], [3, 3]]), "groups[1][1] must be in one wider group"),
        (lambda: theil_parts([1.0, 2.0], [[0, -1]]), "groups[0][1] must be an index that exists"),
        (lambda: per_residents([1.0], [-1.0]), "residents[0] must be a number of 0 or more"),
        (lambda: coverage([-1.0], 15, [5]), "minutes[0] must be a number of 0 or more"),
    ],
)
def test_bad_input_is_named_with_its_index(call: Callable[[], object], said: str) -> None:
    with pytest.raises(ArrayError) as caught:
        call()
    assert said in str(caught.value)
