"""Give a circle the roads, timetables and zones that readers have read; the circle itself stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from tongcheng.region.gtfs import Feed, stations_from_feed
from tongcheng.region.osm import OsmExtract
from tongcheng.region.region import Region

_FEED_TABLES = ("stations", "lines", "line_stops")


def with_roads(region: Region, extract: OsmExtract, source: Mapping[str, str]) -> Region:
    """Give a circle whose roads are those of an extract; barriers of other sources stay.

    Parameters
    ----------
    region
        The circle.
    extract
        Roads and barriers, whose rows name ``source["source"]``.
    source
        Row of the table ``sources``: at least ``source``, ``title`` and ``licence``.
    """
    kept = region["barriers"]
    kept = kept[~kept["barrier"].isin(extract.barriers["barrier"]) & (kept["source"] != source["source"])]
    tables: dict[str, pd.DataFrame] = {
        "road_nodes": extract.road_nodes,
        "road_links": extract.road_links,
        "sources": _with_source(region, source),
    }
    if len(extract.barriers) or len(kept):
        tables["barriers"] = _stacked(kept, extract.barriers)
    return region.with_tables(tables)


def with_feed(region: Region, feed: Feed, path: Path, source: Mapping[str, str]) -> Region:
    """Give a circle with one more timetable, and its stations and lines where the circle has none of its own.

    Parameters
    ----------
    region
        The circle.
    feed, path
        The feed as read, and its file, which is kept as it is under the file's name.
    source
        Row of the table ``sources``.
    """
    tables: dict[str, pd.DataFrame] = {"sources": _with_source(region, source)}
    if not any(table in region for table in _FEED_TABLES):
        outlined = "counties" in region and bool(region["counties"]["geometry"].notna().any())
        counties = gpd.GeoDataFrame(region["counties"]) if outlined else None
        tables.update(stations_from_feed(feed, source=source["source"], date=feed.date, counties=counties))
    fuller = region.with_tables(tables)
    fuller.feeds[path.stem] = path
    return fuller


def with_zones(region: Region, zones: pd.DataFrame, residents: pd.DataFrame, source: Mapping[str, str]) -> Region:
    """Give a circle whose zones and residents are those counted in blocks."""
    return region.with_tables({"zones": zones, "residents": residents, "sources": _with_source(region, source)})


def _with_source(region: Region, source: Mapping[str, str]) -> pd.DataFrame:
    sources = region["sources"]
    return _stacked(sources[sources["source"] != source["source"]], pd.DataFrame([dict(source)]))


def _stacked(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    parts = [part for part in (first, second) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else first
