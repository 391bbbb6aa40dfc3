"""The roads of a circle laid out for the search: positions in metres, cities, classes, and who meets whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tongcheng.region.border_lines import TOLERANCE_M
from tongcheng.region.lookup import positions
from tongcheng.region.outlines import city_outlines
from tongcheng.region.plane import Plane, city_of_points, outline_of_points
from tongcheng.region.region import Region
from tongcheng.sectors.transport.ends.rules import CLASSES, PARCEL, RANK, THROUGH

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Shapes = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Streets:
    """Nodes and links as arrays; a row of either stands where it stands in its table.

    Parameters
    ----------
    region
        The circle.
    plane
        On which distances are measured.
    xy
        Shape (nodes, 2), metres.
    city
        Shape (nodes,), position in ``cities`` or -1.
    cities
        Codes of the cities that have an outline.
    start, end, known
        Shape (links,), nodes, and whether both stand in the table of nodes.
    rank
        Shape (links,), position of the class in ``CLASSES``.
    built, public
        Shape (links,): there and open (ferries are not), and open to everybody.
    """

    region: Region
    plane: Plane
    xy: Floats
    city: Ints
    cities: tuple[str, ...]
    start: Ints
    end: Ints
    known: Bools
    rank: Ints
    built: Bools
    public: Bools

    @property
    def links(self) -> pd.DataFrame:
        """The table of links."""
        return self.region["road_links"]

    @property
    def nodes(self) -> pd.DataFrame:
        """The table of nodes."""
        return self.region["road_nodes"]

    @cached_property
    def turning(self) -> Bools:
        """Nodes at which a turning place is built (``turning`` of the table of nodes, where it has that column)."""
        if "turning" not in self.nodes:
            return np.zeros(len(self.xy), dtype=bool)
        return self.nodes["turning"].to_numpy(dtype=bool, na_value=False)

    @cached_property
    def through(self) -> Bools:
        """Links that people may drive through on: built, public, and no service road or track."""
        return np.asarray(self.built & self.public & np.isin(self.rank, THROUGH))

    @cached_property
    def parcel(self) -> Bools:
        """Built links that serve parcels only."""
        return np.asarray(self.built & (~self.public | np.isin(self.rank, PARCEL)))

    @cached_property
    def meets(self) -> Meetings:
        """Built links at every node."""
        return Meetings.of(self.start, self.end, np.flatnonzero(self.built), len(self.xy))

    def degree(self, chosen: Bools) -> Ints:
        """Count at every node the ends of some links; a loop counts for nothing."""
        rows = np.flatnonzero(chosen & (self.start != self.end))
        return np.bincount(np.concatenate([self.start[rows], self.end[rows]]), minlength=len(self.xy)).astype(np.intp)

    def lines(self, rows: Ints) -> Shapes:
        """Give the lines of links on the plane, from start to end; straight where the table has no line."""
        straight = shapely.linestrings(np.stack([self.xy[self.start[rows]], self.xy[self.end[rows]]], axis=1))
        lines = np.asarray(straight, dtype=object)
        if "geometry" not in self.links or not len(rows):
            return lines
        drawn = np.asarray(self.links["geometry"].iloc[rows], dtype=object)
        known = ~shapely.is_missing(drawn) & ~shapely.is_empty(drawn)
        lines[known] = self.plane.flatten(drawn[known])
        return lines

    def round(self, lines: Shapes) -> Shapes:
        """Give lines of the plane in WGS84."""
        shaped: Shapes = shapely.transform(lines, lambda xy: np.column_stack(self.plane.round(xy[:, 0], xy[:, 1])))
        return shaped


@dataclass(frozen=True, eq=False)
class Meetings:
    """Links at every node in compressed rows: those of node ``n`` are ``link[first[n]:first[n + 1]]``."""

    first: Ints
    link: Ints

    @classmethod
    def of(cls, start: Ints, end: Ints, rows: Ints, nodes: int) -> Meetings:
        """Gather the links ``rows``; a loop stands twice at its node."""
        node = np.concatenate([start[rows], end[rows]])
        order = np.argsort(node, kind="stable")
        first = np.zeros(nodes + 1, dtype=np.intp)
        first[1:] = np.cumsum(np.bincount(node, minlength=nodes))
        return cls(first, np.concatenate([rows, rows])[order])

    def at(self, node: int) -> Ints:
        """Give the links at a node."""
        return self.link[self.first[node] : self.first[node + 1]]


def lay_out(region: Region) -> Streets:
    """Make the streets of a circle ready for the search.

    Links whose nodes are unknown are left out; the checks of a region name them.
    """
    nodes, links = region["road_nodes"], region["road_links"]
    outlines = city_outlines(region)
    lon, lat = (nodes[name].to_numpy(dtype="float64") for name in ("lon", "lat"))
    plane = Plane.around(outlines.total_bounds if len(outlines) else (0, 0, 0, 0))
    start, end = positions(nodes["node"], links["from_node"]), positions(nodes["node"], links["to_node"])
    known = (start >= 0) & (end >= 0)
    rank = np.asarray(links["class"].map(RANK).fillna(RANK["other"]), dtype=np.intp)
    state = links["state"].fillna("open").to_numpy(dtype=object)
    access = links["access"].fillna("public").to_numpy(dtype=object)
    return Streets(
        region=region,
        plane=plane,
        xy=np.column_stack(plane.flat(lon, lat)),
        city=city_of_points(outlines, lon, lat, tolerance_m=TOLERANCE_M),
        cities=tuple(str(city) for city in outlines.index),
        start=np.where(known, start, 0),
        end=np.where(known, end, 0),
        known=known,
        rank=rank,
        built=known & (state == "open") & (rank != RANK["ferry"]),
        public=access == "public",
    )


def counties_of(region: Region, lon: Floats, lat: Floats) -> NDArray[np.object_]:
    """Give the county of each point, empty where none holds it."""
    counties = region["counties"]
    outlines = gpd.GeoSeries(counties["geometry"].to_numpy(), crs="EPSG:4326")
    found = outline_of_points(outlines, lon, lat)
    codes = np.append(counties["county"].to_numpy(dtype=object), "")
    return np.asarray(codes[found], dtype=object)


def class_of(rank: int) -> str:
    """Name a class by its rank."""
    return CLASSES[rank]
