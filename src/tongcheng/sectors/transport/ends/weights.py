"""How many people live near a place: the weight by which candidates are put in order."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from tongcheng.region.people import count_by_zone
from tongcheng.region.plane import Plane
from tongcheng.region.region import Region
from tongcheng.sectors.transport.ends.streets import Floats

#: Who lives this near gains first.
NEAR_M = 3_000.0


def residents_near(region: Region, plane: Plane, points: Floats) -> Floats:
    """Count the residents within ``NEAR_M`` of points (metres on the plane).

    Returns
    -------
    numpy.ndarray
        Shape (points,), NaN where the circle has no residents.
    """
    zones, residents = region["zones"], region["residents"]
    if not len(zones) or not (residents["group"] == "all").any():
        return np.full(len(points), np.nan)
    counts = count_by_zone(region)
    x, y = plane.flat(zones["lon"].to_numpy(dtype="float64"), zones["lat"].to_numpy(dtype="float64"))
    tree = cKDTree(np.column_stack([x, y]))
    near = tree.query_ball_point(points, NEAR_M)
    return np.array([counts.value[one].sum() for one in near], dtype="float64")
