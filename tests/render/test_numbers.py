from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongcheng.render.numbers import (
    MISSING,
    cell,
    compact,
    decimals_for,
    is_missing,
    money,
    number,
    percent,
    period,
    persons,
    ranged,
    span,
)


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (0, 0, "0"),
        (-0.004, 2, "0.00"),
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (-2.5, 0, "−3"),
        (1234567.891, 1, "1,234,567.9"),
        (999.995, 2, "1,000.00"),
        (1e21, 0, "1,000,000,000,000,000,000,000"),
        (float("inf"), 1, MISSING),
        (None, 1, MISSING),
        (np.float64(3.14159), 3, "3.142"),
        (np.int64(12345), 0, "12,345"),
    ],
)
def test_numbers_are_written_as_an_office_writes_them(value, decimals, words):
    assert number(value, decimals=decimals) == words


@settings(max_examples=200, deadline=None)
@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_a_written_number_is_the_nearest_one(value, decimals):
    back = Decimal(number(value, decimals=decimals).replace(",", "").replace("−", "-"))
    assert abs(back - Decimal(repr(value))) <= Decimal(5).scaleb(-decimals - 1)


@settings(max_examples=100, deadline=None)
@given(st.floats(-1e9, 1e9))
def test_compact_drops_zeros_and_nothing_else(value):
    fixed, short = number(value, decimals=2), compact(value)
    assert fixed.startswith(short)
    assert set(fixed[len(short) :]) <= {"0", "."}


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (29756.8, "29,756.8亿元", "2,975.68 billion yuan"),
        (4664, "4,664亿元", "466.4 billion yuan"),
        (12.305, "12.31亿元", "1.231 billion yuan"),
        (0.5, "0.5亿元", "50 million yuan"),
        (-3, "−3亿元", "−300 million yuan"),
        (0.0031, "31万元", "310,000 yuan"),
        (0, "0亿元", "0 million yuan"),
        (float("nan"), MISSING, MISSING),
    ],
)
def test_money(value, chinese, english):
    assert money(value) == (chinese, english)


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("2020", "2020年", "2020"),
        ("2025Q1", "2025年一季度", "Q1 2025"),
        ("2022H1", "2022年上半年", "H1 2022"),
        ("2022H2", "2022年下半年", "H2 2022"),
        ("2025-06", "2025年6月", "June 2025"),
        ("2020-11-01", "2020年11月1日", "1 November 2020"),
        ("2025-01/2025-06", "2025年1—6月", "January–June 2025"),
        ("2021/2025", "2021—2025年", "2021–2025"),
        ("2025Q1/2025Q3", "2025年前三季度", "Q1–Q3 2025"),
        ("2025Q2/2025Q3", "2025年二至三季度", "Q2–Q3 2025"),
        ("2025Q1/2025Q4", "2025年", "2025"),
        ("2022H1/2022H2", "2022年", "2022"),
        ("2024-11/2025-02", "2024年11月—2025年2月", "November 2024 – February 2025"),
        ("2020-02-01/2020-02-29", "2020年2月1—29日", "1–29 February 2020"),
        ("2020-01-21/2020-03-02", "2020年1月21日—3月2日", "21 January – 2 March 2020"),
        ("2020/2020", "2020年", "2020"),
        ("建成后", "建成后", "建成后"),
        ("", "", ""),
    ],
)
def test_periods(text, chinese, english):
    assert period(text) == (chinese, english)


def test_ranges():
    assert ranged(12.34, 10.1, 14.8) == ("12.3（10.1—14.8）", "12.3 (10.1–14.8)")
    assert ranged(-3, -5, -1, decimals=0) == ("−3（−5至−1）", "−3 (−5 to −1)")
    assert ranged(12.34, float("nan"), 14.8) == ("12.3", "12.3")
    assert ranged(float("nan"), 1, 2) == (MISSING, MISSING)
    assert span(1000, 2500, decimals=0).zh == "1,000—2,500"


def test_people_and_shares():
    assert persons(276_132.4, large=True) == ("27.61万人", "276,132 people")
    assert persons(-1500).zh == "−1,500人"
    assert percent(0.78) == "78.0%"
    assert percent(1.005, decimals=0) == "101%"


@pytest.mark.parametrize("value", [None, math.nan, math.inf, pd.NA, pd.NaT, np.float64("nan")])
def test_what_is_not_there_is_a_dash(value):
    assert is_missing(value)
    assert cell(value, decimals=1).zh == MISSING


def test_cells_of_words_keep_years_and_codes_plain():
    assert cell(2020).zh == "2020"
    assert cell(2020.0).zh == "2020"
    assert cell("510104").zh == "510104"
    assert cell("").zh == MISSING
    assert cell(np.bool_(False)) == ("否", "no")
    assert cell(0, decimals=1).zh == "0.0"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8))
def test_chosen_decimals_show_three_digits_of_the_largest(values):
    decimals = decimals_for(values)
    largest = max(abs(value) for value in values)
    assert all(abs(round(value, decimals) - value) <= max(0.01 * largest, 1e-6) for value in values)
