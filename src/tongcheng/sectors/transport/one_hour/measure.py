"""One-hour circles of a run: figures, polygons, counties beside the core scope, and who is not reached and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from tongcheng.region.region import Region
from tongcheng.region.unlock import Evidence, split
from tongcheng.results import Indicator, Results, make_results, weakest_basis
from tongcheng.sectors.found import Found
from tongcheng.sectors.transport.one_hour.circle import (
    OneHourCircle,
    one_hour_circle,
    timetable_cases,
)
from tongcheng.sectors.transport.one_hour.indicators import (
    AREA_WITHIN,
    JOB_CENTRE_SHARE,
    MODES,
    ONE_HOUR_INDICATORS,
    RESIDENTS_WITHIN,
    SHARE,
)
from tongcheng.sectors.transport.one_hour.origins import JOBS, Origin, default_origins
from tongcheng.sectors.transport.one_hour.people import Inside, People, county_table
from tongcheng.sectors.transport.one_hour.samples import zone_points
from tongcheng.sectors.transport.one_hour.search import DoorToDoor
from tongcheng.travel.circle import CircleTravel
from tongcheng.travel.transit import Timetable


def measure_one_hour(
    region: Region,
    travel: CircleTravel,
    *,
    origins: Sequence[Origin] | None = None,
    assumed: DoorToDoor | None = None,
) -> Found:
    """Measure the circles around the centre of the leading city, its edge and the job centres.

    Parameters
    ----------
    region
        The circle.
    travel
        Its roads and timetable; neither is made while its mode is locked.
    origins
        Origins instead of the default ones. One called ``jobs`` is measured only where jobs are open.
    assumed
        Door to road or platform, window and percentiles.

    Returns
    -------
    Found
        Figures (``group`` is the origin) and the tables ``one_hour`` (polygons), ``one_hour_counties`` (see
        :func:`county_table`), ``one_hour_unreached`` (zones beyond the longest time, with the reason),
        ``one_hour_origins`` (where each origin lies and by which rule), ``one_hour_services`` (what runs in the
        timetable) and ``one_hour_unserved`` (stations at which none of it calls, so that nobody takes their trains
        for counted).

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> found = measure_one_hour(circle, CircleTravel(circle))  # doctest: +SKIP
    >>> sorted(set(found.results.frame["mode"]))  # doctest: +SKIP
    ['transit']
    """
    unlocked, locked = split(region, ONE_HOUR_INDICATORS)
    modes = [mode for mode in MODES if SHARE[mode].indicator in unlocked]
    if not modes:
        return Found(Results(make_results([]), locked))
    jobs = any(JOB_CENTRE_SHARE[mode].indicator in unlocked for mode in modes)
    points = zone_points(region)
    people = People.of(region, points.outlines)
    places = list(origins) if origins is not None else default_origins(region, jobs=jobs)
    circles = []
    tables: dict[str, pd.DataFrame] = {}
    for mode in modes:
        cases = timetable_cases(region, travel) if mode == "transit" else None
        if cases is not None:
            tables["one_hour_unserved"] = unserved_stations(region, cases["central"])
            tables["one_hour_services"] = services_of(cases["central"])
        for origin in places:
            if origin.origin == JOBS and JOB_CENTRE_SHARE[mode].indicator not in unlocked:
                continue
            circles.append(
                one_hour_circle(
                    region, travel, origin, mode=mode, assumed=assumed, points=points, timetables=cases
                )
            )  # fmt: skip
    rows = [row for circle in circles for row in _figures(circle, people, unlocked)]
    figures = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
    return Found(Results(make_results(figures), locked), {**_tables(region, people, circles), **tables})


def services_of(timetable: Timetable) -> pd.DataFrame:
    """Count what runs in a timetable: one row per ``mode`` with ``lines`` and ``runs`` a day, both directions."""
    runs = timetable.runs
    return runs.groupby("mode", as_index=False).agg(lines=("line", "nunique"), runs=("trip", "size"))


def unserved_stations(region: Region, timetable: Timetable) -> pd.DataFrame:
    """List the stations at which no run of a timetable calls: ``station, name, kind, city, county, lon, lat``."""
    served = {*timetable.stops["stop"], *timetable.stops["station"]}
    stations = region["stations"]
    lost = stations[~stations["station"].isin(served)]
    return pd.DataFrame(lost[["station", "name", "kind", "city", "county", "lon", "lat"]]).reset_index(drop=True)


def _figures(circle: OneHourCircle, people: People, unlocked: dict[str, Evidence]) -> Iterator[pd.DataFrame]:
    mode = circle.mode
    for percentile in circle.percentiles:
        for threshold in circle.thresholds:
            residents = people.residents(circle, threshold, percentile)
            areas = people.areas(circle, threshold, percentile)
            for level in people.levels:
                inside, area = residents[level.level], areas[level.level]
                made: list[tuple[Indicator, Inside]] = []
                if circle.origin.origin == JOBS:
                    made.append((JOB_CENTRE_SHARE[mode], _as_share(inside)))
                else:
                    made += [(SHARE[mode], _as_share(inside)), (RESIDENTS_WITHIN[mode], inside)]
                    made.append((AREA_WITHIN[mode], area))
                for item, values in made:
                    basis = weakest_basis([unlocked[item.indicator].basis, circle.basis])
                    keys = {"level": level.level, "threshold": threshold, "percentile": percentile}
                    yield _rows(circle, item, values, np.array(level.places), people.counts.year, basis, keys)


def _as_share(inside: Inside) -> Inside:
    return Inside(*inside.share, inside.whole)


def _rows(
    circle: OneHourCircle,
    item: Indicator,
    values: Inside,
    places: np.ndarray[Any, Any],
    year: int,
    basis: str,
    keys: dict[str, Any],
) -> pd.DataFrame:
    known = np.isfinite(values.value)
    ranged = bool((values.low[known] != values.high[known]).any())
    return pd.DataFrame(
        {
            "sector": item.sector,
            "indicator": item.indicator,
            "place": places[known],
            "mode": circle.mode,
            "group": circle.origin.origin,
            "value": values.value[known],
            "low": values.low[known] if ranged else np.nan,
            "high": values.high[known] if ranged else np.nan,
            "unit": item.unit,
            "year": str(year),
            "basis": basis,
            "method": item.method,
            **keys,
        }
    )


def _tables(region: Region, people: People, circles: Sequence[OneHourCircle]) -> dict[str, pd.DataFrame]:
    if not circles:
        return {}
    polygons = [row for circle in circles for row in _polygons(circle, people)]
    unreached = [
        circle.unreached(region)
        .assign(origin=circle.origin.origin, mode=circle.mode)
        .pipe(_with_residents, region, people)
        for circle in circles
    ]
    return {
        "one_hour": gpd.GeoDataFrame(pd.DataFrame(polygons), geometry="geometry", crs="EPSG:4326"),
        "one_hour_counties": pd.concat(
            [county_table(region, people, circle) for circle in circles], ignore_index=True
        ),
        "one_hour_unreached": pd.concat(unreached, ignore_index=True),
        "one_hour_origins": _origins(circles),
    }


def _polygons(circle: OneHourCircle, people: People) -> Iterator[dict[str, Any]]:
    for percentile in circle.percentiles:
        for threshold, polygon in zip(circle.thresholds, circle.polygons(percentile), strict=True):
            inside = people.residents(circle, threshold, percentile)["region"]
            yield {
                "origin": circle.origin.origin,
                "mode": circle.mode,
                "threshold": threshold,
                "percentile": percentile,
                "residents": inside.value[0],
                "share": inside.share[0][0],
                "area_km2": people.areas(circle, threshold, percentile)["region"].value[0],
                "basis": circle.basis,
                "geometry": polygon,
            }


def _with_residents(rows: pd.DataFrame, region: Region, people: People) -> pd.DataFrame:
    of_zone = pd.Series(people.counts.value, index=region["zones"]["zone"].to_numpy())
    columns = [
        "origin",
        "mode",
        "zone",
        "city",
        "county",
        "residents",
        "reason",
        "component",
        "distance_km",
        "minutes",
    ]
    return rows.assign(residents=rows["zone"].map(of_zone).astype("float64"))[columns]


def _origins(circles: Sequence[OneHourCircle]) -> pd.DataFrame:
    once = {circle.origin.origin: circle.origin for circle in circles}
    return pd.DataFrame(
        [
            {
                "origin": origin.origin,
                "name_zh": origin.name.zh,
                "name_en": origin.name.en,
                "rule_zh": origin.rule.zh,
                "rule_en": origin.rule.en,
                "lon": float(np.nanmean(origin.lon)),
                "lat": float(np.nanmean(origin.lat)),
                "points": len(origin.lon),
                "zones": len(origin.zones),
            }
            for origin in once.values()
        ]
    )
