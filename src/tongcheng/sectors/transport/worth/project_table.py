"""One row per project with edits of roads: its roads on the map, their length, and its worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd
import shapely

from tongcheng.region.columns import split_list
from tongcheng.region.edits import AddLink, Scenario, apply
from tongcheng.region.region import Region
from tongcheng.sectors.transport.worth.from_edits import link_edits
from tongcheng.sectors.transport.worth.scene import Scene
from tongcheng.sectors.transport.worth.sums import Column, Gains
from tongcheng.sectors.transport.worth.table import worth_numbers

#: Cities of a project about one border.
_PAIR = 2


def project_table(
    region: Region,
    scene: Scene,
    columns: Sequence[Column],
    found: Sequence[Gains],
    scenarios: Mapping[str, Scenario],
    purpose: str,
) -> gpd.GeoDataFrame:
    """Put projects and their worth side by side, in the order of their ids.

    Parameters
    ----------
    region, scene, columns
        The circle and what was counted.
    found
        Gains of projects with edits of roads.
    scenarios
        Their edits.
    purpose
        What the trips are for.

    Returns
    -------
    geopandas.GeoDataFrame
        ``project name status finish kind border city_a city_b class length_m links basis`` and the numbers of
        :func:`tongcheng.sectors.transport.worth.table.worth_numbers`; ``kind`` is ``dead_end`` if a road is new,
        else ``bottleneck``. Sides are the first two cities of the project; with more than two there is no border.
    """
    table = region["projects"].drop_duplicates("project").set_index("project")
    rows = []
    for gains in found:
        own = table.loc[gains.change]
        cities = split_list(str(own["cities"]))
        sides = (*cities, "", "")[:_PAIR]
        roads = _roads(region, link_edits(scenarios[gains.change]))
        rows.append(
            {
                "project": gains.change,
                **{name: own[name] for name in ("name", "status", "start", "finish", "basis")},
                "kind": "dead_end" if roads["new"].any() else "bottleneck",
                "border": "|".join(sorted(cities)) if len(cities) == _PAIR else "",
                "city_a": sides[0],
                "city_b": sides[1],
                "class": roads["class"].mode().iloc[0],
                "length_m": float(roads["length_m"].sum()),
                "links": ";".join(roads["link"]),
                "trips": purpose,
                **worth_numbers(scene, columns, gains, (sides[0], sides[1])),
                "geometry": shapely.MultiLineString(list(roads["geometry"])),
            }
        )
    frame = pd.DataFrame(rows).sort_values("project", ignore_index=True) if rows else pd.DataFrame({"geometry": []})
    return gpd.GeoDataFrame(frame, geometry="geometry", crs="EPSG:4326")


def _roads(region: Region, scenario: Scenario) -> pd.DataFrame:
    """Give the links that a project adds or changes, each with a line."""
    after = apply(region, scenario)
    touched = [edit.link for edit in scenario if hasattr(edit, "link")]
    rows = (
        after["road_links"].drop_duplicates("link").set_index("link").loc[list(dict.fromkeys(touched))].reset_index()
    )
    nodes = region["road_nodes"].drop_duplicates("node").set_index("node")[["lon", "lat"]]
    straight = [
        shapely.LineString([tuple(nodes.loc[start]), tuple(nodes.loc[end])])
        for start, end in zip(rows["from_node"], rows["to_node"], strict=True)
    ]
    lines = [
        line if shape is None or pd.isna(shape) else shape
        for shape, line in zip(rows["geometry"], straight, strict=True)
    ]
    new = {edit.link for edit in scenario if isinstance(edit, AddLink)}
    return pd.DataFrame(
        {
            "link": rows["link"],
            "class": rows["class"],
            "length_m": rows["length_m"].astype("float64"),
            "new": rows["link"].isin(new),
            "geometry": lines,
        }
    )
