"""Files that come in: told by their content, never by their name; named by us; counted by SHA-256."""

from __future__ import annotations

import hashlib
import io
import secrets
import zipfile
from dataclasses import dataclass

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text

#: Larger files are refused.
MOST_BYTES = 30 * 1024 * 1024
_ZIP_PARTS = (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml"), ("ofd", "OFD.xml"))
_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ofd": "application/ofd",
}
#: What a stamped scan can be: paper, not something that is still being written.
SCANS = frozenset({"pdf", "jpg", "png", "ofd"})


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Checked:
    """A file whose content was looked at."""

    name: str
    content: bytes
    kind: str

    @property
    def content_type(self) -> str:
        """Give the content type that the content, not the name, has."""
        return _TYPES[self.kind]

    @property
    def sha256(self) -> str:
        """Give the SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()

    def stored_name(self) -> str:
        """Make the name under which the file is kept; nothing in it comes from outside."""
        return f"{secrets.token_hex(16)}.{self.kind}"


def kind_of(content: bytes) -> str | None:
    """Tell by its content what a file is; ``None`` if it is nothing that is taken.

    Examples
    --------
    >>> kind_of(b"%PDF-1.7 ..."), kind_of(b"MZ...")
    ('pdf', None)
    """
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
            return None
        return next((kind for kind, part in _ZIP_PARTS if part in names), None)
    return None


def checked(upload: Upload, kinds: frozenset[str] = frozenset(_TYPES)) -> Checked:
    """Look at a file's content.

    Raises
    ------
    InputError
        If it is empty, too large, or not of a kind that is taken.
    """
    name = shown_name(upload.name)
    if not upload.content or len(upload.content) > MOST_BYTES:
        expected = Text(f"1 字节至 {MOST_BYTES >> 20} MB", f"1 byte to {MOST_BYTES >> 20} MB")
        found = f"{len(upload.content):,} bytes"
        raise InputError([_problem("file_size", name, expected, found)])
    kind = kind_of(upload.content)
    if kind not in kinds:
        named = "、".join(one for one in _TYPES if one in kinds)
        expected = Text(f"{named} 文件（按内容识别）", f"{named.replace('、', ', ')} (told by content)")
        raise InputError([_problem("file_kind", name, expected, kind or "?")])
    assert kind is not None
    return Checked(name, upload.content, kind)


def shown_name(name: str) -> str:
    """Keep the last part of a name, printable, for people to read; it is never used as a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(" .")[-200:] or "file"


def _problem(code: str, name: str, expected: Text, found: str) -> Problem:
    return Problem(code, name, expected, found, Text("换一个文件", "take another file"))
