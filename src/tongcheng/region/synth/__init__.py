"""Generator of fictional circles of any size, with planted dead ends and bottlenecks, and writers of OSM and GTFS files.

Everything that it makes is ``synthetic``; it stands in the open sea, and every result made from it is marked.
"""

from tongcheng.region.synth.circle import Synthetic, synthesise
from tongcheng.region.synth.gtfs_file import write_gtfs
from tongcheng.region.synth.osm_file import write_osm_pbf
from tongcheng.region.synth.truth import Truth

__all__ = ["Synthetic", "Truth", "synthesise", "write_gtfs", "write_osm_pbf"]
