"""Where the middle of a city, its built-up centre and its job centres lie, told by data and stated rules."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from tongcheng.region.plane import Plane
from tongcheng.region.region import Region

Floats = NDArray[np.float64]

#: Residents per km² and residents of an urban centre: European Commission, FAO, UN-Habitat, OECD and World Bank
#: (2021), *Applying the Degree of Urbanisation*. Its grid of 1 km² is here whatever the zones are.
URBAN_DENSITY = 1500.0
URBAN_RESIDENTS = 50_000.0

#: What counts as around a point, in km, when the place with most jobs or residents around it is looked for.
AROUND_KM = 3.0
#: Job centres: at most so many, so far apart, and with at least this part of the jobs of the largest.
MOST_JOB_CENTRES = 5
JOB_CENTRES_APART_KM = 5.0
LEAST_PART = 0.25

_FIRST_RANKS = ("capital", "sub_provincial")
_NO_CITY = "other"
#: Radius of a disc of 1 km²: the grid cell of the definition, where zones are smaller than that.
_DISC_KM = (1 / np.pi) ** 0.5
#: Outlines that come so near (m) are neighbours; those of H3 cells and of simplified files do not meet exactly.
_TOUCHING_M = 5.0


def leading_city(region: Region, residents: Floats) -> str:
    """Give the city that leads the circle: the highest in rank, and of these the one with most residents.

    Parameters
    ----------
    region
        The circle.
    residents
        Shape ``(zones,)``.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> from tongcheng.region.people import count_by_zone
    >>> circle = open_region("chengdu")
    >>> leading_city(circle, count_by_zone(circle).value)
    '510100'
    """
    cities = region["cities"]
    people = pd.Series(residents).groupby(region["zones"]["city"].to_numpy()).sum()
    rank = cities["admin_rank"].map(_rank_of).to_numpy()
    count = cities["city"].map(people).fillna(0.0).to_numpy()
    return str(cities["city"].iloc[np.lexsort((-count, rank))[0]])


def _rank_of(rank: object) -> int:
    if rank in _FIRST_RANKS:
        return _FIRST_RANKS.index(str(rank))
    return len(_FIRST_RANKS) + (rank == _NO_CITY)


def around(region: Region, amount: Floats, *, km: float = AROUND_KM) -> Floats:
    """Give what lies within some kilometres of each zone's point, straight line; shape ``(zones,)``."""
    places = _flat_points(region)
    known = np.flatnonzero(np.isfinite(places).all(axis=1))
    tree = cKDTree(places[known])
    total = np.zeros(len(places))
    total[known] = [amount[known[near]].sum() for near in tree.query_ball_point(places[known], km * 1000)]
    return total


def job_peaks(region: Region, jobs: Floats) -> list[int]:
    """Give the zones around which most jobs lie, the largest first, far enough apart.

    Returns
    -------
    list of int
        Rows of ``region["zones"]``; see ``MOST_JOB_CENTRES``, ``JOB_CENTRES_APART_KM`` and ``LEAST_PART``.
    """
    total = around(region, jobs)
    places = _flat_points(region)
    found: list[int] = []
    for zone in np.argsort(-total, kind="stable"):
        if (
            len(found) == MOST_JOB_CENTRES
            or total[zone] <= 0
            or (found and total[zone] < LEAST_PART * total[found[0]])
        ):
            break
        far = [np.hypot(*(places[zone] - places[other])) >= JOB_CENTRES_APART_KM * 1000 for other in found]
        if all(far):
            found.append(int(zone))
    return found


def urban_centre(region: Region, residents: Floats, outlines: gpd.GeoSeries, start: int) -> NDArray[np.intp]:
    """Give the zones of the built-up centre around a zone.

    Zones of at least ``URBAN_DENSITY`` residents per km² that touch make a cluster; of those within ``AROUND_KM`` of
    the start the one with most residents is the centre if it has ``URBAN_RESIDENTS`` or more. A zone smaller than
    1 km² counts with what lies in 1 km² around it, so that a park or a railway yard does not cut a city in two.

    Parameters
    ----------
    region
        The circle.
    residents
        Shape ``(zones,)``.
    outlines
        One per zone.
    start
        A zone in the middle of the city.

    Returns
    -------
    numpy.ndarray
        Rows of zones; empty if no cluster near the start has so many residents.
    """
    area = zone_areas(region, outlines)
    with np.errstate(invalid="ignore", divide="ignore"):
        density = np.where(area < 1, around(region, residents, km=_DISC_KM), residents / area)
    dense = np.flatnonzero((density >= URBAN_DENSITY) & outlines.notna().to_numpy())
    places = _flat_points(region)
    near = np.hypot(*(places[dense] - places[start]).T) <= AROUND_KM * 1000
    if not near.any():
        return np.zeros(0, dtype=np.intp)
    flat = _flat(outlines, dense)
    pairs = shapely.STRtree(flat).query(flat, predicate="dwithin", distance=_TOUCHING_M)
    touching = coo_array((np.ones(pairs.shape[1], dtype=bool), tuple(pairs)), shape=(len(dense), len(dense)))
    _, label = connected_components(touching, directed=False)
    people = np.bincount(label, weights=residents[dense])
    largest = max(np.unique(label[near]), key=lambda cluster: people[cluster])
    centre = dense[label == largest] if people[largest] >= URBAN_RESIDENTS else dense[:0]
    return centre.astype(np.intp)


def zone_areas(region: Region, outlines: gpd.GeoSeries) -> Floats:
    """Give km² per zone: the table's, else that of the outline; NaN where neither is known."""
    area = region["zones"]["area_km2"].to_numpy(dtype="float64", na_value=np.nan).copy()
    lost = np.flatnonzero(np.isnan(area) & outlines.notna().to_numpy())
    if len(lost):
        area[lost] = shapely.area(_flat(outlines, lost)) / 1e6
    return area


def _flat(outlines: gpd.GeoSeries, rows: NDArray[np.intp]) -> NDArray[np.object_]:
    """Give some outlines in metres."""
    return Plane.around(outlines.total_bounds).flatten(outlines.iloc[rows])


def _flat_points(region: Region) -> Floats:
    zones = region["zones"]
    lon, lat = (zones[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("lon", "lat"))
    bounds = (np.nanmin(lon), np.nanmin(lat), np.nanmax(lon), np.nanmax(lat))
    return np.column_stack(Plane.around(bounds).flat(lon, lat))
