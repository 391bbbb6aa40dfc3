"""The road network that a run was measured on: a run keeps none, so it is read from the circle's folder, if it is there.

Looked for in ``circles/<name>`` of the office's folder and among the samples, and taken only if its hash is the one
that the run noted.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from tongcheng.office.figures.models import Run
from tongcheng.office.workbench.reading import papers_of
from tongcheng.office.workbench.reading.runs import folder_of

if TYPE_CHECKING:
    import geopandas as gpd

MAIN = ("motorway", "trunk", "primary", "secondary")


def circle_folder(run: Run) -> Path | None:
    """Give the folder of the circle that a run measured, as far as its name says."""
    from tongcheng.region.region import sample_names

    own = Path(settings.HOME) / "circles" / run.circle
    if own.is_dir():
        return own
    if run.circle in sample_names():
        from importlib.resources import files

        return Path(str(files("tongcheng.region") / "samples" / run.circle))
    return None


def may_have_roads(run: Run) -> bool:
    """Say, without reading it, whether the network could be shown."""
    return "road_links" in papers_of(run).get("inputs", {}) and circle_folder(run) is not None


@lru_cache(maxsize=2)
def _network(folder: str, circle: str, links_hash: str, nodes_hash: str) -> gpd.GeoDataFrame | None:  # noqa: ARG001
    import geopandas as gpd
    import numpy as np
    import shapely

    from tongcheng.region import open_region
    from tongcheng.runs.hashing import table_hash

    region = open_region(circle)
    tables = {name: region[name] for name in ("road_links", "road_nodes")}
    if [table_hash(table) for table in tables.values()] != [links_hash, nodes_hash]:
        return None
    links, nodes = tables["road_links"], tables["road_nodes"].set_index("node")
    ends = np.stack(
        [nodes.loc[links[end], ["lon", "lat"]].to_numpy(dtype="float64") for end in ("from_node", "to_node")], axis=1
    )
    straight = np.asarray(shapely.linestrings(ends), dtype=object)
    drawn = links["geometry"].to_numpy()
    shapes = np.where(np.array([one is None for one in drawn]), straight, drawn)
    columns = [name for name in ("link", "name", "ref", "class", "state") if name in links]
    return gpd.GeoDataFrame(links[columns], geometry=shapes, crs="EPSG:4326")


def network_of(run: Run) -> gpd.GeoDataFrame | None:
    """Give the links of the network as it was measured, or ``None`` if it is not there or not the same."""
    folder = circle_folder(run)
    inputs = papers_of(run).get("inputs", {})
    if folder is None or "road_links" not in inputs:
        return None
    return _network(str(folder_of(run)), str(folder), inputs["road_links"], inputs.get("road_nodes", ""))


def crossings_of(run: Run) -> gpd.GeoDataFrame | None:
    """Give the points where roads of the network cross a border of two cities, or ``None`` without a network."""
    import geopandas as gpd
    import shapely

    from tongcheng.office.workbench.reading import table_of

    links, lines = network_of(run), table_of(run, "border_lines")
    if links is None or not len(lines):
        return None
    tree = shapely.STRtree(links.geometry.to_numpy())
    borders = lines["geometry"].to_numpy()
    which, hit = tree.query(borders, predicate="intersects")
    points = shapely.centroid(shapely.intersection(borders[which], links.geometry.to_numpy()[hit]))
    rows = links.iloc[hit].drop(columns="geometry").reset_index(drop=True)
    rows["border"] = (lines["city_a"] + "|" + lines["city_b"]).to_numpy()[which]
    return gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:4326").drop_duplicates("link", ignore_index=True)
