"""An answer in words of the circle: sites with their ids, who goes where, what changes by county."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.methods.siting import Siting
from tongcheng.region.borders import BorderState
from tongcheng.region.region import Region
from tongcheng.sectors.services.siting.pairs import Floats, Pairs
from tongcheng.sectors.services.siting.places import Places
from tongcheng.sectors.services.siting.reasons import LeftOut


@dataclass(frozen=True, eq=False)
class SitedKind:
    """Where a kind should stand.

    Parameters
    ----------
    kind, model, borders, minutes
        What was asked.
    answer
        The answer of the method, with bound, gap and whether it is proven.
    sites
        Open sites: ``site name city county lon lat existing order served newly mean_min`` with points. Existing ones
        first; new ones in the order in which each adds most people within the minutes. ``served`` are the people whose
        nearest site it is, ``newly`` those within the minutes who were not before.
    zones
        ``zone county city people site minutes before_min``: NaN where there is none.
    counties
        ``county city people within_before within mean_before mean max_min``: people within the minutes before and
        after, mean and greatest minutes of those who have a site.
    left_out
        Zones that no site can serve (``leave_out``), with the reason.
    """

    kind: str
    model: str
    borders: str
    minutes: float
    answer: Siting
    sites: gpd.GeoDataFrame
    zones: pd.DataFrame
    counties: pd.DataFrame
    left_out: pd.DataFrame

    @property
    def new_sites(self) -> gpd.GeoDataFrame:
        """The sites that do not stand yet, in their order."""
        return self.sites[~self.sites["existing"].to_numpy(dtype=bool)].reset_index(drop=True)

    @property
    def fewest(self) -> int:
        """For covering everybody: no choice needs fewer new sites than this."""
        return round(self.answer.bound) - int(self.sites["existing"].sum())


def answer_of(
    region: Region,
    places: Places,
    pairs: Pairs,
    siting: Siting,
    model: str,
    state: BorderState,
    minutes: float,
    weight: Floats,
    left_out: LeftOut,
) -> SitedKind:
    """Turn positions into ids and add up who gains what."""
    counted = np.where(siting.assignment >= 0, weight, 0.0)
    after = np.where(siting.assignment >= 0, siting.cost, np.nan)
    # A nearer facility that stands today is used whatever the model counted.
    better = pairs.before < np.where(np.isnan(after), np.inf, after)
    site = np.where(better, pairs.before_site, siting.assignment)
    after = np.where(better, pairs.before, after)
    zones = region["zones"]
    names = places.sites["site"].to_numpy(dtype=object)
    who = pd.DataFrame(
        {
            "zone": zones["zone"].to_numpy(),
            "county": zones["county"].to_numpy(),
            "city": zones["city"].to_numpy(),
            "people": places.people,
            "site": named(names, site),
            "minutes": after,
            "before_min": pairs.before,
        }
    )
    newly = (after <= minutes) & ~(pairs.before <= minutes)
    sites = _sites(places, pairs, siting, site, np.where(newly, counted, 0.0), after, minutes, weight)
    return SitedKind(
        places.kind.kind, model, state.name, minutes, siting, sites, who, _counties(who, minutes), left_out.zones
    )


def _sites(
    places: Places,
    pairs: Pairs,
    siting: Siting,
    site: NDArray[np.int64],
    newly: Floats,
    after: Floats,
    minutes: float,
    weight: Floats,
) -> gpd.GeoDataFrame:
    count = len(places.sites)
    used = site >= 0
    served = np.bincount(site[used], weight[used], count)
    spent = np.bincount(site[used], (weight * np.nan_to_num(after))[used], count)
    gained = np.bincount(site[used], newly[used], count)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(served > 0, spent / served, np.nan)
    frame = places.sites.assign(served=served, newly=gained, mean_min=mean).iloc[siting.sites]
    existing = frame["existing"].to_numpy(dtype=bool)
    order = _order(pairs, siting.sites[~existing], np.where(pairs.before <= minutes, 0.0, weight), minutes)
    rank = np.zeros(len(frame), dtype=np.int64)
    rank[~existing] = order
    frame = frame.assign(order=rank).sort_values(["existing", "order", "site"], ascending=[False, True, True])
    columns = [
        "site",
        "name",
        "city",
        "county",
        "lon",
        "lat",
        "capacity",
        "existing",
        "order",
        "served",
        "newly",
        "mean_min",
    ]
    points = gpd.points_from_xy(frame["lon"], frame["lat"], crs="EPSG:4326")
    return gpd.GeoDataFrame(frame[columns].reset_index(drop=True), geometry=points)


def named(names: NDArray[np.object_], at: NDArray[np.int64]) -> NDArray[np.object_]:
    """Give names by position, None at -1.

    Examples
    --------
    >>> named(np.array(["a", "b"], dtype=object), np.array([1, -1])).tolist()
    ['b', None]
    """
    return np.array([*names, None], dtype=object)[at]


def _order(pairs: Pairs, sites: NDArray[np.int64], lacking: Floats, minutes: float) -> NDArray[np.int64]:
    """Give the order of new sites from 1: each time the one that brings most of those who lack one in time."""
    near = np.zeros((len(lacking), len(sites)), dtype=bool)
    table = pairs.minutes[:, sites]
    if isinstance(table, np.ndarray):
        near[:] = table <= minutes
    else:
        found = table.tocoo()
        near[found.row, found.col] = found.data <= minutes
    left, order = lacking.copy(), np.zeros(len(sites), dtype=np.int64)
    for number in range(1, len(sites) + 1):
        gain = np.where(order == 0, left @ near, -1.0)
        best = int(np.argmax(gain))
        order[best] = number
        left[near[:, best]] = 0.0
    return order


def _counties(who: pd.DataFrame, minutes: float) -> pd.DataFrame:
    people = who["people"]
    frame = pd.DataFrame({"county": who["county"], "city": who["city"], "people": people})
    for name, column in (("before", "before_min"), ("after", "minutes")):
        known = who[column].notna()
        frame[f"within_{name}"] = people.where(who[column] <= minutes, 0.0)
        frame[f"known_{name}"] = people.where(known, 0.0)
        frame[f"spent_{name}"] = (people * who[column]).where(known, 0.0)
    sums = frame.groupby(["county", "city"], sort=False, as_index=False).sum()
    most = who[who["people"] > 0].groupby("county")["minutes"].max()
    return pd.DataFrame(
        {
            "county": sums["county"],
            "city": sums["city"],
            "people": sums["people"],
            "within_before": sums["within_before"],
            "within": sums["within_after"],
            "mean_before": sums["spent_before"] / sums["known_before"].where(sums["known_before"] > 0),
            "mean": sums["spent_after"] / sums["known_after"].where(sums["known_after"] > 0),
            "max_min": sums["county"].map(most).to_numpy(dtype="float64"),
        }
    )
