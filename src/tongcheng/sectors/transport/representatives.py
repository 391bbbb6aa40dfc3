"""Few zones that stand for many, where every pair of zones would be too much.

No draw of chance: the zones of each county are put in the order of a Hilbert curve and every n-th is taken, so that the
chosen ones lie evenly over the county. Each other zone is stood for by the nearest chosen one of its county, so that
the people of every county add up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from tongcheng.region.plane import Plane
from tongcheng.region.region import Region
from tongcheng.travel.hilbert import hilbert_index

Floats = NDArray[np.float64]

#: Zones up to which every one is taken.
MOST = 1_500


@dataclass(frozen=True, eq=False)
class Representatives:
    """Zones that stand for all.

    Parameters
    ----------
    rows
        Positions of the chosen zones in ``region["zones"]``, rising.
    stands_for
        Shape ``(zones,)``: which of the chosen stands for each zone.
    """

    rows: NDArray[np.intp]
    stands_for: NDArray[np.intp]

    def gather(self, values: Floats) -> Floats:
        """Add up values of all zones, shape ``(zones,)``, to the chosen ones."""
        return np.asarray(np.bincount(self.stands_for, values, len(self.rows)), dtype=np.float64)


def representatives(region: Region, *, most: int = MOST) -> Representatives:
    """Choose zones: all of them if there are no more than ``most``, else about so many, at least one a county.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> few = representatives(open_region("chengdu"))
    >>> len(few.rows), len(np.unique(few.stands_for)) == len(few.rows)
    (1500, True)
    """
    zones = region["zones"]
    count = len(zones)
    if count <= most:
        return Representatives(np.arange(count), np.arange(count))
    county = np.unique(zones["county"].to_numpy(dtype=object).astype(str), return_inverse=True)[1]
    lon, lat = zones["lon"].to_numpy(dtype="float64"), zones["lat"].to_numpy(dtype="float64")
    along = hilbert_index(lon, lat)
    quota = _quotas(np.bincount(county), most)
    chosen = []
    for number, wanted in enumerate(quota):
        own = np.flatnonzero(county == number)
        own = own[np.argsort(along[own], kind="stable")]
        chosen.append(own[((np.arange(wanted) + 0.5) * len(own) / wanted).astype(np.intp)])
    rows = np.sort(np.concatenate(chosen))
    xy = np.column_stack(Plane.around((lon.min(), lat.min(), lon.max(), lat.max())).flat(lon, lat))
    stands_for = np.empty(count, dtype=np.intp)
    for number in range(len(quota)):
        own, mine = np.flatnonzero(county == number), np.flatnonzero(county[rows] == number)
        stands_for[own] = mine[np.asarray(cKDTree(xy[rows[mine]]).query(xy[own])[1])]
    return Representatives(rows, stands_for)


def _quotas(sizes: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """Share out places by size, at least one each (largest remainders)."""
    exact = sizes * most / sizes.sum()
    quota = np.maximum(np.floor(exact).astype(np.intp), 1)
    left = most - int(quota.sum())
    if left > 0:
        quota[np.argsort(np.floor(exact) - exact, kind="stable")[:left]] += 1
    return np.asarray(np.minimum(quota, sizes))
