"""The circle on one map: core scope, lines and stations, airports; and what its own tables count."""

from __future__ import annotations

import pandas as pd
import shapely

from tongcheng.language import Text
from tongcheng.region import Region
from tongcheng.render.blocks import Column, Layer, Map, Section, Table, Value
from tongcheng.render.numbers import compact
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.access import city_layer
from tongcheng.runs.report.caveats import caveats
from tongcheng.runs.report.words import basis_note, join, name_of, place_names

_MODES = {
    "rail": Text("铁路", "railway"),
    "suburban_rail": Text("市域铁路", "suburban railway"),
    "metro": Text("地铁", "metro"),
    "tram": Text("有轨电车", "tram"),
    "brt": Text("快速公交", "bus rapid transit"),
    "bus": Text("公交", "bus"),
}
_RAIL = ("rail", "suburban_rail", "metro", "tram")
_CORE_COLOR = "#dfe9f5"
_LINE_COLOR = "#3b6ea5"
_STATION_COLOR = "#b04a2f"
_AIRPORT_COLOR = "#222222"


def section(run: Run) -> Section | None:
    """Give the section, or None for a circle without counties."""
    region = run.region
    if "counties" not in region:
        return None
    picture = Map(Text("都市圈范围与轨道", "The circle and its rail"), _layers(region), synthetic=region.fictional)
    return Section(
        "scope",
        Text("范围", "Scope"),
        _sentence(region),
        [picture, *([_lines(run)] if "lines" in region else [])],
    )


def _sentence(region: Region) -> Text:
    cities, counties = len(region["cities"]), region["counties"]
    core = int(counties["in_core_scope"].fillna(value=False).sum())
    area = counties["area_km2"].sum()
    zh, en = f"{cities} 市、{len(counties)} 个区（市）县", f"{cities} cities, {len(counties)} counties"
    if area:
        zh += f"，县区面积合计 {compact(area, decimals=0)} 平方公里"
        en += f", {compact(area, decimals=0)} km² in all"
    if core:
        zh += f"；核心范围 {core} 个区（市）县"
        en += f"; core scope {core} counties"
    if "functional_areas" in region:
        zh += f"；另有功能区 {len(region['functional_areas'])} 个，与县区重叠，不参与加总"
        en += f"; {len(region['functional_areas'])} functional areas overlap them and are never summed with them"
    return Text(zh + "。", en + ".")


def _layers(region: Region) -> list[Layer]:
    counties, lines, facilities = region["counties"], region["lines"], region["facilities"]
    core = counties[counties["in_core_scope"].fillna(value=False).astype(bool) & counties["geometry"].notna()]
    rail = lines[lines["mode"].isin(_RAIL) & lines["geometry"].notna()]
    stations = region["stations"]
    hubs = stations[stations["kind"].isin(["high_speed_rail", "rail"])]
    airports = facilities[(facilities["kind"] == "airport") & facilities["lon"].notna()]
    names = place_names(region)
    layers = [
        Layer(Text("核心范围", "core scope"), list(core["geometry"]), "fill", color=_CORE_COLOR),
        Layer(Text("轨道线路", "rail lines"), list(rail["geometry"]), "line", color=_LINE_COLOR, width=1.2),
        Layer(Text("铁路车站", "railway stations"), _points(hubs), "point", color=_STATION_COLOR, radius=2.2),
        Layer(
            Text("机场", "airports"), _points(airports), "point", color=_AIRPORT_COLOR, radius=4.0,
            labels=[name_of(names, name) for name in airports["name"]],
        ),
    ]  # fmt: skip
    return [layer for layer in layers if len(layer.shapes)] + [city_layer(region)]


def _points(table: pd.DataFrame) -> list[shapely.Point]:
    return [shapely.Point(lon, lat) for lon, lat in zip(table["lon"], table["lat"], strict=True)]


def _lines(run: Run) -> Table:
    region = run.region
    stops = region["line_stops"].merge(region["stations"][["station", "city"]], on="station", how="left")
    counted = stops.groupby("line").agg(stops=("station", "nunique"), cities=("city", "nunique"))
    names = place_names(region)
    members = stops.dropna(subset=["city"]).groupby("line")["city"].unique()
    rows: list[dict[str, Value]] = []
    for row in region["lines"].to_dict("records"):
        served = [name_of(names, city) for city in members.get(row["line"], [])]
        rows.append(
            {
                "name": str(row["name"]),
                "mode": _MODES.get(row["mode"], Text(row["mode"], row["mode"])),
                "stops": int(counted["stops"].get(row["line"], 0)),
                "cities": Text("、".join(name.zh for name in served), ", ".join(name.en for name in served)),
            }
        )
    columns = [
        Column("name", Text("线路", "line")),
        Column("mode", Text("方式", "mode")),
        Column("stops", Text("车站", "stations"), Text("个", "number"), 0),
        Column("cities", Text("服务城市", "cities served")),
    ]
    note = join([basis_note(region["lines"]["basis"]), caveats(region, region["lines"])])
    return Table(Text("公共交通线路", "Transit lines"), columns, rows, note, sheet=Text("线路", "lines"))
