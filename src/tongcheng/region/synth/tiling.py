"""Counties that exactly tile their cities: shared borders are one line with the same vertices on both sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.ops import linemerge

from tongcheng.region.synth.plane import Floats, Ints, Shapes, wiggle

_ATTEMPTS = 40
_SAMPLES = 6_000
_LLOYD_STEPS = 12

#: How much larger than an equal share the capital's land is, in squared radii of the circle.
_CAPITAL_WEIGHT = 0.05


@dataclass(frozen=True, eq=False)
class Tiling:
    """Outlines in kilometres: counties, the city of each, and the seat of each."""

    outline: shapely.Polygon
    counties: Shapes
    city_of: Ints
    seats: Floats


def make_outline(rng: np.random.Generator, radius_km: float) -> shapely.Polygon:
    """Draw the outer line of the circle: nearly round, with a few bays."""
    angle = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    radius = np.ones_like(angle)
    for wave in range(2, 7):
        radius += 0.045 / np.sqrt(wave) * np.cos(wave * angle + rng.uniform(0, 2 * np.pi))
    radius *= radius_km / np.sqrt(np.mean(radius**2))
    return shapely.Polygon(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))


def place_cores(rng: np.random.Generator, cities: int, radius_km: float) -> Floats:
    """Place the centre of each city: the capital in the middle, the others around it."""
    if cities == 2:
        angle = rng.uniform(0, 2 * np.pi)
        way = np.array([np.cos(angle), np.sin(angle)])
        return np.array([-0.35 * way, 0.55 * way]) * radius_km
    turn = rng.uniform(0, 2 * np.pi) + np.arange(cities - 1) * 2 * np.pi / (cities - 1)
    turn += rng.uniform(-0.12, 0.12, cities - 1)
    around = 0.70 * np.column_stack([np.cos(turn), np.sin(turn)])
    middle = rng.uniform(-0.04, 0.04, (1, 2))
    return np.vstack([middle, around]) * radius_km


def make_tiling(
    rng: np.random.Generator, outline: shapely.Polygon, cores: Floats, counties_per_city: list[int], radius_km: float
) -> Tiling:
    """Cut the circle into counties whose unions are the cities.

    Parameters
    ----------
    rng
        Random stream.
    outline
        Outer line, kilometres.
    cores
        Centre of each city, shape (c, 2).
    counties_per_city
        How many counties each city has.
    radius_km
        Radius of the circle.

    Raises
    ------
    RuntimeError
        If no attempt gives contiguous cities; does not happen for two to eight cities.
    """
    city_of = np.repeat(np.arange(len(cores)), counties_per_city)
    for attempt in range(_ATTEMPTS):
        seeds = _seeds(rng, outline, cores, counties_per_city, radius_km)
        amplitude = 0.13 if attempt < _ATTEMPTS // 2 else 0.05
        counties = _wobbly_cells(rng, outline, seeds, radius_km, amplitude)
        if counties is None or not _contiguous(counties, city_of):
            continue
        home = [int(np.flatnonzero(shapely.contains_xy(counties, *core))[0]) for core in cores]
        if any(city_of[county] != city for city, county in enumerate(home)):
            continue
        seats = np.array([shapely.get_coordinates(shape.representative_point())[0] for shape in counties])
        inside = shapely.contains_xy(counties, seeds[:, 0], seeds[:, 1])
        seats[inside] = seeds[inside]
        seats[home] = cores
        return Tiling(outline, counties, city_of, seats)
    raise RuntimeError("no tiling with contiguous cities was found")


def _seeds(
    rng: np.random.Generator, outline: shapely.Polygon, cores: Floats, counties_per_city: list[int], radius_km: float
) -> Floats:
    """Spread county seeds over each city by Lloyd's method, closer together near the city's centre."""
    points = _inside(rng, outline, _SAMPLES)
    distance2 = ((points[:, None, :] - cores[None, :, :]) ** 2).sum(axis=2)
    power = distance2.copy()
    power[:, 0] -= _CAPITAL_WEIGHT * radius_km**2
    city = power.argmin(axis=1)
    seeds = []
    for number, count in enumerate(counties_per_city):
        own = points[city == number]
        weight = 1 + 3 * np.exp(-distance2[city == number, number] / (0.12 * radius_km) ** 2)
        seeds.append(_lloyd(rng, own, weight, count))
    return np.vstack(seeds)


def _inside(rng: np.random.Generator, outline: shapely.Polygon, count: int) -> Floats:
    left, low, right, high = outline.bounds
    points = rng.uniform((left, low), (right, high), (2 * count, 2))
    return np.asarray(points[shapely.contains_xy(outline, points[:, 0], points[:, 1])])


def _lloyd(rng: np.random.Generator, points: Floats, weight: Floats, count: int) -> Floats:
    centres = points[rng.choice(len(points), count, replace=False)]
    for _ in range(_LLOYD_STEPS):
        nearest = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
        for number in range(count):
            own = nearest == number
            if own.any():
                centres[number] = np.average(points[own], axis=0, weights=weight[own])
    return centres


def _wobbly_cells(
    rng: np.random.Generator, outline: shapely.Polygon, seeds: Floats, radius_km: float, amplitude: float
) -> Shapes | None:
    """Give one polygon per seed, or None if bending the borders broke the tiling."""
    cells = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=outline, only_edges=True)
    noded = shapely.union_all(np.array([outline.boundary, cells], dtype=object))
    merged = shapely.get_parts(linemerge(shapely.get_parts(noded).tolist()))
    middles = shapely.line_interpolate_point(merged, 0.5, normalized=True)
    slack = 1e-7 * radius_km
    within = shapely.within(middles, outline.buffer(slack))
    on_rim = shapely.distance(middles, outline.boundary) < slack
    bent = [
        line if rim else shapely.LineString(
            wiggle(rng, shapely.get_coordinates(line), step_km=radius_km / 35, amplitude=amplitude)
        )
        for line, rim in zip(merged[within], on_rim[within], strict=True)
    ]  # fmt: skip
    polygons = shapely.get_parts(shapely.polygonize(bent))
    if len(polygons) != len(seeds):
        return None
    owner = shapely.contains_xy(polygons[:, None], seeds[None, :, 0], seeds[None, :, 1])
    if not (owner.sum(axis=0) == 1).all() or not (owner.sum(axis=1) == 1).all():
        return None
    ordered = polygons[owner.argmax(axis=0)]
    return ordered if bool(shapely.coverage_is_valid(ordered)) and shapely.is_valid(ordered).all() else None


def _contiguous(counties: Shapes, city_of: Ints) -> bool:
    for city in np.unique(city_of):
        whole = shapely.coverage_union_all(counties[city_of == city])
        if shapely.get_num_geometries(whole) != 1 or len(shapely.get_parts(whole)[0].interiors):
            return False
    return True
