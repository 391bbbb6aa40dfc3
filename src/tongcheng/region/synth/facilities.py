"""Hospitals, clinics, schools, elder care, counters, job centres, an airport and monitoring stations.

Capacity of a *ranked* kind in a county is its residents of the group times the average supply times
``exp(rank_effect * level)``, with level 3 for districts of the capital, 2 for districts elsewhere, 1 for
county-level cities and 0 for counties, and a little noise; then all counties are scaled alike so that the circle's
total does not depend on the effect. With ``rank_effect=0`` supply follows residents alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from tongcheng.region.synth.people import GROUPS, Zones
from tongcheng.region.synth.plane import Floats, Ints, shares_of, to_degrees
from tongcheng.region.synth.service_kinds import KINDS, Kind
from tongcheng.region.synth.terrain import Terrain, county_at

#: Standard deviation of the logarithm of a county's capacity around what residents and rank give.
NOISE = 0.08
#: Standard deviation of the logarithm of a facility's authorised capacity around the actual one.
AUTHORISED_NOISE = 0.12

#: Beds from which a hospital has a grade.
_GRADES = ((1000, "三级甲等"), (600, "三级乙等"), (250, "二级甲等"), (120, "二级乙等"), (0, "一级"))

_RUNWAYS = (("02L/20R", 3600.0, 60.0), ("02R/20L", 3200.0, 45.0))


@dataclass(frozen=True)
class Places:
    """Codes and names of cities and counties, and the rank level of each county."""

    cities: list[str]
    city_names: list[str]
    counties: list[str]
    county_names: list[str]
    levels: Ints


def facility_tables(
    rng: np.random.Generator, terrain: Terrain, zones: Zones, places: Places, *, rank_effect: float
) -> dict[str, pd.DataFrame]:
    """Give the tables ``facilities`` and ``runways``.

    Parameters
    ----------
    rng
        Random stream.
    terrain, zones, places
        The circle.
    rank_effect
        Growth of supply per resident with each step of administrative rank (natural logarithm); 0 for none.
    """
    own_streams = rng.spawn(2)
    parts = [_of_kind(rng, terrain, zones, places, kind, rank_effect) for kind in KINDS if not kind.late]
    airport, runways = _airport(rng, terrain, places)
    parts += [_of_kind(own_streams[0], terrain, zones, places, kind, rank_effect) for kind in KINDS if kind.late]
    parts += [airport, _stations(terrain, places)]
    table = pd.concat(parts, ignore_index=True)
    table["capacity_authorised"] = _authorised(own_streams[1], table)
    table["as_of"] = "2020"
    return {"facilities": _opened(table, places), "runways": runways}


def _of_kind(
    rng: np.random.Generator, terrain: Terrain, zones: Zones, places: Places, kind: Kind, rank_effect: float
) -> pd.DataFrame:
    people = zones.residents.sum(axis=1) if kind.supply_group == "all" else (
        zones.residents[:, GROUPS.index(kind.supply_group)]
    )  # fmt: skip
    by_county = np.bincount(zones.county, weights=people, minlength=len(places.counties))
    pull = rank_effect * places.levels if kind.ranked else np.zeros(len(places.counties))
    raw = by_county * np.exp(pull + rng.normal(0, NOISE, len(by_county)))
    total = max(round(kind.supply * float(by_county.sum())), len(by_county))
    capacity = np.maximum(np.round(raw / raw.sum() * total), 1).astype("int64")
    rows = []
    for county, beds in enumerate(capacity):
        count = int(np.clip(round(beds / kind.size), 1, beds))
        shares = 1 + shares_of(int(beds) - count, rng.lognormal(0, 0.7, count))
        xy = _spots(rng, terrain, zones, people, county, count)
        rows.append(_rows(kind, places, int(terrain.county_city[county]), county, np.sort(shares)[::-1], xy))
    return pd.concat(rows, ignore_index=True)


def _spots(rng: np.random.Generator, terrain: Terrain, zones: Zones, people: Ints, county: int, count: int) -> Floats:
    """Choose points where people live; a point never leaves its county."""
    own = np.flatnonzero(zones.county == county)
    weight = np.sqrt(people[own].astype(float)) * np.sqrt(people[own] + 1.0)
    chosen = rng.choice(own, count, p=weight / weight.sum() if weight.sum() > 0 else None)
    xy = zones.xy[chosen] + rng.uniform(-0.4, 0.4, (count, 2)) * zones.side_km
    strayed = county_at(terrain, xy) != county
    xy[strayed] = zones.xy[chosen[strayed]]
    return np.asarray(xy)


def _rows(kind: Kind, places: Places, city: int, county: int, capacity: Ints, xy: Floats) -> pd.DataFrame:
    lonlat = to_degrees(xy)
    short = kind.name
    name = places.county_names[county]
    labels = [f"{name}{short}" if number == 0 else f"{name}第{number + 1}{short}" for number in range(len(xy))]
    if kind.kind == "hospital" and xy.size:
        labels[0] = f"{name}人民医院"
    return pd.DataFrame(
        {
            "facility": [f"{kind.kind}-{places.counties[county]}-{number + 1:03d}" for number in range(len(xy))],
            "kind": kind.kind,
            "name": labels,
            "city": places.cities[city],
            "county": places.counties[county],
            "grade": [_grade(beds) for beds in capacity] if kind.kind == "hospital" else None,
            "capacity": capacity.astype("float64"),
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
        }
    )


def _grade(beds: int) -> str:
    return next(grade for least, grade in _GRADES if beds >= least)


def _authorised(rng: np.random.Generator, table: pd.DataFrame) -> Floats:
    """Give what was once authorised: about the actual capacity, above or below it by some ten per cent."""
    stated = table["kind"].isin([kind.kind for kind in KINDS if kind.authorised]).to_numpy()
    drift = rng.normal(0, AUTHORISED_NOISE, len(table))
    return np.where(stated, np.maximum(np.round(table["capacity"] * np.exp(drift)), 1), np.nan)


def _airport(rng: np.random.Generator, terrain: Terrain, places: Places) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put the airport beside the capital's ring road, with two parallel runways."""
    for _ in range(200):
        turn = rng.uniform(0, 2 * np.pi)
        spot = terrain.cores[0] + 0.21 * terrain.radius_km * np.array([np.cos(turn), np.sin(turn)])
        county = int(county_at(terrain, spot[None, :])[0])
        if county >= 0 and terrain.county_city[county] == 0:
            break
    way = np.array([np.sin(np.radians(20)), np.cos(np.radians(20))])
    across = np.array([way[1], -way[0]])
    runways = []
    for number, (names, length, width) in enumerate(_RUNWAYS):
        middle = spot + across * (1.8 * number - 0.9)
        ends = to_degrees(np.array([middle - way * length / 2000, middle + way * length / 2000]))
        runways.append(
            {"runway": f"airport-1-{names}", "airport": "airport-1", "length_m": length, "width_m": width,
             "geometry": shapely.LineString(ends)}
        )  # fmt: skip
    lonlat = to_degrees(spot[None, :])[0]
    airport = {
        "facility": "airport-1", "kind": "airport", "name": f"{places.city_names[0]}机场", "city": places.cities[0],
        "county": places.counties[county], "grade": "4F", "capacity": 3000.0, "open_to": "all",
        "lon": lonlat[0], "lat": lonlat[1],
    }  # fmt: skip
    return pd.DataFrame([airport]), pd.DataFrame(runways)


