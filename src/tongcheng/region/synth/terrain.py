"""The ground of a fictional circle: outlines, centres, hills, rivers, railways, and how dense life is at a point."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import shapely
from scipy.ndimage import map_coordinates
from scipy.spatial import cKDTree
from shapely.ops import linemerge

from tongcheng.region.synth.plane import Bools, Floats, Ints, Shapes, wiggle
from tongcheng.region.synth.tiling import make_outline, make_tiling, place_cores

#: Points of border lines lie this close together where distances to a border are only needed roughly.
_BORDER_STEP_KM = 0.05

#: Rivers flow on this far outside the circle (share of its radius), so that no road gets round their end.
_BEYOND_RIM = 0.03


@dataclass(frozen=True, eq=False)
class Hill:
    """A range of hills: an ellipse with its half-axes in kilometres."""

    centre: Floats
    half_axes: tuple[float, float]
    turn: float


@dataclass(frozen=True, eq=False)
class Terrain:
    """The ground in kilometres; cities and counties by number.

    Parameters
    ----------
    radius_km
        Radius of a disc of the circle's area.
    outline
        Outer line.
    counties, county_city, seats
        Outline, city and seat of each county.
    cores
        Centre of each city; the first city is the capital.
    hills, rivers, cliffs, railways
        Lines run from rim to rim (rivers), along hills (cliffs), from the capital's centre to the others (railways).
    borders
        Shared line of each pair of neighbouring cities.
    exits
        Where main roads leave the circle.
    """

    radius_km: float
    outline: shapely.Polygon
    counties: Shapes
    county_city: Ints
    seats: Floats
    cores: Floats
    hills: tuple[Hill, ...]
    rivers: tuple[shapely.LineString, ...]
    cliffs: tuple[shapely.LineString, ...]
    railways: tuple[shapely.LineString, ...]
    borders: dict[tuple[int, int], shapely.MultiLineString]
    exits: Floats

    @property
    def cities(self) -> int:
        """How many cities there are."""
        return len(self.cores)


def make_terrain(rng: np.random.Generator, *, cities: int, counties_per_city: list[int], area_km2: float) -> Terrain:
    """Draw the ground of a circle.

    Parameters
    ----------
    rng
        Random stream.
    cities
        Number of cities, 2 to 8.
    counties_per_city
        Number of counties of each.
    area_km2
        Area of the circle.

    Returns
    -------
    Terrain
    """
    radius = float(np.sqrt(area_km2 / np.pi))
    outline = make_outline(rng, radius)
    cores = place_cores(rng, cities, radius)
    tiling = make_tiling(rng, outline, cores, counties_per_city, radius)
    hills = _hills(rng, cores, radius)
    return Terrain(
        radius_km=radius,
        outline=outline,
        counties=tiling.counties,
        county_city=tiling.city_of,
        seats=tiling.seats,
        cores=cores,
        hills=hills,
        rivers=_rivers(rng, outline, cores, radius),
        cliffs=_cliffs(rng, hills, outline),
        railways=_railways(rng, cores, radius),
        borders=_borders(tiling.counties, tiling.city_of),
        exits=_exits(rng, outline),
    )


def _hills(rng: np.random.Generator, cores: Floats, radius: float) -> tuple[Hill, ...]:
    """Put hills near the rim, between neighbouring cities."""
    around = np.arctan2(cores[1:, 1], cores[1:, 0])
    around = np.sort(around)
    gaps = np.diff(np.append(around, around[0] + 2 * np.pi))
    turns = (around + gaps / 2)[:2] if len(around) > 1 else around + np.array([np.pi / 2, -np.pi / 2])
    return tuple(
        Hill(
            centre=0.72 * radius * np.array([np.cos(turn), np.sin(turn)]),
            half_axes=(float(rng.uniform(0.22, 0.30) * radius), float(rng.uniform(0.12, 0.18) * radius)),
            turn=float(turn + np.pi / 2 + rng.uniform(-0.3, 0.3)),
        )
        for turn in turns
    )


def _rivers(
    rng: np.random.Generator, outline: shapely.Polygon, cores: Floats, radius: float
) -> tuple[shapely.LineString, ...]:
    """Let rivers flow side by side from rim to rim, past the capital's centre but not through it."""
    turn = rng.uniform(0, np.pi)
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    x = np.linspace(-1.4 * radius, 1.4 * radius, 260)
    rivers = []
    for offset in (0.10, -0.42):
        phase = rng.uniform(0, 2 * np.pi, 2)
        y = radius * (0.045 * np.sin(4.1 * x / radius + phase[0]) + 0.02 * np.sin(9.7 * x / radius + phase[1]))
        centre = float(cores[0] @ across)
        y += centre + offset * radius - (np.interp(cores[0] @ along, x, y) if offset > 0 else 0.0)
        line = shapely.LineString(x[:, None] * along + y[:, None] * across)
        inside = shapely.get_parts(shapely.intersection(line, outline.buffer(_BEYOND_RIM * radius)))
        rivers.append(inside[shapely.length(inside).argmax()])
    return tuple(rivers)


def _cliffs(
    rng: np.random.Generator, hills: tuple[Hill, ...], outline: shapely.Polygon
) -> tuple[shapely.LineString, ...]:
    """Let one foot of each hill be a cliff, on the side that looks to the capital."""
    cliffs = []
    for hill in hills:
        inward = np.arctan2(-hill.centre[1], -hill.centre[0]) - hill.turn
        angle = np.linspace(inward - 0.55, inward + 0.55, 40) + rng.uniform(-0.2, 0.2)
        local = 0.75 * np.column_stack([hill.half_axes[0] * np.cos(angle), hill.half_axes[1] * np.sin(angle)])
        cos, sin = np.cos(hill.turn), np.sin(hill.turn)
        line = shapely.LineString(hill.centre + local @ np.array([[cos, sin], [-sin, cos]]))
        if shapely.within(line, outline):
            cliffs.append(line)
    return tuple(cliffs)


