"""Days as offices write them: ``2026.3.31``, ``2026年3月底``, ``3月底前``, ``一季度末``, ``年底前``, a spreadsheet's serial."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from math import isfinite
from typing import NamedTuple

from tongcheng.region.importing.cells import BLANKS
from tongcheng.region.importing.sheets import Content

# Day 1 of a spreadsheet is 1 January 1900, and it believes in a 29 February of that year; 20000 is in 1954.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL_DAYS = range(20_000, 80_000)
_YEARS = range(1949, 2101)

_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_MONTHS = _NUMERALS | {"十一": 11, "十二": 12} | {str(month): month for month in range(1, 13)}
_NO_END = re.compile(r"(起|开始|至今|以来|以后|[-－—–~～]+|至)\s*$")
_PLANS = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}
_PARTS = {"初": 10, "上旬": 10, "中旬": 20}

_LEADING = re.compile(r"^(截至|截止到?|力争|确保|争取|计划|预计|拟|到|于|在)+(于|在)?")
_TRAILING = re.compile(r"(之前|以前|前|止|完成|建成|竣工|左右|之内)+$")
_NO_DAY = re.compile(r"长期|持续|常态|全程|每年|每月|滚动|不定期|适时")

_MONTH = r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"


class Day(NamedTuple):
    """A day read from a cell, and whether its year had to be taken from elsewhere; both empty for a blank."""

    value: date | None
    understood: bool = True
    needs_year: bool = False
    open_ended: bool = False


UNREAD = Day(None, understood=False)


def day(content: Content, year: int | None = None) -> Day:
    """Read the last day that a cell means.

    Parameters
    ----------
    content
        The cell.
    year
        Year of the list or period, for words that name none.

    Examples
    --------
    >>> [str(day(words, 2026).value) for words in ("2026.3.31", "2026年2月底", "3月底前", "一季度末", "年底前", "2026/3")]
    ['2026-03-31', '2026-02-28', '2026-03-31', '2026-03-31', '2026-12-31', '2026-03-31']
    >>> day(46112.0).value, day("3月底前").needs_year, day("尽快").understood
    (datetime.date(2026, 3, 31), True, False)
    """
    if isinstance(content, datetime):
        return Day(content.date())
    if isinstance(content, date):
        return Day(content)
    if isinstance(content, bool) or (content is not None and not isinstance(content, (str, int, float))):
        return UNREAD
    if isinstance(content, (int, float)):
        return _of_number(float(content))
    return _of_words(content or "", year)


def _of_number(value: float) -> Day:
    if not isfinite(value):
        return UNREAD
    if value.is_integer():
        whole = int(value)
        if whole in _SERIAL_DAYS:
            return Day(_SERIAL_ZERO + timedelta(days=whole))
        if whole in _YEARS:
            return Day(date(whole, 12, 31))
        return _of_words(str(whole), None)
    if int(value) in _SERIAL_DAYS:
        return Day(_SERIAL_ZERO + timedelta(days=int(value)))
    words = repr(value)
    # 2026.1 typed as a number is January or October: Excel has dropped the nought
    return UNREAD if words.endswith(".1") else _of_words(words, None)


def _of_words(words: str, year: int | None) -> Day:
    neat = "".join(unicodedata.normalize("NFKC", words).split()).strip("。.;,、:")
    if neat.lower() in BLANKS:
        return Day(None)
    if re.fullmatch(r"\d{5}(\.0+)?", neat) and int(float(neat)) in _SERIAL_DAYS:
        return Day(_SERIAL_ZERO + timedelta(days=int(float(neat))))
    neat = neat.replace('"', "").replace("“", "").replace("”", "")
    neat = re.sub(r"\d{1,2}:\d{2}(:\d{2})?$", "", neat) if re.match(r"^\d{4}-\d{1,2}-\d{1,2}\d", neat) else neat
    neat = _TRAILING.sub("", _LEADING.sub("", neat))
    for pattern, give in _WITH_YEAR:
        if match := pattern.fullmatch(neat):
            return _made(lambda match=match, give=give: give(match))  # type: ignore[misc]
    bare = re.sub(r"^(今年|本年度?|当年)(?=.)", "", neat)
    for pattern, of_year in _WITHOUT_YEAR:
        if match := pattern.fullmatch(bare):
            if year is None:
                return Day(None, understood=False, needs_year=True)
            return _made(lambda match=match, of_year=of_year: of_year(year, match))  # type: ignore[misc]
    return Day(None, open_ended=True) if _NO_DAY.search(neat) else UNREAD


def _made(make: Callable[[], date]) -> Day:
    try:
        made = make()
    except ValueError:
        return UNREAD
    return Day(made) if made.year in _YEARS else UNREAD


def month_end(year: int, month: int) -> date:
    """Give the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _month(words: str) -> int:
    return _MONTHS[words.lstrip("0")]


def _in_month(year: int, month: str, part: str | None) -> date:
    if part in _PARTS:
        return date(year, _month(month), _PARTS[part])
    return month_end(year, _month(month))


def _quarter(year: int, words: str) -> date:
    return month_end(year, 3 * (_NUMERALS.get(words) or int(words)))


