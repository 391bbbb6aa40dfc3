"""What the pages of an import send: the file, what it is, what its columns are, what is to become of rows and cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict

from tongcheng.language import Text
from tongcheng.office.core.wording import both
from tongcheng.office.people.standing import Standing
from tongcheng.office.sheets import queries
from tongcheng.office.sheets.importing.choices import Choices, choices_of
from tongcheng.office.sheets.importing.preview import Target
from tongcheng.office.sheets.models import Import, ImportKind

UNITS = ("亿元", "万元", "千元", "元")


class SeveralFiles(forms.ClearableFileInput):
    """Takes several files at once: eleven units send eleven workbooks."""

    allow_multiple_selected = True


class UploadForm(forms.Form):
    """One workbook or several."""

    workbook = forms.FileField(
        label=both(
            "表格文件（可一次选多个；.xlsx .xls .et .ods，每个不超过 20 MB）",
            "workbooks, several at once (.xlsx .xls .et .ods, at most 20 MB each)",
        ),
        widget=SeveralFiles(attrs={"accept": ".xlsx,.xlsm,.xls,.et,.ods"}),
    )


def target_from(data: QueryDict | Mapping[str, Any], one: Import, standing: Standing) -> Target:
    """Give what a workbook is to be taken for, as chosen; what the reader may not choose stays unchosen."""
    sort = data.get("into", "ledger" if one.period_id else "list")
    ours = one.kind != ImportKind.NAKED
    if sort == "ledger":
        kind = one.kind if one.kind == ImportKind.LEDGER else ImportKind.NAKED
        periods = {str(row.pk): row for row in queries.periods_to_import()}
        units = {str(row.pk): row for row in queries.units_to_import(standing)}
        period = periods.get(str(data.get("period", one.period_id))) or (one.period if ours else None)
        return Target(kind, None, period, units.get(str(data.get("unit", one.unit_id or ""))))
    kind = one.kind if one.kind == ImportKind.LIST else ImportKind.NAKED
    lists = {str(row.pk): row for row in queries.lists_to_import(standing)}
    return Target(kind, lists.get(str(data.get("list", one.list_id))))


def mapping_from(data: QueryDict, one: Import) -> Choices:
    """Give the decisions about sheet, header and columns; only what differs from what is shown is a decision."""
    before = choices_of(one.choices)
    sheet: dict[str, Any] = one.preview.get("sheet", {})
    shown = sheet.get("sheet", "")
    name = str(data.get("sheet", shown))
    year = str(data.get("year", ""))
    chosen = replace(
        before,
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        blanks=str(data.get("blanks", "")),  # type: ignore[arg-type]
    )
    if name != shown:
        return choices_of(
            replace(chosen, sheet=name, header=None, columns={}, units={}, rows={}, cells={}).as_record()
        )
    header = _header(data)
    if header is not None and list(header) != sheet.get("header"):
        return choices_of(
            replace(chosen, sheet=name, header=header, columns={}, units={}, rows={}, cells={}).as_record()
        )
    columns, units = dict(before.columns), dict(before.units)
    for column in sheet.get("columns", ()):
        letter = column["l"]
        if (identifier := data.get(f"column_{letter}")) is not None and identifier != column["i"]:
            columns[letter] = identifier
        if (unit := data.get(f"unit_{letter}")) is not None and unit in UNITS and unit != column["u"]:
            units[letter] = unit
    return choices_of(replace(chosen, columns=columns, units=units).as_record())


def _header(data: QueryDict) -> tuple[int, int] | None:
    first, last = str(data.get("header_first", "")), str(data.get("header_last", ""))
    if not (first.isascii() and first.isdigit() and len(first) < 6):
        return None
    return int(first), int(last) if last.isascii() and last.isdigit() and len(last) < 6 else int(first)


def decisions_from(data: QueryDict, one: Import) -> Choices:
    """Give the decisions about rows (``row_12`` to new, skip or a uid) and cells in conflict (``cell_12:due``)."""
    before = choices_of(one.choices)
    rows: dict[str, Any] = {str(row): word for row, word in before.rows.items()}
    cells = dict(before.cells)
    for name, value in data.items():
        word = str(value)
        if name.startswith("row_") and name[4:].isdigit():
            rows.pop(name[4:], None)
            if word:
                rows[name[4:]] = word
        elif name.startswith("cell_"):
            cells[name[5:]] = word
    if data.get("all_rows") in ("new", "code"):
        for row in one.preview.get("rows", ()):
            if row.get("coded") or row["state"] == "doubtful":
                decided = "new" if data["all_rows"] == "new" else row.get("coded")
                rows |= {str(row["row"]): decided} if decided else {}
    if (every := data.get("all_conflicts")) in ("file", "ours"):
        for row in one.preview.get("rows", ()):
            for cell in row["cells"]:
                if cell["s"] in ("conflict", "kept"):
                    cells[f"{row['row']}:{cell['c']}"] = str(every)
    return choices_of(before.as_record() | {"rows": rows, "cells": cells})


BLANKS = (
    (
        "",
        Text(
            "按文件类型（本系统导出的清空，外来表格不动）",
            "as the kind of file has it (ours: empties; others: says nothing)",
        ),
    ),
    ("keep", Text("空单元格不改动系统中的值", "an empty cell says nothing")),
    ("clear", Text("空单元格清空系统中的值", "an empty cell empties the field")),
)
