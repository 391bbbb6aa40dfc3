"""One pass over an OpenStreetMap file: the ways that are roads or barriers, with the positions of their nodes."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.region.osm.roads import COMMON_KEYS, RARE_KEYS, Road, barrier_kind, road_of
from tongcheng.region.osm.speeds import Speeds

Ids = NDArray[np.int64]
Numbers = NDArray[np.float64]
Progress = Callable[[str, float], None]

SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2", ".osm.xml")

_KEYS_OF_WAYS = ("highway", "route", "railway", "waterway", "natural", "construction:highway", "proposed:highway")
#: Words of ``highway`` for a place that is built to turn round in.
_TURNING = ("turning_circle", "turning_loop")
#: What libosmium says of a file that ends too early.
_SIGNS_OF_A_CUT = ("EOF", "no element found", "unclosed token", "end of file", "unexpected end")

_REPORT_EVERY = 20_000
#: Bytes of a PBF file per way kept, to estimate how far the pass has come: nobody knows before the end.
_BYTES_PER_WAY = 100


@dataclass
class Strings:
    """The nodes of many ways one after another; way ``i`` holds ``start[i]`` to ``start[i + 1]``.

    Parameters
    ----------
    way
        OSM id of each way.
    start
        First position of each way, and the total.
    ref, lon, lat
        Node id and position; NaN where the file has no such node.
    """

    way: Ids
    start: Ids
    ref: Ids
    lon: Numbers
    lat: Numbers


@dataclass
class RawWays:
    """What the pass found.

    Parameters
    ----------
    roads, barriers
        Nodes of the ways.
    kinds, kind
        Distinct roads, and which of them each way is.
    names, refs
        Name and route number of each road.
    barrier_kinds, barrier_names
        Kind and name of each barrier.
    turning
        Ids of the nodes at which a turning circle or loop is built.
    box
        West, south, east, north as the file states them, or None.
    counts
        Ways read, areas and repeats left out.
    """

    roads: Strings
    barriers: Strings
    kinds: list[Road]
    kind: NDArray[np.int32]
    names: list[str | None]
    refs: list[str | None]
    barrier_kinds: list[str]
    barrier_names: list[str | None]
    turning: Ids
    box: tuple[float, float, float, float] | None
    counts: dict[str, int] = field(default_factory=dict)


class _Nodes:
    """Collects the nodes of ways as they come."""

    def __init__(self) -> None:
        self.ways: list[int] = []
        self.starts = array("q", [0])
        self.refs = array("q")
        self.lons = array("d")
        self.lats = array("d")

    def add(self, way: Any) -> None:
        self.ways.append(way.id)
        for node in way.nodes:
            self.refs.append(node.ref)
            place = node.location
            known = place.valid()
            self.lons.append(place.lon if known else np.nan)
            self.lats.append(place.lat if known else np.nan)
        self.starts.append(len(self.refs))

    def strings(self) -> Strings:
        return Strings(
            np.array(self.ways, dtype=np.int64),
            np.asarray(self.starts),
            np.asarray(self.refs),
            np.asarray(self.lons),
            np.asarray(self.lats),
        )


class _Collector:
    """Sorts the ways of a file into roads and barriers."""

    def __init__(self, speeds: Speeds, with_rare_keys: set[int]) -> None:
        self.speeds, self.with_rare_keys = speeds, with_rare_keys
        self.roads, self.barriers = _Nodes(), _Nodes()
        self.kinds: list[Road] = []
        self.known: dict[tuple[str | None, ...], int] = {}
        self.kind = array("i")
        self.names: list[str | None] = []
        self.refs: list[str | None] = []
        self.barrier_kinds: list[str] = []
        self.barrier_names: list[str | None] = []
        self.seen: set[int] = set()
        self.counts = {"ways_read": 0, "highways": 0, "ways_not_drivable": 0, "ways_twice": 0}

    def take(self, way: Any) -> None:
        self.counts["ways_read"] += 1
        if way.id in self.seen:
            self.counts["ways_twice"] += 1
            return
        self.seen.add(way.id)
        tag = way.tags.get
        if tag("highway") is not None:
            self.counts["highways"] += 1
        keys = (*COMMON_KEYS, *RARE_KEYS) if way.id in self.with_rare_keys else COMMON_KEYS
        if (number := self._kind(keys, tuple(map(tag, keys)))) >= 0:
            self.roads.add(way)
            self.kind.append(number)
            self.names.append(tag("name"))
            self.refs.append(tag("ref"))
        elif (kind := barrier_kind(way.tags)) is not None:
            self.barriers.add(way)
            self.barrier_kinds.append(kind)
            self.barrier_names.append(tag("name"))
        elif tag("highway") is not None:
            self.counts["ways_not_drivable"] += 1

    def _kind(self, keys: tuple[str, ...], values: tuple[str | None, ...]) -> int:
        if values not in self.known:
            road = road_of(dict(zip(keys, values, strict=True)), self.speeds)
            self.known[values] = -1 if road is None else len(self.kinds)
            if road is not None:
                self.kinds.append(road)
        return self.known[values]


def read_ways(path: Path, speeds: Speeds, progress: Progress) -> RawWays:
    """Read roads and barriers from a file.

    Raises
    ------
    InputError
        If the file is missing, empty, cut short, of another format, or a history file.
    """
    _check_file(path)
    try:
        box = _read_header(path)
        collector = _Collector(speeds, _ways_with_rare_keys(path))
        expected = max(path.stat().st_size / _BYTES_PER_WAY, 1.0)
        ways = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
        ways = ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        for number, way in enumerate(ways.with_filter(osmium.filter.KeyFilter(*_KEYS_OF_WAYS))):
            collector.take(way)
            if number % _REPORT_EVERY == 0:
                progress("read", number / (number + expected))
        roads, barriers = collector.roads.strings(), collector.barriers.strings()
        _look_again(path, (roads, barriers))
        turning = _turning_places(path)
    except (RuntimeError, ValueError) as error:
        raise InputError([_unreadable(path, str(error))]) from error
    progress("read", 1.0)
    return RawWays(
        roads=roads,
        barriers=barriers,
        kinds=collector.kinds,
        kind=np.array(collector.kind, dtype=np.int32),
        names=collector.names,
        refs=collector.refs,
        barrier_kinds=collector.barrier_kinds,
        barrier_names=collector.barrier_names,
        turning=turning,
        box=box,
        counts=collector.counts,
    )


def _ways_with_rare_keys(path: Path) -> set[int]:
    ways: Any = osmium.FileProcessor(str(path), osmium.osm.WAY)
    ways.with_filter(osmium.filter.KeyFilter(*_KEYS_OF_WAYS)).with_filter(osmium.filter.KeyFilter(*RARE_KEYS))
    return {way.id for way in ways}


def _turning_places(path: Path) -> Ids:
    nodes: Any = osmium.FileProcessor(str(path), osmium.osm.NODE)
    nodes.with_filter(osmium.filter.TagFilter(*(("highway", kind) for kind in _TURNING)))
    return np.array(sorted(node.id for node in nodes), dtype=np.int64)


def _look_again(path: Path, parts: tuple[Strings, ...]) -> None:
    """Find nodes that stand behind their ways in the file, or have negative ids as drafts of an editor do."""
    missing = [np.isnan(part.lon) for part in parts]
    wanted = np.unique(np.concatenate([part.ref[gaps] for part, gaps in zip(parts, missing, strict=True)]))
    if not len(wanted):
        return
    nodes: Any = osmium.FileProcessor(str(path), osmium.osm.NODE)
    if wanted[0] >= 0:
        nodes.with_filter(osmium.filter.IdFilter(wanted.tolist()))
    found = {node.id: (node.location.lon, node.location.lat) for node in nodes if node.location.valid()}
    for part, gaps in zip(parts, missing, strict=True):
        for position in np.flatnonzero(gaps):
            part.lon[position], part.lat[position] = found.get(int(part.ref[position]), (np.nan, np.nan))


def _read_header(path: Path) -> tuple[float, float, float, float] | None:
    reader = osmium.io.Reader(str(path), osmium.osm.NOTHING)
    try:
        header = reader.header()
        if header.has_multiple_object_versions:
            raise ValueError("a history file with several versions of each object")
        box = header.box()
    finally:
        reader.close()
    if not box.valid():
        return None
    west, south, east, north = box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat
    return (west, south, east, north) if east > west and north > south else None


def _check_file(path: Path) -> None:
    if not path.is_file():
        found, code = "没有此文件 / no such file", "no_file"
        remedy = Text("检查路径和文件名", "check the path and the name")
    elif path.stat().st_size == 0:
        found, code = "0 bytes", "empty_file"
        remedy = Text("重新下载或导出", "download or export it again")
    elif not path.name.lower().endswith(SUFFIXES):
        found, code = path.name, "wrong_format"
        remedy = Text("导出为 .osm.pbf", "export it as .osm.pbf")
    else:
        return
    expected = Text("OpenStreetMap 文件（.osm.pbf、.osm 等）", "an OpenStreetMap file (.osm.pbf, .osm …)")
    raise InputError([Problem(code, path.name, expected, found, remedy)])


def _unreadable(path: Path, message: str) -> Problem:
    size = path.stat().st_size
    short = any(sign in message for sign in _SIGNS_OF_A_CUT)
    return Problem(
        "cut_short" if short else "unreadable_file",
        path.name,
        Text("完整的 OpenStreetMap 文件", "a complete OpenStreetMap file"),
        f"{message} ({size:,} bytes)",
        Text("文件不完整，重新下载并核对大小", "the file is incomplete: download it again and compare its size")
        if short
        else Text("检查文件格式，重新导出为 .osm.pbf", "check the format and export it again as .osm.pbf"),
    )
