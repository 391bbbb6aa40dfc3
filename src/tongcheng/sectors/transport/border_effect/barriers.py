"""Which rivers, railways and cliffs lie between the two ends of a pair.

A barrier lies between two places if the straight line between them crosses it an odd number of times: a line that
meets a bend of a river twice has both ends on one bank. Barriers that stop people (rivers, water, cliffs) are counted
apart from those that are often bridged (railways, motorways).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numba import njit
from numpy.typing import NDArray

from tongcheng.region.plane import Plane

Floats = NDArray[np.float64]

#: Kinds of barrier that part places for good.
HARD = ("river", "water", "cliff")

_CELL_KM = 2.0
_DETAIL_M = 50.0
_M_PER_KM = 1000.0


class Barriers:
    """Barriers of a circle, ready to be asked.

    Parameters
    ----------
    table
        ``region["barriers"]``.
    plane
        The plane that the places lie on.
    """

    def __init__(self, table: pd.DataFrame, plane: Plane) -> None:
        known = table[table["geometry"].notna()]
        lines = shapely.simplify(plane.flatten(known["geometry"]), _DETAIL_M)
        self.hard = known["kind"].isin(HARD).to_numpy(dtype=bool)
        self._pieces, self._owner = _pieces(lines)
        self._grid = _grid(self._pieces) if len(self._owner) else None

    def between(self, start: Floats, end: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Count the barriers between places.

        Parameters
        ----------
        start, end
            Shape ``(pairs, 2)``, kilometres.

        Returns
        -------
        tuple of numpy.ndarray
            Shape ``(pairs,)`` each: hard and other barriers.
        """
        hard, soft = np.zeros(len(start), dtype=np.int64), np.zeros(len(start), dtype=np.int64)
        if self._grid is not None and len(start):
            low, shape, first, member = self._grid
            _count(start, end, self._pieces, self._owner, self.hard, low, shape, first, member, hard, soft)
        return hard, soft


def _pieces(lines: NDArray[np.object_]) -> tuple[Floats, NDArray[np.int64]]:
    """Give straight pieces in kilometres, shape (pieces, 4), and the barrier of each."""
    pieces, owner = [np.empty((0, 4))], [np.empty(0, dtype=np.int64)]
    for number, line in enumerate(lines):
        for part in shapely.get_parts(line):
            xy = shapely.get_coordinates(part) / _M_PER_KM
            pieces.append(np.hstack([xy[:-1], xy[1:]]))
            owner.append(np.full(max(len(xy) - 1, 0), number, dtype=np.int64))
    return np.concatenate(pieces), np.concatenate(owner)


def _grid(pieces: Floats) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Sort pieces into the cells of a grid that their boxes touch: corner, shape, first member of each cell, members."""
    west, east = np.minimum(pieces[:, 0], pieces[:, 2]), np.maximum(pieces[:, 0], pieces[:, 2])
    south, north = np.minimum(pieces[:, 1], pieces[:, 3]), np.maximum(pieces[:, 1], pieces[:, 3])
    low = np.array([west.min(), south.min()])
    shape = (np.array([east.max(), north.max()]) - low) // _CELL_KM + 1
    columns, rows = int(shape[0]), int(shape[1])
    cells, members = [], []
    for number in range(len(pieces)):
        x = np.arange(int((west[number] - low[0]) // _CELL_KM), int((east[number] - low[0]) // _CELL_KM) + 1)
        y = np.arange(int((south[number] - low[1]) // _CELL_KM), int((north[number] - low[1]) // _CELL_KM) + 1)
        here = (y[:, None] * columns + x[None, :]).ravel()
        cells.append(here)
        members.append(np.full(len(here), number, dtype=np.int64))
    cell, member = np.concatenate(cells), np.concatenate(members)
    order = np.argsort(cell, kind="stable")
    first = np.searchsorted(cell[order], np.arange(rows * columns + 1)).astype(np.int64)
    return low, np.array([columns, rows], dtype=np.int64), first, member[order]


@njit(cache=True)
def _left(ax: Any, ay: Any, bx: Any, by: Any, px: Any, py: Any) -> Any:
    """Tell whether a point lies to the left of a line or on it; so a vertex belongs to one of its two pieces."""
    return (bx - ax) * (py - ay) - (by - ay) * (px - ax) >= 0.0


@njit(cache=True)
def _cross(a: Any, b: Any, piece: Any) -> Any:
    if _left(a[0], a[1], b[0], b[1], piece[0], piece[1]) == _left(a[0], a[1], b[0], b[1], piece[2], piece[3]):
        return False
    here = _left(piece[0], piece[1], piece[2], piece[3], a[0], a[1])
    return here != _left(piece[0], piece[1], piece[2], piece[3], b[0], b[1])


@njit(cache=True)
def _stretch(a: Any, b: Any, low: Any, columns: Any, row: Any) -> Any:
    """Give the first and last column of the grid that a line meets in one row of it."""
    bottom, top = min(a[1], b[1]), max(a[1], b[1])
    left, right = min(a[0], b[0]), max(a[0], b[0])
    if top > bottom:
        slope = (b[0] - a[0]) / (b[1] - a[1])
        one = a[0] + slope * (max(low[1] + row * _CELL_KM, bottom) - a[1])
        two = a[0] + slope * (min(low[1] + (row + 1) * _CELL_KM, top) - a[1])
        left, right = min(one, two), max(one, two)
    first = max(int(np.floor((left - low[0]) / _CELL_KM - 1e-9)), 0)
    return first, min(int(np.floor((right - low[0]) / _CELL_KM + 1e-9)), columns - 1)


@njit(cache=True)
def _toggle(odd: Any, met: Any, number: Any, barrier: Any) -> Any:
    """Note a crossing: a barrier that is crossed back is no longer met; gives how many are met."""
    odd[barrier] = not odd[barrier]
    if odd[barrier]:
        met[number] = barrier
        return number + 1
    for index in range(number):
        if met[index] == barrier:
            met[index] = met[number - 1]
            break
    return number - 1


@njit(cache=True)
def _count(
    start: Any, end: Any, pieces: Any, owner: Any, hard: Any, low: Any, shape: Any, first: Any, member: Any,
    hard_count: Any, soft_count: Any,
) -> None:  # fmt: skip
    """Walk through the grid along every line, row by row, and toggle the barriers that are met."""
    seen = np.full(len(pieces), -1, dtype=np.int64)
    odd = np.zeros(len(hard), dtype=np.bool_)
    met = np.empty(len(hard), dtype=np.int64)
    for pair in range(len(start)):
        a, b = start[pair], end[pair]
        number = 0
        row_from = max(int(np.floor((min(a[1], b[1]) - low[1]) / _CELL_KM)), 0)
        row_to = min(int(np.floor((max(a[1], b[1]) - low[1]) / _CELL_KM)), shape[1] - 1)
        for row in range(row_from, row_to + 1):
            column_from, column_to = _stretch(a, b, low, shape[0], row)
            for cell in range(row * shape[0] + column_from, row * shape[0] + column_to + 1):
                for place in range(first[cell], first[cell + 1]):
                    piece = member[place]
                    if seen[piece] != pair:
                        seen[piece] = pair
                        if _cross(a, b, pieces[piece]):
                            number = _toggle(odd, met, number, owner[piece])
        for index in range(number):
            odd[met[index]] = False
            if hard[met[index]]:
                hard_count[pair] += 1
            else:
                soft_count[pair] += 1
