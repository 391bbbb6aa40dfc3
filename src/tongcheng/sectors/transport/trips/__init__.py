"""Commuting trips by a gravity model that is calibrated to what an office has."""

from tongcheng.sectors.transport.trips.calibrate import Calibration, fit_flows, fit_total
from tongcheng.sectors.transport.trips.indicators import TRIPS_INDICATORS
from tongcheng.sectors.transport.trips.matrix import TripMatrix, trip_matrix
from tongcheng.sectors.transport.trips.measure import calibrate_trips, measure_trips
from tongcheng.sectors.transport.trips.observed import observed_commuting, published_total

__all__ = [
    "TRIPS_INDICATORS",
    "Calibration",
    "TripMatrix",
    "calibrate_trips",
    "fit_flows",
    "fit_total",
    "measure_trips",
    "observed_commuting",
    "published_total",
    "trip_matrix",
]
