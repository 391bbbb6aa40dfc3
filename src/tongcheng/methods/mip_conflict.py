"""Which conditions of a programme exclude each other: the smallest set that cannot be met, named row by row.

A linear relaxation that cannot be met hands over a certificate (Farkas 1902): the rows with a price in the elastic
programme, usually a handful. Where only the whole numbers make it impossible, all rows are suspects. Among the
suspects, divide and conquer (QuickXplain, Junker 2004) finds a set from which no row can be spared (Chinneck 2008).
"""

from __future__ import annotations

import time

import highspy
import numpy as np
from scipy import sparse

from tongcheng.methods.mip_arrays import Arrays
from tongcheng.methods.mip_highs import load

_PRICE = 1e-7


def find_conflicts(arrays: Arrays, *, limit_s: float) -> list[int]:
    """Give the positions of rows that exclude each other, in order; no row can be spared.

    Bounds of columns are taken as given.
    """
    crossed = np.flatnonzero(arrays.row_lower > arrays.row_upper)
    if crossed.size:
        return [int(crossed[0])]
    deadline = time.perf_counter() + limit_s
    suspects, relaxed = _suspects(arrays)
    search = _Search(arrays, deadline, relaxed=relaxed)
    if not search.impossible(suspects):  # the certificate was numerically weak
        suspects, search = list(range(arrays.row_lower.size)), _Search(arrays, deadline, relaxed=False)
    return sorted(search.explain([], suspects, known=False))


def _suspects(arrays: Arrays) -> tuple[list[int], bool]:
    """Give the rows that carry the certificate and True, or all rows and False where only whole numbers conflict."""
    count = arrays.row_lower.size
    below, above = np.isfinite(arrays.row_lower), np.isfinite(arrays.row_upper)
    slack = sparse.hstack(
        [sparse.eye_array(count, format="csc")[:, below], -sparse.eye_array(count, format="csc")[:, above]],
        format="csc",
    )
    extra = slack.shape[1]
    matrix = sparse.hstack([arrays.matrix, slack], format="csc")
    cost = np.r_[np.zeros(arrays.cost.size), np.ones(extra)]
    lower, upper = np.r_[arrays.lower, np.zeros(extra)], np.r_[arrays.upper, np.full(extra, np.inf)]
    model = load(matrix, cost, (lower, upper), (arrays.row_lower, arrays.row_upper), None)
    model.run()
    if model.getInfo().objective_function_value <= _PRICE:
        return list(range(count)), False
    prices = np.array(model.getSolution().row_dual)
    return [int(row) for row in np.flatnonzero(np.abs(prices) > _PRICE)], True


class _Search:
    """QuickXplain over rows; after the deadline every question is answered with "it is needed"."""

    def __init__(self, arrays: Arrays, deadline: float, *, relaxed: bool) -> None:
        self._arrays = arrays
        self._by_row = arrays.matrix.tocsr()
        self._deadline = deadline
        self._relaxed = relaxed

    def explain(self, background: list[int], rows: list[int], *, known: bool) -> list[int]:
        """Give a smallest subset of ``rows`` that is impossible together with ``background``."""
        if known and self.impossible(background):
            return []
        if len(rows) <= 1:
            return rows
        first, second = rows[: len(rows) // 2], rows[len(rows) // 2 :]
        of_second = self.explain(background + first, second, known=bool(first))
        of_first = self.explain(background + of_second, first, known=bool(of_second))
        return of_first + of_second

    def impossible(self, rows: list[int]) -> bool:
        """Whether these rows exclude each other."""
        if not rows or time.perf_counter() > self._deadline:
            return False
        arrays = self._arrays
        chosen = np.array(sorted(rows))
        matrix = self._by_row[chosen].tocsc()
        integer = None if self._relaxed else arrays.integer
        bounds = arrays.row_lower[chosen], arrays.row_upper[chosen]
        model = load(matrix, np.zeros(arrays.cost.size), (arrays.lower, arrays.upper), bounds, integer)
        model.setOptionValue("time_limit", max(0.01, self._deadline - time.perf_counter()))
        model.run()
        return bool(model.getModelStatus() == highspy.HighsModelStatus.kInfeasible)
