"""Public transport: timetables of a day, times door to door over a window of departures, itineraries, headways."""

from tongcheng.travel.transit.assumptions import assumptions_table
from tongcheng.travel.transit.edits import add_line, change_frequency, extend_line
from tongcheng.travel.transit.from_lines import LinePlan, timetable_from_lines
from tongcheng.travel.transit.journeys import Journey, Leg, journey
from tongcheng.travel.transit.of_region import region_timetable
from tongcheng.travel.transit.search import Window
from tongcheng.travel.transit.service import departures, line_service, pair_service
from tongcheng.travel.transit.times import TRANSIT_REASONS, TransitTimes, transit_times
from tongcheng.travel.transit.timetable import Timetable, feed_timetable
from tongcheng.travel.transit.trains import train_plans
from tongcheng.travel.transit.walking import Driving, Walking, walk_streets

__all__ = [
    "TRANSIT_REASONS",
    "Driving",
    "Journey",
    "Leg",
    "LinePlan",
    "Timetable",
    "TransitTimes",
    "Walking",
    "Window",
    "add_line",
    "assumptions_table",
    "change_frequency",
    "departures",
    "extend_line",
    "feed_timetable",
    "journey",
    "line_service",
    "pair_service",
    "region_timetable",
    "timetable_from_lines",
    "train_plans",
    "transit_times",
    "walk_streets",
]
