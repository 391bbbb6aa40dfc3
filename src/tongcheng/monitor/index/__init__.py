"""An integration index that anyone can recompute: level between places, progress against own targets."""

from tongcheng.monitor.index.aggregate import Composite, aggregate, ranks
from tongcheng.monitor.index.normalise import DistanceTo, MinMax, Normalisation, ZScore
from tongcheng.monitor.index.robustness import Choices, RankRange, leave_one_out, rank_ranges
from tongcheng.monitor.index.sheet import LEVEL, PROGRESS, Sheet, check_indicators, level_sheet

__all__ = [
    "LEVEL",
    "PROGRESS",
    "Choices",
    "Composite",
    "DistanceTo",
    "MinMax",
    "Normalisation",
    "RankRange",
    "Sheet",
    "ZScore",
    "aggregate",
    "check_indicators",
    "leave_one_out",
    "level_sheet",
    "rank_ranges",
    "ranks",
]
