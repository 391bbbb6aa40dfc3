"""Public transport: timetables of a day, times door to door over a window of departures, itineraries, headways."""

from tongcheng.travel.transit.search import Window
from tongcheng.travel.transit.times import TRANSIT_REASONS, TransitTimes, transit_times
from tongcheng.travel.transit.timetable import Timetable, feed_timetable
from tongcheng.travel.transit.walking import Driving, Walking, walk_streets

__all__ = [
    "TRANSIT_REASONS",
    "Driving",
    "Timetable",
    "TransitTimes",
    "Walking",
    "Window",
    "feed_timetable",
    "transit_times",
    "walk_streets",
]
