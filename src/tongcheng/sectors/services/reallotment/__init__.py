"""Re-allotment: from supply by administrative rank to supply by residents, year by year, with floors and a pace."""

from tongcheng.sectors.services.reallotment.indicators import REALLOTMENT_INDICATORS
from tongcheng.sectors.services.reallotment.measure import measure_reallotment, reallot
from tongcheng.sectors.services.reallotment.options import Options
from tongcheng.sectors.services.reallotment.plan import Reallotment
from tongcheng.sectors.services.reallotment.programme import Effort, Path, Programme
from tongcheng.sectors.services.reallotment.solve import solve

__all__ = [
    "REALLOTMENT_INDICATORS",
    "Effort",
    "Options",
    "Path",
    "Programme",
    "Reallotment",
    "measure_reallotment",
    "reallot",
    "solve",
]
