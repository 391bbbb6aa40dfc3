"""Dead ends and bottlenecks across the border: found, classified, explained, and counted."""

from tongcheng.sectors.transport.ends.candidates import candidates_among, find_candidates, find_road_ends
from tongcheng.sectors.transport.ends.indicators import ENDS_INDICATORS
from tongcheng.sectors.transport.ends.measure import measure_candidates
from tongcheng.sectors.transport.ends.rules import Rules

__all__ = [
    "ENDS_INDICATORS",
    "Rules",
    "candidates_among",
    "find_candidates",
    "find_road_ends",
    "measure_candidates",
]
