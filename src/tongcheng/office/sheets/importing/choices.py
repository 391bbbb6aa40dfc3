"""What a person decided about an import; everything has a default, so that nothing must be decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tongcheng.office.sheets.reading.columns import known

Blanks = Literal["", "keep", "clear"]
_MOST = 20_000


@dataclass(frozen=True)
class Choices:
    """Decisions about one workbook.

    Parameters
    ----------
    sheet
        Sheet to be read; empty for the one that looks most like a table of ours.
    header
        First and last row of the header as Excel counts.
    columns, units
        Identifier (empty: leave out) and unit of money by column letters.
    year
        Year for dates that name none.
    blanks
        Whether an empty cell empties the field (``clear``) or says nothing (``keep``); empty for the kind's default.
    rows
        Row to ``new``, ``skip`` or the uid of an item.
    cells
        ``row:identifier`` to ``file`` or ``ours``, for cells in conflict.
    """

    sheet: str = ""
    header: tuple[int, int] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    year: int | None = None
    blanks: Blanks = ""
    rows: Mapping[int, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        """Give it as JSON can hold it."""
        return {
            "sheet": self.sheet,
            "header": list(self.header) if self.header else None,
            "columns": dict(self.columns),
            "units": dict(self.units),
            "year": self.year,
            "blanks": self.blanks,
            "rows": {str(row): word for row, word in self.rows.items()},
            "cells": dict(self.cells),
        }


def choices_of(record: object) -> Choices:
    """Read choices back from JSON; what makes no sense is left out.

    Examples
    --------
    >>> choices_of({"header": [3, 4], "columns": {"A": "title", "B": "nonsense"}, "year": "x"}).columns
    {'A': 'title'}
    """
    given: dict[str, Any] = record if isinstance(record, dict) else {}
    header, blanks = given.get("header"), given.get("blanks")
    rows = _words(given.get("rows"))
    units = {
        letter: unit for letter, unit in _words(given.get("units")).items() if unit in ("亿元", "万元", "千元", "元")
    }
    year = given.get("year")
    return Choices(
        sheet=str(given.get("sheet") or "")[:100],
        header=_header(header),
        columns={a: b for a, b in _words(given.get("columns")).items() if b == "" or known(b) is not None},
        units=units,
        year=year if isinstance(year, int) and 1949 <= year <= 2100 else None,
        blanks="keep" if blanks == "keep" else "clear" if blanks == "clear" else "",
        rows={int(row): word for row, word in rows.items() if row.isdigit()},
        cells={cell: word for cell, word in _words(given.get("cells")).items() if word in ("file", "ours")},
    )


def _header(header: object) -> tuple[int, int] | None:
    if not isinstance(header, (list, tuple)) or len(header) != 2 or not all(type(one) is int for one in header):
        return None
    first, last = header
    return (first, last) if 1 <= first <= last < first + 8 else None


def _words(given: object) -> dict[str, str]:
    if not isinstance(given, dict):
        return {}
    return {str(a)[:80]: str(b)[:80] for a, b in list(given.items())[:_MOST] if isinstance(b, (str, int))}
