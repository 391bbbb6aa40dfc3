"""The list as a workbook, out and in: the same columns both ways, hidden ids, every problem at once."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from uuid import UUID

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.opportunities.forms import codes_typed
from tongcheng.office.opportunities.models import MoneyUnit, Opportunity, Side, Sort
from tongcheng.office.sheets.marks import REVISION, SHEET, UID
from tongcheng.office.sheets.reading.book import open_book
from tongcheng.region.importing.sheets import Content, Sheet, address
from tongcheng.render.ledger import Column, Hidden, Line, ledger_workbook
from tongcheng.render.ledger import Sheet as Printed

MOST_ROWS = 500
_YES = {"是": True, "否": False, "": False, "yes": True, "no": False}
_WAN = Decimal(10_000)
#: What the export puts before words that Excel would take for a formula.
_ESCAPED = re.compile(r"^'(?=[=+\-@\t\r])")
_SIDES = {Side.GOVERNMENT: "政府需求", Side.ENTERPRISE: "企业需求"}
_SORTS = {
    Sort.SCENE: "应用场景", Sort.RESEARCH: "技术联合攻关", Sort.TALENT: "人才招募", Sort.PROJECT: "项目建设",
    Sort.COOPERATION: "企业协作",
}  # fmt: skip
_UNITS = {MoneyUnit.YI: "亿元", MoneyUnit.WAN: "万元"}
#: Headers by the field that they fill; ``state`` is printed for reading only.
HEADERS = {
    "code": "编号", "title": "机会名称", "unit": "发布单位", "city": "发布市", "side": "需求方", "sort": "类型",
    "field": "领域", "content": "内容", "place": "地点", "money": "金额", "money_unit": "金额单位",
    "money_year": "金额年份", "valid_until": "有效期至", "industries": "行业代码", "contact_unit": "联系单位",
    "contact_name": "联系人", "contact_phone": "联系电话", "contact_public": "公开联系方式", "source": "来源",
    "state": "状态",
}  # fmt: skip
_NEEDED = ("title", "side", "sort")
_CHOICES = {
    "side": tuple(_SIDES.values()), "sort": tuple(_SORTS.values()), "money_unit": tuple(_UNITS.values()),
    "contact_public": ("是", "否"),
}  # fmt: skip
_NOT_IN_THE_LIST = Text("表头中的列名", "a header of the template")


def workbook(rows: Iterable[Opportunity], title: str, facts: Sequence[str], *, synthetic: bool) -> bytes:
    """Write opportunities for people who work here; contacts are in it."""
    columns = [
        Column(
            key, label, kind="number" if key == "money" else "date" if key == "valid_until" else "text",
            choices=key if key in _CHOICES else "", strict=key in _CHOICES, grey=key == "state",
            least=12 if key == "title" else 0,
        )
        for key, label in HEADERS.items()
    ]  # fmt: skip
    lines = [Line(_cells(one), uid=str(one.item.uid), revision=str(one.revision)) for one in rows]
    sheet = Printed(
        "城市机会清单", [title], columns, lines, facts=facts, choices=_CHOICES,
        notes=["新增条目填在空行，编号留空；已送审、已发布的条目不能由表格修改。涉密内容不得录入。"],
        mark="示意数据，不反映真实情况" if synthetic else "",
    )  # fmt: skip
    return ledger_workbook([sheet], title=title, hidden=Hidden(SHEET, UID, REVISION))


def _cells(one: Opportunity) -> dict[str, Any]:
    item = one.item
    money = one.money * _WAN if one.money is not None and one.money_unit == MoneyUnit.WAN else one.money
    return {
        "code": item.code, "title": item.title, "unit": one.unit.name if one.unit else "",
        "city": one.city.name if one.city else "", "side": _SIDES[Side(one.side)], "sort": _SORTS[Sort(one.sort)],
        "field": item.field, "content": item.content, "place": one.place, "money": money,
        "money_unit": _UNITS[MoneyUnit(one.money_unit)], "valid_until": one.valid_until,
        "money_year": str(one.money_year or ""), "industries": "、".join(one.industries),
        "contact_unit": one.contact_unit, "contact_name": one.contact_name, "contact_phone": one.contact_phone,
        "contact_public": "是" if one.contact_public else "否", "source": item.source,
        "state": str(one.get_state_display()),
    }  # fmt: skip


def in_words(key: str, value: Any) -> tuple[str, str]:
    """Give the header of a field, and a value as the table says it."""
    label = "金额（亿元）" if key == "money" else HEADERS[key]
    said: dict[str, Mapping[Any, str]] = {"side": _SIDES, "sort": _SORTS, "money_unit": _UNITS}
    if value is None or value == "":
        return label, "—"
    if isinstance(value, bool):
        return label, "是" if value else "否"
    if isinstance(value, Decimal):
        return label, f"{value.normalize():f}"
    return label, said[key][value] if key in said else "、".join(value) if isinstance(value, list) else str(value)


@dataclass(frozen=True)
class Read:
    """A row as read: its number in the sheet, whose it is if it was exported, and its values."""

    row: int
    uid: str
    revision: int | None
    values: dict[str, Any]


def read(name: str, content: bytes) -> list[Read]:
    """Read the first sheet that has our headers.

    Raises
    ------
    InputError
        With every problem: no workbook, no header, cells that cannot be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("upload" + Path(name).suffix[:8])
        path.write_bytes(content)
        book = open_book(path, name)
    for sheet in book.sheets:
        if (found := _header(sheet)) is not None:
            return _rows(sheet, name, *found)
    problems = Problems(name)
    problems.add(
        "no_header", expected=Text("含“机会名称、需求方、类型”的表头", "a header row with 机会名称, 需求方, 类型"),
        found="、".join(sheet.name for sheet in book.sheets), remedy=Text("使用导出的表格", "use the exported table"),
    )  # fmt: skip
    problems.raise_if_any()
    return []


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Find the header: the row, and the column of every field."""
    known = {label: key for key, label in HEADERS.items()} | {UID: UID, REVISION: REVISION}
    for at, row in enumerate(sheet.rows[:30]):
        held = {
            known[str(cell).strip()]: column
            for column, cell in enumerate(row) if cell is not None and str(cell).strip() in known
        }  # fmt: skip
        if all(name in held for name in _NEEDED):
            near = sheet.rows[at + 1] if at + 1 < len(sheet.rows) else []
            below = {str(cell): column for column, cell in enumerate(near) if str(cell) in (UID, REVISION)}
            return at + bool(below), held | below
    return None


def _rows(sheet: Sheet, name: str, header: int, columns: Mapping[str, int]) -> list[Read]:
    problems = Problems(f"{name}｜{sheet.name}" if sheet.name else name)
    found: list[Read] = []
    for at in range(header + 1, len(sheet.rows)):
        cells = {key: sheet.at(at, column) for key, column in columns.items()}
        words = {key: _words(cell) for key, cell in cells.items()}
        uid = words.pop(UID, "")
        if not words.get("title"):
            filled = [key for key in HEADERS if words.get(key) and key not in ("code", "state")]
            if uid or len(filled) > 1:
                _wrong(problems, "title", Text("不为空", "something"), "", at, columns)
            continue  # an empty line, or a note under the table
        found.append(
            Read(at + 1, uid, _number(words.pop(REVISION, "")), _values(cells, words, at, columns, problems))
        )
    if len(found) > MOST_ROWS or not found:
        problems.add(
            "how_many", expected=Text(f"1 至 {MOST_ROWS} 条", f"1 to {MOST_ROWS} rows"), found=len(found),
            remedy=Text("分几次导入，或先填写内容", "import in parts, or fill in rows first"),
        )  # fmt: skip
    problems.raise_if_any()
    return found


def _values(
    cells: Mapping[str, Content], words: Mapping[str, str], at: int, columns: Mapping[str, int], problems: Problems
) -> dict[str, Any]:
    """Read a row's cells; columns that the table does not have are left out."""

    def chosen(key: str, known: Mapping[str, Any]) -> Any:
        if words[key] in known:
            return known[words[key]]
        _wrong(problems, key, Text(*["/".join(one for one in known if one)] * 2), words[key], at, columns)
        return None

    readers: dict[str, Callable[[str], Any]] = {
        "side": lambda key: chosen(key, {label: str(value) for value, label in _SIDES.items()}),
        "sort": lambda key: chosen(key, {label: str(value) for value, label in _SORTS.items()}),
        "money_unit": lambda key: chosen(key, {"": "yi"} | {label: str(value) for value, label in _UNITS.items()}),
        "contact_public": lambda key: chosen(key, _YES),
        "industries": lambda key: codes_typed(words[key]),
        "money": lambda key: _money(words[key], at, columns, problems),
        "money_year": lambda key: _year(words[key], at, columns, problems),
        "valid_until": lambda key: _date(cells[key], at, columns, problems),
    }
    held = {
        key: readers.get(key, words.__getitem__)(key)
        for key in HEADERS
        if key in words and key not in ("code", "state")
    }
    if held.get("money_unit") == MoneyUnit.WAN and held.get("money") is not None:
        held["money"] = held["money"] / _WAN
    return held


