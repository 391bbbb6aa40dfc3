"""How long it takes: graph, hierarchy, matrices, transit, and the worth of a link."""

from tongcheng.travel.driving import DriveNetwork, drive_network
from tongcheng.travel.graph import Components, Graph, build_graph, components
from tongcheng.travel.hierarchy import Hierarchy, build_hierarchy, cache_folder, saved_hierarchy
from tongcheng.travel.matrix import ManyToMany
from tongcheng.travel.snapping import Snap, snap
from tongcheng.travel.times import Times, drive_times

__all__ = [
    "Components",
    "DriveNetwork",
    "Graph",
    "Hierarchy",
    "ManyToMany",
    "Snap",
    "Times",
    "build_graph",
    "build_hierarchy",
    "cache_folder",
    "components",
    "drive_network",
    "drive_times",
    "saved_hierarchy",
    "snap",
]
