"""Outlines of zones, counties and cities, derived where a table does not carry them."""

from __future__ import annotations

import geopandas as gpd
import h3
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
    outlines = [
        outline if outline is not None else _h3_outline(zone)
        for zone, outline in zip(zones["zone"], zones["geometry"], strict=True)
    ]
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
    cities = region["cities"].set_index("city")
    own = cities["geometry"]
    counties = region["counties"]
    known = counties[counties["geometry"].notna()]
    joined = known.groupby("city")["geometry"].agg(lambda parts: shapely.union_all(list(parts)))
    outlines = {city: own[city] if own[city] is not None else joined.get(city) for city in cities.index}
    return gpd.GeoSeries({city: shape for city, shape in outlines.items() if shape is not None}, crs="EPSG:4326")
