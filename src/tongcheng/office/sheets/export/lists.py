"""A list as a workbook, exactly as it is printed, with the ids that let it be read back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Literal

from django.utils import timezone

from tongcheng.language import SYNTHETIC_MARK, Language, Text
from tongcheng.office.audit.chain import head
from tongcheng.office.core.wording import language as spoken
from tongcheng.office.lists.models import ItemState, List, ListKind, ProjectClass
from tongcheng.office.people.standing import Standing
from tongcheng.office.sheets.export.columns import list_columns
from tongcheng.office.sheets.export.files import XLSX, File, day, safe_name
from tongcheng.office.sheets.export.rows import YES_NO, Row, Rows, rows_of, unit_names
from tongcheng.office.sheets.marks import REVISION, SHEET, UID, Marks
from tongcheng.render.ledger import Column, Hidden, Line, Sheet, Value, ledger_workbook
from tongcheng.render.ledger.sheet import Filled

HIDDEN = Hidden(SHEET, UID, REVISION)
NATURES = (Text("新建", "new"), Text("改建", "rebuilt"), Text("扩建", "extended"), Text("迁建", "moved"))
UNIT = Text("单位：亿元", "Unit: CNY 100 m")
_SUMMED = ("investment", "invested_before", "year_plan", "invested_this_year")

Groups = Literal["merged", "rows"]


def list_workbook(
    lst: List, standing: Standing, *, groups: Groups = "merged", every: bool = False, parts: bool = True
) -> File:
    """Write a list as it stands today, as this reader sees it.

    Parameters
    ----------
    lst, standing
        The list, and who reads.
    groups
        Groups (大类) as merged cells at the left, or as lines of their own.
    every
        With the rows that no longer stand in the list: swapped, cancelled, merged, transferred.
    parts
        Whether the parts of a bundled row are printed below it.
    """
    language = spoken()
    rows = rows_of(lst, standing, language, every=every)
    today = timezone.localdate()
    last = lst.versions.order_by("-number").first()
    version = _version_words(last.name or last.number if last else None).say(language)
    chain = head().short
    columns = list_columns(lst, rows, language)
    sheet = Sheet(
        name=lst.name,
        titles=[lst.name],
        columns=[one for one in columns if one.key != "group" or groups == "merged"],
        lines=_lines(rows, columns, groups, parts=parts, language=language),
        merged="group" if groups == "merged" else "",
        facts=facts(day(today, language), version, chain, language),
        unit=UNIT.say(language) if any(one.kind == "number" for one in columns) else "",
        notes=_notes(rows, language),
        mark=SYNTHETIC_MARK.say(language) if rows.synthetic else "",
        choices=choices(language),
    )

    def mark(name: str, place: Filled) -> str:
        return Marks(
            "list",
            list=lst.code,
            as_of=today.isoformat(),
            version=version,
            chain_head=chain,
            columns={letter: key for key, letter in place.letters.items()},
            first_row=place.first_row,
            sheet=name,
        ).as_json()

    data = ledger_workbook([sheet], title=lst.name, hidden=HIDDEN, mark=mark)
    return File(safe_name(lst.name, today.isoformat(), ending="xlsx"), data, XLSX)


def facts(as_of: str, version: str, chain: str, language: Language) -> list[str]:
    """Give what every sheet says of itself: 截至日期, version, head of the log."""
    words = (Text("截至{x}", "As of {x}"), Text("版本：{x}", "Version: {x}"), Text("记录链：{x}", "Log head: {x}"))
    return [one.fill(x=value).say(language) for one, value in zip(words, (as_of, version, chain), strict=True)]


def _version_words(last: object) -> Text:
    if last is None:
        return Text("工作稿（未印发）", "working copy, not issued")
    words = f"第{last}版" if isinstance(last, int) else f"{last}"
    return Text(f"{words}印发后工作稿", f"working copy after version {last}")


def choices(language: Language) -> dict[str, Sequence[str]]:
    """Give the words of the drop-downs."""
    return {
        "state": [str(one.label) for one in ItemState],
        "project_class": [str(one.label) for one in ProjectClass],
        "yes_no": [YES_NO[True].say(language), YES_NO[False].say(language)],
        "nature": [one.say(language) for one in NATURES],
        "units": unit_names(),
    }


def _lines(rows: Rows, columns: Sequence[Column], groups: Groups, *, parts: bool, language: Language) -> list[Line]:
    shown = [row for row in rows.rows if parts or row.depth == 0]
    lines: list[Line] = []
    for group, members in groupby(shown, key=lambda row: row.group):
        if groups == "rows" and group:
            lines.append(Line({"group": group}, kind="group"))
        lines += [_line(row) for row in members]
    if any(one.key == "investment" for one in columns) and shown:
        lines.append(_total(shown, language))
    return lines


def _line(row: Row) -> Line:
    values: dict[str, Value] = dict(row.values)
    values["group"] = row.group
    return Line(values, depth=row.depth, uid=row.uid, revision=row.revision)


def _total(rows: Sequence[Row], language: Language) -> Line:
    """Sum the rows; the parts of a bundled row are in its own sum already."""
    counted = [row for row in rows if row.counted]
    cells: dict[str, Value] = {"title": Text(f"合计（{len(counted)} 项）", f"Total ({len(counted)})").say(language)}
    for name in _SUMMED:
        values = [value for row in counted if isinstance(value := row.values.get(name), Decimal)]
        if values:
            cells[name] = sum(values, Decimal(0))
    return Line(cells, kind="total")


def _notes(rows: Rows, language: Language) -> list[str]:
    notes = []
    if any(row.depth for row in rows.rows):
        notes.append(
            Text(
                "缩进的为打捆条目的组成部分，不重复计入合计。",
                "Indented rows are parts of the row above and not counted again.",
            )
        )
    if rows.period is not None and {"progress", "invested_this_year"} & rows.filled:
        notes.append(
            Text("进展为{period}台账中已采纳的填报。", "Progress as accepted in the ledger of {period}.").fill(
                period=rows.period.name
            )
        )
    lead = Text("注：", "Note: ").say(language)
    return [(lead if number == 0 else "") + one.say(language) for number, one in enumerate(notes)]


def kind_label(lst: List) -> str:
    """Give what kind of list it is, in the reader's language."""
    return str(ListKind(lst.kind).label)
