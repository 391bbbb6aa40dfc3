"""Nearest facility and coverage in minutes: what residents reach if nobody else came.

Where a border is open in part, it is open to that share of residents, and whoever may use the facilities of a less open
city may also use those of a more open one. So the answer is a mean over steps of openness, and never gets worse when
a border opens.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.methods.access import Borders, nearest
from tongcheng.region.borders import BorderState
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis
from tongcheng.sectors.services.declared import MINUTES_SHARE, NEAREST
from tongcheng.sectors.services.kinds import ServiceKind
from tongcheng.sectors.services.rows import Keys, RowMaker
from tongcheng.sectors.services.states import Ground
from tongcheng.travel.circle import CUTOFF_MIN

Floats = NDArray[np.float64]

#: Minutes of coverage; the same for every kind, so that a figure is found again in the next run.
COVER_MIN: Final = (5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0)


def thresholds(kind: ServiceKind) -> tuple[float, ...]:
    """Give the minutes of coverage of a kind: those of every kind, and its own where the table states some."""
    own = {kind.minutes} if kind.minutes is not None and kind.minutes <= CUTOFF_MIN else set()
    return tuple(sorted({*COVER_MIN, *own}))


def measure_reached(region: Region, ground: Ground) -> pd.DataFrame:
    """Give minutes to the nearest facility and the share within minutes, in every border state."""
    supply = ground.supply
    assert supply.access is not None
    assert supply.people is not None
    basis = weakest_basis([supply.access.basis, supply.people.basis])
    made = RowMaker(supply.kind.kind, basis, supply.year, supply.kind.unit)
    weights = supply.people.counts.value
    for state in ground.states:
        shares = [state.openness, *(ends for ends in (state.low, state.high) if ends is not None)]
        found = np.stack([_reach(ground, state, openness) for openness in shares])
        keys = Keys(state.name, "drive")
        zones = region["zones"]["zone"].to_numpy(dtype=object)
        made.add(NEAREST, "zone", zones, found[0, :, 0], keys, ends=found[:, :, 0])
        for level in ground.levels:
            means = np.stack([level.mean(one, weights) for one in found])
            made.add(NEAREST, level.level, level.places, means[0, :, 0], keys, ends=means[:, :, 0])
            for number, threshold in enumerate(thresholds(supply.kind), start=1):
                share = means[:, :, number]
                made.add(
                    MINUTES_SHARE, level.level, level.places, share[0], replace(keys, threshold=threshold), ends=share
                )
    return made.frame()


def covered(ground: Ground, state: str, minutes: float) -> Floats:
    """Give the percentage of each zone's residents within minutes in a border state; NaN off the network."""
    borders = ground.borders(next(one for one in ground.states if one.name == state))
    share = np.zeros(ground.minutes.shape[0])
    for part, open_ones in _steps(borders):
        found = nearest(ground.minutes, np.ones(ground.minutes.shape[1]), borders=open_ones)
        share += 100 * part * (found <= minutes)
    share[ground.lost] = np.nan
    return np.minimum(share, 100.0)


def _reach(ground: Ground, state: BorderState, openness: Floats) -> Floats:
    """Give capped minutes to the nearest and percentages within each threshold: shape (zones, 1 + n)."""
    borders = ground.borders(state, openness)
    within = thresholds(ground.supply.kind)
    result = np.zeros((ground.minutes.shape[0], 1 + len(within)))
    for share, open_ones in _steps(borders):
        minutes = nearest(ground.minutes, np.ones(ground.minutes.shape[1]), borders=open_ones)
        result[:, 0] += share * np.where(np.isnan(minutes), CUTOFF_MIN, np.minimum(minutes, CUTOFF_MIN))
        for number, threshold in enumerate(within, start=1):
            result[:, number] += 100 * share * (minutes <= threshold)
    result[ground.lost] = np.nan
    return result


def _steps(borders: Borders) -> list[tuple[float, Borders]]:
    """Give shares of residents, and what is open to each of them; the shares add up to 1."""
    levels = np.unique(np.append(borders.openness[borders.openness > 0], 1.0))
    shares = np.diff(levels, prepend=0.0)
    return [
        (float(share), replace(borders, openness=(borders.openness >= level).astype(np.float64)))
        for level, share in zip(levels, shares, strict=True)
    ]