def _wrong(problems: Problems, key: str, expected: Text, found: str, at: int, columns: Mapping[str, int]) -> None:
    where = address(at, columns[key]) if key in columns else ""
    problems.add(
        "unreadable", column=f"{HEADERS[key]} {where}".strip(), row=at + 1, expected=expected, found=found[:80],
        remedy=Text("改正此单元格后重新导入", "correct the cell and import again"),
    )  # fmt: skip


def _words(cell: Content) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _ESCAPED.sub("", str(cell).strip())


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _money(typed: str, at: int, columns: Mapping[str, int], problems: Problems) -> Decimal | None:
    if not typed:
        return None
    try:
        value = Decimal(typed.replace(",", ""))
        if value.is_finite() and 0 <= value < 10**8:
            return round(value, 6)
    except InvalidOperation:
        pass
    _wrong(problems, "money", Text("数字，不写单位", "a number without a unit"), typed, at, columns)
    return None


def _year(typed: str, at: int, columns: Mapping[str, int], problems: Problems) -> int | None:
    if not typed:
        return None
    year = _number(typed.removesuffix("年"))
    if year is not None and 1990 <= year <= 2100:
        return year
    _wrong(problems, "money_year", Text("年份，如 2022", "a year such as 2022"), typed, at, columns)
    return None


def _date(cell: Content, at: int, columns: Mapping[str, int], problems: Problems) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    typed = _words(cell)
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        expected = Text("日期，如 2022-12-31", "a day such as 2022-12-31")
        _wrong(problems, "valid_until", expected, typed, at, columns)
        return None


def is_uid(typed: str) -> bool:
    """Say whether words are a permanent id."""
    try:
        return bool(UUID(typed))
    except ValueError:
        return False
