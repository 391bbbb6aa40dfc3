"""One-hour circles, door to door: by road and by public transport, from a place that somebody names or data give."""

from tongcheng.sectors.transport.one_hour.circle import (
    THRESHOLDS_MIN,
    UNREACHED_REASONS,
    OneHourCircle,
    one_hour_circle,
    timetable_cases,
)
from tongcheng.sectors.transport.one_hour.indicators import ONE_HOUR_INDICATORS
from tongcheng.sectors.transport.one_hour.measure import measure_one_hour
from tongcheng.sectors.transport.one_hour.origins import Origin, default_origins, find_origin
from tongcheng.sectors.transport.one_hour.people import MAJORITY, People, county_table
from tongcheng.sectors.transport.one_hour.samples import SPACING_KM, ZonePoints, zone_points
from tongcheng.sectors.transport.one_hour.search import DoorToDoor

__all__ = [
    "MAJORITY",
    "ONE_HOUR_INDICATORS",
    "SPACING_KM",
    "THRESHOLDS_MIN",
    "UNREACHED_REASONS",
    "DoorToDoor",
    "OneHourCircle",
    "Origin",
    "People",
    "ZonePoints",
    "county_table",
    "default_origins",
    "find_origin",
    "measure_one_hour",
    "one_hour_circle",
    "timetable_cases",
    "zone_points",
]
