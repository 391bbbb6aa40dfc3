"""Commuting between and inside the cities, as far as the data allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.region.unlock import Evidence, split
from tongcheng.results import Indicator, Results, make_results, weakest_basis
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.trips.calibrate import Calibration, Fitted, fit_flows, fit_total
from tongcheng.sectors.transport.trips.indicators import (
    COMMUTING_MINUTES,
    COMMUTING_TRIPS,
    CROSSING_SHARE,
    TRIPS_BY_TOTAL,
    TRIPS_INDICATORS,
)
from tongcheng.sectors.transport.trips.model import Zones, make_zones
from tongcheng.sectors.transport.trips.observed import (
    PERSONS,
    TRIPS_PER_COMMUTER,
    Observed,
    observed_commuting,
    published_total,
)
from tongcheng.travel.circle import CircleTravel

Floats = NDArray[np.float64]

_NORMAL_95 = 1.96


def calibrate_trips(region: Region, travel: CircleTravel) -> Calibration | None:
    """Calibrate commuting to what the circle knows: its table of flows, or else a published total; None without both.

    Parameters
    ----------
    region
        The circle.
    travel
        Its roads.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> calibrate_trips(circle, CircleTravel(circle)) is None  # no roads and no jobs
    True
    """
    unlocked, _ = split(region, TRIPS_INDICATORS)
    if COMMUTING_TRIPS.indicator in unlocked:
        return fit_flows(make_zones(region, travel.network), observed_commuting(region)).calibration
    if TRIPS_BY_TOTAL.indicator in unlocked:
        return fit_total(make_zones(region, travel.network), published_total(region))[0].calibration
    return None


def measure_trips(region: Region, travel: CircleTravel) -> Found:
    """Measure commuting trips by city pair, city and county.

    Parameters
    ----------
    region
        The circle.
    travel
        Its roads.

    Returns
    -------
    Found
        Tables ``trips`` (from county of home to county of work) and ``trips_calibration`` (on what it rests).

    Raises
    ------
    InputError
        If the calibration data cannot be used, naming every row.
    """
    unlocked, locked = split(region, TRIPS_INDICATORS)
    if not unlocked:
        return Found(Results(make_results([]), locked))
    zones = make_zones(region, travel.network)
    rows: list[dict[str, Any]] = []
    tables: dict[str, pd.DataFrame] = {}
    calibrations: list[dict[str, Any]] = []
    if COMMUTING_TRIPS.indicator in unlocked:
        observed = observed_commuting(region)
        fitted = fit_flows(zones, observed)
        flows = _Flows.of(fitted, zones, unlocked[COMMUTING_TRIPS.indicator], observed.period)
        rows += flows.rows()
        tables["trips"] = flows.table(observed)
        calibrations.append(_calibration_row(fitted, unlocked[COMMUTING_TRIPS.indicator], observed.left_out))
    if TRIPS_BY_TOTAL.indicator in unlocked:
        fits = fit_total(zones, published_total(region))
        year = str(count_by_zone(region, "jobs").year)
        rows += _rows_by_total(zones, fits, unlocked[TRIPS_BY_TOTAL.indicator], region.name, year)
        calibrations.append(_calibration_row(fits[0], unlocked[TRIPS_BY_TOTAL.indicator], 0))
    tables["trips_calibration"] = pd.DataFrame(calibrations)
    for row in rows:
        row["place"] = row["place"] or region.name
    return Found(Results(make_results(rows), locked), tables)


@dataclass(frozen=True, eq=False)
class _Flows:
    """Commuters between counties and their minutes, with their change by each parameter.

    ``now`` has shape (2, counties, counties), ``slopes`` (p, 2, counties, counties). An interval holds what the
    parameters leave open and how far single flows lie from the model; commuters of a home whose number is known only
    differ in where they go (binomial).
    """

    zones: Zones
    city: NDArray[np.int64]
    now: Floats
    slopes: Floats
    covariance: Floats
    dispersion: float
    basis: str
    year: str

    @classmethod
    def of(cls, fitted: Fitted, zones: Zones, evidence: Evidence, year: str) -> _Flows:
        count = len(zones.counties)
        city = np.zeros(count, dtype=np.int64)
        city[zones.county] = zones.city
        now = fitted.at(fitted.parameters, zones.county, count)
        basis = weakest_basis([evidence.basis, "modelled"])
        return cls(
            zones, city, now, fitted.slopes(zones.county, count), fitted.covariance, fitted.dispersion, basis, year
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Give trips, share across and mean minutes at every level."""
        across = self.city[:, None] != self.city[None, :]
        groups = {"all": np.ones_like(across), "inside": ~across, "across": across}
        for group, mask in groups.items():
            yield from self._figures("region", "", group, mask, groups["all"], across)
        for number, city in enumerate(self.zones.cities):
            home = (self.city == number)[:, None] & groups["all"]
            yield from self._figures("city", city, "all", home, home, across)
            yield from self._figures("city", city, "inside", home & ~across, home, across)
            yield from self._figures("city", city, "across", home & across, home, across)
        for one, two in combinations(range(len(self.zones.cities)), 2):
            there = (self.city == one)[:, None] & (self.city == two)[None, :]
            pair = f"{self.zones.cities[one]}|{self.zones.cities[two]}"
            yield from self._figures("border", pair, "across", there | there.T, groups["all"], across)
        for number, county in enumerate(self.zones.counties):
            home = np.zeros_like(across)
            home[number] = True
            yield from self._figures("county", county, "all", home, home, across)
            yield from self._figures("county", county, "across", home & across, home, across)

    def _figures(
        self, level: str, place: str, group: str, chosen: NDArray[np.bool_], home: NDArray[np.bool_], across: Any
    ) -> Iterator[dict[str, Any]]:
        trips = TRIPS_PER_COMMUTER * self._sums(chosen)
        if trips[0, 0] <= 0:
            return
        wild = TRIPS_PER_COMMUTER * self._wild(chosen, home)
        yield self._row(COMMUTING_TRIPS, level, place, group, trips[0], wild)
        yield self._row(COMMUTING_MINUTES, level, place, group, _ratio(self._sums(chosen)), 0.0)
        if group == "all":
            share = np.stack([self._sums(home)[0], self._sums(home & across)[0]])
            wild = self._wild(home & across, home) / float(share[0, 0])
            yield self._row(CROSSING_SHARE, level, place, group, 100 * _ratio(share), 100 * wild)

    def _wild(self, chosen: NDArray[np.bool_], home: NDArray[np.bool_]) -> float:
        """Give the standard deviation of some commuters of a home by the wildness of single flows."""
        some, every = float(self.now[0][chosen].sum()), float(self.now[0][home].sum())
        return float(np.sqrt(max(self.dispersion * some * (1 - some / every), 0.0)))

    def _sums(self, chosen: NDArray[np.bool_]) -> Floats:
        """Give commuters and minutes (rows) of some pairs, and their slopes (further columns)."""
        now = self.now[:, chosen].sum(axis=1)
        return np.column_stack([now, *(slope[:, chosen].sum(axis=1) for slope in self.slopes)])

    def _row(
        self, indicator: Indicator, level: str, place: str, group: str, figure: Floats, wild: float
    ) -> dict[str, Any]:
        value, slope = float(figure[0]), figure[1:]
        error = _NORMAL_95 * float(np.sqrt(max(float(slope @ self.covariance @ slope), 0.0) + wild**2))
        return {
            "sector": indicator.sector,
            "indicator": indicator.indicator,
            "level": level,
            "place": place,
            "group": group,
            "mode": "drive",
            "value": value,
            "low": max(value - error, 0.0),
            "high": value + error,
            "unit": indicator.unit,
            "year": self.year,
            "basis": self.basis,
            "method": indicator.method,
        }

    def table(self, observed: Observed) -> pd.DataFrame:
        """Give one row per pair of counties with trips a day, their range, minutes, and what was observed."""
        count = len(self.zones.counties)
        variance = np.einsum("pij,pq,qij->ij", self.slopes[:, 0], self.covariance, self.slopes[:, 0]).clip(0)
        homes = self.now[0].sum(axis=1, keepdims=True)
        part = np.divide(self.now[0], homes, out=np.zeros((count, count)), where=homes > 0)
        error = np.sqrt(variance + self.dispersion * self.now[0] * (1 - part))
        trips = TRIPS_PER_COMMUTER * self.now[0]
        wide = TRIPS_PER_COMMUTER * _NORMAL_95 * error
        seen = np.full((count, count), np.nan)
        if observed.level == "county" and observed.unit == PERSONS:
            seen = TRIPS_PER_COMMUTER * observed.flows
        home, work = (grid.ravel() for grid in np.meshgrid(np.arange(count), np.arange(count), indexing="ij"))
        counties, cities = np.array(self.zones.counties), np.array(self.zones.cities)
        with np.errstate(invalid="ignore", divide="ignore"):
            minutes = np.where(self.now[0] > 0, self.now[1] / self.now[0], np.nan)
        return pd.DataFrame(
            {
                "home": counties[home],
                "work": counties[work],
                "home_city": cities[self.city[home]],
                "work_city": cities[self.city[work]],
                "purpose": "commuting",
                "trips": trips.ravel(),
                "trips_low": (trips - wide).clip(0).ravel(),
                "trips_high": (trips + wide).ravel(),
                "observed": seen.ravel(),
                "minutes": minutes.ravel(),
                "unit": "person-trip/day",
                "year": self.year,
                "basis": self.basis,
            }
        )


