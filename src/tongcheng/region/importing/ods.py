"""What the reader of OpenDocument sheets does not tell: how far they reach, their merged cells, their errors."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from pathlib import Path

from tongcheng.region.importing.limits import unpack
from tongcheng.region.importing.xlsx import SheetFacts

_TOKEN = re.compile(r"<table:(table|table-row|table-cell|covered-table-cell)((?:\s[^>]*?)?)/?>")
_ENTRY = re.compile(r'([\w:-]+)="([^"]*)"')


def ods_facts(path: Path) -> dict[str, SheetFacts]:
    """Read the facts of every sheet of an ``.ods`` file by the sheet's name; empty for files of another kind."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        content = next((item for item in archive.infolist() if item.filename == "content.xml"), None)
    if content is None:
        return {}
    text = b"".join(unpack(path, content)).decode("utf-8", "replace")
    facts: dict[str, SheetFacts] = {}
    here, row, column, repeated = SheetFacts(), 0, 0, 0
    for kind, attributes in _TOKEN.findall(text):
        entry = dict(_ENTRY.findall(attributes))
        if kind == "table":
            here = facts[unescape(entry.get("table:name", ""))] = SheetFacts()
            row, column, repeated = 0, 0, 0
        elif kind == "table-row":
            row, column = row + repeated, 0
            repeated = _count(entry, "table:number-rows-repeated")
        else:
            width = _count(entry, "table:number-columns-repeated")
            _note_cell(entry, here, row, column, (repeated, width))
            column += width
    return facts


def _note_cell(entry: dict[str, str], facts: SheetFacts, row: int, column: int, size: tuple[int, int]) -> None:
    if "office:value-type" not in entry:
        return
    facts.height, facts.width = max(facts.height, row + size[0]), max(facts.width, column + size[1])
    rows, columns = _count(entry, "table:number-rows-spanned"), _count(entry, "table:number-columns-spanned")
    if rows * columns > 1:
        facts.merged.append(((row, column), (row + rows - 1, column + columns - 1)))
    if entry.get("calcext:value-type") == "error":
        facts.void[row, column] = "error"


def _count(entry: dict[str, str], name: str) -> int:
    words = entry.get(name, "1")
    return int(words) if words.isdigit() else 1
