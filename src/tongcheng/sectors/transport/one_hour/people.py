"""Residents and area within a circle, by place, with a range; and the circle beside the plan's core scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.region.people import Counts, count_by_zone
from tongcheng.region.region import Region
from tongcheng.sectors.levels import Membership, memberships
from tongcheng.sectors.transport.one_hour.centres import zone_areas
from tongcheng.sectors.transport.one_hour.circle import OneHourCircle

Floats = NDArray[np.float64]

#: A county counts as within the hour if so much of its residents is.
MAJORITY = 0.5


class Inside(NamedTuple):
    """Residents or km² within a circle by place, shape ``(places,)`` each, and the whole of each place."""

    value: Floats
    low: Floats
    high: Floats
    whole: Floats

    @property
    def share(self) -> tuple[Floats, Floats, Floats]:
        """Share of the whole, %, with its ends; NaN for a place without any."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return tuple(np.where(self.whole > 0, 100 * part / self.whole, np.nan) for part in self[:3])  # type: ignore[return-value]


@dataclass(frozen=True)
class People:
    """What the zones of a circle hold, at hand for many counts.

    Parameters
    ----------
    counts
        Residents by zone with their range.
    area
        km² by zone; 0 where unknown.
    levels
        Memberships of zones in counties, functional areas, cities and the circle.
    city_of_county
        Index of each county's city in the membership of cities.
    """

    counts: Counts
    area: Floats
    levels: tuple[Membership, ...]
    city_of_county: NDArray[np.intp]

    @classmethod
    def of(cls, region: Region, outlines: gpd.GeoSeries) -> People:
        """Gather them for a region."""
        area = np.nan_to_num(zone_areas(region, outlines))
        cities = pd.Index(region["cities"]["city"])
        index = cities.get_indexer(pd.Index(region["counties"]["city"])).astype(np.intp)
        return cls(count_by_zone(region), area, tuple(memberships(region)), index)

    def residents(self, circle: OneHourCircle, threshold: float, percentile: float) -> dict[str, Inside]:
        """Count the residents within, by level.

        The range holds both what is assumed of the times and what is modelled of the residents: the total of a
        county stands (it is counted), so that who may not live inside lives outside. Ends of cities and of the
        circle are the sums of those of their counties.
        """
        shares = [circle.share(threshold, percentile, case) for case in ("slow", "central", "quick")]
        return self._up({level.level: _bounded(level, self.counts, shares) for level in self.levels})

    def areas(self, circle: OneHourCircle, threshold: float, percentile: float) -> dict[str, Inside]:
        """Add up the area within, by level, km²."""
        shares = [circle.share(threshold, percentile, case) for case in ("slow", "central", "quick")]
        sums = {}
        for level in self.levels:
            low, value, high = (level.sum(self.area * share) for share in shares)
            sums[level.level] = Inside(value, low, high, level.sum(self.area))
        return sums

    def _up(self, by_level: dict[str, Inside]) -> dict[str, Inside]:
        county, city = by_level["county"], by_level["city"]
        known = self.city_of_county >= 0

        def add(ends: Floats) -> Floats:
            sums = np.bincount(self.city_of_county[known], weights=ends[known], minlength=len(city.value))
            return np.asarray(sums, dtype="float64")

        by_level["city"] = city._replace(low=add(county.low), high=add(county.high))
        ends = {"low": np.array([county.low.sum()]), "high": np.array([county.high.sum()])}
        by_level["region"] = by_level["region"]._replace(**ends)
        return by_level


def _bounded(level: Membership, counts: Counts, shares: list[Floats]) -> Inside:
    """Count within each place: at least who surely lives inside, or cannot live outside; and the other way round."""
    slow, central, quick = shares
    value, whole = level.sum(counts.value * central), level.sum(counts.value)
    low = np.maximum(level.sum(counts.low * slow), whole - level.sum(counts.high * (1 - slow)))
    high = np.minimum(level.sum(counts.high * quick), whole - level.sum(counts.low * (1 - quick)))
    return Inside(value, np.clip(low, 0, value), np.clip(high, value, np.maximum(whole, value)), whole)


