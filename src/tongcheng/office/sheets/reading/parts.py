"""The parts of an ``.xlsx`` archive as they lie in it: for what the reader of workbooks does not tell."""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import unescape

from tongcheng.region.importing.limits import unpack

_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_ENTRY = re.compile(r'([\w:]+)="([^"]*)"')


class Parts:
    """An opened archive; a file that is none has no parts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._parts: dict[str, zipfile.ZipInfo] = {}
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                self._parts = {item.filename.lstrip("/"): item for item in archive.infolist()}

    def raw(self, name: str) -> bytes:
        """Give a part; empty if there is none."""
        return b"".join(unpack(self.path, self._parts[name])) if name in self._parts else b""

    def text(self, name: str) -> str:
        """Give a part as text."""
        return self.raw(name).decode("utf-8", "replace")

    def of_sheet(self, sheet: str) -> str | None:
        """Name the part of a sheet."""
        targets = {relation["Id"]: target for relation, target in self.relations("xl/workbook.xml")}
        for one in _SHEET.finditer(self.text("xl/workbook.xml")):
            entry = dict(_ENTRY.findall(one[1]))
            if plain_xml(entry.get("name", "")) == sheet:
                return targets.get(entry.get("r:id", ""))
        return None

    def relations(self, part: str) -> list[tuple[dict[str, str], str]]:
        """Give the parts that a part refers to: what stands there, and the part's name."""
        folder, name = posixpath.split(part)
        found = []
        for one in _RELATION.finditer(self.text(f"{folder}/_rels/{name}.rels")):
            entry = {"Id": "", "Type": "", "Target": ""} | dict(_ENTRY.findall(one[1]))
            target = entry["Target"]
            found.append((entry, posixpath.normpath(posixpath.join(folder, target)).lstrip("/")))
        return found


def plain_xml(words: str) -> str:
    """Give text of XML as it reads."""
    words = re.sub(r"&#(?:x([0-9a-fA-F]{1,5})|(\d{1,6}));", _character, words)
    return unescape(words, {"&quot;": '"', "&apos;": "'"})


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else int(match[2])
    return chr(number) if number < 0xD800 else match[0]
