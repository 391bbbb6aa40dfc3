"""Which roads are motorways and expressways (高快速路), and where one gets on and off them."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from tongcheng.region.lookup import positions
from tongcheng.region.plane import Plane, outline_of_points
from tongcheng.region.region import Region

HIGH_CLASSES: Final = ("motorway", "trunk")
HIGH_TECHNICAL_CLASSES: Final = ("expressway", "urban_expressway")

#: Roads that one gets on and off at; a service area or a farm track is no interchange.
ORDINARY_CLASSES: Final = ("primary", "secondary", "tertiary", "unclassified", "residential")

#: Meeting places within this distance are the ramps of one interchange.
ONE_INTERCHANGE_M: Final = 500.0


def high_links(links: pd.DataFrame) -> pd.Series[bool]:
    """Tell which links are motorways or expressways: by technical class, and by road class where that is unknown.

    A ``trunk`` road may be a 快速路 or an ordinary national road with junctions on the level, so that the technical
    class decides where it is stated. A ``motorway`` is one whatever is stated.

    Examples
    --------
    >>> links = pd.DataFrame({"class": ["motorway", "trunk", "trunk", "primary"],
    ...                       "technical_class": [None, None, "class_2", "urban_expressway"]})
    >>> high_links(links).tolist()
    [True, True, False, True]
    """
    stated = links["technical_class"].notna()
    by_class = (links["class"] == "motorway") | (links["class"].isin(HIGH_CLASSES) & ~stated)
    return (by_class | links["technical_class"].isin(HIGH_TECHNICAL_CLASSES)).astype(bool)


def interchanges(region: Region) -> gpd.GeoDataFrame:
    """Find where open motorways and expressways meet other roads that everybody may use.

    Ramps belong to the class of their motorway, so that an interchange is where a ramp meets an ordinary road.
    Meeting places within 500 m of one another count as one interchange, from south-west to north-east.

    Parameters
    ----------
    region
        The circle with ``road_nodes`` and ``road_links``.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per meeting place: ``node interchange`` (the node that stands for it) ``county`` (empty outside every
        outline) ``lon lat basis geometry``.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> len(interchanges(open_region("chengdu")))  # no road data of the circle is public
    0
    """
    links, nodes = region["road_links"], region["road_nodes"]
    usable = links[(links["state"].fillna("open") == "open") & (links["access"].fillna("public") != "private")]
    high = high_links(usable)
    ordinary = ~high & usable["class"].isin(ORDINARY_CLASSES)
    meets = _ends(usable[high]) & _ends(usable[ordinary])
    found = nodes[nodes["node"].isin(meets)].reset_index(drop=True)
    lon, lat = (found[name].to_numpy(dtype="float64") for name in ("lon", "lat"))
    stands = _first_of_group(lon, lat) if len(found) else np.zeros(0, dtype=np.intp)
    frame = pd.DataFrame(
        {
            "node": found["node"],
            "interchange": found["node"].iloc[stands].reset_index(drop=True),
            "county": pd.Series(_county(region, lon, lat), dtype="str"),
            "lon": lon,
            "lat": lat,
            "basis": found["basis"],
        }
    )
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")


def ends_of(region: Region, links: pd.DataFrame) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the rows of ``road_nodes`` at both ends of links."""
    nodes = region["road_nodes"]["node"]
    return positions(nodes, links["from_node"]), positions(nodes, links["to_node"])


def _ends(links: pd.DataFrame) -> set[str]:
    return set(links["from_node"]) | set(links["to_node"])


def _first_of_group(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.intp]:
    """Give for each place the one that stands for its group: the first, from south-west on, within 500 m of it."""
    plane = Plane.around([lon.min(), lat.min(), lon.max(), lat.max()])
    places = np.column_stack(plane.flat(lon, lat))
    tree = cKDTree(places)
    stands = np.full(len(places), -1, dtype=np.intp)
    for row in np.lexsort((places[:, 1], places[:, 0])):
        if stands[row] < 0:
            near = np.asarray(tree.query_ball_point(places[row], ONE_INTERCHANGE_M), dtype=np.intp)
            stands[near[stands[near] < 0]] = row
    return stands


def _county(region: Region, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> list[str]:
    counties = region["counties"]
    outlined = counties[counties["geometry"].notna()].reset_index(drop=True)
    at = outline_of_points(gpd.GeoSeries(outlined["geometry"], crs="EPSG:4326"), lon, lat)
    names = [*outlined["county"], ""]
    return [names[position] for position in at]
