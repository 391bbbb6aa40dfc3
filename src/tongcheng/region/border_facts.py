"""What a border between two cities is: its line, its length, the roads and rail lines that cross it.

Everything here is derived from outlines, roads and lines; nothing is a table of its own. The line itself comes from
:mod:`tongcheng.region.border_lines`, the roads across it from :mod:`tongcheng.region.border_roads`.

A rail line crosses the border if two consecutive stops of it lie in the two cities. Where both cities have railway
stations at which no line of the data stops, the lines are not complete and there is no number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.region.border_lines import TOLERANCE_M, border_lines
from tongcheng.region.border_roads import road_classes, road_crossings
from tongcheng.region.outlines import city_outlines
from tongcheng.region.plane import city_of_points
from tongcheng.region.region import Region

#: Modes on rails, and those of them that run within and around cities.
RAIL_MODES: Final = ("rail", "suburban_rail", "metro", "tram")
URBAN_RAIL_MODES: Final = ("suburban_rail", "metro", "tram")
#: Stations at which trains stop that are not urban rail.
RAILWAY_STATIONS: Final = ("high_speed_rail", "rail")

_NO_LINES = Text("缺线路停站数据（lines、line_stops、stations）", "no line data (lines, line_stops, stations)")
_NO_TRAINS = Text("两市铁路车站没有停站线路，铁路线数不全", "no line stops at the railway stations of both cities")


def border_facts(
    region: Region, *, tolerance_m: float = TOLERANCE_M, lines: gpd.GeoDataFrame | None = None
) -> pd.DataFrame:
    """Give length, roads and rail lines across of every border.

    Parameters
    ----------
    region
        The circle.
    tolerance_m
        As in :func:`border_lines`; also how far outside every outline a node may lie and still belong to the
        nearest city.
    lines
        ``border_lines(region)``, if it is at hand: it is the slow part.

    Returns
    -------
    pandas.DataFrame
        One row per pair that touches: ``city_a city_b length_km road_crossings crossings_per_10km``, one column
        ``roads_<class>`` per road class, ``rail_lines`` (open lines on rails with consecutive stops in both
        cities), ``urban_rail_lines`` (those of them that are suburban rail, metro or tram), ``other_lines`` (bus,
        ferry …), ``reason_zh reason_en``. Where data are absent the number is NaN, not 0, and the reason says why.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> facts = border_facts(open_region("chengdu"))
    >>> int(facts["road_crossings"].count())  # no road data of the circle is public
    0
    """
    lines = border_lines(region, tolerance_m=tolerance_m) if lines is None else lines
    outlines = city_outlines(region)
    roads = road_crossings(region, outlines, lines, tolerance_m=tolerance_m)
    rails = _lines_across(region, outlines)
    names = region["cities"].set_index("city")["name"]
    rows = []
    for a, b, length in zip(lines["city_a"], lines["city_b"], lines["length_km"], strict=True):
        road, road_reason = roads.of(a, b, names)
        rail, rail_reason = _rail_counts(rails, a, b)
        total = sum(road.values())
        reasons = [reason for reason in (road_reason, rail_reason) if reason != NOTHING]
        rows.append(
            {
                "city_a": a,
                "city_b": b,
                "length_km": length,
                "road_crossings": float(total),
                "crossings_per_10km": total / length * 10,
                **{f"roads_{name}": float(count) for name, count in road.items()},
                **rail,
                "reason_zh": "；".join(reason.zh for reason in reasons),
                "reason_en": "; ".join(reason.en for reason in reasons),
            }
        )
    return pd.DataFrame(rows, columns=list(_columns()))


def _columns() -> Iterator[str]:
    yield from ("city_a", "city_b", "length_km", "road_crossings", "crossings_per_10km")
    yield from (f"roads_{name}" for name in road_classes())
    yield from ("rail_lines", "urban_rail_lines", "other_lines", "reason_zh", "reason_en")


@dataclass(frozen=True)
class _Across:
    """Lines with consecutive stops in two cities, and cities with a railway station at which no line stops."""

    steps: pd.DataFrame
    unserved: frozenset[str]


def _lines_across(region: Region, outlines: gpd.GeoSeries) -> _Across | None:
    stops, stations, lines = region["line_stops"], region["stations"], region["lines"]
    if stops.empty or stations.empty or lines.empty:
        return None
    by_outline = city_of_points(outlines, stations["lon"], stations["lat"], tolerance_m=TOLERANCE_M)
    drawn = pd.Series([outlines.index[city] if city >= 0 else None for city in by_outline], dtype="str")
    city = pd.Series(stations["city"].where(stations["city"].notna(), drawn).to_numpy(), index=stations["station"])
    modes = lines[lines["state"] == "open"].drop_duplicates("line").set_index("line")["mode"]
    rows = stops[stops["line"].isin(modes.index)].sort_values(["line", "seq"], kind="stable")
    here = rows["station"].map(city.groupby(level=0).first())
    after = here.groupby(rows["line"]).shift(-1)
    crosses = here.notna() & after.notna() & (here != after)
    steps = pd.DataFrame({"line": rows["line"], "here": here, "after": after})[crosses]
    railway = stations[stations["kind"].isin(RAILWAY_STATIONS) & ~stations["station"].isin(rows["station"])]
    unserved = city[city.index.isin(railway["station"])].dropna()
    return _Across(steps.assign(mode=steps["line"].map(modes)), frozenset(unserved))


def _rail_counts(across: _Across | None, a: str, b: str) -> tuple[dict[str, float], Text]:
    if across is None:
        return dict.fromkeys(("rail_lines", "urban_rail_lines", "other_lines"), np.nan), _NO_LINES
    steps = across.steps[across.steps["here"].isin([a, b]) & across.steps["after"].isin([a, b])]

    def count(chosen: pd.Series[bool]) -> float:
        return float(steps.loc[chosen, "line"].nunique())

    on_rails = steps["mode"].isin(RAIL_MODES)
    complete = not {a, b} <= across.unserved
    counts = {
        "rail_lines": count(on_rails) if complete else np.nan,
        "urban_rail_lines": count(steps["mode"].isin(URBAN_RAIL_MODES)),
        "other_lines": count(~on_rails),
    }
    return counts, NOTHING if complete else _NO_TRAINS
