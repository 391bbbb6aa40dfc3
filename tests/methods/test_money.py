"""Money over time against closed forms made by another program, and what must hold of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tongcheng.methods.checks import ArrayError
from tongcheng.methods.money import (
    annuity_factor,
    benefit_cost_ratio,
    discount_factors,
    irr,
    npv,
    rule_of_half,
)

KNOWN = json.loads((Path(__file__).parent / "data/finance/reference.json").read_text(encoding="utf-8"))
FLOWS = np.r_[-1000.0, np.full(25, 1000.0 * KNOWN["annuity_factor_r8_n25"])]

rates = st.floats(-0.2, 0.5)
flows = arrays(np.float64, st.integers(1, 40), elements=st.floats(-1e3, 1e3, width=32))


def test_the_reference() -> None:
    assert annuity_factor(0.08, 25) == pytest.approx(KNOWN["annuity_factor_r8_n25"], rel=1e-14)
    assert annuity_factor(0.0, 20) == KNOWN["annuity_r0_n20"]
    assert annuity_factor(0.07, np.inf) == 0.07
    assert npv(FLOWS, 0.08) == pytest.approx(KNOWN["npv_at_8"], abs=1e-9)
    assert npv(FLOWS, 0.05) == pytest.approx(KNOWN["npv_at_5"], rel=1e-12)
    assert npv(FLOWS, 0.035) == pytest.approx(KNOWN["npv_at_3_5"], rel=1e-12)
    assert irr(FLOWS) == pytest.approx(KNOWN["irr"], abs=1e-12)
    costs = np.r_[1000.0, np.zeros(25)]
    assert benefit_cost_ratio(np.maximum(FLOWS, 0), costs, 0.05) == pytest.approx(KNOWN["bcr_at_5"], rel=1e-12)
    half = KNOWN["rule_of_half"]
    assert rule_of_half(half["q0"], half["q1"], half["c0"], half["c1"]) == half["gain"]


@settings(deadline=None, max_examples=60)
@given(flows, rates, st.integers(-5, 5))
def test_present_value_year_by_year(amounts: np.ndarray, rate: float, first: int) -> None:
    slow = sum(float(amount) / (1 + rate) ** (first + place) for place, amount in enumerate(amounts))
    assert npv(amounts, rate, first=first) == pytest.approx(slow, rel=1e-9, abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(st.floats(0, 0.5), st.integers(1, 80))
def test_an_annuity_is_worth_one(rate: float, years: int) -> None:
    assert annuity_factor(rate, years) * discount_factors(rate, years, first=1).sum() == pytest.approx(1, rel=1e-7)


@settings(deadline=None, max_examples=40)
@given(st.floats(10, 1e3), arrays(np.float64, st.integers(2, 20), elements=st.floats(1, 100, width=32)))
def test_nothing_is_worth_at_the_internal_rate(spent: float, back: np.ndarray) -> None:
    rate = irr(np.r_[-spent, back])
    if np.isfinite(rate):
        assert npv(np.r_[-spent, back], rate) == pytest.approx(0, abs=1e-6 * spent)
    else:  # outside of what is sought
        assert back.sum() < 0.02 * spent or back[0] > 10 * spent


def test_a_rate_that_is_not_one_is_none() -> None:
    assert np.isnan(irr([-100.0, 230.0, -132.0]))  # 10 % and 20 %
    assert np.isnan(irr([1.0, 2.0]))
    assert np.isnan(irr([-1.0, -2.0]))


@settings(deadline=None, max_examples=40)
@given(*(st.floats(0, 1e3) for _ in range(4)))
def test_there_and_back_gains_nothing(one: float, two: float, dear: float, cheap: float) -> None:
    assert rule_of_half(one, two, dear, cheap) == pytest.approx(-rule_of_half(two, one, cheap, dear))


def test_projects_side_by_side() -> None:
    table = np.array([[-10.0, 11.0], [-10.0, 12.1]])
    assert npv(table, 0.1).tolist() == pytest.approx([0, 1])
    assert np.isnan(benefit_cost_ratio(table, np.zeros((2, 2)), 0.1)).all()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: npv([1.0, np.nan], 0.08), r"flows\[1\]"),
        (lambda: npv([1.0], -1.0), "rate must be within"),
        (lambda: annuity_factor(0.08, 0), "years"),
        (lambda: annuity_factor(-0.1, 5), "rate"),
        (lambda: rule_of_half([1, -1], [1, 1], [1, 1], [1, 1]), r"trips_before\[1\]"),
    ],
)
def test_bad_input_is_named(call, said: str) -> None:
    with pytest.raises(ArrayError, match=said):
        call()
