"""A whole fictional circle from a seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from tongcheng.language import Text
from tongcheng.region.region import Region
from tongcheng.region.synth.bottlenecks import plant_bottlenecks
from tongcheng.region.synth.crossings import cut_network
from tongcheng.region.synth.draft import Draft
from tongcheng.region.synth.dressing import dress, name_roads
from tongcheng.region.synth.ends import plant_ends
from tongcheng.region.synth.facilities import Places, facility_tables
from tongcheng.region.synth.gaps import find_gaps, forget
from tongcheng.region.synth.gtfs_file import write_gtfs
from tongcheng.region.synth.people import job_table, make_zones, resident_table, zone_table
from tongcheng.region.synth.places import barrier_table, border_table, county_ranks, make_places, place_tables
from tongcheng.region.synth.plane import CENTRE_LAT, CENTRE_LON, Bools, Ints, geodesic_m, stream, to_degrees
from tongcheng.region.synth.roads import build_streets
from tongcheng.region.synth.service_kinds import kind_table
from tongcheng.region.synth.standards import CLASSES
from tongcheng.region.synth.terrain import Terrain, county_at, make_terrain
from tongcheng.region.synth.timetable import transit_tables
from tongcheng.region.synth.truth import Ids, Truth, make_truth

SOURCE = "synthetic"

_NODES, _ZONES, _CITIES = (1_000, 1_000_000), (100, 50_000), (2, 8)

#: Numbers of the random streams; each part of the circle has its own. ``roads`` has 20 to 39.
_TERRAIN, _CUT, _DRESS, _GAPS, _ENDS, _FALLS, _ZONE, _JOBS, _PLACES, _TRANSIT, _BORDERS = 0, *range(40, 50)


@dataclass(frozen=True, eq=False)
class Synthetic:
    """A fictional circle and what was planted in it."""

    region: Region
    truth: Truth


def synthesise(
    seed: int = 0,
    *,
    nodes: int = 20_000,
    zones: int = 1_500,
    cities: int = 4,
    rank_effect: float = 0.25,
    dead_ends: int | None = None,
    bottlenecks: int | None = None,
    residents: int | None = None,
    area_km2: float | None = None,
    buses: int | None = None,
    feed_folder: Path | None = None,
    name: str = "synthetic",
) -> Synthetic:
    """Make a fictional circle: the same arguments give the same tables.

    Parameters
    ----------
    seed
        Seed of everything random.
    nodes
        Road nodes, 1,000 to 1,000,000; met within about three per cent.
    zones
        Square zones, 100 to 50,000; met exactly.
    cities
        Cities, 2 to 8; the first is the capital.
    rank_effect
        Growth of supply per resident with each step of administrative rank (natural logarithm) for kinds that
        follow rank; 0 switches the effect off. See ``facilities``.
    dead_ends, bottlenecks
        How many to plant; by default 12 and 10 and one more per 10,000 and 20,000 nodes. Where a small circle has
        too few places, fewer are planted: ``truth`` says how many.
    residents, area_km2
        People (met exactly) and land; by default 4 million on 6,000 km² at 20,000 nodes, 30 million on
        33,000 km² at 500,000.
    buses
        Bus lines inside cities, besides one to every county seat; by default 4 a city and one per 1,500 nodes.
    feed_folder
        Where to write the GTFS feed ``<name>.zip``; no feed without it.
    name
        Name of the circle.

    Returns
    -------
    Synthetic
        The region (``fictional``, every row ``synthetic``) and the planted truth.

    Raises
    ------
    ValueError
        If a number is out of its range.

    Examples
    --------
    >>> circle = synthesise(seed=1, nodes=1000, zones=100)
    >>> list(circle.region["cities"]["name"]), len(circle.region["zones"])
    (['甲市', '乙市', '丙市', '丁市'], 100)
    """
    for label, value, (low, high) in (
        ("nodes", nodes, _NODES),
        ("zones", zones, _ZONES),
        ("cities", cities, _CITIES),
    ):
        if not low <= value <= high:
            raise ValueError(f"{label} must be {low:,} to {high:,}, not {value:,}")
    size = nodes / 20_000
    area = area_km2 or 6_000 * size**0.53
    people = residents or round(4_000_000 * size**0.626)
    terrain = make_terrain(
        stream(seed, _TERRAIN), cities=cities, counties_per_city=_county_counts(cities, zones), area_km2=area
    )
    ranks = county_ranks(terrain)
    places = make_places(terrain, ranks)
    wanted = (dead_ends or 12 + nodes // 10_000, bottlenecks or 10 + nodes // 20_000)
    roads = _roads(seed, terrain, places, nodes, wanted)
    tables = place_tables(terrain, places, ranks)
    tables |= {"borders": border_table(stream(seed, _BORDERS), terrain, places)}
    tables |= {"barriers": barrier_table(terrain, roads.draft.barriers)}
    homes = make_zones(stream(seed, _ZONE), terrain, zones=zones, residents=people)
    tables |= {
        "zones": zone_table(homes, places.cities, places.counties),
        "residents": resident_table(homes),
        "jobs": job_table(stream(seed, _JOBS), terrain, homes),
        "service_kinds": kind_table(),
    }
    tables |= facility_tables(stream(seed, _PLACES), terrain, homes, places, rank_effect=rank_effect)
    tables["facilities"] = _run_by_areas(tables["facilities"], tables["functional_areas"])
    lines = 4 * cities + nodes // 1_500 if buses is None else buses
    tables |= transit_tables(stream(seed, _TRANSIT), terrain, roads.draft, homes, places, buses=lines)
    tables |= {"road_nodes": roads.node_table(), "road_links": roads.link_table()}
    region = _region(name, places, tables)
    if feed_folder is not None:
        feed = feed_folder / f"{name}.zip"
        write_gtfs(region, feed)
        region = replace(region, feeds={name: feed})
    truth = make_truth(terrain, roads.draft, roads.ids, roads.planted, roads.exits, rank_effect)
    return Synthetic(region, truth)


def _run_by_areas(facilities: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Let functional areas run the facilities of their city that stand inside them."""
    area = pd.Series(None, index=facilities.index, dtype="object")
    for code, city, shape in zip(areas["functional_area"], areas["city"], areas["geometry"], strict=True):
        inside = shapely.contains_xy(shape, facilities["lon"], facilities["lat"]) & (facilities["city"] == city)
        area[inside] = code
    return facilities.assign(functional_area=area)


