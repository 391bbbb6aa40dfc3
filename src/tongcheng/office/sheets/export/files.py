"""A finished file: its bytes, its name, its type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
ZIP = "application/zip"

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+')
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_LONGEST = 120


@dataclass(frozen=True)
class File:
    """A file to hand out."""

    name: str
    data: bytes
    content_type: str

    def response(self) -> HttpResponse:
        """Give it as a download."""
        response = HttpResponse(self.data, content_type=self.content_type)
        response.headers["Content-Disposition"] = (
            f"attachment; filename=\"{_ascii(self.name)}\"; filename*=UTF-8''{quote(self.name, safe='')}"
        )
        return response


def _ascii(name: str) -> str:
    plain = "".join(char for char in name if char.isascii() and (char.isalnum() or char in "-_."))
    return plain if plain.rpartition(".")[0] else f"tongcheng{name[name.rfind('.') :]}"


def safe_name(*parts: str, ending: str) -> str:
    r"""Join words to a file name that every system takes and that leads into no other folder.

    Examples
    --------
    >>> safe_name("甲市交通局/../x", "2022-03", ending="xlsx"), safe_name("..", ending="zip"), safe_name("con", ending="x")
    ('甲市交通局 .. x_2022-03.xlsx', '文件.zip', '_con.x')
    """
    words = "_".join(part for one in parts if (part := " ".join(_UNSAFE.sub(" ", one).split()).strip(". ")))
    words = words[:_LONGEST].strip(". ") or "文件"
    return f"{'_' if words.casefold() in _RESERVED else ''}{words}.{ending}"


def distinct(names: list[str]) -> list[str]:
    """Give names of which none stands twice, so that no file covers another in an archive.

    Examples
    --------
    >>> distinct(["a.xlsx", "A.xlsx", "b.xlsx"])
    ['a.xlsx', 'A 2.xlsx', 'b.xlsx']
    """
    taken: set[str] = set()
    found = []
    for name in names:
        stem, dot, ending = name.rpartition(".")
        one, number = name, 1
        while one.casefold() in taken:
            number += 1
            one = f"{stem} {number}{dot}{ending}"
        taken.add(one.casefold())
        found.append(one)
    return found


def day(value: date, language: str) -> str:
    """Write a date as papers do."""
    return f"{value.year}年{value.month}月{value.day}日" if language == "zh" else f"{value.day} {value:%b %Y}"
