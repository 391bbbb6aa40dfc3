"""Named groups of columns and rows laid end to end as the arrays that a solver takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

if TYPE_CHECKING:
    from tongcheng.methods.mip import Columns, Rows

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Group:
    """Where a named group lies: its first position and its size, and the ids of its members."""

    name: str
    first: int
    size: int
    ids: Sequence[Any] | NDArray[Any] | None

    @property
    def slice(self) -> slice:
        """Give the positions of the group."""
        return slice(self.first, self.first + self.size)

    def id(self, position: int) -> Any:
        """Give the id at a position inside the group."""
        if self.ids is None:
            return position
        value = self.ids[position]
        return value.item() if isinstance(value, np.generic) else value


@dataclass(frozen=True)
class Arrays:
    """A programme as flat arrays; the matrix lies by column."""

    column_groups: tuple[Group, ...]
    row_groups: tuple[Group, ...]
    cost: Floats
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    matrix: sparse.csc_array
    row_lower: Floats
    row_upper: Floats

    def row(self, position: int) -> tuple[str, int, Any]:
        """Give group, position in the group and id of a row."""
        group = next(group for group in self.row_groups if group.first <= position < group.first + group.size)
        return group.name, position - group.first, group.id(position - group.first)

    def split(self, values: Floats) -> dict[str, Floats]:
        """Give the values of all columns by group."""
        return {group.name: values[group.slice] for group in self.column_groups}

    def split_rows(self, values: Floats) -> dict[str, Floats]:
        """Give the values of all rows by group."""
        return {group.name: values[group.slice] for group in self.row_groups}

    def spread(self, start: Mapping[str, ArrayLike]) -> Floats:
        """Give the values of groups as one array, NaN where a group is left out."""
        values = np.full(self.cost.size, np.nan)
        groups = {group.name: group for group in self.column_groups}
        for name, part in start.items():
            if name not in groups:
                raise ValueError(f"start names the group of columns {name!r}; there are {sorted(groups)}")
            group = groups[name]
            values[group.slice] = _vector(part, group.size, f"start of {name!r}", group)
        return values


def arrange(columns: Sequence[Columns], rows: Sequence[Rows]) -> Arrays:
    """Lay groups end to end and check them; see :func:`tongcheng.methods.mip.solve_mip` for the errors."""
    _unique([group.name for group in columns], "columns")
    _unique([group.name for group in rows], "rows")
    column_groups = _place([(item.name, np.size(item.cost), item.ids) for item in columns])
    row_groups = _place([(item.name, _height(item), item.ids) for item in rows])
    bounds = [
        (
            _vector(item.cost, group.size, f"cost of columns {item.name!r}", group, finite=True),
            _vector(item.lower, group.size, f"lower of columns {item.name!r}", group, missing=False),
            _vector(item.upper, group.size, f"upper of columns {item.name!r}", group, missing=False),
            np.broadcast_to(np.asarray(item.integer, dtype=bool), group.size),
        )
        for item, group in zip(columns, column_groups, strict=True)
    ]
    row_bounds = [
        (
            _vector(item.lower, group.size, f"lower of rows {item.name!r}", group, missing=False),
            _vector(item.upper, group.size, f"upper of rows {item.name!r}", group, missing=False),
        )
        for item, group in zip(rows, row_groups, strict=True)
    ]
    cost, lower, upper, integer = (_join([row[part] for row in bounds]) for part in range(4))
    _ordered(lower, upper, column_groups)
    row_lower, row_upper = (_join([row[part] for row in row_bounds]) for part in range(2))
    matrix = _matrix(rows, row_groups, column_groups)
    return Arrays(column_groups, row_groups, cost, lower, upper, integer.astype(bool), matrix, row_lower, row_upper)


def _ordered(lower: Floats, upper: Floats, groups: tuple[Group, ...]) -> None:
    for group in groups:
        wrong = np.flatnonzero(lower[group.slice] > upper[group.slice])
        if wrong.size:
            raise ValueError(
                f"columns {group.name!r}: the lower bound is above the upper bound for {wrong.size} of {group.size}, "
                f"the first {group.id(int(wrong[0]))!r}"
            )


def _place(members: list[tuple[str, int, Any]]) -> tuple[Group, ...]:
    groups, first = [], 0
    for name, size, ids in members:
        if ids is not None and len(ids) != size:
            raise ValueError(f"group {name!r} has {size} members but {len(ids)} ids")
        groups.append(Group(name, first, size, ids))
        first += size
    return tuple(groups)


def _height(item: Rows) -> int:
    parts: Mapping[str, Any] = item.parts
    heights = {name: part.shape[0] if len(part.shape) == 2 else -1 for name, part in parts.items()}
    if not heights or len(set(heights.values())) > 1 or -1 in heights.values():
        raise ValueError(f"rows {item.name!r} need matrices of one height, found {heights}")
    return next(iter(heights.values()))


def _matrix(
    rows: Sequence[Rows], row_groups: tuple[Group, ...], column_groups: tuple[Group, ...]
) -> sparse.csc_array:
    places = {group.name: group for group in column_groups}
    across: list[NDArray[Any]] = []
    down: list[NDArray[Any]] = []
    values: list[Floats] = []
    for item, group in zip(rows, row_groups, strict=True):
        parts: Mapping[str, Any] = item.parts
        for name, part in parts.items():
            if name not in places:
                raise ValueError(f"rows {item.name!r} name the columns {name!r}; there are {sorted(places)}")
            if part.shape[1] != places[name].size:
                raise ValueError(
                    f"rows {item.name!r}: the matrix for columns {name!r} is {part.shape[1]} wide, "
                    f"the group has {places[name].size}"
                )
            entries = sparse.coo_array(part)
            _finite(entries, item, group)
            down.append(entries.coords[0] + np.int64(group.first))
            across.append(entries.coords[1] + np.int64(places[name].first))
            values.append(entries.data.astype("float64"))
    shape = (sum(group.size for group in row_groups), sum(group.size for group in column_groups))
    whole = sparse.coo_array(
        (_join(values), (_join(down).astype("int32"), _join(across).astype("int32"))), shape=shape
    )
    matrix = whole.tocsc()
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    matrix.indptr = matrix.indptr.astype("int32")
    matrix.indices = matrix.indices.astype("int32")
    return matrix


def _finite(entries: sparse.coo_array, item: Rows, group: Group) -> None:
    wrong = ~np.isfinite(entries.data)
    if wrong.any():
        row = int(entries.coords[0][wrong][0])
        raise ValueError(f"rows {item.name!r}, {group.id(row)!r}: a coefficient is missing or infinite")


def _vector(
    value: ArrayLike, size: int, what: str, group: Group, *, finite: bool = False, missing: bool = True
) -> Floats:
    array = np.asarray(value, dtype="float64")
    if array.ndim > 1 or (array.ndim == 1 and array.size != size):
        raise ValueError(f"{what} has shape {array.shape}, the group has {size} members")
    array = np.broadcast_to(array, size).astype("float64")
    wrong = ~np.isfinite(array) if finite else np.isnan(array) & (not missing)
    if wrong.any():
        position = int(np.flatnonzero(wrong)[0])
        raise ValueError(
            f"{what}: {int(wrong.sum())} of {size} numbers are missing, the first for {group.id(position)!r}"
        )
    return array


def _join(parts: list[Any]) -> Any:
    return np.concatenate(parts) if parts else np.zeros(0)


def _unique(names: list[str], what: str) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"groups of {what} need names of their own, repeated: {repeated}")
