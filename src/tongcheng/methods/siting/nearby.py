"""For every demand its sites from near to far: what the search and the bound of the p-median walk along.

In a good answer a demand is served by one of its nearest few sites, so only the beginning of each list is read. The
lists of a large matrix are cut; whoever needs more looks into the matrix.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

#: Rows sorted at once.
_BLOCK = 1024

#: Matrices of up to this many pairs have complete lists.
WHOLE = 4_000_000


class Lists(NamedTuple):
    """Sites of each demand, nearest first, ties by site.

    Parameters
    ----------
    start
        Shape (demands + 1,): where the list of each demand begins.
    site, cost
        The lists, one after another.
    horizon
        Shape (demands,): every site nearer than this is in the list; infinite where the list is complete.
    """

    start: NDArray[np.int64]
    site: NDArray[np.int32]
    cost: NDArray[Any]
    horizon: NDArray[np.float64]


def list_sites(cost: NDArray[Any], usable: NDArray[np.bool_], *, longest: int) -> Lists:
    """Sort the sites of every demand.

    Parameters
    ----------
    cost
        Shape (demands, sites); NaN or infinite where a demand cannot use a site.
    usable
        Shape (sites,): which sites to list.
    longest
        Length of the lists where the matrix is large.
    """
    columns = np.flatnonzero(usable).astype(np.int32)
    keep = columns.size if cost.shape[0] * columns.size <= WHOLE else min(columns.size, longest)
    lengths = np.zeros(cost.shape[0], np.int64)
    horizon = np.full(cost.shape[0], np.inf)
    sites: list[NDArray[np.int32]] = [np.zeros(0, np.int32)]
    costs: list[NDArray[Any]] = [np.zeros(0, cost.dtype)]
    for first in range(0, cost.shape[0], _BLOCK):
        block = cost[first : first + _BLOCK]
        block = block if columns.size == cost.shape[1] else block[:, columns]
        order = np.argsort(block, axis=1)
        ordered = np.take_along_axis(block, order, axis=1)
        place = columns[order]
        _settle_ties(ordered, place)
        known = np.isfinite(ordered).sum(axis=1)
        cut = np.flatnonzero(known > keep)
        horizon[first + cut] = ordered[cut, min(keep, columns.size - 1)]
        kept = np.minimum(known, keep)
        inside = np.arange(keep) < kept[:, None]
        sites.append(place[:, :keep][inside])
        costs.append(ordered[:, :keep][inside])
        lengths[first : first + len(block)] = kept
    return Lists(np.r_[0, np.cumsum(lengths)], np.concatenate(sites), np.concatenate(costs), horizon)


@njit(boundscheck=False, nogil=True, cache=True)
def _settle_ties(cost: Any, site: Any) -> None:
    """Order sites of the same cost by number: sorting machines differ in what they do with ties."""
    for row in range(cost.shape[0]):
        for place in range(1, cost.shape[1]):
            back = place
            while back > 0 and cost[row, back] == cost[row, back - 1] and site[row, back] < site[row, back - 1]:
                site[row, back], site[row, back - 1] = site[row, back - 1], site[row, back]
                back -= 1