def county_table(region: Region, people: People, circle: OneHourCircle) -> pd.DataFrame:
    """Compare a circle with the plan's core scope, county by county.

    Returns
    -------
    pandas.DataFrame
        One row per county, threshold and percentile: ``origin, mode, threshold, percentile, county, city,
        in_core_scope, residents, within, low, high, share, share_low, share_high, area_share`` (%), ``fastest_min``
        (to the nearest point of the county), ``median_min`` (within which half of its residents are; NaN beyond
        the longest time), ``joined_share`` (% of residents on the roads, or within a walk of a stop) and
        ``verdict``: ``both``, ``scope_only``, ``hour_only``, ``neither``, or empty without a core scope. A county
        is within if ``MAJORITY`` of its residents is; ``firm`` tells whether the whole range says so.
    """
    counties = region["counties"]
    county = next(level for level in people.levels if level.level == "county")
    scope = counties["in_core_scope"]
    parts = []
    for percentile in circle.percentiles:
        fastest, median = _county_minutes(county, people, circle, percentile)
        joined = _percent(county.sum(people.counts.value * circle.joined), county.sum(people.counts.value))
        for threshold in circle.thresholds:
            inside = people.residents(circle, threshold, percentile)["county"]
            area = people.areas(circle, threshold, percentile)["county"]
            share, low, high = inside.share
            parts.append(
                pd.DataFrame(
                    {
                        "origin": circle.origin.origin,
                        "mode": circle.mode,
                        "threshold": threshold,
                        "percentile": percentile,
                        "county": counties["county"].to_numpy(),
                        "city": counties["city"].to_numpy(),
                        "in_core_scope": scope.to_numpy(),
                        "residents": inside.whole,
                        "within": inside.value,
                        "low": inside.low,
                        "high": inside.high,
                        "share": share,
                        "share_low": low,
                        "share_high": high,
                        "area_share": area.share[0],
                        "fastest_min": fastest,
                        "median_min": median,
                        "joined_share": joined,
                        "verdict": _verdicts(scope, share),
                        "firm": (low >= 100 * MAJORITY) | (high < 100 * MAJORITY),
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def _verdicts(scope: pd.Series, share: Floats) -> list[str]:
    words = {(True, True): "both", (True, False): "scope_only", (False, True): "hour_only", (False, False): "neither"}
    inside = share >= 100 * MAJORITY
    return [
        "" if scope.isna().all() else words[bool(planned) if pd.notna(planned) else False, bool(reached)]
        for planned, reached in zip(scope, inside, strict=True)
    ]


def _county_minutes(
    county: Membership, people: People, circle: OneHourCircle, percentile: float
) -> tuple[Floats, Floats]:
    """Give the shortest time to each county, and the time within which half of its residents are."""
    points = circle.points
    row = circle.percentiles.index(percentile) if not np.isnan(percentile) else 0
    minutes = circle.reached["central"].minutes[row]
    of_zone = np.full(points.zones, -1)
    of_zone[county.zones] = county.index
    place = of_zone[points.zone]
    weight = people.counts.value[points.zone] * points.weight
    fastest, median = np.full(len(county.places), np.nan), np.full(len(county.places), np.nan)
    for number in range(len(county.places)):
        here = np.flatnonzero(place == number)
        known = here[np.isfinite(minutes[here])]
        if len(known) == 0:
            continue
        fastest[number] = minutes[known].min()
        order = known[np.argsort(minutes[known], kind="stable")]
        reached = np.cumsum(weight[order])
        half = weight[here].sum() / 2
        if half > 0 and reached[-1] >= half:
            median[number] = minutes[order[np.searchsorted(reached, half)]]
    return fastest, median


def _percent(part: Floats, whole: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, 100 * part / whole, np.nan)
