"""Which airport serves whom: the nearest one for people, Huff's probabilities for cargo."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis
from tongcheng.sectors.transport.nets.air_indicators import AIRPORT_CATCHMENT, CARGO_SHARE, HUFF_METHOD
from tongcheng.sectors.transport.nets.nearest import nearest
from tongcheng.sectors.transport.nets.published import TONNES_A_YEAR, published
from tongcheng.sectors.transport.nets.rows import Papers, joined, rows, sum_rows
from tongcheng.travel.times import Times

Floats = NDArray[np.float64]

#: How fast the pull of an airport falls with time: middle, and the ends of the range.
EXPONENTS = (2.0, 1.0, 3.0)

#: Industries (GB/T 4754 sections) whose jobs make cargo: manufacturing; transport, storage and post.
CARGO_INDUSTRIES = ("C", "G")

_LEVELS = ("county", "city", "region")


def catchment(region: Region, times: Times, papers: Papers) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count residents by their nearest airport.

    Parameters
    ----------
    region
        The circle.
    times
        From the zones to the airports.
    papers
        Year and basis.

    Returns
    -------
    tuple of pandas.DataFrame
        Rows of the results: by airport (level facility) and, with the airport as group, by county, city and circle;
        residents without any airport in reach stand under group ``none``. And ``zone airport minutes``.
    """
    minutes, which = nearest(times)
    residents = count_by_zone(region).value
    parts = []
    for position, airport in enumerate([*times.destinations, "none"]):
        mine = which == (position if position < len(times.destinations) else -1)
        served = np.where(mine, residents, 0.0)
        if airport == "none" and not served.any():
            continue
        parts.append(sum_rows(region, AIRPORT_CATCHMENT, papers, served, levels=_LEVELS, group=airport))
        if airport != "none":
            parts.append(rows(AIRPORT_CATCHMENT, papers, "facility", [airport], [float(served.sum())]))
    names = np.append(times.destinations.to_numpy(dtype=object), "")
    table = pd.DataFrame({"zone": times.origins, "airport": names[which], "minutes": minutes})
    return joined(parts), table.astype({"zone": "str", "airport": "str"})


def huff_shares(minutes: Floats, pull: Floats, weight: Floats, exponent: float) -> Floats:
    """Share what zones hold between destinations in proportion to pull over time to a power (Huff 1963).

    Parameters
    ----------
    minutes
        Shape (zones, destinations), NaN where one is not reached. Times below a minute count as one.
    pull, weight
        Shapes (destinations,) and (zones,).
    exponent
        Power of the time.

    Returns
    -------
    numpy.ndarray
        Shape (destinations,): shares of the weight of the zones that reach any; they add up to 1. NaN if none does.

    Examples
    --------
    >>> huff_shares(np.array([[10.0, 20.0]]), np.array([1.0, 2.0]), np.array([5.0]), 1.0).tolist()
    [0.5, 0.5]
    """
    strength = np.where(np.isnan(minutes), 0.0, pull / np.maximum(minutes, 1.0) ** exponent)
    total = strength.sum(axis=1)
    reached = total > 0
    if not (weight[reached] > 0).any():
        return np.full(len(pull), np.nan)
    each = strength[reached] / total[reached, None]
    return np.asarray(weight[reached] @ each / weight[reached].sum(), dtype=np.float64)


def cargo_shares(region: Region, times: Times, basis: str) -> pd.DataFrame:
    """Share the cargo catchment of the circle between its airports, with the range over the exponent.

    Airports without a published figure of cargo have no pull that is known; the rows then are none at all.
    """
    cargo = published(region, "airport_cargo", TONNES_A_YEAR)
    pull = pd.Series(cargo["value"].to_numpy(), index=cargo["place"]).reindex(times.destinations)
    if pull.isna().any():
        return pd.DataFrame()
    weight, what, held = _weight(region)
    minutes = times.matrix().astype(np.float64)
    ends = np.stack([100 * huff_shares(minutes, pull.to_numpy(), weight, power) for power in EXPONENTS])
    stamp = max(cargo["as_of"].astype("str"))
    papers = Papers(stamp, weakest_basis(["modelled", basis, *held]))
    return rows(
        CARGO_SHARE, papers, "facility", list(times.destinations), ends[0], group=what, low=ends.min(axis=0),
        high=ends.max(axis=0), method=HUFF_METHOD,
    )  # fmt: skip


def _weight(region: Region) -> tuple[Floats, str, list[str]]:
    """Give what makes cargo in each zone, its name and its bases.

    It is the jobs in industry and logistics where they are known, else the residents.
    """
    jobs = region["jobs"]
    chosen = jobs[jobs["industry"].isin(CARGO_INDUSTRIES)]
    bases = sorted(chosen["basis"].dropna().unique())
    if set(chosen["industry"]) != set(CARGO_INDUSTRIES) or (not region.fictional and "synthetic" in bases):
        return count_by_zone(region).value, "residents", []
    parts = [count_by_zone(region, "jobs", group=industry).value for industry in CARGO_INDUSTRIES]
    return np.sum(parts, axis=0), "cargo_jobs", bases
