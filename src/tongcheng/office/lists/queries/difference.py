"""What changed between two versions of a list, or between a version and today, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tongcheng.language import Text
from tongcheng.office.lists.models import Version
from tongcheng.office.lists.printed import COLUMNS, printed_rows

Row = dict[str, str]


@dataclass(frozen=True)
class RowDifference:
    """One row on both sides; ``cells`` are the columns that differ, with before and after."""

    uid: str
    kind: Literal["new", "gone", "changed", "same"]
    before: Row | None
    after: Row | None
    cells: tuple[tuple[Text, str, str], ...] = ()

    @property
    def row(self) -> Row:
        """Give the row as it stands, or as it stood."""
        return self.after or self.before or {}


@dataclass(frozen=True)
class Difference:
    """Two states of a list beside each other."""

    rows: tuple[RowDifference, ...]

    def count(self, kind: str) -> int:
        """Count the rows of a kind."""
        return sum(row.kind == kind for row in self.rows)

    @property
    def changed(self) -> list[RowDifference]:
        """Give the rows that are not the same."""
        return [row for row in self.rows if row.kind != "same"]


def difference(before: Sequence[Row], after: Sequence[Row]) -> Difference:
    """Put two states of a list side by side: rows meet by their permanent id, in the order of the later state."""
    old = {row["uid"]: row for row in before}
    rows = [_beside(row["uid"], old.get(row["uid"]), row) for row in after]
    there = {row["uid"] for row in after}
    rows += [RowDifference(uid, "gone", row, None) for uid, row in old.items() if uid not in there]
    return Difference(tuple(rows))


def _beside(uid: str, before: Row | None, after: Row) -> RowDifference:
    if before is None:
        return RowDifference(uid, "new", None, after)
    cells = tuple(
        (label, before.get(name, ""), after.get(name, ""))
        for name, label in COLUMNS.items()
        if before.get(name, "") != after.get(name, "")
    )
    return RowDifference(uid, "changed" if cells else "same", before, after, cells)


def difference_of(version: Version, other: Version) -> Difference:
    """Compare two versions, the earlier first."""
    first, second = sorted((version, other), key=lambda one: one.number)
    return difference(first.content, second.content)


def issued_and_now(version: Version) -> Difference:
    """Compare a version with the list as it would be printed now."""
    return difference(version.content, printed_rows(version.list))
