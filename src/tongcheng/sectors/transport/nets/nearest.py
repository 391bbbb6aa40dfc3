"""Times from every zone to the nearest of several places, and what share of residents gets there in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.region.region import Region
from tongcheng.results import Indicator
from tongcheng.sectors.transport.nets.rows import Papers, mean_rows
from tongcheng.travel.times import Times

Floats = NDArray[np.float64]


def nearest(times: Times) -> tuple[Floats, NDArray[np.intp]]:
    """Give minutes to the nearest destination and which one it is.

    Returns
    -------
    tuple of numpy.ndarray
        Shapes (zones,): minutes, NaN where none is reached; position of the destination, -1 where none is. Of two
        that are equally near the first counts.
    """
    minutes = np.full(len(times.origins), np.nan)
    which = np.full(len(times.origins), -1, dtype=np.intp)
    if len(times.destinations) == 0:
        return minutes, which
    for block, found in times.blocks():
        filled = np.where(np.isnan(found), np.inf, found)
        at = filled.argmin(axis=1)
        best = filled[np.arange(len(at)), at]
        reached = np.isfinite(best)
        minutes[block] = np.where(reached, best, np.nan)
        which[block] = np.where(reached, at, -1)
    return minutes, which


def off_network(times: Times) -> NDArray[np.bool_]:
    """Tell which zones are on no road at all: they have no number, which is not the same as being far."""
    lost = np.zeros(len(times.origins), dtype=bool)
    if times.mode == "drive":
        notes = times.notes[(times.notes["role"] == "origin") & times.notes["component"].isna()]
        lost[times.origins.get_indexer(pd.Index(notes["place"]))] = True
    return lost


def within(minutes: Floats, limit: float, lost: NDArray[np.bool_]) -> Floats:
    """Give 100 for zones within the limit, 0 for the others, NaN for zones that are on no road.

    Examples
    --------
    >>> within(np.array([10.0, np.nan, 70.0]), 60.0, np.array([False, False, True])).tolist()
    [100.0, 0.0, nan]
    """
    with np.errstate(invalid="ignore"):
        share = np.where(minutes <= limit, 100.0, 0.0)
    share[lost] = np.nan
    return share


def access_rows(
    region: Region,
    indicators: tuple[Indicator, Indicator],
    papers: Papers,
    times: Times,
    limits: Sequence[float],
    *,
    others: Sequence[Times] = (),
    zones: bool = True,
    **keys: Any,
) -> list[pd.DataFrame]:
    """Give minutes to the nearest place and the shares of residents within some limits.

    Parameters
    ----------
    indicators
        The minutes and the share.
    times
        From the zones to the places.
    limits
        Minutes; the last should be the cut-off of the times, so that one sees whom the mean leaves out.
    others
        Times under the ends of the assumptions, for the range; with longer cut-offs, so that whoever gets there in
        the middle case gets there in all of them.
    zones
        Whether the zones themselves get rows of the minutes.
    """
    minutes, _ = nearest(times)
    lost = off_network(times)
    mean, share = indicators
    cases = np.column_stack([minutes, *(nearest(other)[0] for other in others)])
    cases = np.where(np.isnan(minutes)[:, None], np.nan, cases)
    parts = [mean_rows(region, mean, papers, _ranged(cases), zones=zones, mode=times.mode, **keys)]
    for limit in limits:
        reached = np.column_stack([within(one, limit, lost) for one in cases.T])
        shares = _ranged(reached)
        parts.append(mean_rows(region, share, papers, shares, zones=False, mode=times.mode, threshold=limit, **keys))
    return parts


def _ranged(cases: Floats) -> Floats:
    """Give value, low and high of the cases of each zone, the first being the value; only the value of one case."""
    if cases.shape[1] == 1:
        return cases[:, 0]
    low, high = np.fmin.reduce(cases, axis=1), np.fmax.reduce(cases, axis=1)
    return np.column_stack([cases[:, 0], low, high])
