"""Workbooks for the tests of importing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from tongcheng.region.importing import TableMapping

#: What an import of a real circle must always state.
PAPERS = {"basis": "official", "source": "yearbook", "source_row": {"title": "年鉴", "licence": "公开"}}


def mapping(**entries: Any) -> TableMapping:
    """Make a mapping with basis and source."""
    return TableMapping(**{**PAPERS, **entries})


def book(path: Path, rows: Sequence[Sequence[Any]], *, title: str = "表1", merged: Sequence[str] = ()) -> Path:
    """Write a workbook of one sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    workbook.save(path)
    return path
