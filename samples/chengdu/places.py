"""Cities, counties, functional areas, townships, areas: names, ranks and schematic outlines."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from shapely import Geometry

from chengdu.proof import proved
from chengdu.raw import data, domain, guide, shapes
from chengdu.sources import Sources

_CITIES = [
    ("510100", "成都市", "Chengdu", "sub_provincial", "#3b6ea5"),
    ("510600", "德阳市", "Deyang", "prefecture", "#c47a2c"),
    ("511400", "眉山市", "Meishan", "prefecture", "#4f8f5b"),
    ("512000", "资阳市", "Ziyang", "prefecture", "#8a5a9e"),
]
_RANKS = {"市辖区": "district", "县级市": "county_city", "县": "county"}
_ENGLISH = {
    "锦江区": "Jinjiang", "青羊区": "Qingyang", "金牛区": "Jinniu", "武侯区": "Wuhou", "成华区": "Chenghua",
    "龙泉驿区": "Longquanyi", "青白江区": "Qingbaijiang", "新都区": "Xindu", "温江区": "Wenjiang",
    "双流区": "Shuangliu", "郫都区": "Pidu", "新津区": "Xinjin", "金堂县": "Jintang", "大邑县": "Dayi",
    "蒲江县": "Pujiang", "都江堰市": "Dujiangyan", "彭州市": "Pengzhou", "邛崃市": "Qionglai",
    "崇州市": "Chongzhou", "简阳市": "Jianyang", "旌阳区": "Jingyang", "罗江区": "Luojiang", "中江县": "Zhongjiang",
    "广汉市": "Guanghan", "什邡市": "Shifang", "绵竹市": "Mianzhu", "东坡区": "Dongpo", "彭山区": "Pengshan",
    "仁寿县": "Renshou", "洪雅县": "Hongya", "丹棱县": "Danling", "青神县": "Qingshen", "雁江区": "Yanjiang",
    "安岳县": "Anyue", "乐至县": "Lezhi",
}  # fmt: skip
_CHANGES = {
    "简阳市": (
        "2016-05-16",
        "经国务院批准，由资阳市代管改为成都市代管（川府函〔2016〕90号，省政府网站 2016-05-16 公布，来源 jianyang_2016）",
    )
}


def county_codes() -> dict[str, str]:
    """Give the code of every county by its name; no two of the 35 share a name."""
    return {row["county"]: row["adcode"] for row in data("census/census_county.csv")}


#: The square in the middle of Chengdu, by its metro station.
_CENTRES = {"510100": "metro_6"}


def cities(sources: Sources) -> gpd.GeoDataFrame:
    """Give the four cities with schematic outlines."""
    outlines = shapes("boundaries/city_tianditu_wgs84.geojson").set_index("adcode")["geometry"]
    rows: list[dict[str, object]] = [
        {
            "city": code,
            "name": name,
            "name_en": english,
            "admin_rank": rank,
            "color": color,
            "centre": _CENTRES.get(code),
        }
        for code, name, english, rank, color in _CITIES
    ]
    return _placed(rows, [outlines[int(str(row["city"]))] for row in rows], sources.named("outlines"))


def counties(sources: Sources) -> gpd.GeoDataFrame:
    """Give the 35 counties: published area, core scope, change of city, schematic outlines."""
    outlines = shapes("boundaries/district_tianditu_wgs84.geojson").set_index("adcode")["geometry"]
    codes = county_codes()
    city_codes = {name: code for code, name, *_ in _CITIES}
    rows = []
    for row in domain("counties"):
        changed_on, note = _CHANGES.get(row["county"], (None, None))
        rows.append(
            {
                "county": codes[row["county"]],
                "city": city_codes[row["city"]],
                "name": row["county"],
                "name_en": _ENGLISH[row["county"]],
                "admin_rank": _RANKS[row["type"]],
                "in_core_scope": row["in_core_scope"] == "yes",
                "area_km2": float(row["area_km2"]),
                "changed_on": changed_on,
                "changed_note": note,
            }
        )
    sources.named("jianyang_2016")
    sources.named("scope_2021")
    rows.sort(key=lambda item: str(item["county"]))
    return _placed(rows, [outlines[int(str(row["county"]))] for row in rows], sources.named("outlines"))


def townships(sources: Sources) -> pd.DataFrame:
    """Give the 515 townships by name."""
    rows = [
        {"township": row["town_code"], "county": row["area_code"], "name": row["town_name"]}
        for row in data("townships/townships_4cities.csv")
    ]
    return pd.DataFrame(rows).assign(basis="official", source=sources.named("townships_2023"))


def functional_areas(sources: Sources) -> pd.DataFrame:
    """Give the functional areas that the sources name; outlines were not published."""
    rows = []
    for row in guide("functional_areas"):
        source = sources.named("census_deyang") if row["file"] == "census" else proved(row, sources, row["name"])
        rows.append({**_taken(row, ["functional_area", "name", "name_en", "city", "counties"]), "source": source})
    return pd.DataFrame(rows).assign(basis="official")


def areas(sources: Sources) -> pd.DataFrame:
    """Give the belts, corridors, border areas and the trial zone; members only where they were published."""
    rows = []
    for row in guide("areas"):
        source = sources.named("seed_2020") if row["file"] == "seed" else proved(row, sources, row["name"])
        taken = _taken(row, ["area", "name", "name_en", "kind", "cities", "counties"])
        rows.append({**taken, "source": source})
    return pd.DataFrame(rows).assign(basis="official")


def _taken(row: dict[str, str], names: list[str]) -> dict[str, str | None]:
    return {name: row[name] or None for name in names}


def _placed(rows: list[dict[str, object]], outlines: list[Geometry], source: str) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(rows).assign(basis="official", source=source)
    return gpd.GeoDataFrame(frame, geometry=outlines, crs="EPSG:4326")
