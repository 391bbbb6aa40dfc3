"""Decays as values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tongcheng.methods import decays
from tongcheng.methods.checks import ArrayError

_ALL = [
    decays.step(30),
    decays.step(0),
    decays.steps([10, 20, 30], [1, 0.68, 0.22]),
    decays.linear(30),
    decays.exponential(0.1, cutoff_min=30),
    decays.exponential(0.1),
    decays.gaussian(10, cutoff_min=30),
    decays.gaussian_to_zero(30),
    decays.inverse_power(1.5),
    decays.logistic(20, 2, cutoff_min=30),
    decays.logistic(20, 1e-3),
]


@pytest.mark.parametrize("decay", _ALL, ids=repr)
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_one_at_the_door_then_never_rising_nor_negative(decay: decays.Decay, precision: str) -> None:
    minutes = np.concatenate([np.linspace(0, 60, 601), [1e6]]).astype(precision)
    before = minutes.copy()
    weights = decay(minutes)
    assert weights.dtype == np.float64
    assert weights[0] == 1
    assert (np.diff(weights) <= 0).all()
    assert (weights >= 0).all()
    if np.isfinite(getattr(decay, "cutoff_min", np.inf)):
        assert (weights[minutes > 30] == 0).all()
    assert np.array_equal(minutes, before)
    assert decay(np.empty((0, 3))).shape == (0, 3)


def test_values_of_other_programs_and_by_hand() -> None:
    """The tests of the R package accessibility have these; the last two are from the formulas."""
    assert decays.logistic(20, 2)(np.array([0.0, 20.0])) == pytest.approx([1, 0.5])
    assert decays.logistic(30, 10)(np.array([0.0, 30.0])) == pytest.approx([1, 0.502], abs=5e-4)
    assert decays.inverse_power(0.5)(np.array([0, 0.5, 1, 16, 64])).tolist() == [1, 1, 1, 0.25, 0.125]
    assert decays.linear(30)(np.array([10.0, 60.0])).round(4).tolist() == [0.6667, 0]
    assert decays.gaussian(10)(np.array([20.0])) == pytest.approx(np.exp(-2))
    middle = (np.exp(-0.125) - np.exp(-0.5)) / (1 - np.exp(-0.5))
    assert decays.gaussian_to_zero(60)(np.array([0.0, 30.0, 60.0])) == pytest.approx([1, middle, 0])


def test_marks_are_inclusive_in_either_precision() -> None:
    for decay in (decays.step(30.1), decays.steps([30.1, 60], [1, 0.5]), decays.gaussian(10, cutoff_min=30.1)):
        for precision in ("float32", "float64"):
            assert decay(np.array([30.1], dtype=precision))[0] > 0
    assert decays.steps([10, 20], [1, 0.5])(np.array([10.0, 10.1, 20.0, 20.1])).tolist() == [1, 0.5, 0.5, 0]


def test_equal_values_are_equal_and_say_what_they_are() -> None:
    assert decays.step(30) == decays.steps([30], [1.0])
    assert len({decays.gaussian(10), decays.gaussian(10.0), decays.gaussian(11)}) == 2
    assert repr(decays.exponential(0.1, cutoff_min=45)) == "Exponential(rate=0.1, cutoff_min=45.0)"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: decays.step(-1), "upper_min[0] must be a number of 0 or more, found -1"),
        (lambda: decays.step(float("nan")), "upper_min[0] must be"),
        (lambda: decays.steps([], []), "upper_min must be an array of shape (1 or more,)"),
        (lambda: decays.steps([10, 20], [1.0]), "weights must be an array of shape (2,), found (1,)"),
        (lambda: decays.steps([20, 10], [1, 0.5]), "upper_min[1] must be above the one before it, 20, found 10"),
        (lambda: decays.steps([10, 20], [0.5, 1]), "weights[1] must be at most the one before it, 0.5, found 1"),
        (lambda: decays.steps([10], [1.5]), "weights[0] must be a number from 0 to 1, found 1.5"),
        (lambda: decays.gaussian(0), "sd_min must be a number above 0, found 0"),
        (lambda: decays.exponential(0.1, cutoff_min=0), "cutoff_min must be a number above 0, found 0"),
        (lambda: decays.logistic(20, float("inf")), "sd_min must be a number above 0, found inf"),
    ],
)
def test_impossible_decays_are_refused(make: Callable[[], object], said: str) -> None:
    with pytest.raises(ArrayError) as caught:
        make()
    assert said in str(caught.value)
