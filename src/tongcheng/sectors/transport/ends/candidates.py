"""Dead ends and bottlenecks across the border: one row each, with evidence, verdict and the line on the map.

The steps are those of Vybornova, Cunha, Gühnemann and Szell (2023), *Automated Detection of Missing Links in Bicycle
Networks*: identify, prioritise, decluster, classify; with the road's own direction and standard instead of shortest
paths alone, because a border stops roads where they point at each other.
"""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tongcheng.region.border_lines import border_lines
from tongcheng.region.region import Region
from tongcheng.results import weakest_basis
from tongcheng.sectors.transport.dates import newest_date
from tongcheng.sectors.transport.ends.dead_ends import dead_end_rows
from tongcheng.sectors.transport.ends.falls import Crossings
from tongcheng.sectors.transport.ends.narrows import bottleneck_rows
from tongcheng.sectors.transport.ends.rules import Rules
from tongcheng.sectors.transport.ends.streets import Floats, lay_out
from tongcheng.sectors.transport.ends.verdicts import with_verdicts
from tongcheng.sectors.transport.ends.weights import residents_near
from tongcheng.travel.driving import DriveNetwork

#: Columns of the table of candidates.
COLUMNS: Final = (
    "candidate", "kind", "end_class", "proposed", "border", "city_a", "city_b", "county_a", "county_b", "node",
    "counterpart_node", "links", "name", "ref", "class", "technical_class", "admin_class", "lanes", "width_m",
    "surface", "speed_kmh", "speed_now_kmh", "attributes", "length_m", "border_m", "detour_m", "detour_ratio",
    "detour_min", "saved_min", "residents_near", "worth", "evidence_zh", "evidence_en", "members", "verdict",
    "verdict_reason", "basis", "year", "geometry",
)  # fmt: skip

_NUMBERS: Final = (
    "lanes", "width_m", "speed_kmh", "speed_now_kmh", "length_m", "border_m", "detour_m", "detour_ratio",
    "detour_min", "saved_min", "residents_near", "worth",
)  # fmt: skip


def find_road_ends(
    region: Region,
    network: DriveNetwork,
    *,
    lines: gpd.GeoDataFrame | None = None,
    rules: Rules | None = None,
) -> gpd.GeoDataFrame:
    """Find every road end near a border and every road that falls there, proposals and others.

    Parameters
    ----------
    region
        The circle.
    network
        :func:`~tongcheng.travel.driving.drive_network` of it.
    lines
        :func:`~tongcheng.region.border_lines.border_lines` of it, if at hand.
    rules
        Thresholds.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns of ``COLUMNS`` (WGS84), the proposals first in the order of ``worth``. ``proposed`` is False for ends
        that are no candidates; their class and evidence say why.
    """
    rules = rules or Rules()
    lines = border_lines(region) if lines is None else lines
    if not len(lines) or not len(region["road_links"]) or not len(region["road_nodes"]):
        return _empty()
    streets = lay_out(region)
    crossings = Crossings.of(streets, lines)
    frames = [
        dead_end_rows(streets, network, lines, crossings, rules),
        bottleneck_rows(streets, network, lines, crossings, rules),
    ]
    known = [frame for frame in frames if len(frame)]
    if not known:
        return _empty()
    frame = pd.concat(known, ignore_index=True)
    middle = shapely.get_coordinates(
        shapely.line_interpolate_point(frame["geometry"].to_numpy(), 0.5, normalized=True)
    )
    near = residents_near(region, streets.plane, middle)
    frame["residents_near"] = near
    frame["worth"] = frame["saved_min"] * near
    frame["year"] = newest_date(region, region["road_links"])
    frame["basis"] = _basis(region, network)
    frame = with_verdicts(frame, region["verdicts"])
    frame["geometry"] = streets.round(frame["geometry"].to_numpy())
    return _ordered(frame)


def find_candidates(
    region: Region,
    network: DriveNetwork,
    *,
    lines: gpd.GeoDataFrame | None = None,
    rules: Rules | None = None,
) -> gpd.GeoDataFrame:
    """Find dead ends and bottlenecks across the borders: the proposals among :func:`find_road_ends`.

    What people confirmed is a candidate though the search would not propose it, if its counterpart is known; what
    they rejected keeps its row with the reason.

    Examples
    --------
    >>> from tongcheng.region.synth import synthesise
    >>> from tongcheng.travel import drive_network
    >>> circle = synthesise(seed=3, nodes=4000, zones=200).region
    >>> found = find_candidates(circle, drive_network(circle))
    >>> sorted(found["kind"].unique())
    ['bottleneck', 'dead_end']
    """
    return candidates_among(find_road_ends(region, network, lines=lines, rules=rules))


def candidates_among(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep the rows that are proposed, or confirmed and buildable."""
    confirmed = (frame["verdict"] == "confirmed") & (frame["counterpart_node"].notna() | frame["links"].notna())
    chosen: gpd.GeoDataFrame = frame[frame["proposed"] | confirmed].reset_index(drop=True)
    return chosen


def _basis(region: Region, network: DriveNetwork) -> str:
    return weakest_basis({network.graph.basis, *region["counties"]["basis"].dropna().unique()})


def _ordered(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    order = np.lexsort(
        (
            frame["candidate"].to_numpy(dtype=str),
            frame["end_class"].to_numpy(dtype=str),
            -_filled(frame["worth"]),
            ~frame["proposed"].to_numpy(dtype=bool),
        )
    )
    return _typed(frame.iloc[order].reset_index(drop=True))


def _filled(column: pd.Series[float]) -> Floats:
    return np.asarray(np.nan_to_num(column.to_numpy(dtype="float64"), nan=-1.0))


def _typed(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    columns: dict[str, Any] = {}
    for name in COLUMNS:
        column = frame[name]
        if name == "geometry":
            columns[name] = column.to_numpy()
        elif name == "proposed":
            columns[name] = column.to_numpy(dtype=bool)
        elif name in _NUMBERS:
            columns[name] = column.to_numpy(dtype="float64", na_value=np.nan)
        else:
            columns[name] = (
                column.astype("str").where(column.notna() & (column.astype("str") != ""), None).astype("str")
            )
    return gpd.GeoDataFrame(columns, geometry="geometry", crs="EPSG:4326")


def _empty() -> gpd.GeoDataFrame:
    return _typed(pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS}))
