"""What people type into a cell, as a value: money with any unit, percentages, years, yes and no, words of a list.

Nothing is guessed: what is not understood is said so with what was expected. An empty cell and the office's words for
"no figure" are ``None``: unknown, never zero.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tongcheng.language import Text
from tongcheng.office.sheets.reading import dates
from tongcheng.region.importing.cells import BLANKS, plain
from tongcheng.region.importing.sheets import Content

_HUNDRED_MILLION = {
    "万亿元": Decimal(10000), "万亿": Decimal(10000), "亿元": Decimal(1), "亿": Decimal(1), "万元": Decimal("1e-4"),
    "万": Decimal("1e-4"), "千元": Decimal("1e-5"), "元": Decimal("1e-8"),
}  # fmt: skip
_KILOMETRES = {
    "公里": Decimal(1), "千米": Decimal(1), "km": Decimal(1), "米": Decimal("1e-3"), "m": Decimal("1e-3"),
    "延米": Decimal("1e-3"), "里": Decimal("0.5"),
}  # fmt: skip
_ABOUT = re.compile(r"^(大约|约为|约|近|超过|超|逾|将近|不少于|不低于|不超过|>=|<=|≥|≤|>|<|~|≈)+")
_MORE = re.compile(r"(左右|上下|余|多|以上|以下)$")
_NUMBER = re.compile(r"^([-+]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?|[-+]?\.\d+)(.*)$", re.ASCII)
_YES = {"是", "√", "✓", "☑", "有", "y", "yes", "true", "1", "已入统", "已纳统", "已入库", "入统"}
_NO = {"否", "×", "✗", "☐", "无", "n", "no", "false", "0", "未入统", "未纳统", "未入库", "不入统", "x"}

#: Words for the choices of the models, beside the labels and values themselves.
CHOICES: dict[str, dict[str, str]] = {
    "stage": {"起步期": "starting", "成长期": "growing", "提升期": "advancing"},
    "kind": {"问题": "problem", "项目": "project", "事项": "matter", "机会": "opportunity", "服务": "service",
             "工作事项": "matter", "重点项目": "project", "政策事项": "matter", "改革事项": "matter"},
    "project_class": {"前期": "preparatory", "开工": "start", "续建": "continued", "竣工": "completed",
                      "前期项目": "preparatory", "开工项目": "start", "新开工": "start", "新开工项目": "start",
                      "计划开工": "start", "新建": "start", "续建项目": "continued", "在建": "continued",
                      "竣工项目": "completed", "计划竣工": "completed", "完工": "completed", "储备": "preparatory"},
    "word": {"未启动": "not_started", "未开始": "not_started", "尚未启动": "not_started", "有序推进": "orderly",
             "正常推进": "orderly", "正在推进": "orderly", "推进中": "orderly", "按序推进": "orderly", "正常": "orderly",
             "提前完成": "early", "已完成": "done", "完成": "done", "已竣工": "done", "进度滞后": "late", "滞后": "late",
             "推进滞后": "late"},
}  # fmt: skip
_ENGLISH = {
    "stage": {},
    "kind": {},
    "project_class": {},
    "word": {"notstarted": "not_started", "inorder": "orderly", "doneearly": "early"},
}
_CHOICE_LABELS = {
    "stage": "起步期、成长期、提升期",
    "kind": "问题、项目、事项、机会、服务",
    "project_class": "前期、开工、续建、竣工",
    "word": "未启动、有序推进、提前完成、已完成、进度滞后",
}


@dataclass(frozen=True)
class Expected:
    """What should have stood in a cell, and how to mend it."""

    code: str
    what: Text
    remedy: Text


@dataclass(frozen=True)
class Value:
    """A cell read.

    Parameters
    ----------
    value
        The value; ``None`` is unknown.
    about
        Whether the cell says about, near, over: the number is taken and the person told so.
    wrong
        What was expected, where the cell could not be read.
    note
        Something the person should know, such as a duration without a last day.
    day
        The day, where a cell of a year says one.
    """

    value: Any = None
    about: bool = False
    wrong: Expected | None = None
    note: Text | None = None
    day: date | None = None


EMPTY = Value()
#: What people put into a cell of words to say that there is nothing to say.
_NOTHING_SAID = {"-", "--", "—", "——", "－", "–", "/", "／", "\\", "无"}


def money(content: Content, unit: str = "") -> Value:
    """Read an amount as 亿元.

    Parameters
    ----------
    content
        The cell.
    unit
        Unit of the column; a unit in the cell goes before it. 亿元 if neither says one.

    Examples
    --------
    >>> money("1.2亿").value, money("12,000万元").value, money(3500, "万元").value, money("约３.５").about
    (Decimal('1.2'), Decimal('1.2'), Decimal('0.35'), True)
    >>> money("—").value is None, money("待定").wrong.code
    (True, 'not_money')
    """
    remedy = Text("只写一个数，例如 1.25；单位写在表头", "write one number, e.g. 1.25; the unit stands in the header")
    wrong = Expected("not_money", Text("金额", "an amount of money"), remedy)
    return _measured(content, _HUNDRED_MILLION, unit or "亿元", Decimal("1e-6"), wrong)


def length(content: Content, unit: str = "") -> Value:
    """Read a length as kilometres.

    Examples
    --------
    >>> length("12.5公里").value, length(800, "米").value
    (Decimal('12.5'), Decimal('0.8'))
    """
    remedy = Text("只写一个数，例如 12.5", "write one number, e.g. 12.5")
    wrong = Expected("not_a_length", Text("长度（公里）", "a length (km)"), remedy)
    return _measured(content, _KILOMETRES, unit or "公里", Decimal("1e-3"), wrong)


def percent(content: Content, *, share: bool = False) -> Value:
    """Read a percentage; ``share`` says that bare numbers of the cell are shares of one.

    Examples
    --------
    >>> percent("50%").value, percent(0.5, share=True).value, percent("８５").value
    (Decimal('50'), Decimal('50'), Decimal('85'))
    """
    wrong = Expected(
        "not_a_percentage",
        Text("百分数，例如 85 或 85%", "a percentage, e.g. 85 or 85%"),
        Text("改为百分数；文字说明写在形象进度", "write a percentage; words belong to the progress"),
    )
    number = isinstance(content, (int, float)) and not isinstance(content, bool)
    factors = {"%": Decimal(1), "％": Decimal(1), "‰": Decimal("0.1")}
    read = _measured(content, factors, "%", Decimal("0.01"), wrong)
    if number and share and isinstance(read.value, Decimal):
        read = Value((_decimal(content) * 100).quantize(Decimal("0.01")).normalize() + 0)
    if isinstance(read.value, Decimal) and not -1000 < read.value < 10000:
        return Value(wrong=wrong)
    return read


def _decimal(content: object) -> Decimal:
    return Decimal(repr(content)) if isinstance(content, float) else Decimal(str(content))


def _measured(content: Content, factors: dict[str, Decimal], unit: str, places: Decimal, wrong: Expected) -> Value:
    if isinstance(content, (bool, date, datetime)):
        return Value(wrong=wrong)
    if isinstance(content, (int, float)):
        if content != content or content in (float("inf"), float("-inf")):
            return Value(wrong=wrong)
        return _scaled(_decimal(content), factors.get(unit, Decimal(1)), places, wrong, about=False)
    neat = "".join(unicodedata.normalize("NFKC", plain(content) or "").split())
    if neat.lower() in BLANKS:
        return EMPTY
    bare = _ABOUT.sub("", neat)
    bare = bare.removeprefix("¥").removeprefix("￥").removeprefix("人民币")
    match = _NUMBER.match(bare)
    if match is None:
        return Value(wrong=wrong)
    about = bare != neat
    rest = match[2]
    while (shorter := _MORE.sub("", rest)) != rest:
        rest, about = shorter, True
    # 3亿余元: the word stands inside the unit
    rest = re.sub(r"(余|多)", "", rest) if rest not in factors else rest
    if rest and rest.lower() not in factors:
        return Value(wrong=wrong)
    factor = factors[rest.lower()] if rest else factors.get(unit, Decimal(1))
    return _scaled(Decimal(match[1].replace(",", "").replace("，", "")), factor, places, wrong, about=about)


def _scaled(number: Decimal, factor: Decimal, places: Decimal, wrong: Expected, *, about: bool) -> Value:
    try:
        value = (number * factor).quantize(places)
    except InvalidOperation:
        return Value(wrong=wrong)
    if abs(value) >= Decimal("1e10"):
        return Value(wrong=wrong)
    return Value(simple(value), about=about)


def simple(value: Decimal) -> Decimal:
    """Write a number without noughts behind it and without an exponent, so that equal values look equal.

    Examples
    --------
    >>> simple(Decimal("1.2000")), simple(Decimal("100"))
    (Decimal('1.2'), Decimal('100'))
    """
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def day(content: Content, year: int | None = None) -> Value:
    """Read a day; see :mod:`~tongcheng.office.sheets.reading.dates`."""
    read = dates.day(content, year)
    if read.open_ended:
        return Value(
            note=Text("没有截止日，未填写时限，原文写入备注", "no last day is named; the words go to the remark")
        )
    if read.understood:
        return Value(read.value)
    remedy = (
        Text("补上年份，或在“年度”中选择", "add the year, or choose it for the list")
        if read.needs_year
        else Text("写成 2026-03-31、2026年3月底或一季度末", "write 2026-03-31, 2026年3月底 or 一季度末")
    )
    return Value(wrong=Expected("not_a_date", Text("日期", "a date"), remedy))


def year(content: Content) -> Value:
    """Read a year.

    Examples
    --------
    >>> year("2022年3月").value, year("不详").value is None
    (2022, True)
    """
    words = plain(content)
    if words is None or words.lower() in BLANKS:
        return EMPTY
    read = dates.years(content)
    if read is None:
        remedy = Text("写成四位年份，例如 2022", "write the year with four digits, e.g. 2022")
        return Value(wrong=Expected("not_a_year", Text("年份", "a year"), remedy))
    day_read = dates.day_in_year(content)
    if not day_read.understood:
        remedy = Text("没有这一天，改正月、日", "there is no such day: correct it")
        return Value(wrong=Expected("not_a_date", Text("日历上有的日期", "a day of the calendar"), remedy))
    return Value(read[0], day=day_read.value)


def years(content: Content) -> Value:
    """Read a first and a last year."""
    words = plain(content)
    if words is None or words.lower() in BLANKS:
        return EMPTY
    read = dates.years(content)
    if read is None:
        remedy = Text("写成 2020-2023", "write 2020-2023")
        return Value(wrong=Expected("not_years", Text("起止年份", "a first and a last year"), remedy))
    return Value(read)


def yes_or_no(content: Content) -> Value:
    """Read yes or no.

    Examples
    --------
    >>> yes_or_no("√").value, yes_or_no("未入统").value, yes_or_no("/").value is None
    (True, False, True)
    """
    neat = unicodedata.normalize("NFKC", plain(content) or "").strip().lower()
    if neat in _YES or neat in _NO:
        return Value(neat in _YES)
    if neat in BLANKS:
        return EMPTY
    remedy = Text("写“是”或“否”", "write 是 or 否")
    return Value(wrong=Expected("not_yes_or_no", Text("是或否", "yes or no"), remedy))


def choice(content: Content, kind: str) -> Value:
    """Read a word of a closed list, by its label, its value or a usual synonym.

    Examples
    --------
    >>> choice("续建项目", "project_class").value, choice("好", "word").wrong.code
    ('continued', 'unknown_word')
    """
    neat = "".join(unicodedata.normalize("NFKC", plain(content) or "").split())
    words = CHOICES[kind] | _ENGLISH[kind]
    neat = neat.lower() if neat.isascii() else neat
    if neat in words or neat in words.values():
        return Value(words.get(neat, neat))
    if neat.lower() in BLANKS:
        return EMPTY
    labels = _CHOICE_LABELS[kind]
    what = Text(f"{labels}之一", f"one of {labels}")
    return Value(wrong=Expected("unknown_word", what, Text("改为其中一项", "choose one of them")))


def text(content: Content) -> Value:
    """Read words: line ends made alike, blanks at both ends off; the guard against formulas taken off."""
    words = plain(content)
    if words is None:
        return EMPTY
    words = re.sub(r"[ \t\u3000]*\r?\n", "\n", words.replace("_x000D_", "")).replace("\r", "\n")
    if words in _NOTHING_SAID:
        return EMPTY
    return Value(words[1:] if re.match(r"^'[=+\-@\t]", words) else words)


def code(content: Content) -> Value:
    """Read a number of a row or a code: full-width characters made plain, ``12.0`` without its point."""
    words = unicodedata.normalize("NFKC", plain(content) or "").strip()
    return Value(re.sub(r"^(\d+)\.0+$", r"\1", words) or None)


def tags(content: Content) -> Value:
    """Read words separated by 、 or its like."""
    words = plain(content)
    if words is None:
        return EMPTY
    return Value([one.strip() for one in re.split(r"[、，,；;/\n]+", words) if one.strip()])