def _railways(rng: np.random.Generator, cores: Floats, radius: float) -> tuple[shapely.LineString, ...]:
    return tuple(
        shapely.LineString(wiggle(rng, np.array([cores[0], core]), step_km=radius / 12, amplitude=0.05))
        for core in cores[1:]
    )


def _borders(counties: Shapes, county_city: Ints) -> dict[tuple[int, int], shapely.MultiLineString]:
    cities = [shapely.coverage_union_all(counties[county_city == city]) for city in np.unique(county_city)]
    borders = {}
    for a, b in combinations(range(len(cities)), 2):
        shared = shapely.get_parts(shapely.intersection(shapely.boundary(cities[a]), shapely.boundary(cities[b])))
        lines = shared[shapely.length(shared) > 0]
        if len(lines):
            merged = linemerge(lines.tolist()) if len(lines) > 1 else lines[0]
            borders[a, b] = shapely.MultiLineString(list(shapely.get_parts(merged)))
    return borders


def _exits(rng: np.random.Generator, outline: shapely.Polygon) -> Floats:
    count = 10
    turn = rng.uniform(0, 2 * np.pi) + np.arange(count) * 2 * np.pi / count + rng.uniform(-0.15, 0.15, count)
    far = 3 * np.sqrt(outline.area) * np.column_stack([np.cos(turn), np.sin(turn)])
    rays = shapely.linestrings(np.stack([np.zeros_like(far), far], axis=1))
    crossing = np.asarray(shapely.intersection(rays, outline), dtype=object)
    return np.array([0.997 * shapely.get_coordinates(line)[-1] for line in crossing])


def urbanity(terrain: Terrain, xy: Floats) -> Floats:
    """Tell how urban points (n, 2) are: 1 in the centre of the capital, near 0 in the country."""
    radius = terrain.radius_km
    rural = np.ones(len(xy))
    for number, core in enumerate(terrain.cores):
        reach = (0.13 if number == 0 else 0.075) * radius
        rural *= 1 - (0.97 if number == 0 else 0.9) * np.exp(-np.hypot(*(xy - core).T) / reach)
    for seat in terrain.seats:
        rural *= 1 - 0.6 * np.exp(-np.hypot(*(xy - seat).T) / (0.03 * radius))
    return 1 - rural


def hilliness(terrain: Terrain, xy: Floats) -> Floats:
    """Tell how hilly points (n, 2) are: 1 in the middle of a range, 0 outside."""
    height = np.zeros(len(xy))
    for hill in terrain.hills:
        cos, sin = np.cos(hill.turn), np.sin(hill.turn)
        local = (xy - hill.centre) @ np.array([[cos, -sin], [sin, cos]]) / np.array(hill.half_axes)
        height = np.maximum(height, np.clip(1.15 - (local**2).sum(axis=1), 0, 1))
    return height


def relative_spacing(terrain: Terrain, xy: Floats) -> Floats:
    """Give the spacing of roads at points (n, 2), as a factor: small in centres, large in hills."""
    return 1.15 * np.exp(-1.9 * urbanity(terrain, xy)) * (1 + 0.9 * hilliness(terrain, xy))


@dataclass(frozen=True, eq=False)
class Field:
    """A value on a raster over the circle: looking it up is 20 times faster than computing it."""

    values: Floats
    low: float
    cell: float

    def at(self, xy: Floats) -> Floats:
        """Give the value at points (n, 2), bilinear between the raster's points."""
        place = (xy.T - self.low) / self.cell
        return np.asarray(map_coordinates(self.values, place, order=1, mode="nearest"))


def spacing_field(terrain: Terrain) -> Field:
    """Give ``relative_spacing`` as a raster."""
    reach, cells = 1.4 * terrain.radius_km, 700
    steps = np.linspace(-reach, reach, cells)
    points = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
    return Field(relative_spacing(terrain, points).reshape(cells, cells), -reach, float(steps[1] - steps[0]))


def county_at(terrain: Terrain, xy: Floats) -> Ints:
    """Give the county of points (n, 2); -1 outside the circle."""
    county = np.full(len(xy), -1, dtype="int64")
    for number, shape in enumerate(terrain.counties):
        left, low, right, high = shape.bounds
        near = (xy[:, 0] >= left) & (xy[:, 0] <= right) & (xy[:, 1] >= low) & (xy[:, 1] <= high) & (county < 0)
        rows = np.flatnonzero(near)
        shapely.prepare(shape)
        county[rows[shapely.contains_xy(shape, xy[rows, 0], xy[rows, 1])]] = number
    return county


def border_points(terrain: Terrain) -> Floats:
    """Give points along all borders between cities, close enough together to measure distances roughly."""
    lines = np.array(list(terrain.borders.values()), dtype=object)
    return np.asarray(shapely.get_coordinates(shapely.segmentize(lines, _BORDER_STEP_KM)))


def far_from_border(terrain: Terrain, xy: Floats, distance_km: float) -> Bools:
    """Tell which points (n, 2) are farther than a distance from every border between cities (within 50 m)."""
    distance, _ = cKDTree(border_points(terrain)).query(xy, distance_upper_bound=distance_km)
    return np.asarray(np.isinf(distance), dtype=bool)
