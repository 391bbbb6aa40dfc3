"""What several checks need of a circle, derived once."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tongcheng.region.columns import empty_table
from tongcheng.region.lookup import positions
from tongcheng.region.outlines import city_outlines
from tongcheng.region.plane import ELLIPSOID, Plane
from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.intp]

#: Tables whose rows are points, and what a row is.
POINT_TABLES = ("zones", "stations", "facilities", "road_nodes")


class Circle:
    """A region and what is derived from it; never changes the region.

    Parameters
    ----------
    region
        The circle.
    """

    def __init__(self, region: Region) -> None:
        self.region = region

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Give a table of the region, to read."""
        return self.region.tables[table] if table in self.region.tables else _empty(table)

    @cached_property
    def cities(self) -> gpd.GeoSeries:
        """Outlines of cities by city; invalid ones are left out."""
        return _valid(city_outlines(self._with_valid_counties()))

    @cached_property
    def counties(self) -> gpd.GeoSeries:
        """Outlines of counties by county; invalid ones are left out."""
        rows = self["counties"].drop_duplicates("county")
        return _valid(gpd.GeoSeries(rows["geometry"].to_numpy(), index=pd.Index(rows["county"]), crs="EPSG:4326"))

    @cached_property
    def bounds(self) -> Floats | None:
        """West, south, east, north of the circle: of its outlines, else of the middle nine tenths of its points."""
        if len(self.cities):
            return np.asarray(self.cities.total_bounds, dtype="float64")
        for table in POINT_TABLES:
            points = self[table][["lon", "lat"]].dropna()
            if len(points):
                low, high = points.quantile(0.05), points.quantile(0.95)
                return np.array([low["lon"], low["lat"], high["lon"], high["lat"]], dtype="float64")
        return None

    @cached_property
    def plane(self) -> Plane | None:
        """A plane around the circle, if it is known where it lies."""
        return None if self.bounds is None else Plane.around(self.bounds)

    @cached_property
    def flat_cities(self) -> NDArray[np.object_]:
        """Outlines of cities on the plane."""
        return self.plane.flatten(self.cities) if self.plane is not None else np.array([], dtype=object)

    @cached_property
    def flat_counties(self) -> NDArray[np.object_]:
        """Outlines of counties on the plane."""
        return self.plane.flatten(self.counties) if self.plane is not None else np.array([], dtype=object)

    @cached_property
    def link_ends(self) -> tuple[Rows, Rows]:
        """Rows in ``road_nodes`` of both ends of every link, -1 if there is no such node."""
        nodes, links = self["road_nodes"]["node"], self["road_links"]
        return positions(nodes, links["from_node"]), positions(nodes, links["to_node"])

    @cached_property
    def node_points(self) -> Floats:
        """Longitude and latitude of every node, shape (nodes, 2)."""
        return self["road_nodes"][["lon", "lat"]].to_numpy(dtype="float64")

    @cached_property
    def straight_m(self) -> Floats:
        """Geodesic distance between the ends of every link, NaN where an end is unknown."""
        start, end = self.link_ends
        metres = np.full(len(start), np.nan)
        known = np.flatnonzero((start >= 0) & (end >= 0))
        if len(known):
            a, b = self.node_points[start[known]], self.node_points[end[known]]
            metres[known] = ELLIPSOID.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]
        return metres

    def _with_valid_counties(self) -> Region:
        counties = self["counties"]
        broken = counties["geometry"].notna() & ~counties["geometry"].is_valid
        if not broken.any():
            return self.region
        return Region(
            self.region.name,
            self.region.title,
            self.region.fictional,
            {**self.region.tables, "counties": counties[~broken]},
        )


@cache  # checks ask for absent tables again and again, and making an empty one takes 30 ms
def _empty(table: str) -> pd.DataFrame:
    return empty_table(schemas()[table])


def _valid(outlines: gpd.GeoSeries) -> gpd.GeoSeries:
    shapes = outlines.to_numpy()
    good = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    polygon = np.isin(shapely.get_type_id(shapes), (3, 6))
    bounds = shapely.bounds(shapes)
    there = (np.abs(bounds[:, [0, 2]]) <= 180).all(axis=1) & (np.abs(bounds[:, [1, 3]]) <= 90).all(axis=1)
    return gpd.GeoSeries(outlines[good & polygon & there], crs="EPSG:4326")
