"""Which header stands for which column: synonyms as data, units in brackets, two header rows joined by a stroke."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tongcheng.language import Text
from tongcheng.region.importing.headers import Header, parse_header, plain_name

#: Columns that a workbook may carry but that no import writes: computed, or changed by actions of their own.
READ_ONLY = frozenset({"state", "share", "invested_month"})
HIDDEN = ("_uid", "_revision")

_YEAR = re.compile(r"(\d{4})年")
_QUARTERLY = re.compile(r"^(milestone|reached):(\d{4})?Q([1-4])$")
_SPAN = re.compile(r"(?<=\d)\s*(?:[-－—–~～]+|至)\s*(?=\d|本)")  # 1-9月 keeps its stroke, other strokes do not count
_MONEY_UNIT = re.compile(r"(亿元|万元|亿|万|千元|元)")
_TRAILING_UNIT = re.compile(r"[(\[（【][^)\]）】]*[)\]）】]")


@dataclass(frozen=True)
class Column:
    """A column that the office knows."""

    identifier: str
    type: str
    unit: str
    label: Text
    names: tuple[str, ...]
    pattern: re.Pattern[str] | None


@dataclass(frozen=True)
class Recognised:
    """What a header stands for; ``rank`` 0 is the surest."""

    identifier: str
    unit: str
    rank: int


@cache
def columns() -> dict[str, Column]:
    """Give every column by identifier; those of quarters without their year."""
    text = files(__package__).joinpath("columns.csv").read_text(encoding="utf-8")
    return {row["identifier"]: _column(row) for row in csv.DictReader(text.splitlines())}


def _column(row: dict[str, str]) -> Column:
    names = [row["zh"], row["en"], row["identifier"], *row["synonyms"].split("|")]
    return Column(
        row["identifier"],
        row["type"],
        row["unit"],
        Text(row["zh"], row["en"]),
        tuple(dict.fromkeys(plain_name(one) for one in names if one)),
        re.compile(row["pattern"]) if row["pattern"] else None,
    )


def known(identifier: str) -> Column | None:
    """Give a column by identifier, with or without a year: ``milestone:2022Q1`` is of the sort ``milestone:Q1``.

    Examples
    --------
    >>> known("milestone:2022Q1").type, known("investment").unit, known("nonsense") is None
    ('milestone', '亿元', True)
    """
    if match := _QUARTERLY.match(identifier):
        return columns()[f"{match[1]}:Q{match[3]}"]
    return columns().get(identifier)


def label_of(identifier: str) -> Text:
    """Say what a column is called, for people.

    Examples
    --------
    >>> label_of("milestone:2022Q1").zh
    '2022年一季度'
    """
    column = known(identifier)
    if column is None:
        return Text(identifier, identifier)
    match = _QUARTERLY.match(identifier)
    if match and match[2]:
        return Text(f"{match[2]}年{column.label.zh}", f"{column.label.en} {match[2]}")
    return column.label


@cache
def recognise(text: str) -> Recognised | None:
    """Say which column a header stands for, or ``None``.

    Parameters
    ----------
    text
        The header; rows of a header of several rows are joined by ``/``.

    Examples
    --------
    >>> recognise("总投资（万元）")
    Recognised(identifier='investment', unit='万元', rank=1)
    >>> recognise("2022年计划投资").identifier, recognise("1-9月完成投资（亿元）").identifier
    ('year_plan', 'invested_this_year')
    >>> recognise("进度安排/2022年一季度").identifier
    'milestone:2022Q1'
    """
    if not text.strip():
        return None
    header = parse_header(_SPAN.sub("—", text))
    forms = _forms(header)
    for rank, form in enumerate(forms):
        found = _by_name().get(form) or _by_pattern(form)
        if found is not None:
            year = _YEAR.search(text)
            if found.startswith(("milestone:", "reached:")) and year:
                found = found.replace(":", f":{year[1]}")
            return Recognised(found, unit_of(header), rank)
    return None


def _forms(header: Header) -> list[str]:
    """Give the forms of a header from the most exact to the loosest: whole, without brackets, last two rows, last."""
    forms = list(header.names[:2])
    bare = [plain_name(_TRAILING_UNIT.sub("", part)) for part in header.text.split("/")]
    bare = [part for part in bare if part]
    if len(bare) > 1:
        forms += ["/".join(bare[-2:]), bare[-1]]
        if len(bare) > 2:
            forms.append("/".join((bare[0], bare[-1])))
    forms += header.names[2:]
    if len(bare) > 1:
        forms.append(bare[0])
    return list(dict.fromkeys(form for form in forms if form))


def unit_of(header: Header) -> str:
    """Give the unit that a header states: ``（万元）``, ``/亿元``, ``%``; empty if none."""
    for words in header.brackets:
        neat = plain_name(words)
        if match := _MONEY_UNIT.search(neat):
            return match[1]
        if neat in {"%", "％"} or neat in {"km", "公里", "千米", "m", "米"}:
            return neat
    return ""


def statement_of_unit(words: str) -> str:
    """Give the unit that a line above the table states.

    Examples
    --------
    >>> statement_of_unit("填报单位：甲市   单位：万元"), statement_of_unit("（金额单位：亿元）")
    ('万元', '亿元')
    """
    match = re.search(
        r"(?:^|[\s(（；;，,　])(?:金额|投资|计量)?单位\s*[:：]?\s*(?:人民币)?\s*(亿元|万元|千元|元)", words
    )
    return match[1] if match else ""


@cache
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for column in columns().values():
        for name in column.names:
            names.setdefault(name, column.identifier)
    return names


def _by_pattern(form: str) -> str | None:
    for column in columns().values():
        if column.pattern is not None and column.pattern.match(form):
            return column.identifier
    return None