def _stations(terrain: Terrain, places: Places) -> pd.DataFrame:
    """Put one air station into each city's centre and one river section where a river enters another city."""
    rows = []
    for city, core in enumerate(terrain.cores):
        rows.append(_station("air_station", f"{places.city_names[city]}中心空气站", core, terrain, places))
    for number, river in enumerate(terrain.rivers, start=1):
        for border in terrain.borders.values():
            for point in shapely.get_coordinates(shapely.intersection(river, border)):
                below = point + 0.05 * (terrain.cores[0] - point) / np.hypot(*(terrain.cores[0] - point))
                rows.append(_station("water_section", f"{number}号河交界断面", below, terrain, places))
    table = pd.DataFrame(rows)
    order = table.groupby("kind").cumcount() + 1
    table["facility"] = table["kind"] + "-" + order.map("{:03d}".format)
    return table


def _station(kind: str, name: str, xy: Floats, terrain: Terrain, places: Places) -> dict[str, object]:
    county = int(county_at(terrain, xy[None, :])[0])
    lon, lat = to_degrees(xy[None, :])[0]
    return {
        "facility": "", "kind": kind, "name": name, "city": places.cities[int(terrain.county_city[county])],
        "county": places.counties[county], "capacity": 1.0, "lon": lon, "lat": lat,
    }  # fmt: skip


def _opened(table: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Open a few facilities to other cities: the largest hospitals and the capital's job centres."""
    table = table.copy()
    table["open_to"] = table["open_to"].astype("object") if "open_to" in table else None
    capital = table["city"] == places.cities[0]
    hospitals = table[(table["kind"] == "hospital") & capital].nlargest(2, "capacity").index
    table.loc[hospitals, "open_to"] = ";".join(places.cities[1:3])
    centre = table[(table["kind"] == "job_centre") & capital].nlargest(1, "capacity").index
    table.loc[centre, "open_to"] = "all"
    return table
