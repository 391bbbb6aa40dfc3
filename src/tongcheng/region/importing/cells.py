"""From what people type into a cell to what a schema reads: full-width digits, thousands, 万, 三季度, 104°03′52″.

Nothing is guessed: what is not understood stays as it is, so that it is named as a bad value with its cell.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from numbers import Real

from tongcheng.region.importing.sheets import Content
from tongcheng.region.importing.units import Unit, conversion, find_unit

#: What offices write for "no figure" in a column of numbers, codes or dates.
BLANKS = {
    "", "-", "--", "—", "——", "－", "–", "/", "\\", "n/a", "na", "nan", "null", "none", "无", "无数据", "暂无", "暂缺",
    "缺", "缺失", "不详", "未知", "未统计",
}  # fmt: skip

_TRUE, _FALSE = {"√", "✓", "☑", "有"}, {"×", "✗", "☐", "无"}
_NUMBER = re.compile(r"^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(.*)$", re.IGNORECASE)
_PLAIN_NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$", re.ASCII)
_THOUSANDS = re.compile(r"(?<=\d)[,'\s](?=\d{3}(?!\d))")
_DEGREES = re.compile(
    r"""^([NSEW]|[东西南北][经纬]?)?(\d{1,3})[°度](?:(\d{1,2})['′分](?:(\d{1,2}(?:\.\d+)?)["″秒]?)?)?([NSEW]?)$"""
)
# Day 1 of a spreadsheet is 1 January 1900, and it believes in a 29 February of that year; 20000 is in 1954.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIAL_DAYS = range(20_000, 80_000)

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def _day(match: re.Match[str]) -> str:
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"


def _month_end(year: int, month: int) -> str:
    return f"{year}-{month:02d}-{monthrange(year, month)[1]:02d}" if 1 <= month <= 12 else f"{year}-{month:02d}"


_PERIODS = [
    (re.compile(r"^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$"), _day),
    (re.compile(r"^(\d{4})(\d{2})(\d{2})$"), _day),
    (re.compile(r"^(\d{4})[-./年](\d{1,2})月?$"), lambda m: f"{m[1]}-{int(m[2]):02d}"),
    (re.compile(r"^(\d{4})年(\d{1,2})月[末底]$"), lambda m: _month_end(int(m[1]), int(m[2]))),
    (re.compile(r"^(\d{4})年?(?:度|全年)?$"), lambda m: m[1]),
    (re.compile(r"^(\d{4})年?[末底]$"), lambda m: f"{m[1]}-12-31"),
    (re.compile(r"^(\d{4})年?第?([一二三四1-4])季度$"), lambda m: f"{m[1]}Q{_QUARTERS[m[2]]}"),
    (re.compile(r"^(\d{4})[-年]?Q([1-4])$", re.IGNORECASE), lambda m: f"{m[1]}Q{m[2]}"),
    (re.compile(r"^(\d{4})年?([上下])半年$"), lambda m: f"{m[1]}H{1 if m[2] == '上' else 2}"),
    (
        re.compile(r"^(\d{4})年(\d{1,2})[-—–~至](\d{1,2})月$"),
        lambda m: f"{m[1]}-{int(m[2]):02d}/{m[1]}-{int(m[3]):02d}",
    ),
]


def plain(value: Content) -> str | None:
    """Write a cell as text: whole numbers without a point, days as ISO dates, nothing as None.

    Examples
    --------
    >>> plain(510104.0), plain(" 锦江区 "), plain("")
    ('510104', '锦江区', None)
    """
    if isinstance(value, str) and value.isascii():  # most cells of a large table
        return value.strip() or None
    if value is None or isinstance(value, str):
        words = (value or "").replace("\u200b", "").replace("\ufeff", "").strip().strip("\u3000\xa0").strip()
        return words or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return _number_words(float(value)) if isinstance(value, Real) else str(value)


def _number_words(value: float) -> str | None:
    if value != value:  # NaN
        return None
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def code(words: str) -> str | None:
    """Write a code or reference: full-width digits made plain, ``510104.0`` without its point.

    Examples
    --------
    >>> code("５１０１０４"), code("510104.0"), code("—")
    ('510104', '510104', None)
    """
    words = words if words.isascii() else unicodedata.normalize("NFKC", words).strip()
    if words.lower() in BLANKS:
        return None
    return re.sub(r"^(\d+)\.0+$", r"\1", words) if words.endswith("0") else words


def number(words: str, source: Unit | None, target: Unit | None) -> tuple[str | None, bool]:
    """Write a number in the unit of the schema.

    Parameters
    ----------
    words
        As typed, e.g. ``26.5``, ``1，234``, ``26.5万人``.
    source
        Unit of the column if it states one.
    target
        Unit of the schema, None for bare numbers.

    Returns
    -------
    tuple
        The number as text (None for "no figure"; the words themselves where they are no number), and whether it
        could be brought to the unit.

    Examples
    --------
    >>> from tongcheng.region.importing.units import find_unit
    >>> number("２６．５", find_unit("万人"), find_unit("person"))
    ('265000', True)
    """
    if source is target and _PLAIN_NUMBER.match(words):  # most cells of a large table
        return words, True
    neat = unicodedata.normalize("NFKC", words).strip()
    if neat.lower() in BLANKS:
        return None, True
    neat = _THOUSANDS.sub("", neat)
    match = _NUMBER.match(neat)
    if match is None:
        return words, True
    digits, rest = match[1], match[2].strip()
    if rest:
        stated = find_unit(rest)
        if stated is None or target is None:
            return words, True
        source = stated
    factor = conversion(source, target) if source is not None and target is not None else Fraction(1)
    if factor is None:
        return words, False
    return (digits if factor == 1 else _number_words(float(Fraction(digits) * factor))), True


def degrees(words: str) -> str | None:
    """Write an angle in decimal degrees; what is no angle of degrees, minutes and seconds stays.

    Examples
    --------
    >>> degrees("104°03′36″"), degrees("104.06")
    ('104.06', '104.06')
    """
    neat = "".join(unicodedata.normalize("NFKC", words).split()).replace("′′", "″").replace("''", "″")
    if neat.lower() in BLANKS:
        return None
    match = _DEGREES.match(neat.upper())
    if match is None:
        return neat
    whole, minutes, seconds = int(match[2]), int(match[3] or 0), Fraction(match[4] or 0)
    value = float(whole + Fraction(minutes, 60) + seconds / 3600)
    south_or_west = bool({(match[1] or "")[:1], match[5]} & {"S", "W", "南", "西"})
    return repr(-value if south_or_west else value)


def period(words: str) -> str | None:
    """Write a date or period as the schema has it.

    Examples
    --------
    >>> period("2020年11月1日"), period("2025年一季度"), period("2025年1—6月"), period("2024年末")
    ('2020-11-01', '2025Q1', '2025-01/2025-06', '2024-12-31')
    """
    neat = "".join(unicodedata.normalize("NFKC", words).split())
    if neat.lower() in BLANKS:
        return None
    for pattern, write in _PERIODS:
        if match := pattern.match(neat):
            return str(write(match))
    return re.sub(r" 00:00:00$", "", words)


def day(words: str) -> str | None:
    """Write a day; a year or month alone is no day, a bare number is the serial number of a spreadsheet's day.

    Examples
    --------
    >>> day("2020.2.25"), day("43886"), day("2020年")
    ('2020-02-25', '2020-02-25', '? 2020年')
    """
    written = period(words)
    if written is None or re.match(r"^\d{4}-\d{2}-\d{2}$", written):
        return written
    if written.isdigit() and int(written) in _SERIAL_DAYS:
        return (_SERIAL_ZERO + timedelta(days=int(written))).isoformat()
    return f"? {words}"


def truth(words: str) -> str | None:
    """Write yes or no; ``√`` and ``×`` count.

    Examples
    --------
    >>> truth("√"), truth("否")
    ('true', '否')
    """
    neat = unicodedata.normalize("NFKC", words).strip()
    if neat in _TRUE:
        return "true"
    if neat in _FALSE:
        return "false"
    return None if neat.lower() in BLANKS else neat
