"""How far a circle really reaches: functional urban areas from commuters, beside the plan's scope and the hour."""

from tongcheng.monitor.delineate.areas import THRESHOLD, THRESHOLDS, FunctionalAreas, functional_areas
from tongcheng.monitor.delineate.centres import Centres, county_centres, urban_centres
from tongcheng.monitor.delineate.flows import Commuters, commuters
from tongcheng.monitor.delineate.neighbours import neighbours
from tongcheng.monitor.delineate.outer import OuterCommuting, outer_commuting
from tongcheng.monitor.delineate.scope import Delineation, delineate, delineation_table, within_hour

__all__ = [
    "THRESHOLD",
    "THRESHOLDS",
    "Centres",
    "Commuters",
    "Delineation",
    "FunctionalAreas",
    "OuterCommuting",
    "commuters",
    "county_centres",
    "delineate",
    "delineation_table",
    "functional_areas",
    "neighbours",
    "outer_commuting",
    "urban_centres",
    "within_hour",
]