_PART = r"(初|上旬|中旬|下旬|底|末|内|份)?"
_TO = r"(?:[-－—–~～]+|至|到)"
_WITH_YEAR: list[tuple[re.Pattern[str], Callable[[re.Match[str]], date]]] = [
    (re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?"), lambda m: date(int(m[1]), int(m[2]), int(m[3]))),
    (
        re.compile(r"(1[3-9]|2\d|3[01])[-./](\d{1,2})[-./](\d{4})"),  # 31/12/2022 can be read one way only
        lambda m: date(int(m[3]), int(m[2]), int(m[1])),
    ),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), lambda m: date(int(m[1]), int(m[2]), int(m[3]))),
    (  # 2023年7—9月 ends with September
        re.compile(rf"(\d{{4}})年{_MONTH}月?{_TO}{_MONTH}月{_PART}"),
        lambda m: _in_month(int(m[1]), m[3], m[4]),
    ),
    (re.compile(rf"(\d{{4}})[-./年]{_MONTH}月?{_PART}"), lambda m: _in_month(int(m[1]), m[2], m[3])),
    (re.compile(r"(\d{4})(0[1-9]|1[0-2])"), lambda m: month_end(int(m[1]), int(m[2]))),
    (re.compile(r"(\d{4})年?第?([一二三四1-4])季度[末底内]?"), lambda m: _quarter(int(m[1]), m[2])),
    (re.compile(r"(\d{4})[-年]?Q([1-4])", re.IGNORECASE), lambda m: _quarter(int(m[1]), m[2])),
    (re.compile(r"(\d{4})年?上半年[末底内]?"), lambda m: date(int(m[1]), 6, 30)),
    (re.compile(r"(\d{4})(年(度|下半年)?)?[末底内终]?"), lambda m: date(int(m[1]), 12, 31)),
    (re.compile(rf"({'|'.join(_PLANS)})(期间?)?[末底]?"), lambda m: date(_PLANS[m[1]], 12, 31)),
]
_WITHOUT_YEAR: list[tuple[re.Pattern[str], Callable[[int, re.Match[str]], date]]] = [
    (re.compile(rf"{_MONTH}月(\d{{1,2}})[日号]?"), lambda y, m: date(y, _month(m[1]), int(m[2]))),
    (re.compile(r"(1[0-2]|0?[1-9])[-./](\d{1,2})"), lambda y, m: date(y, int(m[1]), int(m[2]))),
    (re.compile(rf"{_MONTH}月?{_TO}{_MONTH}月{_PART}"), lambda y, m: _in_month(y, m[2], m[3])),
    (re.compile(rf"{_MONTH}月{_PART}"), lambda y, m: _in_month(y, m[1], m[2])),
    (re.compile(r"第?([一二三四1-4])季度[末底内]?"), lambda y, m: _quarter(y, m[1])),
    (re.compile(r"Q([1-4])", re.IGNORECASE), lambda y, m: _quarter(y, m[1])),
    (re.compile(r"上半年[末底内]?"), lambda y, _: date(y, 6, 30)),
    (re.compile(r"下半年[末底内]?"), lambda y, _: date(y, 12, 31)),
    (re.compile(r"(今|本|当|全)?年(度)?[末底内终]?"), lambda y, _: date(y, 12, 31)),
]


def day_in_year(content: Content) -> Day:
    """Read the day of a cell that may hold a year alone: no day then; what is no day of the calendar is not understood.

    Examples
    --------
    >>> str(day_in_year("2026年3月底前").value), day_in_year("2025").value, day_in_year("2023.2.30").understood
    ('2026-03-31', None, False)
    """
    if isinstance(content, (int, float)) and not isinstance(content, bool) and content in _YEARS:
        return Day(None)
    neat = "".join(unicodedata.normalize("NFKC", content).split()) if isinstance(content, str) else ""
    if re.fullmatch(r"\d{4}年?度?", neat):
        return Day(None)
    read = day(content)
    if read.understood or not re.match(r"^\d{4}([-./]\d{1,2}([-./]\d{1,2})?|年\d{1,2}月(\d{1,2}[日号]?)?)\D*$", neat):
        return read if read.understood else Day(None)
    return UNREAD


def years(content: Content) -> tuple[int, int | None] | None:
    """Read the first and last year that a cell names: ``2020—2023年``; ``None`` if none. ``2021年起`` has no last.

    Examples
    --------
    >>> years("2020.3-2023.12"), years("2022"), years("2021年—"), years("2023起")
    ((2020, 2023), (2022, 2022), (2021, None), (2023, None))
    """
    if isinstance(content, (date, datetime)):
        return content.year, content.year
    if isinstance(content, (int, float)) and not isinstance(content, bool) and isfinite(content):
        words = str(int(content))
        if int(content) in _SERIAL_DAYS:
            words = str((_SERIAL_ZERO + timedelta(days=int(content))).year)
    else:
        words = unicodedata.normalize("NFKC", str(content or ""))
    found = [int(one) for one in re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", words)]
    if len(found) == 1 and _NO_END.search(words):
        return found[0], None
    return (found[0], found[-1]) if found and found[0] <= found[-1] else None
