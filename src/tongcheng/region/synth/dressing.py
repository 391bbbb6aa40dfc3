"""What each link is like: lanes, width, surface, speed, classes, names – alike along a road by construction."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from tongcheng.region.synth.crossings import Cut, one_way
from tongcheng.region.synth.names import road_names
from tongcheng.region.synth.network import Net
from tongcheng.region.synth.plane import Bools, Floats
from tongcheng.region.synth.roads import Streets
from tongcheng.region.synth.standards import (
    HILL_SLOWDOWN,
    MOTORWAY,
    RAMP,
    RESIDENTIAL,
    UNCLASSIFIED,
    built,
)
from tongcheng.region.synth.terrain import Terrain, border_points, hilliness, urbanity

_URBAN_FROM = 0.42

#: Towns near a border build as the country does, so that no lane is lost there by chance.
_PLAIN_WITHIN_KM = 3.5

_ONE_WAY_SHARE = 0.12

#: Share of local roads whose lanes nobody recorded.
_UNRECORDED_SHARE = 0.2

TRAITS = ("technical", "admin", "lanes", "width_m", "speed_kmh", "surface")


def dress(rng: np.random.Generator, terrain: Terrain, streets: Streets, cut: Cut, seats: list[str]) -> pd.DataFrame:
    """Give the table of links.

    Parameters
    ----------
    rng
        Random stream.
    terrain, streets, cut
        Ground and network.
    seats
        Short name of each county.

    Returns
    -------
    pandas.DataFrame
        ``u v kind road at span bridge tunnel pair ramp one_way`` and the traits, ``name ref state access``.
    """
    net = cut.net
    urban = _urban_roads(terrain, streets.net)[net.road]
    ramp = streets.ramp[net.road]
    traits = {name: np.where(ramp, getattr(RAMP, name), built(net.kind, urban, name)) for name in TRAITS}
    traits = {name: traits[name].astype(float if name in {"lanes", "width_m"} else object) for name in TRAITS}
    factor = rng.uniform(0.93, 1.07, streets.net.roads)[net.road]
    traits["speed_kmh"] = np.round(traits["speed_kmh"].astype(float) * factor * _hill_factor(terrain, net))
    unrecorded = (net.kind >= UNCLASSIFIED) & (rng.random(streets.net.roads)[net.road] < _UNRECORDED_SHARE)
    traits["lanes"][unrecorded] = np.nan
    names, routes = name_roads(streets, seats)
    back_street = (net.kind == RESIDENTIAL) & urban
    return pd.DataFrame(
        {
            "u": net.u, "v": net.v, "kind": net.kind, "road": net.road, "at": net.at, "span": net.span,
            "bridge": cut.bridge, "tunnel": cut.tunnel, "pair": cut.pair, "ramp": ramp,
            "one_way": one_way(rng, net, back_street, _ONE_WAY_SHARE) ,
            **traits,
            "name": names[net.road], "ref": routes[net.road], "state": "open", "access": "public",
        }
    )  # fmt: skip


def name_roads(streets: Streets, seats: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Give the name and the route number of every road of the uncut network, shape (roads,)."""
    kinds = np.full(streets.net.roads, -1, dtype="int64")
    kinds[streets.net.road] = streets.net.kind
    names, routes = road_names(kinds, streets.ramp, streets.ends, seats)
    return np.array(names, dtype=object), np.array(routes, dtype=object)


def _urban_roads(terrain: Terrain, net: Net) -> Bools:
    """Tell which roads are built as streets of a town: by their middle, and never near a border."""
    middle = (net.xy[net.u] + net.xy[net.v]) / 2
    count = np.maximum(np.bincount(net.road, minlength=net.roads), 1)
    centre = np.column_stack([np.bincount(net.road, middle[:, axis], net.roads) / count for axis in (0, 1)])
    near, _ = cKDTree(border_points(terrain)).query(net.xy, distance_upper_bound=_PLAIN_WITHIN_KM)
    touched = np.zeros(net.roads, dtype=bool)
    touched[net.road[np.isfinite(near)[net.u] | np.isfinite(near)[net.v]]] = True
    return np.asarray((urbanity(terrain, centre) > _URBAN_FROM) & ~touched)


def _hill_factor(terrain: Terrain, net: Net) -> Floats:
    middle = (net.xy[net.u] + net.xy[net.v]) / 2
    return np.where(net.kind > MOTORWAY, 1 - HILL_SLOWDOWN * hilliness(terrain, middle), 1.0)
