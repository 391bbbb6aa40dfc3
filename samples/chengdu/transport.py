"""Lines, stations, airports and runways; positions in WGS84, never the GCJ-02 of the originals."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString

from chengdu.raw import Row, data, shapes
from chengdu.sources import Sources

_FOOT_M = 0.3048
_TRAM = "有轨电车"
_AIRPORTS = {"ZUUU": "成都双流国际机场", "ZUTF": "成都天府国际机场"}


def stations(sources: Sources) -> pd.DataFrame:
    """Give the metro, tram and high-speed stations with the county in which their point lies."""
    on_metro = {row["station_id"] for row in data("metro/line_stations.csv") if not row["line"].startswith(_TRAM)}
    rows = [
        _station(row, f"metro_{row['id']}", row["name"], "metro" if row["id"] in on_metro else "tram")
        for row in data("metro/stations.csv")
    ]
    frame = pd.DataFrame(rows).assign(source=sources.named("metro"))
    rail = [
        _station(row, f"rail_{row['telecode']}", row["station"], "high_speed_rail")
        for row in data("rail/hsr_stations_4cities.csv")
    ]
    both = pd.concat([frame, pd.DataFrame(rail).assign(source=sources.named("rail_2016"))], ignore_index=True)
    return locate(both).assign(basis="observed")


def _station(row: Row, station: str, name: str, kind: str) -> dict[str, object]:
    return {
        "station": station,
        "name": name,
        "kind": kind,
        "lon": float(row["lon_wgs84"]),
        "lat": float(row["lat_wgs84"]),
    }


def locate(places: pd.DataFrame) -> pd.DataFrame:
    """Add ``city`` and ``county`` of the outline in which each point lies; a point outside all of them is an error."""
    outlines = shapes("boundaries/district_tianditu_wgs84.geojson")[["adcode", "city_adcode", "geometry"]]
    points = gpd.GeoDataFrame(places, geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs="EPSG:4326")
    joined = points.sjoin(outlines, predicate="within", how="left")
    found = joined[~joined.index.duplicated()]
    if found["adcode"].isna().any():
        raise ValueError(f"outside the four cities: {list(found.loc[found['adcode'].isna(), 'name'])}")
    return places.assign(
        city=found["city_adcode"].astype("int64").astype("str"), county=found["adcode"].astype("int64").astype("str")
    )


def lines(sources: Sources) -> gpd.GeoDataFrame:
    """Give the 17 lines; each is drawn straight from station to station."""
    places = {row["id"]: (float(row["lon_wgs84"]), float(row["lat_wgs84"])) for row in data("metro/stations.csv")}
    rows, drawn = [], []
    for name, stops in _stops().items():
        rows.append({"line": line_id(name), "name": name, "mode": _mode(name), "color": stops[0]["color"].lower()})
        drawn.append(LineString([places[stop["station_id"]] for stop in stops]))
    frame = pd.DataFrame(rows).assign(state="open", basis="observed", source=sources.named("metro"))
    return gpd.GeoDataFrame(frame, geometry=drawn, crs="EPSG:4326")


def line_stops(sources: Sources) -> pd.DataFrame:
    """Give the stops of every line in their order."""
    rows = [
        {"line": line_id(name), "seq": int(stop["seq"]), "station": f"metro_{stop['station_id']}"}
        for name, stops in _stops().items()
        for stop in stops
    ]
    return pd.DataFrame(rows).assign(basis="observed", source=sources.named("metro"))


def line_id(name: str) -> str:
    """Give the id of a line.

    >>> line_id("S3资阳线"), line_id("18号线"), line_id("有轨电车蓉2号线(支线)")
    ('s3', 'metro_18', 'tram_2_branch')
    """
    if name.startswith("S3"):
        return "s3"
    if name.startswith(_TRAM):
        return "tram_2_branch" if "支线" in name else "tram_2"
    return f"metro_{name.removesuffix('号线')}"


def _mode(name: str) -> str:
    return "suburban_rail" if name.startswith("S3") else "tram" if name.startswith(_TRAM) else "metro"


def _stops() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in data("metro/line_stations.csv"):
        found.setdefault(row["line"], []).append(row)
    return {name: sorted(stops, key=lambda row: int(row["seq"])) for name, stops in found.items()}


def runways(sources: Sources) -> gpd.GeoDataFrame:
    """Give the runways of the airports inside the four cities, from threshold to threshold."""
    rows, drawn = [], []
    for row in data("airports/runways_ourairports.csv"):
        airport = row["airport_ident"]
        rows.append(
            {
                "runway": f"{airport}_{row['le_ident']}_{row['he_ident']}",
                "airport": airport,
                "length_m": round(float(row["length_ft"]) * _FOOT_M, 1),
                "width_m": round(float(row["width_ft"]) * _FOOT_M, 1),
            }
        )
        ends = [(row[f"{end}_longitude_deg"], row[f"{end}_latitude_deg"]) for end in ("le", "he")]
        drawn.append(LineString([(round(float(lon), 6), round(float(lat), 6)) for lon, lat in ends]))
    frame = pd.DataFrame(rows).assign(basis="observed", source=sources.named("runways"))
    return gpd.GeoDataFrame(frame, geometry=drawn, crs="EPSG:4326")


def airports(sources: Sources) -> pd.DataFrame:
    """Give the airports inside the four cities, placed at the mean of their runway thresholds."""
    strips = runways(sources)
    listed = {row["icao"]: row for row in data("airports/airports.csv")}
    sources.named("airports")
    rows = []
    for code, name in _AIRPORTS.items():
        ends = [point for line in strips.loc[strips["airport"] == code, "geometry"] for point in line.coords]
        lon, lat = (round(sum(values) / len(ends), 6) for values in zip(*ends, strict=True))
        rows.append(
            {"facility": code, "kind": "airport", "name": f"{name}（{listed[code]['iata']}）", "lon": lon, "lat": lat}
        )
    return locate(pd.DataFrame(rows)).assign(basis="observed", source=sources.named("runways"))
