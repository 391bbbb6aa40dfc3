"""How unevenly something is shared: Gini, Palma, Theil between and within, concentration, shortfall below a line.

Every function takes one value per place (of access, of beds per resident …) and the weight of each place: its residents,
or those of one age group. Weights of 1 are meant where none are given. A place without weight counts for nothing,
whatever its value, and may be NaN. A place with weight must have a known value: leave it out and say so, or there is an
error that names it.

The result is NaN where the question has no answer: nobody there at all, or (but for :func:`shortfall` and
:func:`concentration_erreygers`) nothing to share.

Units: all results are pure numbers. None depends on the unit of the values.
"""

from __future__ import annotations

from tongcheng.methods.inequality.enough import quantiles, shortfall
from tongcheng.methods.inequality.shares import (
    BEST_OFF,
    WORST_OFF,
    concentration,
    concentration_erreygers,
    gini,
    palma,
)
from tongcheng.methods.inequality.theil import TheilGroups, TheilParts, theil, theil_groups, theil_parts

__all__ = [
    "BEST_OFF",
    "WORST_OFF",
    "TheilGroups",
    "TheilParts",
    "concentration",
    "concentration_erreygers",
    "gini",
    "palma",
    "quantiles",
    "shortfall",
    "theil",
    "theil_groups",
    "theil_parts",
]
