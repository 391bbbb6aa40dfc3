"""Write the roads, rivers and railways of a circle as an OpenStreetMap extract, so that readers are tested on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pandas as pd
import shapely
from osmium.osm import mutable

from tongcheng.region.region import Region

#: Classes that OpenStreetMap has under the same name.
_HIGHWAYS = {
    "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service", "track",
}  # fmt: skip
_SURFACES = {"paved", "asphalt", "concrete", "gravel", "unpaved"}
_BARRIERS = {
    "river": ("waterway", "river"),
    "water": ("waterway", "canal"),
    "railway": ("railway", "rail"),
    "cliff": ("natural", "cliff"),
}
_UNFINISHED = {"construction", "proposed"}


def write_osm_pbf(region: Region, path: Path) -> None:
    """Write the roads and barriers of a circle as ``.osm.pbf``; an existing file is replaced.

    Parameters
    ----------
    region
        A circle with ``road_nodes`` and ``road_links``.
    path
        File to write; its name ends in ``.osm.pbf``.

    Notes
    -----
    Node and way ids are row numbers of the tables, counted from 1, in their order; each link is one way, so that the
    extract has as many drivable ways as the circle has links. Bends of links and barriers are further nodes and ways
    after them. Links that are closed are left out.
    """
    nodes, links = region["road_nodes"], region["road_links"]
    links = links[links["state"] != "closed"]
    number = pd.Series(np.arange(1, len(nodes) + 1), index=pd.Index(nodes["node"]))
    starts, ends = number[links["from_node"]].to_numpy(), number[links["to_node"]].to_numpy()
    bends = _Bends(len(nodes))
    inner = [bends.of_link(line) for line in links["geometry"]]
    barriers = [(kind, name, bends.of_line(line)) for kind, name, line in _barriers(region)]
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(path)) as writer:
        for place, (lon, lat) in enumerate(zip(nodes["lon"].tolist(), nodes["lat"].tolist(), strict=True), start=1):
            writer.add_node(mutable.Node(id=place, location=(lon, lat), version=1, visible=True))
        for place, location in bends.places:
            writer.add_node(mutable.Node(id=place, location=location, version=1, visible=True))
        way = 0
        for way, (start, middle, end, tags) in enumerate(
            zip(starts.tolist(), inner, ends.tolist(), _tags(links), strict=True), start=1
        ):
            writer.add_way(mutable.Way(id=way, nodes=[start, *middle, end], tags=tags, version=1, visible=True))
        for further, (kind, name, places) in enumerate(barriers, start=way + 1):
            key, value = _BARRIERS[kind]
            tags = {key: value} | ({"name": name} if name else {})
            writer.add_way(mutable.Way(id=further, nodes=places, tags=tags, version=1, visible=True))


class _Bends:
    """Numbers the points of lines that are not nodes of the network."""

    def __init__(self, first: int) -> None:
        self.places: list[tuple[int, tuple[float, float]]] = []
        self._next = first + 1

    def _add(self, points: np.ndarray) -> list[int]:
        numbers = list(range(self._next, self._next + len(points)))
        self.places.extend((place, (float(x), float(y))) for place, (x, y) in zip(numbers, points, strict=True))
        self._next += len(points)
        return numbers

    def of_link(self, line: shapely.LineString | None) -> list[int]:
        return [] if line is None else self._add(shapely.get_coordinates(line)[1:-1])

    def of_line(self, line: shapely.LineString) -> list[int]:
        return self._add(shapely.get_coordinates(line))


def _barriers(region: Region) -> Iterator[tuple[str, str | None, shapely.LineString]]:
    table = region["barriers"]
    for kind, name, shape in zip(table["kind"], table["name"], table["geometry"], strict=True):
        if kind in _BARRIERS:
            for line in shapely.get_parts(shape):
                yield kind, None if pd.isna(name) else str(name), line


def _tags(links: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Give the tags of each link."""
    columns: dict[str, list[Any]] = {
        name: links[name].astype("object").where(links[name].notna(), None).tolist()
        for name in (
            "link", "class", "state", "name", "ref", "lanes", "width_m", "surface", "speed_kmh", "direction",
            "bridge", "tunnel", "access",
        )
    }  # fmt: skip
    for row in zip(*columns.values(), strict=True):
        yield _tags_of(dict(zip(columns, row, strict=True)))


def _tags_of(link: dict[str, Any]) -> dict[str, str]:
    highway = link["class"] if link["class"] in _HIGHWAYS else "road"
    tags = {"highway": highway, "tongcheng:link": link["link"]}
    if link["state"] in _UNFINISHED:
        tags |= {"highway": link["state"], link["state"]: highway}
    for key in ("name", "ref"):
        if link[key] is not None:
            tags[key] = link[key]
    for key, column in (("lanes", "lanes"), ("width", "width_m"), ("maxspeed", "speed_kmh")):
        if link[column] is not None:
            tags[key] = f"{link[column]:g}"
    if link["surface"] in _SURFACES:
        tags["surface"] = link["surface"]
    if link["direction"] == "forward":
        tags["oneway"] = "yes"
    elif highway == "motorway":  # one-way unless it says otherwise
        tags["oneway"] = "no"
    tags |= {key: "yes" for key in ("bridge", "tunnel") if link[key]}
    if link["access"] in {"private", "destination"}:
        tags["access"] = link["access"]
    return tags
