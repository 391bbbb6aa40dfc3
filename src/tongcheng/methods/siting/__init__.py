"""Where to open: p-median, p-centre and covering, with kept and forbidden sites and borders open or closed."""

from tongcheng.methods.siting.capacitated import (
    capacitated_max_cover,
    capacitated_p_median,
    capacitated_set_cover,
)
from tongcheng.methods.siting.centre import p_centre
from tongcheng.methods.siting.cover import max_cover, set_cover
from tongcheng.methods.siting.median import p_median
from tongcheng.methods.siting.result import Siting, Unreachable

__all__ = [
    "Siting",
    "Unreachable",
    "capacitated_max_cover",
    "capacitated_p_median",
    "capacitated_set_cover",
    "max_cover",
    "p_centre",
    "p_median",
    "set_cover",
]
