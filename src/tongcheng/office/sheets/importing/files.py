"""A file that somebody hands in: is it a workbook, under which suffix is it kept."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.sheets.reading.book import MOST_BYTES, open_book, suffix_of

if TYPE_CHECKING:
    from tongcheng.office.sheets.actions import Upload
    from tongcheng.office.sheets.reading.book import Book


def checked_upload(name: str, content: bytes) -> tuple[Upload, Book]:
    """Look at a file by its content before it is kept.

    Raises
    ------
    InputError
        If it is no workbook, locked, too large, or broken.
    """
    from tongcheng.office.sheets.actions import Upload

    name = safe_words(name)
    suffix = suffix_of(content[:4096])
    if len(content) > MOST_BYTES or suffix is None:
        raise InputError([_refused(name, content)])
    with tempfile.TemporaryDirectory(prefix="tongcheng-") as folder:
        path = Path(folder) / f"upload{suffix}"
        path.write_bytes(content)
        book = open_book(path, name)
    book.path = None
    return Upload(name, content, suffix), book


def safe_words(name: str) -> str:
    r"""Give the last part of a file's name without what cannot be shown.

    Examples
    --------
    >>> safe_words("..\\..\\台账\x00.xlsx"), safe_words("")
    ('台账.xlsx', '未命名')
    """
    last = re.split(r"[\\/]", name)[-1]
    return "".join(sign for sign in last if sign.isprintable()).strip()[:200] or "未命名"


def _refused(name: str, content: bytes) -> Problem:
    if len(content) > MOST_BYTES:
        return Problem(
            "too_large",
            name,
            Text(f"不超过 {MOST_BYTES // 1024**2} MB", f"at most {MOST_BYTES // 1024**2} MB"),
            f"{len(content) / 1024**2:.1f} MB",
            Text("删去图片和无关工作表后另存", "remove pictures and other sheets and save it again"),
        )
    return Problem(
        "not_a_workbook",
        name,
        Text(
            "Excel、WPS 或 ODS 工作簿（.xlsx .xls .et .ods）", "an Excel, WPS or ODS workbook (.xlsx .xls .et .ods)"
        ),
        "空文件" if not content else "其他内容",
        Text("用 Excel 或 WPS 打开后另存为 .xlsx", "open it in Excel or WPS and save it as .xlsx"),
    )
