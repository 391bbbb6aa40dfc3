"""Cumulative opportunities."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tongcheng.methods.access import cumulative

_MINUTES = hnp.arrays("float32", (4, 6), elements=st.floats(0, 120, width=32) | st.just(float("nan")))
_AMOUNTS = hnp.arrays("float64", (6, 2), elements=st.integers(0, 1000).map(float))


def test_counts_what_lies_within_the_threshold_inclusive() -> None:
    minutes = np.array([[0.0, 30.0, 30.1, np.nan]], dtype="float32")
    assert cumulative(minutes, np.array([[1.0], [10.0], [100.0], [1000.0]]), threshold=30).tolist() == [[11.0]]


@given(_MINUTES, _AMOUNTS, st.floats(0, 120))
def test_equals_the_obvious_loop_and_never_exceeds_the_supply(
    minutes: np.ndarray, amounts: np.ndarray, threshold: float
) -> None:
    found = cumulative(minutes, amounts, threshold=threshold)
    slow = [
        [sum(a for t, a in zip(row, kind, strict=True) if t <= threshold) for kind in amounts.T] for row in minutes
    ]
    assert np.array_equal(found, slow)
    assert (found <= amounts.sum(axis=0)).all()
