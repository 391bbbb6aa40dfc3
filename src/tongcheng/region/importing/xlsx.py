"""What the reader of workbooks passes over in silence: error cells, formulas without a result, stray far cells.

An error (``#N/A``) and a formula that Excel never calculated both read as an empty cell. Unknown is not zero and
not nothing, so such cells are looked up in the sheet's XML and named.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import unescape

from tongcheng.region.importing.limits import unpack

#: Cells of a sheet by (row, column), both from 0.
Cell = tuple[int, int]

_CELL = re.compile(rb"<(?:\w+:)?row\b([^>]*)>|<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<v[^>]*>([^<]+)</v>|<is>")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(r"<Relationship\s([^>]*)>")
_ENTRY = re.compile(r'([\w:]+)="([^"]*)"')


@dataclass
class SheetFacts:
    """What stands in the XML of one sheet beside its plain values.

    Parameters
    ----------
    void
        Cells that read as empty, with what they hold: the error, or ``formula``.
    merged
        First and last cell of merged ranges, where the reader of workbooks does not tell them.
    height, width
        Rows and columns up to the last cell with a value.
    """

    void: dict[Cell, str] = field(default_factory=dict)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)
    height: int = 0
    width: int = 0


def sheet_facts(path: Path) -> dict[str, SheetFacts]:
    """Read the facts of every sheet of an ``.xlsx`` file by the sheet's name.

    Parameters
    ----------
    path
        A workbook that has passed :func:`~tongcheng.region.importing.limits.check_file`.

    Returns
    -------
    dict
        Empty for files of another kind.
    """
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        parts = {item.filename.lstrip("/"): item for item in archive.infolist()}
    if "xl/workbook.xml" not in parts:
        return {}

    def text(name: str) -> str:
        return b"".join(unpack(path, parts[name])).decode("utf-8", "replace") if name in parts else ""

    targets = {
        entry.get("Id", ""): entry.get("Target", "").removeprefix("/xl/").removeprefix("/")
        for entry in _entries(_RELATION, text("xl/_rels/workbook.xml.rels"))
    }
    facts = {}
    for entry in _entries(_SHEET, text("xl/workbook.xml")):
        part = "xl/" + targets.get(entry.get("r:id", ""), "")
        if part in parts:
            facts[unescape(entry.get("name", ""), {"&quot;": '"', "&apos;": "'"})] = _scan(path, parts[part])
    return facts


def _entries(pattern: re.Pattern[str], text: str) -> list[dict[str, str]]:
    return [dict(_ENTRY.findall(match[1])) for match in pattern.finditer(text)]


def _scan(path: Path, part: zipfile.ZipInfo) -> SheetFacts:
    facts, rest, at = SheetFacts(), b"", (-1, -1)
    for piece in unpack(path, part):
        rest += piece
        end = rest.rfind(b"</row>")
        if end >= 0:
            at = _scan_cells(rest[:end], facts, at)
            rest = rest[end:]
    _scan_cells(rest, facts, at)
    return facts


def _scan_cells(xml: bytes, facts: SheetFacts, at: Cell) -> Cell:
    """Go over the cells of a piece of a sheet; a cell without an address stands right of the one before it."""
    row, column = at
    for row_attributes, attributes, body in _CELL.findall(xml):
        if row_attributes:
            number = _NUMBER.search(row_attributes)
            row, column = (int(number[1]) - 1 if number else row + 1), -1
            continue
        column += 1
        if address := _ADDRESS.search(attributes):
            row, column = int(address[2]) - 1, column_number(address[1].decode())
        if body:
            _note_cell(body, attributes, (row, column), facts)
    return row, column


def _note_cell(body: bytes, attributes: bytes, at: Cell, facts: SheetFacts) -> None:
    value = _VALUE.search(body)
    if b't="e"' in attributes:
        facts.void[at] = value[1].decode() if value and value[1] else "error"
    elif value is None and b"<f" in body:
        facts.void[at] = "formula"
    elif value is None:
        return
    facts.height, facts.width = max(facts.height, at[0] + 1), max(facts.width, at[1] + 1)


def column_number(letters: str) -> int:
    """Give the number of a column, from 0, by its letters.

    Examples
    --------
    >>> column_number("A"), column_number("AA")
    (0, 26)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def column_letters(number: int) -> str:
    """Give the letters of a column by its number, from 0.

    Examples
    --------
    >>> column_letters(0), column_letters(26)
    ('A', 'AA')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
