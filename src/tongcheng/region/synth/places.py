"""Tables of places: cities, counties, functional areas, belts, borders and barriers."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import shapely

from tongcheng.region.synth.facilities import Places
from tongcheng.region.synth.names import CITY_COLORS, STEMS, city_code, city_name, county_code, county_names
from tongcheng.region.synth.plane import Ints, geodesic_area_km2, shapes_to_degrees
from tongcheng.region.synth.terrain import Terrain

_LEVELS = {"district": 2, "county_city": 1, "county": 0}

#: A functional area or belt names a county when it covers at least this share of it.
_NAMED_FROM = 0.05

_BARRIER_NAMES = {"river": "{}号河", "railway": "{}号铁路", "cliff": "{}号陡崖", "water": "{}号渠"}


def county_ranks(terrain: Terrain) -> list[str]:
    """Give the rank of each county: districts lie nearest to the centre of their city."""
    ranks = [""] * len(terrain.counties)
    for city, core in enumerate(terrain.cores):
        own = np.flatnonzero(terrain.county_city == city)
        order = own[np.argsort(np.hypot(*(terrain.seats[own] - core).T), kind="stable")]
        districts = int(np.ceil((0.55 if city == 0 else 0.35) * len(own)))
        for place, county in enumerate(order):
            rank = "district" if place < districts else "county_city" if place == districts else "county"
            ranks[int(county)] = rank
    return ranks


def make_places(terrain: Terrain, ranks: list[str]) -> Places:
    """Give codes, names and rank levels; a district of the capital is one level above other districts."""
    names = [city_name(city)[0] for city in range(terrain.cities)]
    codes, county_labels = [""] * len(ranks), [""] * len(ranks)
    for city in range(terrain.cities):
        own = _by_rank(terrain.county_city, ranks, city)
        labels = county_names(city, [ranks[county] for county in own])
        for number, county in enumerate(own):
            codes[county], county_labels[county] = county_code(city, number), labels[number][0]
    level = np.array([_LEVELS[rank] for rank in ranks], dtype="int64")
    level += (np.array(ranks) == "district") & (terrain.county_city == 0)
    return Places([city_code(city) for city in range(terrain.cities)], names, codes, county_labels, level)


def _by_rank(county_city: Ints, ranks: list[str], city: int) -> list[int]:
    own = np.flatnonzero(county_city == city).tolist()
    order = ("district", "county_city", "county")
    return sorted(own, key=lambda county: (order.index(ranks[county]), county))


def place_tables(terrain: Terrain, places: Places, ranks: list[str]) -> dict[str, pd.DataFrame]:
    """Give the tables ``cities``, ``counties``, ``functional_areas`` and ``areas``."""
    shapes = shapes_to_degrees(terrain.counties)
    cities = pd.DataFrame(
        {
            "city": places.cities,
            "name": places.city_names,
            "name_en": [city_name(city)[1] for city in range(terrain.cities)],
            "admin_rank": ["capital"] + ["prefecture"] * (terrain.cities - 1),
            "color": CITY_COLORS[: terrain.cities],
            "geometry": [shapely.coverage_union_all(shapes[terrain.county_city == city]) for city in range(terrain.cities)],
        }
    )  # fmt: skip
    english: dict[int, tuple[str, str]] = {}
    for city in range(terrain.cities):
        own = _by_rank(terrain.county_city, ranks, city)
        english.update(zip(own, county_names(city, [ranks[county] for county in own]), strict=True))
    counties = pd.DataFrame(
        {
            "county": places.counties,
            "city": np.array(places.cities)[terrain.county_city],
            "name": places.county_names,
            "name_en": [english[county][1] for county in range(len(ranks))],
            "admin_rank": ranks,
            "in_core_scope": _core_scope(terrain, ranks),
            "area_km2": np.round(geodesic_area_km2(shapes), 2),
            "geometry": shapes,
        }
    ).sort_values("county", ignore_index=True)
    return {
        "cities": cities,
        "counties": counties,
        "functional_areas": _functional_areas(terrain, places),
        "areas": _belts(terrain, places),
    }


def _core_scope(terrain: Terrain, ranks: list[str]) -> list[bool]:
    """Name the capital, every district, and what lies within half the radius as core scope."""
    near = np.hypot(*terrain.seats.T) < 0.5 * terrain.radius_km
    return [bool(terrain.county_city[c] == 0 or rank == "district" or near[c]) for c, rank in enumerate(ranks)]


def _functional_areas(terrain: Terrain, places: Places) -> pd.DataFrame:
    """Lay a new area over two or more counties of the first two cities."""
    rows = []
    for city, (zh, en) in enumerate((("新区", "New Area"), ("经济开发区", "Economic Development Zone"))):
        own = np.flatnonzero(terrain.county_city == city)
        whole = shapely.coverage_union_all(terrain.counties[own])
        corner = _corner(terrain, own)
        shape = shapely.intersection(shapely.Point(corner).buffer(0.11 * terrain.radius_km, quad_segs=6), whole)
        shape = max(shapely.get_parts(shape), key=lambda part: part.area)
        named = _overlapped(terrain, shape, own, of_area=True)
        rows.append(
            {
                "functional_area": f"FA{city + 1}", "name": f"{places.city_names[city][0]}{'东部' if city == 0 else ''}{zh}",
                "name_en": f"{city_name(city)[1]} {en}", "city": places.cities[city],
                "counties": ";".join(sorted(places.counties[county] for county in named)),
                "geometry": shapes_to_degrees(np.array([shape], dtype=object))[0],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _corner(terrain: Terrain, own: Ints) -> np.ndarray:
    """Give a point inside a city at which counties meet: the middle of the longest line between two of them."""
    best, point = 0.0, terrain.seats[own[0]]
    for a, b in combinations(own.tolist(), 2):
        shared = shapely.intersection(terrain.counties[a].boundary, terrain.counties[b].boundary)
        if shared.length > best:
            best = shared.length
            lines = shapely.get_parts(shared)
            longest = shapely.line_merge(shapely.multilinestrings(lines[shapely.get_dimensions(lines) == 1]))
            part = max(shapely.get_parts(longest), key=lambda line: line.length)
            point = shapely.get_coordinates(part.interpolate(0.5, normalized=True))[0]
    return np.asarray(point)


def _overlapped(terrain: Terrain, shape: shapely.Geometry, among: Ints, *, of_area: bool) -> list[int]:
    covered = shapely.area(shapely.intersection(terrain.counties[among], shape))
    whole = shapely.area(shape) if of_area else shapely.area(terrain.counties[among])
    return [int(county) for county in among[covered / whole > _NAMED_FROM]]


def _belts(terrain: Terrain, places: Places) -> pd.DataFrame:
    """Give a belt from the capital to each of the next three cities."""
    rows = []
    words = (("临港经济", "port"), ("高新技术", "high-tech"), ("临空经济", "airport"))
    for city, (zh, en) in zip(range(1, terrain.cities), words, strict=False):
        axis = shapely.LineString([terrain.cores[0], terrain.cores[city]])
        shape = shapely.intersection(axis.buffer(0.12 * terrain.radius_km), terrain.outline)
        both = np.flatnonzero(np.isin(terrain.county_city, [0, city]))
        named = _overlapped(terrain, shape, both, of_area=False)
        joined = f"{STEMS[0][0]}{STEMS[city][0]}"
        joined_en = f"{STEMS[0][1]}–{STEMS[city][1]}"
        rows.append(
            {
                "area": f"belt-{city}", "name": f"{joined}{zh}产业带", "name_en": f"{joined_en} {en} industry belt",
                "kind": "belt", "cities": f"{places.cities[0]};{places.cities[city]}",
                "counties": ";".join(sorted(places.counties[county] for county in named)),
                "geometry": shapes_to_degrees(np.array([shape], dtype=object))[0],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def border_table(rng: np.random.Generator, terrain: Terrain, places: Places) -> pd.DataFrame:
    """Give the table ``borders``: every pair of cities, more open where they touch."""
    factors = {"all": 1.0, "services": 0.8, "health": 0.9, "industry": 1.3, "transport": 1.2}
    rows = []
    for a, b in combinations(range(terrain.cities), 2):
        touching = (a, b) in terrain.borders
        base = rng.uniform(0.35, 0.55) if touching else rng.uniform(0.15, 0.30)
        penalty = rng.integers(4, 9) if touching else rng.integers(8, 13)
        for sector, factor in factors.items():
            rows.append(
                {
                    "city_a": places.cities[a], "city_b": places.cities[b], "sector": sector,
                    "openness": round(min(base * factor, 0.9), 2), "penalty_min": float(penalty),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def barrier_table(terrain: Terrain, planted: tuple[tuple[str, shapely.LineString], ...]) -> pd.DataFrame:
    """Give the table ``barriers``: rivers, railways, cliffs, and short planted ones."""
    lines = [("river", line) for line in terrain.rivers] + [("railway", line) for line in terrain.railways]
    lines += [("cliff", line) for line in terrain.cliffs] + list(planted)
    kinds = pd.Series([kind for kind, _ in lines])
    number = kinds.groupby(kinds).cumcount() + 1
    return pd.DataFrame(
        {
            "barrier": [f"{kind}-{place:03d}" for kind, place in zip(kinds, number, strict=True)],
            "kind": kinds,
            "name": [_BARRIER_NAMES[kind].format(place) for kind, place in zip(kinds, number, strict=True)],
            "geometry": shapes_to_degrees(np.array([line for _, line in lines], dtype=object)),
        }
    )
