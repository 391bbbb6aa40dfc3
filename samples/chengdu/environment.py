"""Rivers, air stations, fever clinics and their kinds, and the case series of 2020."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from shapely import MultiLineString, line_merge

from chengdu.places import county_codes
from chengdu.raw import data, shapes
from chengdu.sources import Sources
from chengdu.transport import airports, locate

_MARGIN_M = 10_000
_PLANE = "EPSG:32648"  # UTM zone 48N, for a margin in metres

_AREAS_OF_CLINICS = {"天府新区": "tianfu_new_area", "高新区": "chengdu_hightech_zone"}
_PROVINCE_TOTAL = "四川省合计"
_RENAMED = {"新津县": "新津区"}


def rivers(sources: Sources) -> gpd.GeoDataFrame:
    """Give the rivers inside the circle and a margin of 10 km around it."""
    outline = shapes("boundaries/city_tianditu_wgs84.geojson").to_crs(_PLANE).union_all().buffer(_MARGIN_M)
    margin = gpd.GeoSeries([outline], crs=_PLANE).to_crs("EPSG:4326").iloc[0]
    found = shapes("rivers/rivers_gshhg.geojson").sort_values("id", ignore_index=True)
    clipped = found.geometry.intersection(margin)
    kept = found[~clipped.is_empty].assign(geometry=clipped[~clipped.is_empty])
    merged = [line_merge(item) if isinstance(item, MultiLineString) else item for item in kept.geometry]
    frame = pd.DataFrame({"barrier": [f"river_{number}" for number in kept["id"]], "kind": "river"})
    frame = frame.assign(basis="observed", source=sources.named("rivers"))
    return gpd.GeoDataFrame(frame, geometry=merged, crs="EPSG:4326")


def facilities(sources: Sources) -> pd.DataFrame:
    """Give airports, air stations and the fever clinics of January 2020."""
    return pd.concat([airports(sources), _air_stations(sources), _clinics(sources)], ignore_index=True)


def _air_stations(sources: Sources) -> pd.DataFrame:
    rows = [
        {
            "facility": f"air_{row['site_code']}",
            "kind": "air_station",
            "name": row["site_name"],
            "grade": "国控（对照点）" if row["is_control_point"] == "Y" else "国控",
            "lon": float(row["lon"]),
            "lat": float(row["lat"]),
        }
        for row in data("air_stations/aq_stations_4cities.csv")
    ]
    return locate(pd.DataFrame(rows)).assign(basis="observed", source=sources.named("air_stations"))


def _clinics(sources: Sources) -> pd.DataFrame:
    codes = county_codes()
    rows = []
    for number, row in enumerate(data("fever_clinics/fever_clinics_4cities.csv"), 1):
        county = _RENAMED.get(row["county"], row["county"])
        rows.append(
            {
                "facility": f"fever_clinic_{number:03d}",
                "kind": "fever_clinic",
                "name": row["name"],
                "city": row["city_adcode"],
                "county": codes.get(county),
                "functional_area": _AREAS_OF_CLINICS.get(county),
                "grade": "定点" if row["is_designated"] == "True" else None,
                "address": row["address"],
                "as_of": row["date"],
            }
        )
    return pd.DataFrame(rows).assign(basis="official", source=sources.named("fever_clinics"))


def service_kinds(sources: Sources) -> pd.DataFrame:
    """Give the kinds of facility that the sample has; no norms, because none was published for them here."""
    rows = [
        {"kind": "airport", "name": "机场", "name_en": "airport", "sector": "transport", "unit": "座",
         "level": "region", "basis": "observed", "source": sources.named("airports")},
        {"kind": "air_station", "name": "空气质量监测点", "name_en": "air quality station", "sector": "ecology",
         "unit": "个", "level": "city", "basis": "observed", "source": sources.named("air_stations")},
        {"kind": "fever_clinic", "name": "发热门诊", "name_en": "fever clinic", "sector": "health", "unit": "家",
         "level": "county", "basis": "official", "source": sources.named("fever_clinics")},
    ]  # fmt: skip
    return pd.DataFrame(rows)


def cases(sources: Sources) -> pd.DataFrame:
    """Give cumulative cases by city and day of 2020, and those of Sichuan as a whole.

    Rows of the province that are not its total (未公布来源, all 0) are left out.
    """
    rows = [
        {
            "city": row["city_code"] or row["province_code"],
            "date": row["date"],
            "confirmed": row["confirmed_cum"],
            "cured": row["cured_cum"] or None,
            "dead": row["dead_cum"] or None,
        }
        for row in data("covid_cases/covid_cumulative_4cities_sichuan.csv")
        if row["city_code"] or row["name"] == _PROVINCE_TOTAL
    ]
    return pd.DataFrame(rows).assign(basis="official", source=sources.named("cases_2020"))
