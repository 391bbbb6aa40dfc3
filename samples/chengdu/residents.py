"""Where the residents of each county live: H3 cells, and the 2020 census shared out among them by four models.

The census gives 35 county totals. Inside a county nobody published a count by place, so the cells share the
county's total in proportion to a density, and four plausible densities are used side by side:

``uniform``
    The same everywhere.
``nearest``
    ``0.02 + exp(-d / 1 km)``, with ``d`` to the nearest mark of settlement (Clark 1951, from the nearest centre).
``sum``
    ``0.2 + sum of exp(-d / 1.5 km)`` over all marks.
``centre``
    ``0.01 + exp(-d / 10 km)``, with ``d`` to the centre of Chengdu.

Marks of settlement are metro, tram and high-speed stations, air stations other than the control points (which
stand outside towns on purpose), the seats that GeoNames has, and four seats from encyclopedia pages. The seat of
one county (洪雅) was not found: there ``nearest`` is averaged over every cell in which the seat may lie. The numbers were chosen on a coarse grid so that
the same densities, applied one level up (four city totals shared out among 35 counties), misplace as few people as
possible. Slopes, water and township counts are unknown here: in the mountains of the west and in the hills of the
east the shares are too even. The range holds for each cell by itself; ranges of cells do not add up.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chengdu.raw import data, shapes
from chengdu.sources import Sources

RESOLUTION = 7
YEAR = 2020

#: Densities are averaged over the seven children of a cell, because a cell is wider than the decay length.
_FINER = RESOLUTION + 1
_EARTH_KM = 6371.0088
_CENTRE = (104.06667, 30.66667)  # Chengdu in geonames/places.csv

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Decay:
    """``floor + exp(-distance / km)``."""

    km: float
    floor: float


NEAREST = Decay(1.0, 0.02)
SUM = Decay(1.5, 0.2)
CENTRE = Decay(10.0, 0.01)


def zones(sources: Sources) -> pd.DataFrame:
    """Give the cells of resolution 7 whose centre lies in a county, with centre and area."""
    outlines = shapes("boundaries/district_tianditu_wgs84.geojson")
    cells = sorted(h3.geo_to_cells(outlines.union_all().buffer(0.05), RESOLUTION))
    places = np.array([h3.cell_to_latlng(cell) for cell in cells])
    points = gpd.GeoDataFrame(
        {"zone": cells}, geometry=gpd.points_from_xy(places[:, 1], places[:, 0]), crs="EPSG:4326"
    )
    found = points.sjoin(outlines[["adcode", "city_adcode", "geometry"]], predicate="within")
    found = found.sort_values(["zone", "adcode"]).drop_duplicates("zone")
    return pd.DataFrame(
        {
            "zone": found["zone"],
            "city": found["city_adcode"].astype(str),
            "county": found["adcode"].astype(str),
            "lon": found.geometry.x.round(6),
            "lat": found.geometry.y.round(6),
            "area_km2": [round(h3.cell_area(cell, unit="km^2"), 4) for cell in found["zone"]],
            "basis": "modelled",
            "source": sources.named("residents_model"),
        }
    ).reset_index(drop=True)


def residents(cells: pd.DataFrame, sources: Sources) -> pd.DataFrame:
    """Share the census of each county out among its cells: mean of the models, and their smallest and largest.

    Returns
    -------
    pandas.DataFrame
        Whole persons; the values of a county add up to its census exactly.
    """
    totals = {row["adcode"]: int(row["pop_census_2020"]) for row in data("census/census_county.csv")}
    families, marked = densities(cells), counties_with_marks()
    parts = []
    for county, group in cells.groupby("county", sort=True):
        here = [family[:, group.index.to_numpy()] for family in families]
        if county not in marked:
            here[1] = _seat_anywhere(group)
        parts.append(_share(group, totals[str(county)], here))
    table = pd.concat(parts).sort_index()
    return table.assign(basis="modelled", source=sources.named("residents_model")).reset_index(drop=True)


def _share(group: pd.DataFrame, total: int, families: list[Numbers]) -> pd.DataFrame:
    """Share one county's total by each model; a family of models counts as one in the mean."""
    area = group["area_km2"].to_numpy()
    shared = [_scaled(family * area, total) for family in families]
    mean = np.mean([family.mean(axis=0) for family in shared], axis=0)
    everything = np.concatenate(shared)
    return pd.DataFrame(
        {
            "zone": group["zone"],
            "group": "all",
            "year": YEAR,
            "value": whole_shares(mean, total),
            "low": np.floor(everything.min(axis=0)),
            "high": np.ceil(everything.max(axis=0)),
        },
        index=group.index,
    )


def _scaled(weights: Numbers, total: int) -> Numbers:
    return np.asarray(total * weights / weights.sum(axis=1, keepdims=True))


