"""From zones up to counties, functional areas, cities and the circle."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.region.region import Region

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Membership:
    """Which zones make up a place.

    Parameters
    ----------
    level
        ``county``, ``functional_area``, ``city`` or ``region``.
    places
        Ids of the places at that level.
    index
        For each member zone the index of its place.
    zones
        For each member zone its index in ``region["zones"]``. Functional areas overlap counties and may share
        zones, so a zone can stand here more than once or not at all.
    """

    level: str
    places: tuple[str, ...]
    index: NDArray[np.intp]
    zones: NDArray[np.intp]

    def mean(self, values: Floats, weights: Floats) -> Floats:
        """Average the known values of each place's zones; NaN for a place without any weight.

        Parameters
        ----------
        values
            Shape (zones,) or (zones, kinds).
        weights
            Shape (zones,).
        """
        columns = values if values.ndim == 2 else values[:, None]
        known = ~np.isnan(columns[self.zones])
        weight = weights[self.zones][:, None] * known
        top = self._add(np.where(known, columns[self.zones], 0.0) * weight)
        bottom = self._add(weight)
        with np.errstate(invalid="ignore", divide="ignore"):
            result = np.where(bottom > 0, top / bottom, np.nan)
        return result if values.ndim == 2 else result[:, 0]

    def sum(self, values: Floats) -> Floats:
        """Add up the values of each place's zones; shape (zones,) in, (places,) out."""
        return self._add(values[self.zones][:, None])[:, 0]

    def _add(self, columns: Floats) -> Floats:
        total = np.zeros((len(self.places), columns.shape[1]))
        np.add.at(total, self.index, columns)
        return total


def memberships(region: Region) -> list[Membership]:
    """Give the membership of zones in counties, functional areas (where outlined), cities and the circle."""
    zones = region["zones"]
    everyone = np.arange(len(zones))
    levels = [
        _by_column(zones, "county", "county", region["counties"]["county"]),
        _functional_areas(region),
        _by_column(zones, "city", "city", region["cities"]["city"]),
        Membership("region", (region.name,), np.zeros(len(zones), dtype=np.intp), everyone),
    ]
    return [level for level in levels if level.places]


def _by_column(zones: pd.DataFrame, level: str, column: str, places: pd.Series[str]) -> Membership:
    codes = pd.Index(places).get_indexer(pd.Index(zones[column]))
    inside = np.flatnonzero(codes >= 0)
    return Membership(level, tuple(places), codes[inside].astype(np.intp), inside)


def _functional_areas(region: Region) -> Membership:
    areas = region["functional_areas"]
    outlined = areas[areas["geometry"].notna()].reset_index(drop=True)
    if outlined.empty:
        return Membership("functional_area", (), np.empty(0, np.intp), np.empty(0, np.intp))
    zones = region["zones"]
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(zones["lon"], zones["lat"]), crs="EPSG:4326")
    joined = points.sjoin(gpd.GeoDataFrame(outlined[["geometry"]], crs="EPSG:4326"), predicate="within")
    return Membership(
        "functional_area",
        tuple(outlined["functional_area"]),
        joined["index_right"].to_numpy(dtype=np.intp),
        joined.index.to_numpy(dtype=np.intp),
    )
