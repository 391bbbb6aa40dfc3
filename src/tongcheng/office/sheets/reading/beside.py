"""What people see in a workbook beside its values: hidden rows and columns, comments, words struck out.

None of it changes what is read. It is told to whoever imports the file, since the sender meant something by it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from tongcheng.office.sheets.reading.parts import Parts, plain_xml
from tongcheng.region.importing.xlsx import Cell, column_number

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"|\bht="0(?:\.0+)?"|\bwidth="0(?:\.0+)?"')
_NUMBER = re.compile(rb'\b(r|min|max)="(\d{1,7})"')
_CELL = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*?\br="([A-Z]{1,3})(\d{1,7})")(?=[^>]*?\bs="(\d+)")[^>]*>')
_COMMENT = re.compile(
    r'<(?:\w+:)?comment\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7})"[^>]*>(.*?)</(?:\w+:)?comment>', re.DOTALL
)
_WORDS = re.compile(r"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</")
_FONTS = re.compile(r"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", re.DOTALL)
_FONT = re.compile(r"<(?:\w+:)?font\s*/>|<(?:\w+:)?font\b[^>]*>(.*?)</(?:\w+:)?font>", re.DOTALL)
_STRIKE = re.compile(r'<(?:\w+:)?strike(?:\s+val="(?:1|true)")?\s*/>')
_FORMATS = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(r"<(?:\w+:)?xf\b([^>]*)>")
_FONT_OF = re.compile(r'\bfontId="(\d+)"')
#: Words before a comment that newer programs write for older ones.
_THREADED = re.compile(r"^\[(?:Threaded comment|线程批注|线索批注)\].*?(?:Comment|批注|注释)\s*[:：]\s*", re.DOTALL)
_MOST_COLUMNS = 400
_LONGEST = 200
_MOST_OF_COMMENTS = 2_000_000


@dataclass
class Beside:
    """What stands beside the values of one sheet; rows and columns from 0."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    comments: dict[Cell, str] = field(default_factory=dict)
    struck: set[Cell] = field(default_factory=set)


def beside(path: Path, sheet: str) -> Beside:
    """Give what stands beside the values of a sheet of an ``.xlsx``; nothing for other files."""
    try:
        parts = Parts(path)
        part = parts.of_sheet(sheet)
        if part is None:
            return Beside()
        content = parts.raw(part)
        found = Beside(set(_hidden_rows(content)), _hidden_columns(content), _comments(parts, part))
        if styles := _struck_styles(parts.text("xl/styles.xml")):
            found.struck = {
                (int(row) - 1, column_number(letters.decode()))
                for letters, row, style in _CELL.findall(content)
                if int(style) in styles
            }
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError):
        return Beside()
    return found


def _hidden_rows(content: bytes) -> list[int]:
    found, at = [], -1
    for match in _ROW.finditer(content):
        numbers = dict(_NUMBER.findall(match[1]))
        at = int(numbers[b"r"]) - 1 if b"r" in numbers else at + 1
        if _HIDDEN.search(match[1]):
            found.append(at)
    return found


def _hidden_columns(content: bytes) -> set[int]:
    found: set[int] = set()
    for match in _COLUMN.finditer(content[: content.find(b"<sheetData")]):
        numbers = dict(_NUMBER.findall(match[1]))
        if _HIDDEN.search(match[1]) and b"min" in numbers and b"max" in numbers:
            found |= set(range(int(numbers[b"min"]) - 1, min(int(numbers[b"max"]), _MOST_COLUMNS)))
    return found


def _comments(parts: Parts, part: str) -> dict[Cell, str]:
    found: dict[Cell, str] = {}
    for relation, target in parts.relations(part):
        if not relation["Type"].endswith("/comments"):
            continue
        for letters, row, body in _COMMENT.findall(parts.text(target)[:_MOST_OF_COMMENTS]):
            words = " ".join(plain_xml("".join(_WORDS.findall(body))).split())
            if words := _THREADED.sub("", words):
                found[int(row) - 1, column_number(letters)] = words[:_LONGEST]
    return found


def _struck_styles(text: str) -> set[int]:
    fonts = _FONTS.search(text)
    struck = {
        number for number, one in enumerate(_FONT.finditer(fonts[0])) if _STRIKE.search(one[1] or "")
    } if fonts else set()  # fmt: skip
    formats = _FORMATS.search(text)
    if not struck or formats is None:
        return set()
    return {
        number
        for number, one in enumerate(_FORMAT.findall(formats[0]))
        if (font := _FONT_OF.search(one)) and int(font[1]) in struck
    }