def _county_counts(cities: int, zones: int) -> list[int]:
    """Give the number of counties of each city: five, eight in the capital, fewer where zones are few."""
    usual = int(np.clip(zones // (cities * 20), 2, 5))
    return [usual + (usual + 1) // 2] + [usual] * (cities - 1)


@dataclass(frozen=True, eq=False)
class _Roads:
    """The finished roads: nodes in use, links, ids, and what was planted by number."""

    draft: Draft
    used: Bools
    ids: Ids
    exits: Ints
    planted: tuple[list[dict[str, object]], list[dict[str, object]], list[dict[str, object]]]

    def node_table(self) -> pd.DataFrame:
        """Give the table ``road_nodes``."""
        cut = np.zeros(len(self.used), dtype=bool)
        cut[self.exits] = True
        return pd.DataFrame(
            {
                "node": self.ids.nodes[self.used],
                "lon": self.ids.lonlat[self.used, 0],
                "lat": self.ids.lonlat[self.used, 1],
                "cut": cut[self.used],
            }
        )

    def link_table(self) -> pd.DataFrame:
        """Give the table ``road_links``."""
        links, ids = self.draft.links, self.ids
        u, v = links["u"].to_numpy(), links["v"].to_numpy()
        length = np.maximum(np.round(geodesic_m(ids.lonlat[u], ids.lonlat[v]), 1), 0.1)
        return pd.DataFrame(
            {
                "link": ids.links,
                "from_node": ids.nodes[u],
                "to_node": ids.nodes[v],
                "name": links["name"],
                "ref": links["ref"],
                "class": np.array(CLASSES, dtype=object)[links["kind"].to_numpy()],
                "technical_class": links["technical"],
                "admin_class": links["admin"],
                "length_m": length,
                "speed_kmh": np.maximum(links["speed_kmh"].to_numpy(dtype="float64"), 5.0),
                "direction": np.where(links["one_way"], "forward", "both"),
                "lanes": links["lanes"].to_numpy(dtype="float64"),
                "width_m": links["width_m"].to_numpy(dtype="float64"),
                "surface": links["surface"],
                "bridge": links["bridge"].to_numpy(dtype=bool),
                "tunnel": links["tunnel"].to_numpy(dtype=bool),
                "access": links["access"],
                "state": links["state"],
            }
        )


def _roads(seed: int, terrain: Terrain, places: Places, nodes: int, wanted: tuple[int, int]) -> _Roads:
    """Build roads, cut them at borders and rivers, and plant what a search should find."""
    streets = build_streets(seed, terrain, nodes=nodes)
    cut = cut_network(stream(seed, _CUT), terrain, streets.net, streets.exits)
    short = [label[:2] for label in places.county_names]
    draft = Draft(cut.net.xy, dress(stream(seed, _DRESS), terrain, streets, cut, short))
    gaps = find_gaps(stream(seed, _GAPS), terrain, cut, draft, names=name_roads(streets, short), wanted=2 * wanted[0])
    draft = forget(draft, np.setdiff1d(cut.shortened, [gap.road for gap in gaps]))
    ends = plant_ends(stream(seed, _ENDS), terrain, draft, gaps, cut.pairs, dead_ends=wanted[0])
    draft = ends.draft
    county = county_at(terrain, draft.xy)
    city = np.where(county >= 0, terrain.county_city[county], -1)
    falls = plant_bottlenecks(stream(seed, _FALLS), terrain, draft, cut.pairs, city, wanted=wanted[1])
    draft = falls.draft
    used = np.zeros(len(draft.xy), dtype=bool)
    used[draft.links["u"]] = True
    used[draft.links["v"]] = True
    node_ids = np.full(len(draft.xy), "", dtype=object)
    node_ids[used] = [f"n{number:06d}" for number in range(1, int(used.sum()) + 1)]
    link_ids = np.array([f"r{number:06d}" for number in range(1, len(draft.links) + 1)], dtype=object)
    ids = Ids(node_ids, link_ids, to_degrees(draft.xy), city, places.cities)
    exits = streets.exits[used[streets.exits]]
    return _Roads(draft, used, ids, exits, (ends.harmful, falls.harmful, [*ends.decoys, *falls.decoys]))


def _region(name: str, places: Places, tables: dict[str, pd.DataFrame]) -> Region:
    """Give every table its papers and the circle its title."""
    source = {
        "source": SOURCE,
        "title": "同城示意都市圈生成器（完全虚构，非真实地方）",
        "publisher": "tongcheng.region.synth",
        "licence": "CC0-1.0",
        "datum": "WGS84",
        "note": f"位于几内亚湾公海 {CENTRE_LON:g}°E、{CENTRE_LAT:g}°N 附近，仅为示意，不对应任何真实地方；"
        "Fictional: drawn in the open Gulf of Guinea, stands for no real place.",
    }
    papers = {"basis": "synthetic", "source": SOURCE}
    full = {table: frame.assign(**papers) for table, frame in tables.items()}
    stems = "".join(label[0] for label in places.city_names)
    title = Text(f"示意都市圈（{stems}）", f"Fictional circle of {len(places.cities)} cities")
    empty = Region(
        name,
        title,
        fictional=True,
        meta={
            "description": "Fictional circle, generated; nothing in it is real. 虚构的示意都市圈，由程序生成。",
            "licenses": [{"name": "CC0-1.0", "title": "CC0 1.0 Universal"}],
        },
    )
    return empty.with_tables({**full, "sources": pd.DataFrame([source])})
