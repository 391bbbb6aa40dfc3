"""Outlines of zones, counties and cities, derived where a table does not carry them."""

from __future__ import annotations

import geopandas as gpd
import h3
import numpy as np
import shapely

from tongcheng.region.region import Region


def zone_outlines(region: Region) -> gpd.GeoSeries:
    """Give one polygon per zone: its own, or that of its H3 cell.

    Returns
    -------
    geopandas.GeoSeries
        WGS84, in the order of ``region["zones"]``; empty where neither is known.
    """
    zones = region["zones"]
    outlines = np.empty(len(zones), dtype=object)
    for row, (zone, outline) in enumerate(zip(zones["zone"], zones["geometry"], strict=True)):
        outlines[row] = outline if outline is not None else _h3_outline(zone)
    return gpd.GeoSeries(outlines, index=zones.index, crs="EPSG:4326")


def _h3_outline(zone: str) -> shapely.Polygon | None:
    if not h3.is_valid_cell(zone):
        return None
    return shapely.Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(zone)])


def city_outlines(region: Region) -> gpd.GeoSeries:
    """Give one polygon per city: its own, or the union of its counties.

    Returns
    -------
    geopandas.GeoSeries
        WGS84, indexed by city in the order of ``region["cities"]``; cities without any outline are absent.
    """
    cities, counties = region["cities"], region["counties"]
    outlines: dict[str, shapely.Geometry] = {}
    for city, own in zip(cities["city"], cities["geometry"], strict=True):
        parts = counties.loc[(counties["city"] == city) & counties["geometry"].notna(), "geometry"]
        if own is not None or len(parts):
            outlines[city] = own if own is not None else shapely.union_all(parts.to_numpy())
    return gpd.GeoSeries(outlines, crs="EPSG:4326")
