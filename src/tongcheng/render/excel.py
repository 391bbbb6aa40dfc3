"""Tables as an Excel workbook: one sheet per table, ready to print, the same bytes for the same tables."""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook

from tongcheng.language import SYNTHETIC_MARK, Language, Text
from tongcheng.render.blocks import Report, Table
from tongcheng.render.excel_sheet import fill_sheet
from tongcheng.render.packed import EPOCH, fixed_times

_ILLEGAL = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31


def write_workbook(
    path: str | os.PathLike[str],
    content: Report | Sequence[Table],
    *,
    language: Language = "zh",
    synthetic: bool | None = None,
    as_of: Text | None = None,
) -> None:
    """Write tables to an Excel workbook; either the whole file is written or nothing.

    Parameters
    ----------
    path
        File to write, ending in ``.xlsx``; an older one is replaced.
    content
        A report, of which the tables with a ``sheet`` are written, or tables.
    language
        Language of titles and cells; headers stand in both, this one first.
    synthetic, as_of
        Whether each sheet bears the synthetic mark, and the date on it. Taken from the report if left out; a
        synthetic report stays marked whatever is said here.

    Raises
    ------
    ValueError
        If there is no table to write, or a list of tables comes without ``synthetic`` or ``as_of``.
    """
    path = Path(path)
    data = workbook_bytes(content, language=language, synthetic=synthetic, as_of=as_of)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def workbook_bytes(
    content: Report | Sequence[Table],
    *,
    language: Language = "zh",
    synthetic: bool | None = None,
    as_of: Text | None = None,
) -> bytes:
    """Make the bytes of a workbook; see :func:`write_workbook`."""
    if isinstance(content, Report):
        tables = content.tables()
        marked, date, title = bool(synthetic) or content.synthetic, as_of or content.as_of, content.title
    else:
        if synthetic is None or as_of is None:
            raise ValueError("tables alone do not tell whether they are synthetic and as of when: say both")
        tables, marked, date, title = list(content), synthetic, as_of, Text("", "")
    if not tables:
        raise ValueError("there is no table to write: none has the name of a sheet")
    book = Workbook()
    book.remove(book.worksheets[0])
    names = sheet_names([(table.sheet or table.title).say(language) for table in tables])
    for name, table in zip(names, tables, strict=True):
        fill_sheet(book.create_sheet(name), table, language=language, synthetic=marked, as_of=date)
    book.properties.creator = "Tongcheng"
    book.properties.title = title.say(language) or None
    book.properties.description = SYNTHETIC_MARK.say(language) if marked else None
    book.properties.created = EPOCH
    out = io.BytesIO()
    book.save(out)
    return fixed_times(out.getvalue())


def sheet_names(wanted: Iterable[str]) -> list[str]:
    r"""Make names that Excel allows: no ``[]:*?/\``, at most 31 characters, none twice.

    Examples
    --------
    >>> sheet_names(["收入/支出", "收入:支出", "", "History"])
    ['收入 支出', '收入 支出 2', '表', 'History 2']
    """
    taken = {"history"}
    names = []
    for words in wanted:
        clean = " ".join(_ILLEGAL.sub(" ", words).split()).strip("'") or "表"
        name, number = clean[:_LONGEST_NAME].strip(), 1
        while name.casefold() in taken:
            number += 1
            tail = f" {number}"
            name = clean[: _LONGEST_NAME - len(tail)].strip() + tail
        taken.add(name.casefold())
        names.append(name)
    return names
