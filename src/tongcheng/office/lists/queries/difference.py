"""What changed between two versions of a list, or between a version and today, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tongcheng.language import Text
from tongcheng.office.lists.models import COUNTED_STATES, Item, ItemState, List, Version
from tongcheng.office.lists.printed import COLUMNS, printed_rows, whole
from tongcheng.office.people.standing import Standing

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


def seen_rows(standing: Standing, version: Version) -> list[Row]:
    """Give the printed rows of a version that the reader may see."""
    if standing.sees_everything:
        return list(version.content)
    rows = Item.objects.visible_to(standing).filter(list=version.list_id).order_by()
    seen = {str(uid) for uid in rows.values_list("uid", flat=True)}
    return [row for row in version.content if row["uid"] in seen]


def rows_now(standing: Standing, lst: List) -> list[Row]:
    """Give the rows of a list as they would be printed now, as far as the reader may see them."""
    states = (*COUNTED_STATES, ItemState.SPLIT)
    rows = Item.objects.visible_to(standing).filter(list=lst, state__in=states)
    return printed_rows(lst, whole(rows.order_by("order", "pk")))


def difference_of(standing: Standing, version: Version, other: Version | None = None) -> Difference:
    """Compare two versions, the earlier first, or a version with the list as it would be printed now."""
    if other is None:
        return difference(seen_rows(standing, version), rows_now(standing, version.list))
    first, second = sorted((version, other), key=lambda one: one.number)
    return difference(seen_rows(standing, first), seen_rows(standing, second))
