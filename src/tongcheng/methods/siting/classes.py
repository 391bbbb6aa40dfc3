"""Demands that the same sites cover are one row: in a region with many zones most of them have a double."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


class Classes(NamedTuple):
    """Demands by the set of sites that cover them.

    Parameters
    ----------
    covers
        Shape (classes, sites): ones.
    of
        Shape (demands,): class of each demand.
    """

    covers: sparse.csr_array[Any, tuple[int, int]]
    of: NDArray[np.int64]


def merge(covers: sparse.csr_array[Any, tuple[int, int]]) -> Classes:
    """Group identical rows.

    Parameters
    ----------
    covers
        Shape (demands, sites), by row with sorted columns.
    """
    start, column = covers.indptr.astype(np.int64), covers.indices
    length = np.diff(start)
    mark = np.random.default_rng(0).integers(1, 2**63, covers.shape[1], dtype=np.uint64)
    running = np.r_[np.uint64(0), np.cumsum(mark[column], dtype=np.uint64)]
    key = running[start[1:]] - running[start[:-1]]  # wraps around, as a checksum may
    _, example, of = np.unique(key, return_index=True, return_inverse=True)
    if not _same(start, column, length, example[of]):  # two sets share a checksum: compare them byte by byte
        texts = [column[a:b].tobytes() for a, b in itertools.pairwise(start)]
        numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        of = np.array([numbers[text] for text in texts])
        _, example = np.unique(of, return_index=True)
    order = np.argsort(example, kind="stable")  # classes in the order of their first demand
    rank = np.empty(order.size, np.int64)
    rank[order] = np.arange(order.size)
    return Classes(covers[example[order]], rank[of])


def _same(start: NDArray[Any], column: NDArray[Any], length: NDArray[Any], example: NDArray[Any]) -> bool:
    """Whether each row has the columns of its example."""
    if (length != length[example]).any():
        return False
    shift = np.repeat(start[example] - start[:-1], length)
    return bool((column == column[np.arange(column.size) + shift]).all())
