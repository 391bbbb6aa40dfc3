"""Numbers of rows: each once in a list; a new row whose number is missing or taken gets the next free one, told here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tongcheng.language import Text
from tongcheng.office.sheets.importing.previewed import Cell, Row

TAKEN = Text("序号已被另一条目使用", "the number belongs to another row")
#: Longer runs of digits are codes of another register; counting on from them would give numbers nobody can read.
_MOST_DIGITS = 6


def settle_codes(rows: list[Row], held: Mapping[str, int], named: Iterable[str]) -> None:
    """Settle the number of every row, so that what the preview shows can be written.

    Parameters
    ----------
    rows
        Rows of the preview; cells of numbers are changed, and added to new rows.
    held
        Numbers of the list, with the row that has each.
    named
        Every number that stands in the sheet, be its row imported or not: none of them is given away.
    """
    _refuse_taken(rows, held)
    seen = {str(cell.value): row.row for row, cell in _cells(rows, "changed")}
    free = _Free({*held, *named})
    wanting: list[tuple[Row, Cell | None, Text]] = []
    for row in rows:
        if row.state != "new":
            continue
        cell = next((one for one in row.cells if one.identifier == "code" and one.state == "new"), None)
        if cell is None:
            wanting.append((row, None, Text("表中没有序号，自动编号", "no number in the file: a free one is given")))
        elif (word := str(cell.value)) in held:
            wanting.append((row, cell, _instead(word, "清单内另一条目", "another row of the list")))
        elif word in seen:
            wanting.append((row, cell, _instead(word, f"第 {seen[word]} 行", f"row {seen[word]}")))
        else:
            seen[word] = row.row
    for row, cell, why in wanting:
        if cell is None:
            cell = Cell("code", "new")  # noqa: PLW2901
            row.cells.insert(0, cell)
        cell.value = cell.new = free.next()
        cell.why = why


def _instead(word: str, whose: str, whose_en: str) -> Text:
    return Text(f"序号 {word} 与{whose}重复，改用空号", f"number {word} is that of {whose_en}: a free one is given")


def _cells(rows: Iterable[Row], state: str) -> list[tuple[Row, Cell]]:
    return [(row, cell) for row in rows for cell in row.cells if cell.identifier == "code" and cell.state == state]


def _refuse_taken(rows: list[Row], held: Mapping[str, int]) -> None:
    """Refuse changes to a number that another row has or wants; until all that remain can be written together."""
    while True:
        wanted = _cells(rows, "changed")
        moving = {row.pk for row, _ in wanted}
        seen: set[str] = set()
        refused = False
        for row, cell in wanted:
            word = str(cell.value)
            owner = held.get(word)
            if word in seen or (owner is not None and owner != row.pk and owner not in moving):
                cell.state, cell.why, refused = "error", TAKEN, True
                row.settle()
            seen.add(word)
        if not refused:
            return


class _Free:
    """Gives numbers that nobody has or names."""

    def __init__(self, used: set[str]) -> None:
        self.used = used
        found = (re.match(r"\d+", word) for word in used)
        self.last = max((int(one[0]) for one in found if one and len(one[0]) <= _MOST_DIGITS), default=0)

    def next(self) -> str:
        """Give the next one."""
        self.last += 1
        while str(self.last) in self.used:
            self.last += 1
        return str(self.last)
