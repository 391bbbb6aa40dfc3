"""A real circle opens when somebody brings its roads: the file of an OpenStreetMap extract is all it takes."""

from __future__ import annotations

from pathlib import Path

import osmium
import pytest
from osmium.osm.mutable import Node, Way

from tongcheng.region import Region, open_region
from tongcheng.region.extend import with_roads
from tongcheng.region.osm import read_osm
from tongcheng.region.unlock import split
from tongcheng.runs.catalogue import INDICATORS


def write_roads(path: Path, circle: Region) -> Path:
    """Write a road through the cells of every row and of every column, so that they meet in the cells."""
    zones = circle["zones"].reset_index(drop=True)
    rows, columns = (zones["lat"] / 0.03).round(), (zones["lon"] / 0.03).round()
    ways = [group.sort_values("lon").index for _, group in zones.groupby(rows)]
    ways += [group.sort_values("lat").index for _, group in zones.groupby(columns)]
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for number, (lon, lat) in enumerate(zip(zones["lon"], zones["lat"], strict=True), start=1):
            writer.add_node(Node(id=number, location=(lon, lat)))
        for number, way in enumerate((way for way in ways if len(way) > 1), start=1):
            refs = [int(place) + 1 for place in way]
            writer.add_way(Way(id=number, nodes=refs, tags={"highway": "primary", "lanes": "2"}))
    return path


@pytest.fixture(scope="module")
def circles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Region, Region]:
    circle = open_region("chengdu")
    path = write_roads(tmp_path_factory.mktemp("osm") / "roads.osm.pbf", circle)
    source = {"source": "roads", "title": "roads.osm.pbf", "licence": "made by the test"}
    return circle, with_roads(circle, read_osm(path, country="china", source="roads"), source)


def test_importing_roads_opens_what_rests_on_them(circles: tuple[Region, Region]) -> None:
    before, after = (split(circle, INDICATORS)[0] for circle in circles)
    opened = set(after) - set(before)
    assert {"road_crossings", "crossings_per_10km", "road_ends", "dead_ends", "circle_share_drive"} <= opened
    assert set(before) <= set(after)


def test_what_rests_on_jobs_and_openness_stays_locked(circles: tuple[Region, Region]) -> None:
    _, locked = split(circles[1], INDICATORS)
    waiting = {item.indicator.indicator: {need.table for need, _ in item.missing} for item in locked}
    assert waiting["jobs_reached"] == {"jobs", "borders"}
    assert waiting["residents_reached"] == {"borders"}
