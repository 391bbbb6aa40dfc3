"""Roads and barriers from OpenStreetMap files."""

from tongcheng.region.osm.extract import STAGES, OsmExtract, read_osm
from tongcheng.region.osm.speeds import read_speeds

__all__ = ["STAGES", "OsmExtract", "read_osm", "read_speeds"]
