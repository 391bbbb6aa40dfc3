"""From where a circle is drawn: a place that somebody names, or one that the data give by a stated rule."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.region.lookup import nearest_id
from tongcheng.region.outlines import zone_outlines
from tongcheng.region.people import count_by_zone
from tongcheng.region.region import Region
from tongcheng.region.schemas import schemas
from tongcheng.sectors.transport.one_hour.centres import (
    AROUND_KM,
    JOB_CENTRES_APART_KM,
    LEAST_PART,
    MOST_JOB_CENTRES,
    URBAN_DENSITY,
    URBAN_RESIDENTS,
    around,
    job_peaks,
    leading_city,
    urban_centre,
)

Floats = NDArray[np.float64]

#: Words that name an origin by its rule.
CENTRE, EDGE, JOBS = "centre", "edge", "jobs"

#: Tables in which a named place is looked for, with the column of its id.
_TABLES = {"stations": "station", "facilities": "facility", "zones": "zone"}
_POINT = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*[,，]\s*(-?\d+(?:\.\d+)?)\s*$")
#: Rows of one name (the stops of one station) that lie so near, in degrees, are one place.
_SAME_PLACE_DEGREES = 0.01


@dataclass(frozen=True)
class Origin:
    """One or several points from which a circle is drawn; of several the nearest counts.

    Parameters
    ----------
    origin
        Stable id: ``centre``, ``edge``, ``jobs``, or the words by which it was named. It stands in the column
        ``group`` of figures.
    name
        For people.
    rule
        How it was chosen.
    lon, lat
        Shape ``(n,)``, degrees.
    zones
        Rows of ``region["zones"]`` that are the origin itself: whoever lives there has arrived. Empty for points.
    """

    origin: str
    name: Text
    rule: Text
    lon: Floats
    lat: Floats
    zones: NDArray[np.intp]

    @property
    def frame(self) -> pd.DataFrame:
        """Points as a frame with ``lon`` and ``lat``."""
        return pd.DataFrame({"lon": self.lon, "lat": self.lat})


def default_origins(region: Region, *, jobs: bool) -> list[Origin]:
    """Give the origins of a run: the middle of the leading city, the edge of its centre and, with jobs, job centres.

    Parameters
    ----------
    region
        The circle, with residents.
    jobs
        Whether its jobs may be used (in a real circle they may be missing or synthetic).

    Examples
    --------
    >>> from tongcheng import open_region
    >>> [origin.origin for origin in default_origins(open_region("demo"), jobs=True)]
    ['centre', 'edge', 'jobs']
    """
    centre, zone = _centre(region, jobs=jobs)
    origins = [centre, _edge(region, zone)]
    return [*origins, _job_centres(region)] if jobs else origins


def find_origin(region: Region, words: str, *, jobs: bool = False) -> Origin:
    """Understand a named origin.

    Parameters
    ----------
    region
        The circle.
    words
        ``centre``, ``edge`` or ``jobs``; ``104.06,30.66`` (longitude, latitude); the id or the name of a station, a
        facility or a county (then its whole area), or the id of a zone.
    jobs
        As for :func:`default_origins`.

    Raises
    ------
    InputError
        If there is no such place, several of that name far apart, or it has no coordinates.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> find_origin(open_region("chengdu"), "天府广场").rule.en
    'Stations metro_6'
    """
    if words in (CENTRE, EDGE):
        centre, zone = _centre(region, jobs=jobs)
        return centre if words == CENTRE else _edge(region, zone)
    if words == JOBS and jobs:
        return _job_centres(region)
    if match := _POINT.match(words):
        return _point(words, same(words), Text("给定坐标", "given coordinates"), float(match[1]), float(match[2]))
    county = _county_named(region, words)
    return county if county is not None else _place_named(region, words)


def _point(origin: str, name: Text, rule: Text, lon: float, lat: float) -> Origin:
    return Origin(origin, name, rule, np.array([lon]), np.array([lat]), np.zeros(0, dtype=np.intp))


def _centre(region: Region, *, jobs: bool) -> tuple[Origin, int]:
    """Give the middle of the leading city, and the row of the zone it lies in (or next to)."""
    zones = region["zones"]
    residents = count_by_zone(region).value
    city = leading_city(region, residents)
    name = _city_name(region, city)
    label = Text(f"{name.zh}中心", f"centre of {name.en}")
    declared = _declared_centre(region, city)
    if declared is not None:
        place = _place_named(region, declared)
        rule = Text(f"cities 表所列中心：{place.name.zh}", f"the centre that table cities names: {place.name.en}")
        gaps = np.hypot(zones["lon"] - place.lon[0], zones["lat"] - place.lat[0])
        return Origin(CENTRE, place.name, rule, place.lon, place.lat, place.zones), int(np.nanargmin(gaps))
    amount = count_by_zone(region, "jobs").value if jobs else residents
    inside = (zones["city"] == city).to_numpy()
    zone = int(np.argmax(np.where(inside, around(region, amount), -1.0)))
    what = Text("就业岗位", "jobs") if jobs else Text("常住人口", "residents")
    rule = Text(
        f"{name.zh}内 {AROUND_KM:g} 公里范围{what.zh}最多处",
        f"where most {what.en} of {name.en} lie within {AROUND_KM:g} km",
    )
    row = zones.iloc[zone]
    return _point(CENTRE, label, rule, float(row["lon"]), float(row["lat"])), zone


def _declared_centre(region: Region, city: str) -> str | None:
    """Give the place that the table of cities names as the centre of a city, if it has such a column."""
    cities = region["cities"]
    if "centre" not in cities:
        return None
    value = cities.loc[cities["city"] == city, "centre"].iloc[0]
    return None if pd.isna(value) else str(value)


def _edge(region: Region, zone: int) -> Origin:
    """Give the built-up centre as an origin; where there is none the county of the middle."""
    zones, residents = region["zones"], count_by_zone(region).value
    rows = urban_centre(region, residents, zone_outlines(region), zone)
    if len(rows):
        people = residents[rows].sum()
        rule = Text(
            f"每平方公里 {URBAN_DENSITY:,.0f} 人以上、合计 {URBAN_RESIDENTS / 10_000:g} 万人以上的连片网格"
            f"（{len(rows):,} 个网格，{people / 10_000:,.1f} 万人）；自其中任一处出发，区内居民计为已到达",
            f"touching zones of {URBAN_DENSITY:,.0f} residents per km² or more, {URBAN_RESIDENTS:,.0f} or more together "
            f"({len(rows):,} zones, {people:,.0f} residents); leaving from any of them, whoever lives there has arrived",
        )
        return _area(region, EDGE, Text("中心城区边缘", "edge of the built-up centre"), rule, rows)
    county = str(zones["county"].iloc[zone])
    name = _county_name(region, county)
    rule = Text(
        f"中心附近无 {URBAN_RESIDENTS / 10_000:g} 万人以上连片城区，取中心所在的{name.zh}；区内居民计为已到达",
        f"no built-up area of {URBAN_RESIDENTS:,.0f} residents near the middle; its county {name.en} is taken; whoever lives there has "
        "arrived",
    )
    rows = np.flatnonzero((zones["county"] == county).to_numpy())
    return _area(region, EDGE, Text(f"{name.zh}边缘", f"edge of {name.en}"), rule, rows)


def _area(region: Region, origin: str, name: Text, rule: Text, rows: NDArray[np.intp]) -> Origin:
    zones = region["zones"].iloc[rows]
    lon, lat = (zones[column].to_numpy(dtype="float64", na_value=np.nan) for column in ("lon", "lat"))
    return Origin(origin, name, rule, lon, lat, rows.astype(np.intp))


def _job_centres(region: Region) -> Origin:
    peaks = job_peaks(region, count_by_zone(region, "jobs").value)
    zones = region["zones"].iloc[peaks]
    counties = [_county_name(region, county) for county in zones["county"]]
    places = Text("、".join(name.zh for name in counties), ", ".join(name.en for name in counties))
    rule = Text(
        f"{AROUND_KM:g} 公里范围就业岗位最多处，相距 {JOB_CENTRES_APART_KM:g} 公里以上，不少于首位的 {LEAST_PART:.0%}，"
        f"至多 {MOST_JOB_CENTRES} 处；取最近一处（{places.zh}）",
        f"where most jobs lie within {AROUND_KM:g} km, {JOB_CENTRES_APART_KM:g} km apart or more, at least "
        f"{LEAST_PART:.0%} of the largest, at most {MOST_JOB_CENTRES}; the nearest counts ({places.en})",
    )
    lon, lat = (zones[column].to_numpy(dtype="float64") for column in ("lon", "lat"))
    return Origin(JOBS, Text("就业中心", "job centres"), rule, lon, lat, np.zeros(0, dtype=np.intp))


def _county_named(region: Region, words: str) -> Origin | None:
    counties = region["counties"]
    rows = counties[(counties["county"] == words) | (counties["name"] == words)]
    if len(rows) != 1:
        return None
    zones = np.flatnonzero((region["zones"]["county"] == rows["county"].iloc[0]).to_numpy())
    if len(zones) == 0:
        return None
    rule = Text("该区县范围内任一处", "anywhere in the county")
    return _area(region, words, _county_name(region, str(rows["county"].iloc[0])), rule, zones)


def _place_named(region: Region, words: str) -> Origin:
    for table, key in _TABLES.items():
        frame = region[table]
        named = frame[key] == words
        if not named.any() and "name" in frame:
            named = frame["name"] == words
        rows = frame[named & frame["lon"].notna() & frame["lat"].notna()]
        if len(rows):
            return _of_rows(words, table, key, rows)
    _refuse_unknown(region, words)
    raise AssertionError  # pragma: no cover


def _of_rows(words: str, table: str, key: str, rows: pd.DataFrame) -> Origin:
    lon, lat = (rows[column].to_numpy(dtype="float64") for column in ("lon", "lat"))
    if max(np.ptp(lon), np.ptp(lat)) > _SAME_PLACE_DEGREES:
        problems = Problems("--from")
        problems.add(
            "several_origins",
            expected=Text("唯一的地点", "one place"),
            found=f"{words}: {', '.join(rows[key])}",
            remedy=Text("改用编号", "use the id"),
        )
        problems.raise_if_any()
    name = str(rows["name"].iloc[0]) if "name" in rows else words
    label, ids = schemas()[table].label, ", ".join(rows[key])
    rule = Text(f"{label.zh} {ids}", f"{label.en} {ids}")
    return Origin(words, same(name), rule, lon, lat, np.zeros(0, dtype=np.intp))


def _refuse_unknown(region: Region, words: str) -> None:
    known = [str(name) for table, key in _TABLES.items() for name in region[table][key]]
    known += [
        str(name) for table in ("stations", "facilities", "counties") for name in region[table]["name"].dropna()
    ]
    near = nearest_id(words, known)
    problems = Problems("--from")
    problems.add(
        "unknown_origin",
        expected=Text(
            "有坐标的车站、设施、区县、网格，“经度,纬度”，或 centre、edge、jobs（有岗位数据时）",
            "a station, facility, county or zone with coordinates, lon,lat, or centre, edge, jobs (with data on jobs)",
        ),
        found=words,
        remedy=Text(f"是否为 {near}？", f"did you mean {near}?") if near else Text("改正名称", "correct the name"),
    )
    problems.raise_if_any()


def _city_name(region: Region, city: str) -> Text:
    return _named(region["cities"], "city", city)


def _county_name(region: Region, county: str) -> Text:
    return _named(region["counties"], "county", county)


def _named(table: pd.DataFrame, key: str, place: str) -> Text:
    rows = table[table[key] == place]
    if rows.empty:
        return same(place)
    row = rows.iloc[0]
    english = row["name_en"]
    return Text(str(row["name"]), str(row["name"] if pd.isna(english) else english))
