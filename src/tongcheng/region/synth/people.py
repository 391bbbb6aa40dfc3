"""Where people live and work: square zones, residents by age group, jobs by industry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from tongcheng.region.synth.plane import Floats, Ints, shapes_to_degrees, shares_of, to_degrees
from tongcheng.region.synth.terrain import Terrain, county_at, hilliness, urbanity

YEAR = 2020

#: Age groups as the census publishes them.
GROUPS = ("0-14", "15-59", "60+")

#: Sections of GB/T 4754-2017: share of all jobs, and how much more or less of it there is in centres.
INDUSTRIES = {
    "A": (0.14, -3.0),  # farming
    "C": (0.24, -0.3),  # manufacturing
    "E": (0.09, -0.2),  # construction
    "F": (0.15, 0.5),  # trade
    "G": (0.06, 0.2),  # transport and storage
    "H": (0.05, 0.5),  # hotels and restaurants
    "I": (0.04, 2.0),  # information
    "M": (0.04, 2.2),  # research and technical services
    "P": (0.07, 0.2),  # education
    "Q": (0.05, 0.2),  # health
    "S": (0.07, 0.3),  # public administration
}

_WORKING_SHARE = 0.47


@dataclass(frozen=True, eq=False)
class Zones:
    """Square zones: points (n, 2) in kilometres, side, county, city and residents by age group (n, 3)."""

    xy: Floats
    side_km: float
    county: Ints
    city: Ints
    residents: Ints

    @property
    def ids(self) -> pd.Series[str]:
        """Ids in order."""
        return pd.Series([f"z{number:06d}" for number in range(1, len(self.xy) + 1)], dtype="str")


def make_zones(rng: np.random.Generator, terrain: Terrain, *, zones: int, residents: int) -> Zones:
    """Cover the circle with squares and settle people in them.

    Parameters
    ----------
    rng
        Random stream.
    terrain
        The ground.
    zones
        How many squares; met exactly.
    residents
        How many people; met exactly.

    Returns
    -------
    Zones
    """
    xy, side = _squares(terrain, zones)
    county = county_at(terrain, xy)
    urban = urbanity(terrain, xy)
    weight = (0.012 + urban**2.2) * (1 - 0.9 * hilliness(terrain, xy)) * rng.lognormal(0, 0.3, zones)
    people = shares_of(residents, weight)
    counties = len(terrain.counties)
    young = 0.175 - 0.03 * urban + rng.normal(0, 0.008, counties)[county] + rng.normal(0, 0.01, zones)
    old = 0.245 - 0.10 * urban + rng.normal(0, 0.012, counties)[county] + rng.normal(0, 0.015, zones)
    children = np.round(people * np.clip(young, 0.05, 0.3)).astype("int64")
    elders = np.round(people * np.clip(old, 0.05, 0.45)).astype("int64")
    groups = np.column_stack([children, people - children - elders, elders])
    return Zones(xy, side, county, terrain.county_city[county], groups)


def _squares(terrain: Terrain, zones: int) -> tuple[Floats, float]:
    """Give the middles of exactly so many squares of one size, from south to north."""
    side = float(np.sqrt(terrain.outline.area / zones))
    shapely.prepare(terrain.outline)
    while True:
        half = np.ceil(1.4 * terrain.radius_km / side)
        steps = (np.arange(-half, half) + 0.5) * side
        y, x = np.meshgrid(steps, steps, indexing="ij")
        xy = np.column_stack([x.ravel(), y.ravel()])
        xy = xy[shapely.contains_xy(terrain.outline, xy[:, 0], xy[:, 1])]
        if len(xy) >= zones:
            break
        side *= 0.999
    depth = shapely.distance(shapely.points(xy), terrain.outline.boundary)
    kept = np.sort(np.argsort(-depth, kind="stable")[:zones])
    return xy[kept], side


def zone_table(zones: Zones, cities: list[str], counties: list[str]) -> pd.DataFrame:
    """Give the table ``zones``; polygons share their corners."""
    corner = np.round(zones.xy / zones.side_km - 0.5).astype("int64")
    ring = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])
    outlines = shapely.polygons((corner[:, None, :] + ring[None, :, :]) * zones.side_km)
    lonlat = to_degrees(zones.xy)
    return pd.DataFrame(
        {
            "zone": zones.ids,
            "city": np.array(cities)[zones.city],
            "county": np.array(counties)[zones.county],
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
            "area_km2": round(zones.side_km**2, 4),
            "geometry": shapes_to_degrees(np.asarray(outlines, dtype=object)),
        }
    )


def resident_table(zones: Zones) -> pd.DataFrame:
    """Give the table ``residents``: all and by age group."""
    columns = {"all": zones.residents.sum(axis=1)} | {
        group: zones.residents[:, number] for number, group in enumerate(GROUPS)
    }
    return _stacked(zones.ids, "group", columns)


def job_table(rng: np.random.Generator, terrain: Terrain, zones: Zones) -> pd.DataFrame:
    """Give the table ``jobs``: all and by industry; jobs gather in centres, and each city has its own bent."""
    urban = urbanity(terrain, zones.xy)
    people = zones.residents.sum(axis=1)
    weight = people * (0.3 + 2.2 * urban**1.6) * rng.lognormal(0, 0.35, len(people))
    total = shares_of(round(_WORKING_SHARE * int(people.sum())), weight)
    bent = rng.lognormal(0, 0.35, (terrain.cities, len(INDUSTRIES)))[zones.city]
    share = np.array([value for value, _ in INDUSTRIES.values()])
    slope = np.array([value for _, value in INDUSTRIES.values()])
    mix = share * np.exp(slope * (urban[:, None] - 0.4)) * bent * rng.lognormal(0, 0.2, bent.shape)
    parts = _whole_parts(total, mix)
    columns = {"all": total} | {name: parts[:, number] for number, name in enumerate(INDUSTRIES)}
    return _stacked(zones.ids, "industry", columns)


def _whole_parts(total: Ints, mix: Floats) -> Ints:
    """Split whole numbers (n,) by the rows of a mix (n, k) into whole parts with the same sum."""
    exact = mix / mix.sum(axis=1, keepdims=True) * total[:, None]
    parts = np.floor(exact).astype("int64")
    missing = total - parts.sum(axis=1)
    rank = np.argsort(np.argsort(-(exact - parts), axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray(parts + (rank < missing[:, None]), dtype="int64")


def _stacked(ids: pd.Series[str], name: str, columns: dict[str, Ints]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "zone": np.tile(ids.to_numpy(), len(columns)),
            name: np.repeat(list(columns), len(ids)),
            "year": YEAR,
            "value": np.concatenate(list(columns.values())).astype("float64"),
        }
    )
