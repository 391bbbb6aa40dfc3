"""Which cells Excel shows as a percentage: the reader of workbooks gives 0.5 for them, people see 50%."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from tongcheng.office.sheets.reading.parts import Parts
from tongcheng.region.importing.xlsx import Cell, column_number

_FORMAT = re.compile(r'<numFmt\b[^>]*?numFmtId="(\d+)"[^>]*?formatCode="([^"]*)"')
_FORMATS_OF_CELLS = re.compile(r"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_USED = re.compile(r'<xf\b[^>]*?numFmtId="(\d+)"')
_CELL = re.compile(rb'<c\b(?=[^>]*?\br="([A-Z]{1,3})(\d{1,7})")(?=[^>]*?\bs="(\d+)")[^>]*>')
#: 0% and 0.00% are built in.
_BUILT_IN = {"9", "10"}


def percent_cells(path: Path, sheet: str) -> set[Cell]:
    """Give the cells (from 0) of a sheet of an ``.xlsx`` that are shown as a percentage; none for other files."""
    try:
        return _percent_cells(path, sheet)
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError):
        return set()


def _percent_cells(path: Path, sheet: str) -> set[Cell]:
    parts = Parts(path)
    styles = _percent_styles(parts.text("xl/styles.xml"))
    part = parts.of_sheet(sheet)
    if not styles or part is None:
        return set()
    return {
        (int(row) - 1, column_number(letters.decode()))
        for letters, row, style in _CELL.findall(parts.raw(part))
        if int(style) in styles
    }


def _percent_styles(text: str) -> set[int]:
    percent = _BUILT_IN | {number for number, code in _FORMAT.findall(text) if "%" in code}
    cells = _FORMATS_OF_CELLS.search(text)
    return {place for place, number in enumerate(_USED.findall(cells[0]) if cells else ()) if number in percent}
