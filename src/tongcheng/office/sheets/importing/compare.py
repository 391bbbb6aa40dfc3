"""Cell by cell: unchanged, changed, changed elsewhere, or changed on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongcheng.language import Text
from tongcheng.office.core.recorded import Revised
from tongcheng.office.sheets.importing.choices import Choices
from tongcheng.office.sheets.importing.fields import same, shown
from tongcheng.office.sheets.importing.previewed import Cell, CellState
from tongcheng.office.sheets.importing.units import Names
from tongcheng.office.sheets.importing.wanted import Wanted

BOTH = Text("导出后双方都改了", "changed on both sides since the file was written")
KEPT = Text("按您的选择保留系统中的值", "the office's value is kept, as you chose")
THEIRS = Text(
    "导出后系统中已改，文件未动，保留系统中的值", "changed here since, not in the file: the office's value stays"
)


def compared(
    row: int,
    wanted: Wanted,
    held: Mapping[str, Any],
    then: Mapping[str, Any] | None,
    clashing: frozenset[str],
    choices: Choices,
    names: Names,
) -> list[Cell]:
    """Give the cells of a row that are not as they were.

    Parameters
    ----------
    row
        Row as Excel counts.
    wanted
        What the file says.
    held, then
        What the office holds now, and held when the file was written (``None``: unknown).
    clashing
        Identifiers that changed after the revision that the file carries; used where ``then`` is unknown.
    """
    cells = []
    for identifier, value in wanted.values.items():
        old = held.get(identifier)
        if same(value, old):
            continue
        state, why = _state(identifier, value, old, then, clashing)
        if state == "conflict":
            decided = choices.cells.get(f"{row}:{identifier}")
            if decided == "file":
                state, why = "changed", None
            elif decided == "ours":
                state, why = "kept", KEPT
        note = wanted.notes.get(identifier)
        cells.append(
            Cell(
                identifier, state, value, shown(identifier, old, names), shown(identifier, value, names), why or note
            )
        )
    for identifier, problem in wanted.wrong.items():
        cells.append(
            Cell(
                identifier,
                "error",
                None,
                shown(identifier, held.get(identifier), names),
                problem.found,
                problem.remedy,
            )
        )
    return cells


def _state(
    identifier: str, value: Any, old: Any, then: Mapping[str, Any] | None, clashing: frozenset[str]
) -> tuple[CellState, Text | None]:
    if then is None:
        return ("conflict", BOTH) if identifier in clashing else ("changed", None)
    base = then.get(identifier)
    if same(base, old):
        return "changed", None
    return ("theirs", THEIRS) if same(value, base) else ("conflict", BOTH)


def clashes(row: Revised | None, revision: int | None, names: Mapping[str, str]) -> frozenset[str]:
    """Name the identifiers whose field changed after a revision; ``names`` maps fields to identifiers."""
    if row is None or revision is None:
        return frozenset()
    later = {name for name, at in row.field_revisions.items() if at > revision}
    return frozenset(names.get(name, name) for name in later)
