"""How long it takes: graph, hierarchy, matrices, transit, and the worth of a link."""

from tongcheng.travel.graph import Components, Graph, build_graph, components
from tongcheng.travel.snapping import Snap, snap
from tongcheng.travel.times import DriveNetwork, Times, drive_network, drive_times

__all__ = [
    "Components",
    "DriveNetwork",
    "Graph",
    "Snap",
    "Times",
    "build_graph",
    "components",
    "drive_network",
    "drive_times",
    "snap",
]
