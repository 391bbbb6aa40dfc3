"""How roads of each class are built: China's technical and administrative classes with usual figures.

Lanes, widths and design speeds follow JTG B01-2014 (公路工程技术标准) for highways and CJJ 37-2012
(城市道路工程设计规范) for streets; speeds are free-flow speeds, below the design speed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tongcheng.region.synth.plane import Bools, Ints

MOTORWAY, TRUNK, PRIMARY, SECONDARY, TERTIARY, UNCLASSIFIED, RESIDENTIAL, SERVICE = range(8)

CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service")


@dataclass(frozen=True)
class Standard:
    """How a road of one class is built."""

    technical: str | None
    admin: str
    lanes: float
    width_m: float
    speed_kmh: float
    surface: str


#: By class: outside towns, and in towns.
RURAL: tuple[Standard, ...] = (
    Standard("expressway", "national", 4, 15.0, 100, "asphalt"),
    Standard("class_1", "national", 4, 15.0, 75, "asphalt"),
    Standard("class_1", "provincial", 4, 14.0, 65, "asphalt"),
    Standard("class_2", "county", 2, 7.5, 55, "asphalt"),
    Standard("class_3", "township", 2, 6.5, 40, "asphalt"),
    Standard("class_4", "village", 2, 6.0, 28, "concrete"),
    Standard("class_4", "village", 2, 6.0, 25, "concrete"),
    Standard(None, "special", 1, 4.0, 15, "concrete"),
)
URBAN: tuple[Standard, ...] = (
    RURAL[MOTORWAY],
    Standard("urban_expressway", "urban", 6, 22.0, 70, "asphalt"),
    Standard("urban_arterial", "urban", 6, 21.0, 50, "asphalt"),
    Standard("urban_secondary", "urban", 4, 14.0, 40, "asphalt"),
    Standard("urban_branch", "urban", 2, 8.0, 32, "asphalt"),
    Standard("urban_branch", "urban", 2, 7.0, 26, "asphalt"),
    Standard("urban_branch", "urban", 2, 7.0, 24, "asphalt"),
    RURAL[SERVICE],
)

#: A ramp between a motorway and another road.
RAMP = Standard("expressway", "national", 2, 9.0, 45, "asphalt")

HILL_SLOWDOWN = 0.3


def built(kind: Ints, urban: Bools, attribute: str) -> np.ndarray:
    """Give one attribute of links by class and by town or country, shape (m,)."""
    table = np.array([[getattr(item, attribute) for item in group] for group in (RURAL, URBAN)])
    return np.asarray(table[urban.astype("int64"), kind])
