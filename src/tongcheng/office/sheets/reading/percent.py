"""Which cells Excel shows as a percentage: the reader of workbooks gives 0.5 for them, people see 50%."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from xml.sax.saxutils import unescape

from tongcheng.region.importing.limits import unpack
from tongcheng.region.importing.xlsx import Cell, column_number

_FORMAT = re.compile(r'<numFmt\b[^>]*?numFmtId="(\d+)"[^>]*?formatCode="([^"]*)"')
_FORMATS_OF_CELLS = re.compile(r"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_USED = re.compile(r'<xf\b[^>]*?numFmtId="(\d+)"')
_CELL = re.compile(rb'<c\b(?=[^>]*?\br="([A-Z]{1,3})(\d{1,7})")(?=[^>]*?\bs="(\d+)")[^>]*>')
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(r"<Relationship\s([^>]*)>")
_ENTRY = re.compile(r'([\w:]+)="([^"]*)"')
#: 0% and 0.00% are built in.
_BUILT_IN = {"9", "10"}


def percent_cells(path: Path, sheet: str) -> set[Cell]:
    """Give the cells (from 0) of a sheet of an ``.xlsx`` that are shown as a percentage; none for other files."""
    try:
        return _percent_cells(path, sheet)
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError):
        return set()


def _percent_cells(path: Path, sheet: str) -> set[Cell]:
    if not zipfile.is_zipfile(path):
        return set()
    with zipfile.ZipFile(path) as archive:
        parts = {item.filename.lstrip("/"): item for item in archive.infolist()}

    def raw(name: str) -> bytes:
        return b"".join(unpack(path, parts[name])) if name in parts else b""

    styles = _percent_styles(raw("xl/styles.xml").decode("utf-8", "replace"))
    part = _part_of(sheet, raw("xl/workbook.xml"), raw("xl/_rels/workbook.xml.rels"))
    if not styles or part is None:
        return set()
    return {
        (int(row) - 1, column_number(letters.decode()))
        for letters, row, style in _CELL.findall(raw(part))
        if int(style) in styles
    }


def _percent_styles(text: str) -> set[int]:
    percent = _BUILT_IN | {number for number, code in _FORMAT.findall(text) if "%" in code}
    cells = _FORMATS_OF_CELLS.search(text)
    return {place for place, number in enumerate(_USED.findall(cells[0]) if cells else ()) if number in percent}


def _part_of(sheet: str, workbook: bytes, relations: bytes) -> str | None:
    targets = {
        entry.get("Id", ""): entry.get("Target", "").removeprefix("/xl/").removeprefix("/")
        for entry in (
            dict(_ENTRY.findall(one[1])) for one in _RELATION.finditer(relations.decode("utf-8", "replace"))
        )
    }
    for one in _SHEET.finditer(workbook.decode("utf-8", "replace")):
        entry = dict(_ENTRY.findall(one[1]))
        if unescape(entry.get("name", ""), {"&quot;": '"', "&apos;": "'"}) == sheet:
            return f"xl/{targets.get(entry.get('r:id', ''), '')}"
    return None
