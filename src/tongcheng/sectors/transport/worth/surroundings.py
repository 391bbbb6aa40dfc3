"""What lies around a road on its little map: the streets near it, and the way people drive round today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tongcheng.region.plane import Plane
from tongcheng.region.region import Region
from tongcheng.sectors.transport.worth.change import Change
from tongcheng.travel.encoding import MS_PER_MINUTE
from tongcheng.travel.graph import Graph, usable

#: Roads that get a map of their own, and how far around a road streets are drawn, in m.
MOST = 20
AROUND_M = 2_000.0
#: Width over height of the map.
ASPECT = 2.4

#: Streets are thinned to this detail in m, and small ones are left out.
_DETAIL_M = 10.0
_DRAWN = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified")

#: A way of two nodes is the road itself.
_LINK = 2

#: Nobody is led round for longer.
_LONGEST_MS = 120.0 * MS_PER_MINUTE

_COLUMNS = ["road", "part", "class", "geometry"]


def surroundings(region: Region, graph: Graph, changes: Sequence[Change]) -> gpd.GeoDataFrame:
    """Draw streets and today's way round for some roads.

    Parameters
    ----------
    region
        The circle.
    graph
        Its roads.
    changes
        New or faster roads; those that rebuild the network get no way round.

    Returns
    -------
    geopandas.GeoDataFrame
        ``road`` (id of the change), ``part`` (``street`` or ``detour``), ``class``, ``geometry``; one row per road,
        part and class.
    """
    streets = _Streets.of(region) if len(changes) else None
    rows = [row for change in changes[:MOST] for row in _around(streets, graph, change)] if streets else []
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs="EPSG:4326")


@dataclass(frozen=True)
class _Streets:
    """The open streets that maps show: their lines in WGS84, their classes, and where each lies."""

    lines: NDArray[Any]
    kinds: NDArray[Any]
    tree: shapely.STRtree

    @classmethod
    def of(cls, region: Region) -> _Streets:
        links, nodes = region["road_links"], region["road_nodes"].drop_duplicates("node")
        shown = links[usable(links) & links["class"].isin(_DRAWN)]
        places = nodes[["lon", "lat"]].to_numpy(dtype="float64")
        ids = pd.Index(nodes["node"])
        ends = [places[ids.get_indexer(pd.Index(shown[name]))] for name in ("from_node", "to_node")]
        straight: Any = shapely.linestrings(np.stack(ends, axis=1)) if len(shown) else np.empty(0, dtype=object)
        drawn = shown["geometry"].to_numpy(dtype=object)
        lines = np.where(pd.isna(drawn), straight, drawn)
        return cls(lines, shown["class"].to_numpy(dtype=object), shapely.STRtree(lines))


def _around(streets: _Streets, graph: Graph, change: Change) -> Iterator[tuple[str, str, str, shapely.Geometry]]:
    ends = change.ends
    if len(ends) == 0:
        return
    lon, lat = graph.lon[ends], graph.lat[ends]
    plane = Plane.around((lon.min(), lat.min(), lon.max(), lat.max()))
    way = _way_round(graph, int(change.tail[0]), int(change.head[0]))
    nodes = ends if way is None else np.concatenate([ends, way])
    x, y = plane.flat(graph.lon[nodes], graph.lat[nodes])
    window = _wide(x, y)
    for kind, lines in _streets_in(streets, plane, window):
        yield change.change, "street", kind, lines
    if way is not None and len(way) > _LINK:
        line = shapely.LineString(np.column_stack([graph.lon[way], graph.lat[way]]))
        yield change.change, "detour", "", line


def _wide(x: NDArray[np.float64], y: NDArray[np.float64]) -> shapely.Geometry:
    """Give a rectangle in the form of the little map, with room around what must be seen."""
    high = max((y.max() - y.min()) / 2 + AROUND_M, ((x.max() - x.min()) / 2 + AROUND_M) / ASPECT)
    middle = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    box: shapely.Geometry = shapely.box(
        middle[0] - high * ASPECT, middle[1] - high, middle[0] + high * ASPECT, middle[1] + high
    )
    return box


def _streets_in(streets: _Streets, plane: Plane, window: shapely.Geometry) -> Iterator[tuple[str, shapely.Geometry]]:
    """Give the streets in a window, by class."""
    degrees = _degrees(plane, window)
    near = np.sort(streets.tree.query(shapely.box(*degrees)))
    for kind in np.unique(streets.kinds[near]):
        own = streets.lines[near[streets.kinds[near] == kind]]
        flat = plane.flatten(shapely.clip_by_rect(own, *degrees))
        whole = shapely.line_merge(shapely.union_all(flat[~shapely.is_empty(flat)]))
        thin = shapely.simplify(whole, _DETAIL_M)
        if not thin.is_empty:
            yield str(kind), shapely.transform(thin, lambda xy: np.column_stack(plane.round(xy[:, 0], xy[:, 1])))


def _degrees(plane: Plane, window: shapely.Geometry) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.bounds(window)
    lon, lat = plane.round([west, east, west, east], [south, south, north, north])
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _way_round(graph: Graph, start: int, end: int) -> NDArray[np.intp] | None:
    """Give the nodes of the fastest way between two nodes today (Dijkstra 1959); None beyond two hours."""
    weights = np.maximum(graph.weight.astype(np.float64), 0.5)  # an arc of no time would be none in a sparse matrix
    matrix: Any = csr_array((weights, graph.head, graph.first), shape=(graph.size, graph.size))
    solve: Any = dijkstra  # its types know only floats for whole matrices
    times, before = solve(matrix, indices=start, limit=_LONGEST_MS, return_predecessors=True)
    if not np.isfinite(times[end]):
        return None
    way = [end]
    while way[-1] != start:
        way.append(int(before[way[-1]]))
    return np.array(way[::-1], dtype=np.intp)
