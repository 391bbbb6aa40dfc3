"""What the border effect rests on: zones with people, density and clusters, and the minutes between them."""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from tongcheng.region.people import count_by_zone
from tongcheng.region.plane import Plane
from tongcheng.region.region import Region
from tongcheng.sectors.transport.border_effect.barriers import Barriers
from tongcheng.sectors.transport.representatives import MOST, representatives
from tongcheng.travel.driving import DriveNetwork
from tongcheng.travel.times import drive_times

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_M_PER_KM = 1000.0


@dataclass(frozen=True)
class Settings:
    """Choices of the estimate; the values that are used stand in the notes of a run.

    Parameters
    ----------
    trip_km
        Longest straight distance of the trips whose minutes are compared.
    within_min
        Minutes within which lost residents and jobs are counted.
    cutoff_min
        A pair with a longer way has none.
    density_km, density_shares
        Density of a zone: residents within this distance; shares of zones below each limit between classes.
    least
        Pairs inside a city that a stratum needs.
    fewest_pairs, fewest_clusters
        A place with fewer matched pairs or clusters of zones gets no number.
    clusters
        About how many clusters of zones there are in the circle.
    draws, seed
        Of the bootstrap.
    most_zones
        Zones that are taken; see :func:`tongcheng.sectors.transport.representatives.representatives`.
    """

    trip_km: float = 20.0
    within_min: float = 60.0
    cutoff_min: float = 180.0
    density_km: float = 3.0
    density_shares: tuple[float, ...] = (0.4, 0.7, 0.9)
    least: int = 5
    fewest_pairs: int = 20
    fewest_clusters: int = 6
    clusters: int = 400
    draws: int = 200
    seed: int = 20_210_630
    most_zones: int = MOST


@dataclass(frozen=True, eq=False)
class Ground:
    """The zones that are compared; every array has one entry per zone.

    Parameters
    ----------
    cities, counties
        Ids, in the order of the numbers in ``city`` and ``county``.
    city, county
        Numbers, -1 for zones on no road: they are left out and told apart.
    xy
        Kilometres on the plane, shape ``(n, 2)``.
    counted
        By name (``residents``, ``jobs``): how many each zone stands for.
    density
        Logarithm of residents per km² around the zone.
    density_class, cluster
        Numbers.
    minutes
        Shape ``(n, n)``, NaN where there is no way within the cut-off.
    plane, barriers
        The plane, and what lies on it.
    """

    cities: tuple[str, ...]
    counties: tuple[str, ...]
    city: Ints
    county: Ints
    xy: Floats
    counted: dict[str, Floats]
    density: Floats
    density_class: Ints
    cluster: Ints
    minutes: NDArray[np.float32] = field(repr=False)
    plane: Plane
    barriers: Barriers

    @property
    def off_road(self) -> int:
        """Zones that are on no road."""
        return int((self.city < 0).sum())


def make_ground(
    region: Region, network: DriveNetwork, lines: gpd.GeoDataFrame, counted: tuple[str, ...], settings: Settings
) -> Ground:
    """Gather zones and minutes.

    Parameters
    ----------
    region
        The circle.
    network
        Its roads.
    lines
        Its border lines: they say where the plane lies.
    counted
        ``residents``, and ``jobs`` where they are known.
    settings
        Choices.
    """
    plane = Plane.around(lines.total_bounds)
    every = region["zones"]
    few = representatives(region, most=settings.most_zones)
    zones = every.iloc[few.rows].reset_index(drop=True)
    everywhere = _flat_km(plane, every)
    density = _density(everywhere, count_by_zone(region).value, settings.density_km)
    sampled = region if len(zones) == len(every) else region.with_tables({"zones": zones})
    times = drive_times(sampled, cutoff_min=settings.cutoff_min, network=network)
    lost = times.notes[(times.notes["role"] == "origin") & times.notes["component"].isna()]
    off = np.zeros(len(zones), dtype=bool)
    off[times.origins.get_indexer(pd.Index(lost["place"]))] = True
    cities, counties = tuple(region["cities"]["city"]), tuple(region["counties"]["county"])
    city = pd.Index(cities).get_indexer(pd.Index(zones["city"]))
    limits = np.unique(np.quantile(density, settings.density_shares))
    return Ground(
        cities=cities,
        counties=counties,
        city=np.where(off, -1, city).astype(np.int64),
        county=pd.Index(counties).get_indexer(pd.Index(zones["county"])).astype(np.int64),
        xy=everywhere[few.rows],
        counted={name: few.gather(count_by_zone(region, name).value) for name in counted},
        density=density[few.rows],
        density_class=np.searchsorted(limits, density[few.rows], side="left").astype(np.int64),
        cluster=_clusters(everywhere[few.rows], settings.clusters),
        minutes=times.matrix(),
        plane=plane,
        barriers=Barriers(region["barriers"], plane),
    )


def _flat_km(plane: Plane, places: pd.DataFrame) -> Floats:
    x, y = plane.flat(places["lon"], places["lat"])
    return np.column_stack([x, y]) / _M_PER_KM


def _density(xy: Floats, residents: Floats, radius_km: float) -> Floats:
    """Give the logarithm of residents per km² within a radius; zones of any size and shape are judged alike."""
    pairs = cKDTree(xy).query_pairs(radius_km, output_type="ndarray")
    around = residents.astype("float64").copy()
    around += np.bincount(pairs[:, 0], residents[pairs[:, 1]], len(xy))
    around += np.bincount(pairs[:, 1], residents[pairs[:, 0]], len(xy))
    return np.log1p(around / (np.pi * radius_km**2))


def _clusters(xy: Floats, wanted: int) -> Ints:
    """Put zones into squares such that about so many squares cover the circle."""
    area = shapely.MultiPoint(xy).convex_hull.area
    side = float(np.clip(np.sqrt(area / wanted), 1.0, 10.0)) if area > 0 else 1.0
    square = np.floor(xy / side).astype(np.int64)
    return np.unique(square, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)
