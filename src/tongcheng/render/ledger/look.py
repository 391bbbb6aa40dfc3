"""How the cells of a ledger look, and how wide words are. Styles are made once per kind of cell and shared."""

from __future__ import annotations

from copy import copy
from typing import NamedTuple

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

from tongcheng.render.cells import harmless

#: Named as offices name them; every office program has a substitute.
BODY, HEAD, TITLE = "宋体", "黑体", "方正小标宋简体"
RED, INK_GREY = "FFA3271D", "FF57606A"
_LINE = Side(style="thin", color="FF000000")
GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
GREY = PatternFill("solid", fgColor="FFEDEFF1")
OPEN = PatternFill("solid", fgColor="FFFFF9E5")

#: Height of a line of 10-point words, with room for the substitutes of the fonts above.
LINE_HEIGHT = 14.5


class Look(NamedTuple):
    """What decides how a cell looks."""

    align: str
    number_format: str = "General"
    bold: bool = False
    grey: bool = False
    open: bool = False
    indent: int = 0
    wrap: bool = True


class Looks:
    """Writes cells, each look being made once: making a style anew takes most of a large workbook's time."""

    def __init__(self) -> None:
        self._made: dict[Look, object] = {}

    def put(self, there: Cell, value: object, look: Look) -> None:
        """Write a value; words are written as words, never as a formula."""
        if isinstance(value, str):
            there.value = harmless(value) or None
            if there.value is not None:
                there.data_type = "s"
        else:
            there.value = value  # type: ignore[assignment]
        if look not in self._made:
            _style(there, look)
            self._made[look] = there._style  # type: ignore[attr-defined]  # noqa: SLF001 - the only way to share one
        else:
            there._style = copy(self._made[look])  # type: ignore[attr-defined]  # noqa: SLF001


def _style(there: Cell, look: Look) -> None:
    there.font = Font(name=BODY, size=10, bold=look.bold, color=INK_GREY if look.grey else None)
    there.border = GRID
    there.number_format = look.number_format
    there.alignment = Alignment(
        horizontal=look.align, vertical="center", wrap_text=look.wrap, indent=look.indent, shrink_to_fit=False
    )
    if look.open:
        there.fill, there.protection = OPEN, Protection(locked=False)
    elif look.grey:
        there.fill = GREY


def width(words: str) -> float:
    """Give how wide words are, in characters of Excel: a Han character takes two.

    Examples
    --------
    >>> width("甲市 12%")
    8.0
    """
    return (len(words) + len(words.encode("utf-8", "replace"))) / 2


def lines_of(words: str, room: float) -> int:
    r"""Count the lines that words take when wrapped into a width.

    Examples
    --------
    >>> lines_of("完成路基工程", 8), lines_of("甲\n乙", 8)
    (2, 2)
    """
    if "\n" not in words:
        wide = width(words)
        return 1 if wide <= room else _rounded_up(wide * 1.08 / room)
    return sum(lines_of(line, room) for line in words.split("\n"))


def _rounded_up(value: float) -> int:
    return int(value) + (value > int(value))
