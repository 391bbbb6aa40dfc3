"""What a preview says: rows with their state and the cells that are not as they were; kept as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from tongcheng.errors import Problem
from tongcheng.language import Text

#: ``theirs``: only the office changed the cell since the file was written; it stays. ``kept``: a conflict that somebody
#: decided for the office's value; ``read``: it waits until somebody says which row it is.
CellState = Literal["changed", "conflict", "theirs", "kept", "new", "read", "error", "refused"]
RowState = Literal["unchanged", "changed", "conflict", "new", "error", "refused", "doubtful", "twice", "skipped"]

ROW_STATES: dict[RowState, Text] = {
    "conflict": Text("冲突", "conflict"),
    "error": Text("有误", "error"),
    "doubtful": Text("待确认", "to be confirmed"),
    "refused": Text("无权修改", "not allowed"),
    "twice": Text("重复", "twice"),
    "new": Text("新增", "new"),
    "changed": Text("修改", "changed"),
    "skipped": Text("不导入", "left out"),
    "unchanged": Text("未变", "unchanged"),
}
#: Rows of any state with values that somebody should check.
TO_CHECK = Text("值请核对", "values to check")


@dataclass
class Cell:
    """A cell that is not as it was: its value in the office, in the file, and what is to become of it.

    ``doubts`` are what the form of a ledger would say under it: mark (请核对, 须改正) and sentence.
    """

    identifier: str
    state: CellState
    value: Any = None
    old: str = ""
    new: str = ""
    why: Text | None = None
    doubts: list[Text] = field(default_factory=list)

    def as_record(self) -> dict[str, Any]:
        """Give it as JSON can hold it."""
        record = {"c": self.identifier, "s": self.state, "v": self.value, "o": self.old, "n": self.new}
        record |= {"w": list(self.why)} if self.why is not None else {}
        return record | ({"d": [list(one) for one in self.doubts]} if self.doubts else {})


@dataclass
class Row:
    """A row of the workbook and what it would do."""

    row: int
    state: RowState
    label: str = ""
    how: str = ""
    pk: int | None = None
    uid: str = ""
    unit: int | None = None
    cells: list[Cell] = field(default_factory=list)
    near: list[tuple[str, str]] = field(default_factory=list)
    why: Text | None = None
    notes: list[Text] = field(default_factory=list)
    coded: str = ""

    def as_record(self) -> dict[str, Any]:
        """Give it as JSON can hold it."""
        record: dict[str, Any] = {"row": self.row, "state": self.state, "label": self.label, "how": self.how}
        record |= {"pk": self.pk, "uid": self.uid, "cells": [cell.as_record() for cell in self.cells]}
        if self.unit is not None:
            record["unit"] = self.unit
        if self.coded:
            record["coded"] = self.coded
        if self.near:
            record["near"] = [list(one) for one in self.near]
        if self.why is not None:
            record["why"] = list(self.why)
        if self.notes:
            record["notes"] = [list(one) for one in self.notes]
        return record

    def settle(self) -> None:
        """Give the row the gravest state of its cells."""
        states = {cell.state for cell in self.cells}
        if self.state == "new":
            return
        if "conflict" in states:
            self.state = "conflict"
        elif "changed" in states:
            self.state = "changed"
        elif "error" in states:
            self.state = "error"
        elif "refused" in states:
            self.state = "refused"


@dataclass
class Previewed:
    """The whole preview."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    sheet: dict[str, Any] = field(default_factory=dict)
    revisions: dict[str, dict[str, int]] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Count rows by state, and cells by state."""
        rows = Counter(row.state for row in self.rows)
        cells = Counter(cell.state for row in self.rows for cell in row.cells)
        found = {f"rows_{state}": rows[state] for state in ROW_STATES if rows[state]}
        found |= {f"cells_{state}": count for state, count in sorted(cells.items())}
        if to_check := sum(any(cell.doubts for cell in row.cells) for row in self.rows):
            found["rows_check"] = to_check
        return found | {"rows": len(self.rows), "missing": len(self.missing), "problems": len(self.problems)}

    def as_record(self) -> dict[str, Any]:
        """Give it as JSON can hold it."""
        return {
            "counts": self.counts(),
            "rows": [row.as_record() for row in self.rows],
            "problems": [problem.as_record() for problem in self.problems],
            "missing": [list(one) for one in self.missing],
            "sheet": self.sheet,
            "revisions": self.revisions,
        }


def no_preview(problems: Iterable[Problem], sheet: dict[str, Any]) -> dict[str, Any]:
    """Give the preview of a workbook in which no table was found."""
    return Previewed(problems=list(problems), sheet=sheet).as_record()
