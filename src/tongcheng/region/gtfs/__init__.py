"""Timetables in the General Transit Feed Specification."""

from tongcheng.region.gtfs.feed import Feed, read_gtfs
from tongcheng.region.gtfs.stations import stations_from_feed

__all__ = ["Feed", "read_gtfs", "stations_from_feed"]