def _ratio(two: Floats) -> Floats:
    """Give the second row over the first, with slopes."""
    below, above = two[0], two[1]
    value = above[0] / below[0]
    return np.concatenate([[value], (above[1:] - value * below[1:]) / below[0]])


def _rows_by_total(
    zones: Zones, fits: list[Fitted], evidence: Evidence, circle: str, year: str
) -> Iterator[dict[str, Any]]:
    """Give trips between cities by the first fit, with the range of all fits."""
    count = len(zones.cities)
    made = [TRIPS_PER_COMMUTER * fit.model.flows(fit.calibration.deterrence, 1.0, zones.city, count) for fit in fits]
    pairs = {
        f"{zones.cities[a]}|{zones.cities[b]}": [float(flows[a, b] + flows[b, a]) for flows in made]
        for a, b in combinations(range(count), 2)
    }
    pairs[circle] = [float(flows.sum() - np.trace(flows)) for flows in made]
    for place, values in pairs.items():
        yield {
            "sector": TRIPS_BY_TOTAL.sector,
            "indicator": TRIPS_BY_TOTAL.indicator,
            "level": "region" if place == circle else "border",
            "place": place,
            "group": "across",
            "mode": "drive",
            "value": values[0],
            "low": min(values),
            "high": max(values),
            "unit": TRIPS_BY_TOTAL.unit,
            "year": year,
            "basis": weakest_basis([evidence.basis, "modelled"]),
            "method": TRIPS_BY_TOTAL.method,
        }


def _calibration_row(fitted: Fitted, evidence: Evidence, left_out: int) -> dict[str, Any]:
    one = fitted.calibration
    return {
        "source": one.source,
        "period": one.period,
        "purpose": one.purpose,
        "level": one.level,
        "kind": fitted.kind,
        "rate": one.deterrence.rate,
        "exponent": one.deterrence.exponent,
        "border_factor": one.border_factor,
        "border_factor_low": one.border_low,
        "border_factor_high": one.border_high,
        "commuters": one.commuters,
        "trips": TRIPS_PER_COMMUTER * one.commuters,
        "common_share": one.common,
        "dispersion": fitted.dispersion,
        "rows_left_out": left_out,
        "basis": evidence.basis,
    }