def whole_shares(shares: Numbers, total: int) -> Numbers:
    """Round to whole persons so that the sum stays: the largest remainders are rounded up.

    >>> whole_shares(np.array([1.4, 1.3, 0.3]), 3)
    array([2., 1., 0.])
    """
    whole = np.floor(shares)
    missing = total - int(whole.sum())
    order = np.argsort(-(shares - whole), kind="stable")
    whole[order[:missing]] += 1
    return whole


def densities(cells: pd.DataFrame) -> list[Numbers]:
    """Give the four densities of every cell, each as models × cells (one model each)."""
    children, parent = _children(cells)
    marked = marks()[["lon", "lat"]].to_numpy()
    near, everywhere = np.empty(len(children)), np.empty(len(children))
    for block in np.array_split(np.arange(len(children)), 50):
        apart = distances_km(children[block], marked)
        near[block] = np.exp(-apart.min(axis=1) / NEAREST.km)
        everywhere[block] = np.exp(-apart / SUM.km).sum(axis=1)
    centre = np.exp(-distances_km(children, np.array([_CENTRE]))[:, 0] / CENTRE.km)
    means = [np.bincount(parent, values) / np.bincount(parent) for values in (near, everywhere, centre)]
    floors = (NEAREST.floor, SUM.floor, CENTRE.floor)
    return [np.ones((1, len(cells)))] + [
        (floor + mean)[np.newaxis] for floor, mean in zip(floors, means, strict=True)
    ]


def marks() -> pd.DataFrame:
    """Give the marks of settlement: ``lon lat`` in WGS84."""
    rows = [(row["lon_wgs84"], row["lat_wgs84"]) for row in data("metro/stations.csv")]
    rows += [(row["lon_wgs84"], row["lat_wgs84"]) for row in data("rail/hsr_stations_4cities.csv")]
    rows += [(row["lon"], row["lat"]) for row in data("air_stations/aq_stations_4cities.csv") if _in_town(row)]
    rows += [(row["longitude"], row["latitude"]) for row in data("geonames/places.csv")]
    rows += [(row["longitude"], row["latitude"]) for row in data("county_seats/places.csv")]
    return pd.DataFrame(rows, columns=["lon", "lat"]).astype("float64")


def counties_with_marks() -> set[str]:
    """Give the codes of the counties in which a mark lies."""
    places = marks()
    points = gpd.GeoDataFrame(places, geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs="EPSG:4326")
    outlines = shapes("boundaries/district_tianditu_wgs84.geojson")[["adcode", "geometry"]]
    return set(points.sjoin(outlines, predicate="within")["adcode"].astype(str))


def distances_km(origins: Numbers, marked: Numbers) -> Numbers:
    """Give great-circle distances, origins × marks, from ``lon lat`` in degrees."""
    one, other = np.radians(origins), np.radians(marked)
    across = np.sin((one[:, np.newaxis, 0] - other[:, 0]) / 2) ** 2
    along = np.sin((one[:, np.newaxis, 1] - other[:, 1]) / 2) ** 2
    chord = along + np.cos(one[:, np.newaxis, 1]) * np.cos(other[:, 1]) * across
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(chord)))


def misplaced_one_level_up(cells: pd.DataFrame) -> dict[str, float]:
    """Share the four city totals out among the counties by each model: the part of all people in a wrong county."""
    names = ("uniform", "nearest", "sum", "centre")
    counted = pd.Series(
        {row["adcode"]: float(row["pop_census_2020"]) for row in data("census/census_county.csv")}, name="counted"
    )
    city = cells.groupby("county")["city"].first()
    city_totals = counted.groupby(city).sum()
    shares = {}
    for name, family in zip(names, densities(cells), strict=True):
        weight = pd.Series(family[0] * cells["area_km2"].to_numpy()).groupby(cells["county"].to_numpy()).sum()
        shares[name] = weight / weight.groupby(city).transform("sum") * city.map(city_totals)
    shares["mean"] = pd.DataFrame(shares).mean(axis=1)
    return {name: float((guess - counted).abs().sum() / 2 / counted.sum()) for name, guess in shares.items()}


def _seat_anywhere(group: pd.DataFrame) -> Numbers:
    """Give one density per cell in which the seat of a county without marks may be."""
    children, parent = _children(group)
    near = np.exp(-distances_km(children, group[["lon", "lat"]].to_numpy()) / NEAREST.km)
    sums = np.array([np.bincount(parent, column) for column in near.T])
    return NEAREST.floor + sums / np.bincount(parent)


def _children(cells: pd.DataFrame) -> tuple[Numbers, NDArray[np.int64]]:
    finer = [h3.cell_to_children(cell, _FINER) for cell in cells["zone"]]
    places = [h3.cell_to_latlng(child)[::-1] for group in finer for child in group]
    return np.array(places), np.repeat(np.arange(len(cells)), [len(group) for group in finer])


def _in_town(row: dict[str, str]) -> bool:
    return row["is_control_point"] == "N"
