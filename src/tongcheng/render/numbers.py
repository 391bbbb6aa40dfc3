"""Numbers, money, people and dates as an office prints them, in Chinese and English.

Rounding is half up (四舍五入) on the decimal digits that a person sees, never on the binary ones behind them.
"""

from __future__ import annotations

import math
import numbers
import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np
import pandas as pd

from tongcheng.language import Text, same
from tongcheng.region.periods import is_period, parse_period

MISSING = "—"
MINUS = "−"

_QUARTERS = "一二三四"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SUB_YEAR = re.compile(r"^(\d{4})([QH])(\d)$")
_EXACT = Context(prec=400)


def is_missing(value: object) -> bool:
    """Tell whether a value is absent: None, NaN, NA, NaT, or not finite.

    Examples
    --------
    >>> is_missing(float("nan")), is_missing(0), is_missing("")
    (True, False, False)
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, numbers.Real) and not math.isfinite(value)


def number(value: float | None, *, decimals: int = 0) -> str:
    """Write a number with thousands separators and a fixed count of decimals.

    Parameters
    ----------
    value
        The number; a missing one is written ``—``.
    decimals
        Decimals, kept even where they are zeros.

    Examples
    --------
    >>> number(29657768), number(-0.125, decimals=2), number(float("nan"))
    ('29,657,768', '−0.13', '—')
    """
    if value is None or is_missing(value):
        return MISSING
    rounded = _round(value, decimals)
    return f"{rounded:,.{decimals}f}".replace("-", MINUS)


def compact(value: float | None, *, decimals: int = 2) -> str:
    """Write a number with at most so many decimals and no trailing zeros.

    Examples
    --------
    >>> compact(12.50), compact(1200.0), compact(0.004)
    ('12.5', '1,200', '0')
    """
    text = number(value, decimals=decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimals_for(values: list[float], *, digits: int = 3) -> int:
    """Give the decimals that show about ``digits`` significant digits of the largest value, but none without need.

    Examples
    --------
    >>> decimals_for([12.34, 0.5]), decimals_for([3.0, 4.0]), decimals_for([1234.5]), decimals_for([5.1])
    (1, 0, 0, 1)
    """
    finite = [abs(value) for value in values if math.isfinite(value)]
    largest = max(finite, default=0.0)
    if largest == 0:
        return 0
    most = min(6, max(0, digits - 1 - math.floor(math.log10(largest))))
    return next((few for few in range(most) if all(value == round(value, few) for value in finite)), most)


def money(value: float | None) -> Text:
    """Write a sum given in 亿元 (100 million yuan) in words: at most two decimals, trailing zeros dropped.

    Sums that would round to nothing are written in 万元, so that a small sum does not read as zero.

    Examples
    --------
    >>> money(1234.50)
    Text(zh='1,234.5亿元', en='123.45 billion yuan')
    >>> money(0.0031)
    Text(zh='31万元', en='310,000 yuan')
    """
    if value is None or is_missing(value):
        return same(MISSING)
    size = abs(value)
    if 0 < size < 0.005:
        return Text(f"{compact(value * 1e4)}万元", f"{compact(value * 1e8, decimals=0)} yuan")
    chinese = f"{compact(value)}亿元"
    if size >= 10:
        return Text(chinese, f"{compact(value / 10, decimals=3)} billion yuan")
    return Text(chinese, f"{compact(value * 100, decimals=0)} million yuan")


def percent(share: float | None, *, decimals: int = 1) -> str:
    """Write a share of one as a percentage.

    Examples
    --------
    >>> percent(0.485), percent(-0.031), percent(None)
    ('48.5%', '−3.1%', '—')
    """
    if share is None or is_missing(share):
        return MISSING
    return number(float(_exact(share) * 100), decimals=decimals) + "%"


def persons(value: float | None, *, large: bool = False) -> Text:
    """Write a number of people, in 万人 (and millions) if ``large``.

    Examples
    --------
    >>> persons(29657768)
    Text(zh='29,657,768人', en='29,657,768 people')
    >>> persons(29657768, large=True)
    Text(zh='2,965.78万人', en='29.66 million people')
    """
    if value is None or is_missing(value):
        return same(MISSING)
    if not large:
        return Text(f"{number(value)}人", f"{number(value)} people")
    chinese = f"{compact(value / 1e4)}万人"
    if abs(value) < 1e6:
        return Text(chinese, f"{number(value)} people")
    return Text(chinese, f"{compact(value / 1e6)} million people")


def span(low: float | None, high: float | None, *, decimals: int = 1) -> Text:
    """Write a range of numbers; with a minus sign in it, in words, so that dash and sign are not confused.

    Examples
    --------
    >>> span(10.1, 14.8)
    Text(zh='10.1—14.8', en='10.1–14.8')
    >>> span(-2, 3, decimals=0)
    Text(zh='−2至3', en='−2 to 3')
    """
    first, last = number(low, decimals=decimals), number(high, decimals=decimals)
    if MINUS in first + last or MISSING in (first, last):
        return Text(f"{first}至{last}", f"{first} to {last}")
    return Text(f"{first}—{last}", f"{first}–{last}")


def ranged(value: float | None, low: float | None, high: float | None, *, decimals: int = 1) -> Text:
    """Write a modelled number with its range; without a range, the number alone.

    Examples
    --------
    >>> ranged(12.3, 10.1, 14.8)
    Text(zh='12.3（10.1—14.8）', en='12.3 (10.1–14.8)')
    """
    text = number(value, decimals=decimals)
    if is_missing(value) or is_missing(low) or is_missing(high):
        return same(text)
    inside = span(low, high, decimals=decimals)
    return Text(f"{text}（{inside.zh}）", f"{text} ({inside.en})")


def cell(value: object, *, decimals: int | None = None) -> Text:
    """Write any value of a table.

    Parameters
    ----------
    value
        Text, words, a number, a truth value, or nothing.
    decimals
        Decimals of a numeric column; None for words: numbers there (years, codes) get no separators.

    Examples
    --------
    >>> cell(True), cell(2020), cell(1234.5, decimals=2).zh
    (Text(zh='是', en='yes'), Text(zh='2020', en='2020'), '1,234.50')
    """
    if isinstance(value, Text):
        return value
    if is_missing(value) or value == "":
        return same(MISSING)
    if isinstance(value, bool | np.bool_):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, numbers.Real):
        if decimals is not None:
            return same(number(float(value), decimals=decimals))
        plain = int(value) if isinstance(value, numbers.Integral) else float(value)
        text = str(int(plain)) if plain == int(plain) else f"{plain:g}"
        return same(text.replace("-", MINUS))
    return same(str(value))


def period(text: str) -> Text:
    """Write a period (see :mod:`tongcheng.region.periods`) as a paper has it; anything else stays as it is.

    Examples
    --------
    >>> period("2025Q1"), period("2022H1").zh
    (Text(zh='2025年一季度', en='Q1 2025'), '2022年上半年')
    >>> period("2025-01/2025-06")
    Text(zh='2025年1—6月', en='January–June 2025')
    """
    text = text.strip()
    if not is_period(text):
        return same(text)
    if "/" not in text:
        return _one_period(text)
    first, _, last = text.partition("/")
    if first == last:
        return _one_period(first)
    return _same_year(first, last) or _two_periods(first, last)


def _two_periods(first: str, last: str) -> Text:
    if len(first) == len(last) == 4:
        return Text(f"{first}—{last}年", f"{first}–{last}")
    start, end = _one_period(first), _one_period(last)
    return Text(f"{start.zh}—{end.zh}", f"{start.en} – {end.en}")


def _same_year(first: str, last: str) -> Text | None:
    """Give the short form of two periods of one kind in one year."""
    if first[:4] != last[:4] or len(first) != len(last):
        return None
    year = first[:4]
    parts = _SUB_YEAR.match(first), _SUB_YEAR.match(last)
    if parts[0] and parts[1]:
        kind, start, end = parts[0][2], int(parts[0][3]), int(parts[1][3])
        return _quarters(year, start, end) if kind == "Q" == parts[1][2] else _halves(year, start, end)
    begin, finish = parse_period(first)[0], parse_period(last)[1]
    if len(first) == 7:
        return _months(year, begin.month, finish.month)
    if len(first) == 10:
        return _days(begin, finish)
    return None


def _months(year: str, start: int, end: int) -> Text:
    return Text(f"{year}年{start}—{end}月", f"{_MONTHS[start - 1]}–{_MONTHS[end - 1]} {year}")


def _halves(year: str, start: int, end: int) -> Text | None:
    """Give the whole year for its two halves."""
    return Text(f"{year}年", year) if (start, end) == (1, 2) else None


def _quarters(year: str, start: int, end: int) -> Text | None:
    if (start, end) == (1, 4):
        return Text(f"{year}年", year)
    words = {(1, 2): "上半年", (3, 4): "下半年", (1, 3): "前三季度"}
    chinese = words.get((start, end), f"{_QUARTERS[start - 1]}至{_QUARTERS[end - 1]}季度")
    return Text(f"{year}年{chinese}", f"Q{start}–Q{end} {year}")


def _days(begin: date, finish: date) -> Text:
    start, end = _MONTHS[begin.month - 1], _MONTHS[finish.month - 1]
    if begin.month == finish.month:
        return Text(
            f"{begin.year}年{begin.month}月{begin.day}—{finish.day}日",
            f"{begin.day}–{finish.day} {start} {begin.year}",
        )
    return Text(
        f"{begin.year}年{begin.month}月{begin.day}日—{finish.month}月{finish.day}日",
        f"{begin.day} {start} – {finish.day} {end} {begin.year}",
    )


def _one_period(text: str) -> Text:
    year = text[:4]
    if match := _SUB_YEAR.match(text):
        which = int(match[3])
        if match[2] == "Q":
            return Text(f"{year}年{_QUARTERS[which - 1]}季度", f"Q{which} {year}")
        return Text(f"{year}年{'上下'[which - 1]}半年", f"H{which} {year}")
    if len(text) == 4:
        return Text(f"{year}年", year)
    day = parse_period(text)[0]
    month = _MONTHS[day.month - 1]
    if len(text) == 7:
        return Text(f"{year}年{day.month}月", f"{month} {year}")
    return Text(f"{year}年{day.month}月{day.day}日", f"{day.day} {month} {year}")


def _exact(value: float) -> Decimal:
    """Give the decimal digits that a person sees of a number."""
    return Decimal(int(value)) if isinstance(value, numbers.Integral) else Decimal(repr(float(value)))


def _round(value: float, decimals: int) -> Decimal:
    rounded = _exact(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_EXACT)
    return abs(rounded) if rounded == 0 else rounded
