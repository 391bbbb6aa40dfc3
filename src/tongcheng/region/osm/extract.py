"""Read the roads and barriers of an OpenStreetMap file as tables of a region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tongcheng.errors import InputError, Problem, Problems
from tongcheng.language import Text
from tongcheng.region.columns import type_table
from tongcheng.region.osm.passes import Progress, RawWays, Strings, read_ways
from tongcheng.region.osm.pieces import Flags, Pieces, near_box, near_clip, split, tidy
from tongcheng.region.osm.roads import Road, admin_class, ferry_speed
from tongcheng.region.osm.speeds import speeds_for
from tongcheng.region.schemas import schemas

#: Names of the stages that ``progress`` hears of.
STAGES: dict[str, Text] = {
    "read": Text("读取道路与阻隔", "reading roads and barriers"),
    "split": Text("在路口处分段", "splitting at junctions"),
    "tables": Text("整理成表", "laying out the tables"),
}

#: Ends this near to the edge of the extract count as cut by it.
TOLERANCE_M = 60.0


@dataclass(frozen=True)
class OsmExtract:
    """Roads and barriers of a file, in the columns of their schemas.

    Parameters
    ----------
    road_nodes, road_links, barriers
        Tables of a region (WGS84). A node is ``n<OSM node>``, a link ``w<OSM way>-<piece>``, pieces counted from 1
        as the way is drawn; a ring is parted in its middle; a link against which traffic runs (``oneway=-1``) is turned round.
    notes
        What a reader should know, in words.
    counts
        Numbers behind the notes: ``links``, ``nodes``, ``cut``, ``cut_missing_nodes``, ``speed_tagged``,
        ``speed_from_table``, ``highways``, ``ways_not_drivable`` …
    box
        West, south, east, north as the file states them, or None.
    """

    road_nodes: pd.DataFrame
    road_links: gpd.GeoDataFrame
    barriers: gpd.GeoDataFrame
    notes: tuple[Text, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class _Options:
    source: str
    basis: str
    country: str
    assume_lanes: bool


def read_osm(
    path: str | Path,
    *,
    speeds: pd.DataFrame | None = None,
    country: str = "world",
    clip: shapely.Geometry | None = None,
    tolerance_m: float = TOLERANCE_M,
    assume_lanes: bool = False,
    source: str = "osm",
    basis: str = "observed",
    progress: Progress | None = None,
) -> OsmExtract:
    """Read drivable roads, ferries, railways, rivers and cliffs from an OpenStreetMap file.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm``, ``.osm.gz`` or ``.osm.bz2``.
    speeds
        Rows that replace those of the shipped table (see :func:`~tongcheng.region.osm.speeds.read_speeds`).
        A readable ``maxspeed`` always comes first, a ferry's ``duration`` second, the table last.
    country
        ``china`` or ``world``: which rows of the table hold, and in China administrative and technical classes
        from the road number (G S X Y C) and, for roads without one, from the class.
    clip
        Polygon (WGS84) to which the extract was cut, where it is not the box that the file states.
    tolerance_m
        A dead end outside the clip or box, or this near to its edge, is flagged ``cut``; so is every node behind
        which the file lacks the next node of the way.
    assume_lanes
        Fill in the table's lanes where no tag gives them. Off, because an assumed number beside a tagged one
        looks like a bottleneck.
    source, basis
        Written in every row.
    progress
        Called with a stage (see ``STAGES``) and the share done; while reading, the share is an estimate.

    Returns
    -------
    OsmExtract
        Tables that fit the schemas. Lengths are geodesic on WGS84.

    Raises
    ------
    InputError
        If the file is missing, empty, cut short, of another format, or without any road; nothing is returned.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "street.osm"
    >>> _ = file.write_text('<osm version="0.6"><node id="1" lat="30" lon="104"/><node id="2" lat="30" lon="104.01"/>'
    ...                     '<way id="7"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way></osm>')
    >>> links = read_osm(file, country="china").road_links
    >>> links.loc[0, ["link", "from_node", "technical_class"]].tolist(), round(links.loc[0, "length_m"])
    (['w7-1', 'n1', 'urban_arterial'], 965)
    """
    place = Path(path)
    report = progress or (lambda _stage, _share: None)
    rows = speeds_for(country, speeds)
    raw = read_ways(place, rows, report)
    report("split", 0.0)
    strings = tidy(raw.roads)
    pieces = split(strings)
    if not len(pieces.owner):
        raise InputError([_no_roads(place, raw)])
    report("split", 1.0)
    report("tables", 0.0)
    options = _Options(source, basis, country, assume_lanes)
    links = _links(raw, strings, pieces, options)
    nodes = _nodes(raw, strings, pieces, clip, tolerance_m, options)
    barriers = _barriers(raw, options)
    counts = _counts(raw, strings, pieces, links, nodes, barriers)
    report("tables", 1.0)
    return OsmExtract(nodes, links, barriers, _notes(counts, raw, clip), counts, raw.box)


def _no_roads(path: Path, raw: RawWays) -> Problem:
    return Problem(
        "no_roads",
        path.name,
        Text(
            "至少一条机动车道路（highway=motorway … track）", "at least one road for cars (highway=motorway … track)"
        ),
        f"{raw.counts['highways']} highway, 0 drivable",
        Text(
            "提取时保留 highway 路径及其节点（osmium extract、Overpass 的 >;）",
            "keep highway ways and their nodes when extracting (osmium extract; >; in Overpass)",
        ),
    )


def _links(raw: RawWays, strings: Strings, pieces: Pieces, options: _Options) -> gpd.GeoDataFrame:
    kind = raw.kind[pieces.owner]
    against = np.array([road.direction < 0 for road in raw.kinds])[kind]
    start, end = _prefixed("n", strings.ref[pieces.first]), _prefixed("n", strings.ref[pieces.last])
    lines = pieces.line.copy()
    lines[against] = shapely.reverse(lines[against])
    refs = np.array(raw.refs, dtype=object)[pieces.owner]
    columns = {
        "link": _numbered("w", raw.roads.way, pieces),
        "from_node": np.where(against, end, start),
        "to_node": np.where(against, start, end),
        "name": np.array(raw.names, dtype=object)[pieces.owner],
        "ref": refs,
        "length_m": pieces.length_m,
        "speed_kmh": _speeds(raw, pieces),
        **_of_kind(raw.kinds, kind, options),
        **_china(raw.kinds, kind, refs, options),
    }
    return gpd.GeoDataFrame(_finish(columns, "road_links", lines, options))


def _of_kind(kinds: list[Road], kind: NDArray[np.int32], options: _Options) -> dict[str, Any]:
    """Spread what the distinct roads say over the links."""

    def spread(value: Callable[[Road], Any], dtype: Any = object) -> Any:
        return np.array([value(road) for road in kinds], dtype=dtype)[kind]

    lanes = spread(lambda road: road.lanes, "float64")
    if options.assume_lanes:
        lanes = np.where(np.isnan(lanes), spread(lambda road: road.assumed_lanes, "float64"), lanes)
    return {
        "class": spread(lambda road: road.road_class),
        "direction": spread(lambda road: "forward" if road.direction else "both"),
        "lanes": lanes,
        "width_m": spread(lambda road: road.width_m, "float64"),
        "surface": spread(lambda road: road.surface),
        "bridge": spread(lambda road: road.bridge, bool),
        "tunnel": spread(lambda road: road.tunnel, bool),
        "access": spread(lambda road: road.access),
        "state": spread(lambda road: road.state),
    }


def _china(
    kinds: list[Road], kind: NDArray[np.int32], refs: NDArray[np.object_], options: _Options
) -> dict[str, Any]:
    if options.country != "china":
        return {}
    letters = {ref: admin_class(ref) for ref in set(refs)}
    admin = np.array([letters[ref] for ref in refs], dtype=object)
    technical = np.array([road.technical_class for road in kinds], dtype=object)[kind]
    motorway = np.array([road.road_class == "motorway" for road in kinds])[kind]
    numbered = np.array([value is not None for value in admin], dtype=bool)
    technical[numbered & ~motorway] = None
    return {"admin_class": admin, "technical_class": technical}


def _speeds(raw: RawWays, pieces: Pieces) -> NDArray[np.float64]:
    kind = raw.kind[pieces.owner]
    speed = np.array([road.speed_kmh for road in raw.kinds])[kind]
    duration = np.array([road.duration_min for road in raw.kinds])[kind]
    tagged = np.array([road.tagged_speed for road in raw.kinds])[kind]
    lengths = np.bincount(pieces.owner, weights=pieces.length_m)
    for piece in np.flatnonzero(np.isfinite(duration) & ~tagged):
        timed = ferry_speed(float(lengths[pieces.owner[piece]]), float(duration[piece]))
        speed[piece] = timed if np.isfinite(timed) else speed[piece]
    return speed


def _nodes(
    raw: RawWays,
    strings: Strings,
    pieces: Pieces,
    clip: shapely.Geometry | None,
    tolerance_m: float,
    options: _Options,
) -> pd.DataFrame:
    ends = np.concatenate([pieces.first, pieces.last])
    refs, one, inverse = np.unique(strings.ref[ends], return_index=True, return_inverse=True)
    lon, lat = strings.lon[ends[one]], strings.lat[ends[one]]
    dead = np.flatnonzero(np.bincount(inverse) == 1)
    cut = np.zeros(len(refs), dtype=bool)
    cut[inverse[np.concatenate([pieces.missing_before, pieces.missing_after])]] = True
    cut[dead[_at_edge(lon[dead], lat[dead], clip, raw.box, tolerance_m)]] = True
    columns = {
        "node": _prefixed("n", refs),
        "lon": lon,
        "lat": lat,
        "cut": cut,
        "turning": np.isin(refs, raw.turning),
    }
    return _finish(columns, "road_nodes", None, options)


def _at_edge(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    clip: shapely.Geometry | None,
    box: tuple[float, float, float, float] | None,
    tolerance_m: float,
) -> Flags:
    edge: Flags = np.zeros(len(lon), dtype=bool)
    if clip is not None:
        edge |= near_clip(lon, lat, clip, tolerance_m=tolerance_m)
    if box is not None:
        edge |= near_box(lon, lat, box, tolerance_m=tolerance_m)
    return edge


def _barriers(raw: RawWays, options: _Options) -> gpd.GeoDataFrame:
    pieces = split(tidy(raw.barriers), at_junctions=False)
    keep = np.array([line is not None for line in pieces.line], dtype=bool)
    owner = pieces.owner[keep]
    columns = {
        "barrier": _numbered("w", raw.barriers.way, pieces)[keep],
        "kind": np.array(raw.barrier_kinds, dtype=object)[owner],
        "name": np.array(raw.barrier_names, dtype=object)[owner],
    }
    return gpd.GeoDataFrame(_finish(columns, "barriers", pieces.line[keep], options))


def _finish(
    columns: dict[str, Any], table: str, lines: NDArray[np.object_] | None, options: _Options
) -> pd.DataFrame:
    frame = pd.DataFrame(columns).assign(basis=options.basis, source=options.source)
    if lines is not None:
        frame["geometry"] = lines
    problems = Problems(table)
    typed = type_table(frame, schemas()[table], problems)
    problems.raise_if_any()
    return typed


def _prefixed(letter: str, numbers: NDArray[np.int64]) -> NDArray[np.object_]:
    return np.array([f"{letter}{number}" for number in numbers.tolist()], dtype=object)


def _numbered(letter: str, ways: NDArray[np.int64], pieces: Pieces) -> NDArray[np.object_]:
    pairs = zip(ways[pieces.owner].tolist(), pieces.number.tolist(), strict=True)
    return np.array([f"{letter}{way}-{number}" for way, number in pairs], dtype=object)


def _counts(
    raw: RawWays,
    strings: Strings,
    pieces: Pieces,
    links: pd.DataFrame,
    nodes: pd.DataFrame,
    barriers: pd.DataFrame,
) -> dict[str, int]:
    tagged = np.array([road.tagged_speed for road in raw.kinds])[raw.kind[pieces.owner]]
    ends = np.concatenate(
        [strings.ref[pieces.first[pieces.missing_before]], strings.ref[pieces.last[pieces.missing_after]]]
    )
    return {
        **raw.counts,
        "roads": len(raw.kind),
        "roads_without_line": len(raw.kind) - len(np.unique(pieces.owner)),
        "links": len(links),
        "nodes": len(nodes),
        "barriers": len(barriers),
        "cut": int(nodes["cut"].sum()),
        "cut_missing_nodes": len(np.unique(ends)),
        "speed_tagged": int(tagged.sum()),
        "speed_from_table": int((~tagged).sum()),
        "not_open": int((links["state"] != "open").sum()),
        "not_public": int((links["access"] != "public").sum()),
    }


def _notes(counts: dict[str, int], raw: RawWays, clip: shapely.Geometry | None) -> tuple[Text, ...]:
    notes = [
        Text(
            "{highways} 条 highway 路径，其中机动车道路 {roads} 条，分为 {links} 段、{nodes} 个节点",
            "{highways} highway ways, {roads} of them (with ferries) for cars: {links} links, {nodes} nodes",
        ),
        Text(
            "{speed_tagged} 段的速度来自 maxspeed，{speed_from_table} 段来自速度表（汽渡按 duration）",
            "{speed_tagged} links have their speed from maxspeed, {speed_from_table} from the table or a duration",
        ),
        Text(
            "{cut} 个端点被数据范围截断，其中 {cut_missing_nodes} 个因文件缺少后续节点",
            "{cut} ends are cut by the extract, {cut_missing_nodes} of them where the file lacks the next node",
        ),
    ]
    if raw.box is None and clip is None:
        notes.append(
            Text(
                "文件未注明范围，也未给出裁剪范围：边缘处的断头路可能是截断所致",
                "the file states no bounds and no clip was given: dead ends at its edge may be cuts",
            )
        )
    if counts["ways_twice"]:
        notes.append(Text("{ways_twice} 条重复路径只读一次", "{ways_twice} ways stand twice and were read once"))
    return tuple(note.fill(**counts) for note in notes)
