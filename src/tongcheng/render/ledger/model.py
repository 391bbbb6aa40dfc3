"""What a ledger's workbook is made of: columns under a two-row header, lines, and the words around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Value = str | int | float | Decimal | date | None
Kind = Literal["text", "short", "number", "share", "year", "date"]


@dataclass(frozen=True)
class Column:
    """One column of the printed table.

    Parameters
    ----------
    key
        What the column is; hidden marks tell it to the reader.
    label
        Words in the second header row; over both rows if nothing stands above.
    over
        Words in the first header row; neighbours with the same words share one cell.
    kind
        ``text`` wraps and stands left, ``short`` stands in the middle, ``number`` and ``share`` (a share of one,
        shown in per cent) stand right, ``year`` has no separators.
    decimals
        Decimals of a number; as many as the values need, two to four, if None.
    widest
        Width, in characters of Excel, that wrapped words may take.
    least
        Width that it has at least: room for what will be filled in.
    between
        Least and greatest number that may be filled in.
    choices
        Name of the sheet's choices offered in a drop-down.
    strict
        Whether other words than the choices are refused.
    open
        Whether the cells are filled in by the unit (in a protected sheet the others are locked).
    grey
        Whether the cells are only for reading: what was said last time.
    """

    key: str
    label: str
    over: str = ""
    kind: Kind = "text"
    decimals: int | None = None
    widest: float = 30.0
    least: float = 0.0
    between: tuple[float, float] | None = None
    choices: str = ""
    strict: bool = False
    open: bool = False
    grey: bool = False


@dataclass(frozen=True)
class Line:
    """One line: a row of the list, a part of a bundled row (``depth`` 1), a group's heading, or a total."""

    cells: Mapping[str, Value]
    kind: Literal["row", "group", "total"] = "row"
    depth: int = 0
    uid: str = ""
    revision: str = ""


@dataclass(frozen=True)
class Hidden:
    """What the workbook carries unseen: the very hidden sheet, and the heads of the two hidden columns."""

    sheet: str
    uid: str
    revision: str


@dataclass(frozen=True)
class Sheet:
    """One sheet, ready to print.

    Parameters
    ----------
    name
        Name of the sheet; what Excel does not allow in it is left out.
    titles
        Title lines, the first one large.
    columns, lines
        The table.
    merged
        Key of the column whose equal neighbours are one cell (大类); empty if groups are lines of their own.
    facts
        What stands under the title and at the foot of every page: 截至日期, version, head of the log.
    unit
        Unit of all sums (单位：亿元), at the right above the table.
    notes
        Lines under the table.
    signing
        The line on which people sign, under the table.
    mark
        Red words at the head of the sheet and of every page: 示意数据，不反映真实情况.
    choices
        Words of the drop-downs, by name.
    indent
        Key of the column in which parts of a bundled row are indented.
    locked
        Whether only the open columns can be filled in; there is no password.
    """

    name: str
    titles: Sequence[str]
    columns: Sequence[Column]
    lines: Sequence[Line]
    merged: str = ""
    facts: Sequence[str] = ()
    unit: str = ""
    notes: Sequence[str] = ()
    signing: str = ""
    mark: str = ""
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    indent: str = "title"
    locked: bool = False
