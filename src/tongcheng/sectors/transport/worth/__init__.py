"""The worth of a link: what a new or mended road changes for the people on either side of a border."""

from tongcheng.sectors.transport.worth.demand import known_trips
from tongcheng.sectors.transport.worth.indicators import WORTH_INDICATORS
from tongcheng.sectors.transport.worth.measure import measure_worth

__all__ = ["WORTH_INDICATORS", "known_trips", "measure_worth"]
